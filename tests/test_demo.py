"""The sample study from raw files to reports: what a new user gets."""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

import crisislearn
from crisislearn import pipeline
from crisislearn.settings import Settings

CONTRACT = {
    "core.organisations", "core.respondents", "core.sources", "core.waves",
    "core.phases", "core.episodes", "core.items", "core.codes", "core.consents",
    "core.answers", "core.statements", "core.codings", "core.observations",
    "mart.barrier_trajectories", "mart.barrier_prevalence", "mart.barrier_change",
    "mart.topics", "mart.topic_statements", "mart.topic_prevalence", "mart.innovations",
    "mart.quotes", "core.orders", "core.order_events", "mart.legal_calendar",
    "mart.driver_association", "ops.runs", "ops.rejects", "ops.models", "ops.agreement",
}  # fmt: skip


def test_two_files_and_reports_are_there(demo):
    assert demo.warehouse.stat().st_mode & 0o777 == 0o600
    assert demo.reader_edition.is_file()
    names = {p.name for p in demo.reports.iterdir()}
    for receiver in ("", "-bikubenfonden", "-tuborgfondet", "-eksempelfonden"):
        assert f"modtryk-2020{receiver}.pdf" in names
        assert f"modtryk-2020{receiver}.html" in names


def test_tables_of_the_contract_are_there_and_hold_rows(warehouse):
    rows = warehouse.sql(
        "select schema_name || '.' || table_name from duckdb_tables()"
    ).fetchall()
    assert {name for (name,) in rows} >= CONTRACT
    for name in sorted(CONTRACT - {"ops.agreement"}):
        assert warehouse.sql(f"select count(*) from {name}").fetchall()[0][0] > 0, name


def one(warehouse, query):
    return warehouse.sql(query).fetchall()[0][0]


def test_the_sample_is_as_large_as_it_says(warehouse):
    assert one(warehouse, "select count(*) from core.organisations") == 152
    found = "select count(distinct organisation_id) from core.respondents"
    assert one(warehouse, found) == 120
    kinds = dict(
        warehouse.sql("select kind, count(*) from core.sources group by 1").fetchall()
    )
    assert kinds == {"survey": 3, "interview": 12, "case": 10, "order": 2}
    turns = warehouse.sql(
        "select rows_in from core.sources where kind = 'interview'"
    ).fetchall()
    assert all(60 <= n <= 120 for (n,) in turns)
    distinct = (
        "select count(distinct lower(text)) from core.answers a "
        "join core.items i using (wave, item_id) where i.type = 'text'"
    )
    assert one(warehouse, distinct) > 700


def test_every_row_of_the_exports_is_in_or_rejected(warehouse):
    rows = warehouse.sql(
        "select file, rows_in, rows_out from core.sources where kind = 'survey'"
    ).fetchall()
    assert len(rows) == 3
    for file, rows_in, rows_out in rows:
        refused = one(
            warehouse,
            "select count(distinct line) from ops.rejects "
            f"where file = '{file}' and (reason like 'the organisation%' "
            "or reason like 'an earlier row%')",
        )
        assert rows_in == rows_out + refused


def test_faults_planted_in_the_sample_are_named(warehouse):
    reasons = {r for (r,) in warehouse.sql("select reason from ops.rejects").fetchall()}
    assert len(reasons) == 4


def test_some_barriers_disappear_some_hold_some_come_back(warehouse):
    found = dict(
        warehouse.sql(
            "select trajectory, count(*) from mart.barrier_trajectories "
            "where measure = 'rated' and episode in ('spring_2020', 'order_218') "
            "group by 1"
        ).fetchall()
    )
    for name in ("disappeared", "came_back", "never_went", "gone_so_far"):
        assert found[name] > 20
    measures = warehouse.sql(
        "select distinct measure from core.observations"
    ).fetchall()
    assert {m for (m,) in measures} == {"rated", "mentioned"}


def test_all_nine_statuses_are_claimed_somewhere(warehouse):
    found = warehouse.sql("select distinct status from core.codings").fetchall()
    assert len({s for (s,) in found if s}) == 9


def test_evidence_of_a_coding_stands_in_its_statement(warehouse):
    wrong = one(
        warehouse,
        "select count(*) from core.codings k "
        "join core.statements s using (statement_id) "
        'where substr(s.text, k.start + 1, k."end" - k.start) <> k.evidence',
    )
    assert wrong == 0


def test_five_lines_tell_what_and_where(demo):
    lines = pipeline.run(demo).lines()
    assert len(lines) == 5
    assert "120 organisations" in lines[0]
    assert "synthetic" in lines[0]
    assert re.search(r"\d+ disappeared, \d+ held, \d+ came back", lines[1])
    assert str(demo.warehouse) in lines[2]
    assert lines[4].startswith("Next:")


def test_second_run_computes_nothing(demo):
    receipt = pipeline.run(demo)
    assert receipt.computed == {}
    assert not receipt.published


