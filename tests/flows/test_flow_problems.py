"""What a flow that stopped leaves: what, where and what to do, and no value."""

from __future__ import annotations

import shutil

import pytest

from crisislearn.errors import CrisisLearnError, LockedError, StoreError
from crisislearn.settings import Settings

FLOWS = ["ingest", "analyse", "report", "study"]


@pytest.fixture
def broken(root, tmp_path):
    """A study whose study.yml lacks a key it must have."""
    folder = tmp_path / "broken"
    shutil.copytree(root / "surveys", folder)
    definition = folder / "study.yml"
    lines = definition.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("title_da:")]
    assert len(kept) == len(lines) - 1
    definition.write_text("".join(kept), "utf-8")
    return folder


def test_a_broken_study_fails_and_says_what_to_do(broken, tmp_path, run_flow):
    from crisislearn import pipeline

    with pytest.raises(CrisisLearnError) as caught:
        pipeline.run(Settings(study=broken, out=tmp_path / "by-hand"))
    left = run_flow("study", study=broken, out=tmp_path / "out")
    assert left.state.is_failed()
    assert left.page.startswith("# The run stopped\n")
    assert caught.value.what and caught.value.remedy
    assert f"**What:** {caught.value.what}" in left.page
    assert f"**Where:** `{caught.value.where}`" in left.page
    assert f"**Next:** {caught.value.remedy}" in left.page


def test_an_unknown_foundation_names_those_there_are(demo, run_flow):
    left = run_flow("report", study=demo.study, out=demo.out, foundation="nosuch")
    assert left.state.is_failed()
    assert "tuborgfondet" in left.page
    assert "rejects" not in left.artifacts


@pytest.mark.parametrize("name", FLOWS)
def test_an_unforeseen_error_gives_no_value_away(
    name, tmp_path, run_flow, prefect_home, monkeypatch, caplog
):
    from crisislearn import pipeline

    def stumble(*_arguments, **_named):
        raise ValueError("cannot convert 'Jens Hansen, 010203-1234'")

    function = "run" if name == "study" else name
    monkeypatch.setattr(pipeline, function, stumble)
    left = run_flow(name, study=tmp_path, out=tmp_path / "out")
    assert left.state.is_failed()
    assert "ValueError" in left.page
    assert "**Where:** `test_flow_problems.py:" in left.page
    assert "--debug" in left.page
    assert "Jens" not in left.seen
    assert "Jens" not in caplog.text
    # A failed flow's exception is pickled here, whatever persist_result says.
    pickles = [path.read_bytes() for path in (prefect_home / "storage").glob("*")]
    assert not any(b"Jens" in content for content in pickles)


def test_a_run_waits_for_another_one_and_for_nothing_else(
    tmp_path, server, flow_of, monkeypatch
):
    from prefect import flow

    from crisislearn import pipeline

    task = flow_of("study").fn.__globals__["run_study"]
    assert (task.retries, task.retry_delay_seconds) == (10, 60)
    waits = task.with_options(retries=2, retry_delay_seconds=0)

    @flow
    def runs():
        return waits(tmp_path, tmp_path / "out", fresh=False)

    for error, tries in ((LockedError("busy"), 3), (StoreError("broken"), 1)):
        calls = []

        def stop(*_given, error=error, calls=calls, **_named):
            calls.append(1)
            raise error

        monkeypatch.setattr(pipeline, "run", stop)
        assert runs(return_state=True).is_failed()
        assert len(calls) == tries, error


def test_a_crashed_run_gets_a_page_of_its_own(tmp_path, run_flow, flow_of):
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
    from prefect.states import Crashed

    with get_client(sync_client=True) as client:
        flow = flow_of("study")
        run = client.create_flow_run(flow, state=Crashed(message="killed"))
        (hook,) = flow.on_crashed_hooks
        hook(flow, run, run.state)
        mine = ArtifactFilterFlowRunId(any_=[run.id])
        (page,) = client.read_artifacts(
            artifact_filter=ArtifactFilter(flow_run_id=mine)
        )
    assert page.key == "receipt"
    assert page.data.startswith("# The run was ended from outside\n")
    assert "**What:**" in page.data and "**Next:** run again" in page.data


@pytest.mark.parametrize(
    ("error", "missing"),
    [
        (StoreError("it is locked"), ["**Where:**", "**Next:**"]),
        (StoreError("it is locked", where="out"), ["**Next:**"]),
        (StoreError("it is locked", where="out", remedy="wait"), []),
    ],
)
def test_the_page_has_no_empty_parts(error, missing, flow_of, monkeypatch):
    flow_of("study")
    from flows import common

    pages = []
    monkeypatch.setattr(common, "leave_page", lambda text, _said: pages.append(text))
    common.leave_problem(error)
    assert "**What:** it is locked" in pages[0]
    for part in ("**Where:**", "**Next:**"):
        assert (part in pages[0]) == (part not in missing)
