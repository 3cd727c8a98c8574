"""What ``crisislearn serve`` does: server, deployments, worker, until it is stopped.

Here: the order of it. Not here: processes (``programs``) and addresses (``place``).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from crisislearn import __version__
from crisislearn.serving.place import HOST, Place, ServingError
from crisislearn.serving.programs import (
    Program,
    command,
    end_left_behind,
    noted,
    programs,
    stoppable,
)
from crisislearn.settings import Settings
from crisislearn.store import digest
from crisislearn.textfiles import parse_yaml

POOL = "crisislearn"
# Making the database takes a minute on a busy machine.
START_SECONDS = 300.0
Tell = Callable[[str], None]


def serve(settings: Settings, port: int, tell: Tell) -> None:
    """Start the server, deploy everything, start a worker; until Ctrl-C or SIGTERM.

    Where this study's server runs already, its address is told and that is all. What
    a serve that was killed has left behind is stopped first.

    Args:
        settings: The study that the forms propose, and where Prefect's home is.
        port: Of the server, on the loopback address.
        tell: Gets each line for the user.

    Raises:
        ServingError: If this is not the project's folder, the port is taken, or one of
            the programs ends by itself.
    """
    from filelock import FileLock, Timeout

    if not Path("prefect.yaml").is_file():
        raise ServingError(
            "there is no prefect.yaml here, so there are no flows to deploy",
            where=str(Path.cwd()),
            remedy="change to the project's folder, the one with flows/, and try again",
        )
    place = Place(settings.prefect.resolve(), port)
    place.home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(place.home / ".serve", timeout=0):
            if end_left_behind(place.home):
                tell("An earlier start was killed; what it left behind was stopped.")
            place.check_port()
            _serve(place, settings, tell)
    except Timeout:
        tell(_told_of_the_first(place.home))


def _told_of_the_first(home: Path) -> str:
    """What to tell where another serve of this study has the lock."""
    there = Place(home, noted(home)[0])
    if there.port and there.answers():
        return (f"Prefect runs already: {there.address}\n"
                "Ctrl-C stops it where it was started.")  # fmt: skip
    raise ServingError(
        "another 'crisislearn serve' of this study is starting or stopping",
        where=str(home),
        remedy="wait a minute and try again",
    )


def _serve(place: Place, settings: Settings, tell: Tell) -> None:
    """Do what ``serve`` says, where nothing runs yet."""
    with stoppable():
        try:
            with programs(place) as start:
                tell("Starting Prefect: half a minute, the first time a minute or two")
                arguments = ["server", "start", "--host", HOST,
                             "--port", str(place.port)]  # fmt: skip
                server = start("server", arguments, place.server_environment())
                _wait_for(server, place)
                close_lost_runs(place)
                deploy(place, settings, tell)
                arguments = ["worker", "start", "--pool", POOL, "--type", "process",
                             "--limit", "1", "--name", POOL]  # fmt: skip
                worker = start("worker", arguments, place.environment())
                tell(f"Open {place.address} (Deployments, choose one, Run).\n"
                     f"Logs: {place.log('server')}, {place.log('worker')}\n"
                     "Ctrl-C stops it; the history is kept.")  # fmt: skip
                _watch({"server": server, "worker": worker}, place)
        except KeyboardInterrupt:
            tell("Stopped.")


def deploy(place: Place, settings: Settings, tell: Tell) -> None:
    """Make the work pool and deploy all of prefect.yaml, for this study.

    Only where something changed since the last time: deploying sets each schedule to
    what stands in prefect.yaml, also one that was switched on in the UI.

    Raises:
        ServingError: If Prefect refuses.
    """
    import yaml

    project = Path.cwd()
    content = parse_yaml((project / "prefect.yaml").read_text("utf-8"))
    own = {"study": str(settings.study), "out": str(settings.out)}
    for entry in content["deployments"]:
        # A new mapping: entries may share theirs through an anchor.
        entry["parameters"] = entry["parameters"] | own
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    names = ", ".join(entry["name"] for entry in content["deployments"])
    flows = sorted(project.glob("flows/*.py"))
    wanted = digest(text, str(project), __version__, *flows)
    seal = place.home / "deployed"
    if seal.is_file() and seal.read_text("utf-8") == wanted:
        tell(f"Deployed before, and unchanged: {names}")
        return
    file = place.home / "prefect.yaml"
    file.write_text(text, "utf-8")
    place.log("deploy").unlink(missing_ok=True)
    command(place, "work-pool", "create", "--type", "process", "--overwrite", POOL)
    command(place, "deploy", "--all", "--prefect-file", str(file))
    seal.write_text(wanted, "utf-8")
    tell(f"Deployed: {names}")


def close_lost_runs(place: Place) -> int:
    """Mark as crashed what was under way when the machine stopped; returns how many.

    No worker is there yet, so nothing can be; but it would stand as running for ever.
    """
    under_way = {"type": {"any_": ["PENDING", "RUNNING", "CANCELLING"]}}
    lost = place.ask("flow_runs/filter", {"flow_runs": {"state": under_way}})
    message = "It was under way when crisislearn serve or the machine stopped."
    for run in lost:
        crashed = {"type": "CRASHED", "name": "Crashed", "message": message}
        place.ask(f"flow_runs/{run['id']}/set_state", {"state": crashed, "force": True})
    return len(lost)


def _wait_for(server: Program, place: Place) -> None:
    until = time.monotonic() + START_SECONDS
    while not place.answers():
        if server.poll() is not None or time.monotonic() > until:
            raise _ended("server", place)
        time.sleep(0.5)


def _watch(running: dict[str, Program], place: Place) -> None:
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                raise _ended(name, place)
        time.sleep(0.5)


def _ended(name: str, place: Place) -> ServingError:
    return ServingError(
        f"Prefect's {name} ended by itself or did not start",
        where=str(place.log(name)),
        remedy="read there what it says last, and start again",
    )
