"""`crisislearn serve` as a process, for tests of what it starts."""

from __future__ import annotations

import socket
import subprocess
import sys
import time

import psutil

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
