"""What `crisislearn serve` does before, between and without Prefect. Starts none."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import psutil
import pytest
from click.testing import CliRunner
from filelock import FileLock

from crisislearn.cli import main
from crisislearn.serving import ServingError, programs, run
from crisislearn.serving.place import Place
from crisislearn.settings import Settings

SLEEP = "import time; print('here', flush=True); time.sleep(600)"
# A program that starts another one in a session of its own, as a worker starts a run.
NEST = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}], start_new_session=True).wait()"  # noqa: E501
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"


@pytest.fixture
def started():
    """Start Python programs that say when they are there; none stays."""
    processes = []

    def start(code, **environment):
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE,
            env={**os.environ, **environment}, start_new_session=True,
        )  # fmt: skip
        processes.append(process)
        assert process.stdout.readline() == b"here\n"
        return process

    yield start
    for process in processes:
        process.kill()
        process.wait()


def serve(*arguments):
    return CliRunner().invoke(main, ["serve", *map(str, arguments)])


def test_it_wants_the_projects_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = serve()
    assert shown.exit_code == 1
    assert "no prefect.yaml here" in shown.output and "Next:" in shown.output
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_said_before_anything_starts(
    root, tmp_path, monkeypatch
):
    monkeypatch.chdir(root)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        shown = serve("--out", tmp_path, "--port", port)
    assert shown.exit_code == 1
    assert f"port {port} cannot be had" in shown.output and "--port" in shown.output
    assert not (tmp_path / "prefect/prefect.db").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_no_port_at_all_is_wrong_use(port):
    assert serve("--port", port).exit_code == 2


def test_another_one_that_is_just_starting(root, tmp_path, monkeypatch):
    monkeypatch.chdir(root)
    (tmp_path / "prefect").mkdir()
    with FileLock(tmp_path / "prefect/.serve"):
        shown = serve("--out", tmp_path)
    assert shown.exit_code == 1
    assert "is starting or stopping" in shown.output


def test_nothing_of_another_prefect_is_taken_over(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_API_KEY", "not-for-here")
    monkeypatch.setenv("PREFECT_API_URL", "https://prefect.example.org/api")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.org:3128")
    monkeypatch.setenv("CRISISLEARN_STUDY", "my-study")
    place = Place(tmp_path, 4321)
    own, server = place.environment(), place.server_environment()
    for environment in (own, server):
        assert "not-for-here" not in environment.values()
        assert environment["PREFECT_API_URL"] == "http://127.0.0.1:4321/api"
        assert environment["PREFECT_HOME"] == str(tmp_path)
        assert environment["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
        assert environment["CRISISLEARN_STUDY"] == "my-study"
    # A study may fetch a model if its settings say so; the server fetches nothing.
    assert own["HTTPS_PROXY"] == "http://proxy.example.org:3128"
    proxies = {v for k, v in server.items() if k.lower().endswith("s_proxy")}
    assert proxies == {"http://127.0.0.1:9"}


def test_a_program_ends_with_what_it_started(started):
    process = started(NEST)
    child = psutil.Process(process.pid).children()[0]
    programs.end(psutil.Process(process.pid))
    assert not psutil.pid_exists(process.pid) and not psutil.pid_exists(child.pid)


def test_who_does_not_want_to_is_killed(started, monkeypatch):
    monkeypatch.setattr(programs, "STOP_SECONDS", 0.5)
    process = started(STUBBORN)
    programs.end(psutil.Process(process.pid))
    assert not psutil.pid_exists(process.pid)


def test_only_what_has_this_home_is_left_behind(started, tmp_path):
    mine = started(SLEEP, PREFECT_HOME=str(tmp_path))
    other = started(SLEEP, PREFECT_HOME=str(tmp_path / "other"))
    gone = started(SLEEP)
    gone.kill()
    gone.wait()
    note = {"port": 4321, "pids": [mine.pid, other.pid, gone.pid]}
    (tmp_path / "running.json").write_text(json.dumps(note))
    assert programs.end_left_behind(tmp_path) == 1
    assert not psutil.pid_exists(mine.pid)
    assert other.poll() is None


@pytest.mark.parametrize("text", [None, "", "{", "{}", '{"port": 1}'])
def test_a_note_that_is_half_written_is_none(tmp_path, text):
    if text is not None:
        (tmp_path / "running.json").write_text(text)
    assert programs.noted(tmp_path) == (0, [])
    assert programs.end_left_behind(tmp_path) == 0


@pytest.fixture
def deployed(root, tmp_path, monkeypatch):
    """Deploy without Prefect: the commands it would have got, and what was told."""
    monkeypatch.chdir(root)
    commands, told = [], []
    monkeypatch.setattr(run, "command", lambda _place, *given: commands.append(given))

    def deploy(study="surveys"):
        commands.clear()
        settings = Settings(study=study, out=tmp_path)
        run.deploy(Place(tmp_path, 4321), settings, told.append)
        return [given[0] for given in commands], told[-1]

    return deploy


def test_it_deploys_once_and_again_after_a_change(deployed, tmp_path):
    import yaml

    assert deployed() == (["work-pool", "deploy"], f"Deployed: {names(tmp_path)}")
    assert deployed() == ([], f"Deployed before, and unchanged: {names(tmp_path)}")
    assert deployed("my-study")[0] == ["work-pool", "deploy"]
    content = yaml.safe_load((tmp_path / "prefect.yaml").read_text("utf-8"))
    for entry in content["deployments"]:
        assert entry["parameters"]["study"] == "my-study"
        assert entry["parameters"]["out"] == str(tmp_path)
    assert not any("my" in str(value) for e in content["deployments"]
                   for key, value in e.items() if key != "parameters")  # fmt: skip


def names(folder):
    import yaml

    content = yaml.safe_load((folder / "prefect.yaml").read_text("utf-8"))
    return ", ".join(entry["name"] for entry in content["deployments"])


def test_what_prefect_refuses_is_not_taken_as_deployed(deployed, tmp_path, monkeypatch):
    def refuse(_place, *_given):
        raise ServingError("no")

    monkeypatch.setattr(run, "command", refuse)
    for _ in range(2):
        with pytest.raises(ServingError):
            deployed()
    assert not (tmp_path / "deployed").exists()


def test_a_command_that_fails_points_to_what_prefect_says(tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "no $4 today"; exit 1\n')
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    with pytest.raises(ServingError) as caught:
        programs.command(Place(tmp_path, 4321), "deploy", "--all")
    assert caught.value.what == "'prefect deploy --all' did not work"
    assert caught.value.where == str(tmp_path / "deploy.log")
    assert (tmp_path / "deploy.log").read_text("utf-8") == "no deploy today\n"
