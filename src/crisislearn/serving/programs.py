"""Prefect's programs as processes: started, noted down, and stopped to the last one.

Here: processes and signals. Not here: what they are started for (``run``).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import psutil

from crisislearn.serving.place import Place, ServingError

# A run that is being stopped has this long to end before it is killed.
STOP_SECONDS = 20.0
Program = subprocess.Popen[bytes]
Start = Callable[[str, list[str], dict[str, str]], Program]


def command(place: Place, *arguments: str) -> None:
    """Run one command of Prefect's to its end.

    Raises:
        ServingError: If Prefect says that it did not work.
    """
    with place.log("deploy").open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-m", "prefect", "--no-prompt", *arguments],
            env=place.server_environment(), stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
    if done.returncode:
        raise ServingError(
            f"'prefect {' '.join(arguments[:2])}' did not work",
            where=str(place.log("deploy")),
            remedy="read there what Prefect says last, put it right in prefect.yaml, "
            "and start again",
        )


@contextmanager
def programs(place: Place) -> Iterator[Start]:
    """Start programs of Prefect; at the end stop them, the last first.

    Who they are stands in ``running.json`` as long as they live, for whoever comes
    after a serve that was killed.
    """
    started: list[Program] = []
    note = place.home / "running.json"

    def start(name: str, arguments: list[str], env: dict[str, str]) -> Program:
        with place.log(name).open("wb") as log:
            # A session of its own: Ctrl-C in the terminal is for the one that waits.
            process = subprocess.Popen(
                [sys.executable, "-m", "prefect", *arguments],
                env=env, start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        started.append(process)
        pids = [each.pid for each in started]
        note.write_text(json.dumps({"port": place.port, "pids": pids}), "utf-8")
        return process

    try:
        yield start
    finally:
        for process in reversed(started):
            with suppress(psutil.NoSuchProcess):
                end(psutil.Process(process.pid))
            process.wait()
        note.unlink(missing_ok=True)


def noted(home: Path) -> tuple[int, list[int]]:
    """Port and process ids that were noted down; 0 and none where nothing was."""
    try:
        known = json.loads((home / "running.json").read_text("utf-8"))
        return int(known["port"]), [int(pid) for pid in known["pids"]]
    except (OSError, ValueError, KeyError):
        return 0, []


def end_left_behind(home: Path) -> int:
    """Stop what a serve that was killed has left; how many programs that were.

    Only what runs with this home: a number may have gone to another process since.
    """
    number = 0
    for pid in reversed(noted(home)[1]):
        with suppress(psutil.Error):
            process = psutil.Process(pid)
            if process.environ().get("PREFECT_HOME") == str(home):
                end(process)
                number += 1
    return number


def end(process: psutil.Process) -> None:
    """Stop a program and the runs that it started, and wait until they are gone.

    The runs first, so that each can still tell the server that it was stopped. They
    stand in sessions of their own, and a worker would wait for them.
    """
    _end_all(process.children(recursive=True))
    _end_all([process, *process.children(recursive=True)])


def _end_all(family: list[psutil.Process]) -> None:
    alive = family
    try:
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.terminate()
        _, alive = psutil.wait_procs(family, timeout=STOP_SECONDS)
    finally:  # they do not want to, or the user does not want to wait
        for each in alive:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(alive, timeout=STOP_SECONDS)


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM and a closed terminal do what Ctrl-C does.

    Ctrl-C itself, too, is switched on: a shell switches it off for what it starts in
    the background.
    """

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    wanted = [signal.SIGINT, signal.SIGTERM]
    if os.name == "posix" and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        wanted.append(signal.SIGHUP)  # otherwise nohup means it
    before = {number: signal.signal(number, stop) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
