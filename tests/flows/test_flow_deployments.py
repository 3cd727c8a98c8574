"""prefect.yaml deploys flows that exist, with parameters they have. Needs no server."""

from __future__ import annotations

import asyncio
import inspect
import re
from datetime import datetime

import pytest

NAMES = ["ingest", "analyse", "report", "deliver", "study"]


def test_every_flow_is_deployed(deployments, root):
    modules = {path.stem for path in (root / "flows").glob("*.py")}
    assert set(deployments) == set(NAMES) == modules - {"__init__", "common"}


@pytest.mark.parametrize("name", NAMES)
def test_the_entrypoint_imports_and_has_the_parameters(name, deployments, flow_of):
    entry = deployments[name]
    assert entry["entrypoint"] == f"flows/{name}.py:{name}"
    flow = flow_of(name)
    assert flow.name == name
    assert list(entry["parameters"]) == list(inspect.signature(flow.fn).parameters)
    checked = flow.validate_parameters(entry["parameters"])
    defaults = inspect.signature(flow.fn).parameters
    # A form that differs from the command line would be a trap.
    assert checked == {key: defaults[key].default for key in checked}


@pytest.mark.parametrize("name", NAMES)
def test_the_form_explains_every_parameter(name, flow_of):
    from prefect.utilities.callables import parameter_schema

    for key, field in parameter_schema(flow_of(name)).properties.items():
        assert len(field["description"]) > 20, key
        # A choice of types (anyOf) makes the UI ask for the type first.
        assert field["type"] in ("string", "boolean"), key
        assert "default" in field, key


@pytest.mark.parametrize("name", NAMES)
def test_neither_flow_nor_task_keeps_a_second_copy(name, flow_of):
    import sys

    from prefect import Task
    from prefect.cache_policies import NO_CACHE

    flow = flow_of(name)
    assert flow.persist_result is False
    module = vars(sys.modules[flow.fn.__module__])
    tasks = [value for value in module.values() if isinstance(value, Task)]
    assert len(tasks) == 1
    assert tasks[0].cache_policy == NO_CACHE
    assert tasks[0].persist_result is False


def test_one_work_pool_serves_all(deployments):
    assert {entry["work_pool"]["name"] for entry in deployments.values()} == {
        "crisislearn"
    }


SCHEDULES = [
    # Over the change to winter time, too.
    ("ingest", "2026-10-25T00:30+02:00", ["10-25 01:00", "10-25 02:00", "10-25 03:00"]),
    ("study", "2026-08-20T00:00+02:00", ["09-01 05:30", "09-15 05:30", "10-01 05:30",
                                         "10-15 05:30", "11-01 05:30", "11-15 05:30"]),
    ("study", "2026-11-15T06:00+01:00", ["09-01 05:30"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "since", "due"), SCHEDULES)
def test_schedules_are_off_and_mean_what_they_say(
    name, since, due, deployments, prefect_home
):
    from prefect.server.schemas.schedules import CronSchedule

    (schedule,) = deployments[name]["schedules"]
    assert schedule["active"] is False
    cron = CronSchedule(cron=schedule["cron"], timezone=schedule["timezone"])
    start = datetime.fromisoformat(since)
    dates = asyncio.run(cron.get_dates(n=len(due), start=start))
    assert [date.strftime("%m-%d %H:%M") for date in dates] == due


def test_only_what_reads_by_itself_has_a_schedule(deployments):
    scheduled = {name for name, entry in deployments.items() if "schedules" in entry}
    assert scheduled == {name for name, _, _ in SCHEDULES}
    slugs = [s["slug"] for n in scheduled for s in deployments[n]["schedules"]]
    assert len(slugs) == len(set(slugs))


def test_prefect_reads_the_folders_settings(root, prefect_home, monkeypatch):
    monkeypatch.delenv("PREFECT_SERVER_ANALYTICS_ENABLED")
    from prefect.settings import Settings

    monkeypatch.chdir(root)
    settings = Settings()
    assert settings.server.analytics_enabled is False
    assert settings.server.ephemeral.startup_timeout_seconds == 180


def test_prefect_knows_the_settings_that_serve_gives_it(
    tmp_path, prefect_home, monkeypatch
):
    from prefect.settings import Settings

    from crisislearn.serving.place import Place

    for name, value in Place(tmp_path, 4321).server_environment().items():
        monkeypatch.setenv(name, value)
    server = Settings().server
    assert server.analytics_enabled is False
    assert server.ui.show_promotional_content is False
    assert server.services.db_vacuum.enabled_vacuum_types >= {"events", "flow_runs"}
    assert server.api.cors_allowed_origins.split(",")[0] == "http://127.0.0.1:4321"


def test_the_researchers_page_names_what_exists(deployments, root):
    text = (root / "docs/researchers.md").read_text("utf-8")
    run = set(re.findall(r"prefect deployment run (\S+)/(\S+)", text))
    modules = set(re.findall(r"-m flows\.(\w+)", text))
    assert run and modules
    assert {(flow, name) for flow, name in run if flow != name} == set()
    assert {name for _, name in run} | modules <= set(deployments)
    assert "prefect deploy --all --no-prompt" in text
