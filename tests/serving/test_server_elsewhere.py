"""A Prefect server elsewhere, as docs/howto/server.md says: tried on loopback.

The server has a folder, a password and nothing of the study; a worker in a copy of the
project does the work. Marked long: it starts a server and a worker.
"""

from __future__ import annotations

import base64
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from served import free_port

PASSWORD = "user:password"


class Elsewhere:
    """A server with a password, and what is typed beside the data."""

    def __init__(self, folder, root):
        self.address = f"http://127.0.0.1:{free_port()}/api"
        self.project = folder / "project"
        wanted = ("flows", "src", "surveys", "data", "prefect.yaml", "pyproject.toml")
        self.project.mkdir()
        for name in wanted:
            copy = shutil.copytree if (root / name).is_dir() else shutil.copy
            copy(root / name, self.project / name)
        usual = os.environ | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        }
        self.there = usual | {
            "PREFECT_HOME": str(folder / "server"),
            "PREFECT_SERVER_API_AUTH_STRING": PASSWORD,
        }
        self.here = usual | {
            "PREFECT_HOME": str(folder / "client"),
            "PREFECT_API_URL": self.address,
            "PREFECT_API_AUTH_STRING": PASSWORD,
        }
        self.running = []

    def start(self, command, environment):
        with (self.project.parent / f"said{len(self.running)}.txt").open("w") as said:
            self.running.append(
                subprocess.Popen(
                    shlex.split(command), cwd=self.project, env=environment,
                    stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
                )
            )  # fmt: skip

    def run(self, command):
        subprocess.run(
            shlex.split(command), cwd=self.project, env=self.here, check=True
        )

    def ask(self, path, body=None, password=PASSWORD):
        token = base64.b64encode(password.encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - an address of this test
            f"{self.address}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Basic {token}",
                "Content-Type": "application/json",
            },
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def wait(self, seconds, is_there):
        until = time.monotonic() + seconds
        while not is_there():
            assert time.monotonic() < until, [
                path.read_text("utf-8")
                for path in sorted(self.project.parent.glob("said*.txt"))
            ]
            time.sleep(1)

    def answers(self):
        try:
            return self.ask("health") is True
        except (urllib.error.URLError, ConnectionError):
            return False


@pytest.fixture
def elsewhere(tmp_path, root):
    place = Elsewhere(tmp_path, root)
    yield place
    for process in place.running:
        os.killpg(process.pid, 9)
        process.wait(30)


def _documented(root):
    page = (root / "docs/howto/server.md").read_text("utf-8")
    block = re.search(r"PREFECT_API_AUTH_STRING.*?\n(.*?)```", page, re.DOTALL)
    return block[1].strip().splitlines()


@pytest.mark.long
@pytest.mark.timeout(1500)
def test_a_worker_beside_the_data_does_the_work(root, elsewhere):
    port = elsewhere.address.split(":")[2].split("/")[0]
    server = f"prefect server start --host 127.0.0.1 --port {port}"
    elsewhere.start(server, elsewhere.there)
    elsewhere.wait(300, elsewhere.answers)
    with pytest.raises(urllib.error.HTTPError, match="401"):
        elsewhere.ask("deployments/filter", {}, password="user:guess")

    *typed, worker = _documented(root)
    for command in typed:
        elsewhere.run(command)
    elsewhere.start(worker, elsewhere.here)
    deployed = {d["name"]: d for d in elsewhere.ask("deployments/filter", {})}
    run = elsewhere.ask(f"deployments/{deployed['study']['id']}/create_flow_run", {})

    def is_done():
        state = elsewhere.ask(f"flow_runs/{run['id']}")["state"]
        assert state["type"] not in ("FAILED", "CRASHED", "CANCELLED"), state
        return state["type"] == "COMPLETED"

    elsewhere.wait(1000, is_done)
    out = elsewhere.project / "out"
    assert (out / "crisislearn.duckdb").exists()
    assert any((out / "reports").glob("*.pdf"))
    artifacts = {a["key"] for a in elsewhere.ask("artifacts/filter", {})}
    assert {"receipt", "rejects"} <= artifacts
