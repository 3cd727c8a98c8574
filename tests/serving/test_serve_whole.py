"""`crisislearn serve` from start to Ctrl-C, with a real server, worker and deployments.

One test, because each start takes its time; marked long for the same reason.
"""

from __future__ import annotations

import json
import signal

import psutil
import pytest
import yaml
from served import Serve, connections, free_port, of, started


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
