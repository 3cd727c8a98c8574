"""The bench as a program: what it confirmed stays, however it ends."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest
from bench_study import Coder

from crisislearn.store import Journal


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def program(settings):
    """Starts the bench as the command does; ends what is left."""
    started = []

    def start(*options):
        port = free_port()
        arguments = ["review", "--study", str(settings.study), "--out",
                     str(settings.out), "--port", str(port), *options]  # fmt: skip
        code = f"from crisislearn.cli import main; main({arguments!r})"
        done = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        started.append(done)
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                httpx.get(f"{address}/who")
                return done, address
            except httpx.ConnectError:
                assert done.poll() is None
                time.sleep(0.1)
        raise AssertionError("the bench did not start")

    yield start
    for one in started:
        one.kill()
        one.wait()


def coder_at(address, name):
    coder = Coder.__new__(Coder)
    coder.http = httpx.Client(base_url=address, follow_redirects=True, timeout=30)
    coder.token = ""
    coder.get("/who")
    assert coder.post("/who", name=name).status_code == 200
    return coder


def test_a_kill_loses_nothing_that_was_confirmed(program, settings):
    done, address = program()
    anna = coder_at(address, "Anna")
    names = list(anna.cards("unsure"))[:6]
    told = [anna.code("unsure", n, ("DOC", "gone")).json()["base"] for n in names]
    os.kill(done.pid, signal.SIGKILL)
    done.wait()
    entries = Journal(settings.store / "journal.jsonl").entries()
    assert [e["hash"] for e in entries] == told
    # A line that was being written when it was killed is nobody's.
    with (settings.store / "journal.jsonl").open("ab") as file:
        file.write(json.dumps({"kind": "coding"}).encode()[:-5])
    _, address = program()
    anna = coder_at(address, "Anna")
    name = next(n for n in anna.cards("unsure") if n not in names)
    assert anna.code("unsure", name, ("BUR", "eased")).status_code == 200
    assert len(Journal(settings.store / "journal.jsonl").entries()) == 7


def test_other_addresses_than_the_loopback_one_need_users(settings):
    code = (
        "from crisislearn.cli import main; main(['review', '--host', '0.0.0.0', "
        f"'--study', {str(settings.study)!r}, '--out', {str(settings.out)!r}])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "crisislearn review user add" in done.stderr + done.stdout
