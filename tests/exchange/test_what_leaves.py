"""No row of an organisation without --unit-level, no small group at all, no residue."""

from __future__ import annotations

import json

import duckdb
import pytest

from crisislearn.errors import CrisisLearnError, WarehouseError
from crisislearn.exchange.run import export
from crisislearn.settings import Settings
from crisislearn.warehouse.connect import open_warehouse

K = 5
BASES = {
    "mart.barrier_prevalence": "n",
    "mart.barrier_change": "n_paired",
    "mart.barrier_summary": "n",
    "mart.topic_prevalence": "n",
}
UNIT_LEVEL = {
    "core.organisations", "core.respondents", "core.sources", "core.waves",
    "core.consents", "core.answers", "core.statements", "core.codings",
    "core.observations", "mart.barrier_trajectories", "mart.topic_statements",
    "mart.innovations",
}  # fmt: skip


def text_of(folder):
    return "\n".join(
        path.read_bytes().decode("utf-8", "replace") for path in folder.iterdir()
    )


@pytest.fixture(scope="module")
def organisations(demo):
    with open_warehouse(demo.warehouse) as connection:
        rows = connection.execute("SELECT organisation_id FROM core.organisations")
        return [name for (name,) in rows.fetchall()]


def test_no_id_of_an_organisation_in_aggregates(exported, organisations):
    columns = set()
    for path in (exported / "parquet").glob("*.parquet"):
        columns |= set(duckdb.sql(f"FROM '{path}'").columns)
    assert not columns & {"organisation_id", "respondent_id", "source_id"}
    written = text_of(exported / "datapackage") + (exported / "ddi").read_text("utf-8")
    words = set(written.replace('"', ",").replace("\n", ",").split(","))
    assert len(organisations) > 100
    assert not words & set(organisations)
    assert not any(f"{name}-w1" in written for name in organisations)


@pytest.mark.parametrize("case", ["parquet", "unit_parquet"])
@pytest.mark.parametrize(("name", "base"), BASES.items())
def test_no_cell_of_fewer_than_k(exported, case, name, base):
    file = exported / case / f"{name}.parquet"
    counts = duckdb.sql(f"SELECT \"{base}\" FROM '{file}'").fetchall()
    shown = [n for (n,) in counts if n is not None]
    assert len(shown) > 50
    # Nothing is small enough to be hidden among those who speak of topics.
    assert len(shown) < len(counts) or name == "mart.topic_prevalence"
    assert not [n for n in shown if 0 < n < K]


def test_open_answers_leave_at_unit_level_only(exported, demo):
    with open_warehouse(demo.warehouse) as connection:
        rows = connection.execute(
            "SELECT text FROM core.answers WHERE length(text) > 60 AND NOT contains("
            "(SELECT string_agg(text, '|') FROM mart.quotes), text) LIMIT 20"
        ).fetchall()
    texts = [t for (t,) in rows if '"' not in t]
    assert texts
    for case, there in (("datapackage", False), ("unit_datapackage", True)):
        content = text_of(exported / case)
        assert all((t in content) is there for t in texts)


def test_unit_level_is_complete_and_for_the_owner_alone(exported):
    for case in ("unit_parquet", "unit_datapackage"):
        folder = exported / case
        ending = ".parquet" if case == "unit_parquet" else ".csv"
        names = {p.name.removesuffix(ending) for p in folder.glob(f"*{ending}")}
        assert names >= UNIT_LEVEL
        assert not names & {"core.statement_words", "ops.rejects", "ops.beside"}
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {p.stat().st_mode & 0o777 for p in folder.iterdir()} == {0o600}
        assert "not anonymous" in (folder / "README.md").read_text(encoding="utf-8")
    header = (exported / "unit_datapackage/core.sources.csv").read_text("utf-8")
    assert "file" not in header.split("\n")[0].split(",")


@pytest.mark.parametrize("kind", ["parquet", "datapackage"])
def test_an_aggregate_export_leaves_nothing_of_an_earlier_one(demo, tmp_path, kind):
    target = tmp_path / "out"
    warnings = []
    export(kind, target, demo, unit_level=True, warn=warnings.append)
    assert len(warnings) == 1
    assert "not anonymous" in warnings[0]
    export(kind, target, demo, warn=warnings.append)
    assert len(warnings) == 1
    assert not [p for p in target.iterdir() if "answers" in p.name]
    assert json.loads((target / "export.json").read_text())["unit_level"] is False
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_a_folder_with_other_things_is_left_alone(demo, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CrisisLearnError, match="no export"):
        export("parquet", tmp_path, demo)
    with pytest.raises(CrisisLearnError, match="one file"):
        export("ddi", tmp_path, demo)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("case", ["parquet", "unit_parquet", "datapackage"])
def test_every_export_says_that_the_study_is_synthetic(exported, case):
    said = json.loads((exported / case / "export.json").read_text(encoding="utf-8"))
    assert said["synthetic"] is True
    assert said["study"] == "modtryk-2020"


def test_a_limit_other_than_the_published_one_is_refused(demo, tmp_path):
    stricter = demo.model_copy(update={"k_min": 10})
    with pytest.raises(WarehouseError, match="under 5, and the settings say 10"):
        export("parquet", tmp_path / "out", stricter)


def test_without_published_files_the_next_step_is_named(root, tmp_path):
    settings = Settings(study=root / "surveys", out=tmp_path)
    with pytest.raises(WarehouseError, match="crisislearn run"):
        export("datapackage", tmp_path / "out", settings)
    assert not (tmp_path / "out").exists()
