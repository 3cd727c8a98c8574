"""What a flow that went well leaves for a researcher to read."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

FLOWS = ["analyse", "report", "study"]


@pytest.fixture
def on_demo(demo, run_flow):
    """Run a flow on what the demo already made, so that all of it is in the store."""
    return lambda name, **more: run_flow(name, study=demo.study, out=demo.out, **more)


@pytest.fixture(scope="module")
def ran(demo, run_flow):
    """What a flow left on the demo; each runs once, several tests look at it."""
    return cache(lambda name: run_flow(name, study=demo.study, out=demo.out))


def count(warehouse, table):
    return warehouse.execute(f"select count(*) from {table}").fetchone()[0]


@pytest.mark.parametrize("name", FLOWS)
def test_the_receipt_holds_the_counts_of_the_warehouse(name, ran, warehouse):
    left = ran(name)
    assert left.state.is_completed()
    answered = count(warehouse, "core.answers where state = 'answered'")
    statements = count(warehouse, "core.statements where role <> 'interviewer'")
    codings, sources = (
        count(warehouse, "core.codings"),
        count(warehouse, "core.sources"),
    )
    row = f"| {answered:,} | {statements:,} | {sources} | {codings:,} |"
    assert row in left.page
    assert "**Synthetic sample data:**" in left.page


@pytest.mark.parametrize("name", FLOWS)
def test_every_reject_is_in_the_receipt_and_in_a_table(name, ran, warehouse):
    left = ran(name)
    rejects = warehouse.sql("from ops.rejects").df()
    rows = json.loads(left.artifacts["rejects"].data)
    assert len(rows) == len(rejects) > 0
    assert {row["file"] for row in rows} == set(rejects["file"])
    assert f"## What was rejected: {len(rejects)}" in left.page
    assert all(reason in left.page for reason in rejects["reason"])
    assert all(action in left.page for action in rejects["next_action"])


def test_artifacts_hold_neither_names_nor_shapes_of_values(ran, root, warehouse):
    seen = ran("study").seen
    known = (root / "data/sample/people.csv").read_text("utf-8").splitlines()[1:]
    people = [line.split(",")[0] for line in known if line.endswith(",person")]
    assert len(people) > 50
    assert [name for name in people if " " in name and name in seen] == []
    shapes = warehouse.sql("select shape from ops.rejects").df()["shape"].dropna()
    assert [shape for shape in shapes if len(shape) > 1 and shape in seen] == []


def test_nothing_is_made_again(on_demo, demo, warehouse):
    before = demo.warehouse.stat().st_mtime_ns
    page = on_demo("study").page
    assert demo.warehouse.stat().st_mtime_ns == before
    assert "The warehouse is unchanged." in page
    assert f"| ingest | 0 | {count(warehouse, 'core.sources')} |" in page


def test_ingest_says_what_came_in_and_what_was_rejected(ran, warehouse):
    left = ran("ingest")
    sources = count(warehouse, "core.sources")
    assert left.state.result() == sources
    assert "## What came in" in left.page
    assert f"{count(warehouse, 'core.answers')}" in left.page.replace(",", "")
    rejects = count(warehouse, "ops.rejects")
    assert f"## What was rejected: {rejects}" in left.page
    assert "0 files were new or changed" in left.page
    assert "Run **analyse**" in left.page
    assert "Synthetic" in left.page


def test_the_study_links_to_every_report(ran, demo):
    left = ran("study")
    linked = {key: a for key, a in left.artifacts.items() if key.startswith("report-")}
    written = sorted(demo.reports.glob("*.pdf"))
    assert len(linked) == len(written) > 1
    for path in written:
        assert f"- {path.name}\n" in left.page
        assert any(path.as_uri() in artifact.data for artifact in linked.values())


def test_a_report_of_one_foundation_is_that_one_only(on_demo):
    left = on_demo("report", foundation="tuborgfondet")
    files = [Path(path).name for path in left.state.result()]
    assert files and all("tuborgfondet" in name for name in files)
    assert len([key for key in left.artifacts if key.startswith("report-")]) == 1


def test_no_result_is_persisted(on_demo, prefect_home):
    storage = prefect_home / "storage"
    before = set(storage.glob("*"))
    assert on_demo("analyse").state.is_completed()
    assert set(storage.glob("*")) == before


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (0, [0]),
        (1, [0, 1]),
        (3, [0, 1, 2, 3]),
        (8, [0, 2, 4, 6, 8]),
        (400, [0, 100, 200, 300, 400]),
    ],
)
def test_the_log_tells_of_each_quarter(total, told, flow_of, monkeypatch):
    flow_of("study")
    from flows import common

    lines = []
    log = SimpleNamespace(info=lambda _text, _what, done, of: lines.append((done, of)))
    monkeypatch.setattr(common, "get_run_logger", lambda: log)
    for done in range(total + 1):
        common.log_progress("Coding barriers", done, total)
    assert lines == [(done, total) for done in told]