def test_no_planted_identifier_leaves_the_vault(demo, root):
    planted = (root / "data/sample/source/planted.txt").read_text("utf-8").split("\n")
    # Names that are everyday words alone are looked for with what stands around them.
    words = [w for w in planted if len(w) > 3 and not w.isupper()]
    with crisislearn.connect(demo.warehouse) as connection:
        texts = [
            text
            for table, column in (
                ("core.statements", "text"),
                ("core.statements", "context"),
                ("core.statements", "speaker"),
                ("core.answers", "text"),
                ("core.codings", "evidence"),
                ("mart.quotes", "text"),
                ("mart.innovations", "description"),
                ("mart.topics", "words"),
            )
            for (text,) in connection.sql(f"select {column} from {table}").fetchall()
            if text
        ]
    texts += [p.read_text("utf-8") for p in demo.reports.glob("*.html")]
    everything = "\n".join(texts)
    found = {
        word
        for word in words
        if word in everything
        and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", everything)
    }
    assert found == set()


def test_no_identifier_by_shape_in_any_file_outside_the_vault(demo):
    identifier = re.compile(rb"[\w.]+@[\w-]+\.example|\b[0-3]\d[01]\d\d\d-\d{4}\b")
    for path in sorted(demo.out.rglob("*")):
        if path.is_file() and demo.vault not in path.parents:
            assert identifier.search(path.read_bytes()) is None, path


def digests(folder):
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.iterdir())
        if p.suffix in (".pdf", ".html", ".parquet")
    }


def tables(path):
    with crisislearn.connect(path) as connection:
        names = connection.sql(
            "select schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        return {n: connection.sql(f"from {n}").fetchall() for (n,) in names}


def test_another_run_gives_the_same_tables_and_bytes(demo, tmp_path):
    again = Settings(study=demo.study, out=tmp_path)
    pipeline.run(again)
    assert tables(again.warehouse) == tables(demo.warehouse)
    assert digests(again.reports) == digests(demo.reports)


# Dies as a killed process does, at the n-th result that it is about to put in place.
KILL = """
import os, signal, sys
from pathlib import Path
from crisislearn import pipeline
from crisislearn.settings import Settings
from crisislearn.store import Store
import crisislearn.warehouse.publish as publishing
count = 0
def counted(whole):
    def put(*args, **kwargs):
        global count
        count += 1
        if count == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*args, **kwargs)
    return put
Store.put_files = counted(Store.put_files)
publishing._build = counted(publishing._build)
pipeline.run(Settings(study=Path(sys.argv[1]), out=Path(sys.argv[2])))
"""


# Two runs of the sample study; beside another test each takes its time.
@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    ("stage", "steps"),
    [("ingest", 12), ("statements", 30), ("codings", 60), ("topics", 76),
     ("publish", 78), ("report", 80)],
)  # fmt: skip
def test_killed_run_leaves_what_was_published_and_the_next_one_finishes(
    demo, tmp_path, stage, steps
):
    # The store of the demo up to the stage that is killed, so that each case is quick.
    order = ["ingest", "statements", "codings", "topics", "publish", "report"]
    out = tmp_path / "out"
    out.mkdir()
    kept = order[: order.index(stage)]
    done = 0
    for name in kept:
        folder = demo.store / name
        if folder.is_dir():
            subprocess.run(
                ["cp", "-r", "--parents", str(folder.relative_to(demo.out)), str(out)],
                cwd=demo.out,
                check=True,
            )
            done += len(list(folder.iterdir()))
    nth = max(1, steps - done) if stage != "publish" else 2
    killed = subprocess.run(
        [sys.executable, "-c", KILL, str(demo.study), str(out), str(nth)],
        # In one process, which sees every result that is put in place.
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "CRISISLEARN_WORKERS": "1"},
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-2000:]
    assert stage == "report" or not (out / "crisislearn.duckdb").exists()
    pipeline.run(Settings(study=demo.study, out=out))
    assert tables(out / "crisislearn.duckdb") == tables(demo.warehouse)
    assert digests(out / "reports") == digests(demo.reports)
    assert not list((out / "store").rglob("*.new"))


def test_an_edited_source_is_read_again_and_the_others_are_not(tmp_path, root):
    study, out = tmp_path / "surveys", tmp_path / "out"
    shutil.copytree(root / "surveys", study)
    shutil.copytree(
        root / "data/sample", tmp_path / "data/sample",
        ignore=shutil.ignore_patterns("source", "surveys", "interview_*.docx", "*.vtt"),
    )  # fmt: skip
    settings = Settings(study=study, out=out)
    first = pipeline.ingest(settings)
    stored = {p.name for p in (out / "store/ingest").iterdir()}
    case = tmp_path / "data/sample/cases/case_O001.md"
    case.write_text(case.read_text("utf-8") + "\nEt afsnit mere.\n", "utf-8")
    again = pipeline.ingest(settings)
    assert (first.read, again.read) == (first.files, 1)
    assert (first.revised, again.revised) == ([], ["cases/case_O001.md"])
    assert pipeline.ingest(settings).revised == again.revised
    assert "- cases/case_O001.md" in again.markdown()
    assert again.rows["segments"] == first.rows["segments"] + 1
    assert again.rejects == first.rejects
    assert len({p.name for p in (out / "store/ingest").iterdir()} - stored) == 1
