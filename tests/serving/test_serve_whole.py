"""`crisislearn serve` from start to Ctrl-C, with a real server, worker and deployments.

One test, because each start takes its time; marked long for the same reason.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest
import yaml

from crisislearn.serving.place import Place

PROGRAM = "from crisislearn.cli import main; main()"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Serve:
    """One `crisislearn serve`, and what it says."""

    def __init__(self, root, folder, port):
        self.said = folder.parent / "said.txt"
        arguments = ["serve", "--out", str(folder), "--port", str(port)]
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *arguments],
                cwd=root, stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def wait_for(self, word, seconds=400):
        until = time.monotonic() + seconds
        while word not in self.text and time.monotonic() < until:
            if self.process.poll() is not None:
                break
            time.sleep(0.3)
        assert word in self.text, self.text

    @property
    def text(self):
        return self.said.read_text("utf-8")

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(90)


@pytest.fixture
def place(tmp_path):
    place = Place(tmp_path / "out/prefect", free_port())
    yield place
    for process in of(place):
        process.kill()


def of(place):
    """Every process of this Prefect; a study's own processes are its children."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("PREFECT_HOME") == str(place.home):
                found.append(process)
        except psutil.Error:
            continue
    return found


def started(root, place):
    serve = Serve(root, place.home.parent, place.port)
    serve.wait_for(f"Open {place.address}")
    return serve


def connections(place):
    """Where the programs are connected to, apart from their own files and pipes."""
    return {
        each.raddr.ip for p in of(place) for each in p.net_connections() if each.raddr
    }


@pytest.mark.long
@pytest.mark.timeout(1500)
def test_serve_from_the_first_start_to_the_last(root, place):
    names = {
        entry["name"]: entry
        for entry in yaml.safe_load((root / "prefect.yaml").read_text("utf-8"))[
            "deployments"
        ]
    }
    serve = started(root, place)
    deployed = {d["name"]: d for d in place.ask("deployments/filter", {})}
    assert set(deployed) == set(names)
    for name, found in deployed.items():
        out = str(place.home.parent)
        assert found["parameters"] == names[name]["parameters"] | {"out": out}
        assert len(found["schedules"]) == len(names[name].get("schedules", []))
    assert place.ask("work_pools/crisislearn")["type"] == "process"
    assert place.ask("admin/settings")["server"]["analytics_enabled"] is False
    assert connections(place) <= {"127.0.0.1"}

    second = Serve(root, place.home.parent.parent / "out", free_port())
    assert second.process.wait(60) == 0
    assert f"Prefect runs already: {place.address}" in second.text
    assert serve.process.poll() is None

    # A schedule that was switched on in the UI stays on.
    ingest = deployed["ingest"]
    own = f"deployments/{ingest['id']}/schedules"
    assert [s["active"] for s in place.ask(own)] == [False]
    switched = place.ask(f"{own}/{place.ask(own)[0]['id']}", {"active": True}, "PATCH")
    assert switched is None
    lost = place.ask(f"deployments/{ingest['id']}/create_flow_run", {})["id"]
    assert serve.end(signal.SIGINT) == 0
    assert of(place) == []
    assert not (place.home / "running.json").exists()

    # Killed, and found again by the next.
    serve = started(root, place)
    assert place.ask(own)[0]["active"] is True
    assert place.ask(f"flow_runs/{lost}")["state"]["type"] != "RUNNING"
    serve.end(signal.SIGKILL)
    noted = json.loads((place.home / "running.json").read_text("utf-8"))
    assert {p.pid for p in of(place)} >= set(noted["pids"])
    serve = started(root, place)
    assert "An earlier start was killed" in serve.text
    assert "Deployed before, and unchanged" in serve.text
    assert not any(psutil.pid_exists(pid) for pid in noted["pids"])
    assert serve.end(signal.SIGTERM) == 0
    assert of(place) == []
