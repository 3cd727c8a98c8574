"""The language goes with a report through store, processes and file names."""

from __future__ import annotations

import duckdb
import pytest
from click.testing import CliRunner
from released import make

from crisislearn.cli import main
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.editions import files_of
from crisislearn.pipeline.run import _write_there, write_reports
from crisislearn.report.drawn import drawings
from crisislearn.textfiles import TEMPLATES

DANISH, ENGLISH = "modtryk-test-tuborgfondet", "modtryk-test-tuborgfondet-en"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return make(tmp_path_factory.mktemp("languages"))


def test_both_languages_stand_beside_each_other_and_neither_is_made_twice(settings):
    danish = files_of(settings.reports, DANISH)
    before = {name: path.read_bytes() for name, path in danish.items()}
    found = write_reports(Context(settings), "tuborgfondet", "en")
    assert set(found) == {name.replace(DANISH, ENGLISH) for name in danish}
    assert "Report to Tuborgfondet" in found[f"{ENGLISH}.txt"].read_text("utf-8")
    assert {name: path.read_bytes() for name, path in danish.items()} == before
    again = Context(settings)
    assert write_reports(again, "tuborgfondet", "en") == found
    assert again.store.reused == ["report"]


def test_another_process_is_told_the_language(settings):
    _write_there(settings, "run", ("tuborgfondet", "abc", "en"))
    kept = Context(settings).store.folder("report", "abc")
    assert (kept / f"{ENGLISH}.html").is_file()


def test_a_language_that_there_is_not_is_wrong_use(settings):
    asked = ["report", "--out", str(settings.out), "--language", "sv"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 2 and "'da', 'en'" in done.output


def test_a_notebook_has_the_figures_in_either_language(settings):
    edition = settings.warehouse.with_name("crisislearn-reader.duckdb")
    with duckdb.connect(str(edition)) as connection:
        connection.execute(
            "INSERT INTO core.episodes BY NAME SELECT *, 1 AS listed "
            f"FROM read_csv('{TEMPLATES / 'episodes.csv'}')"
        )
    danish, english = (
        drawings(edition, ("all", "all"), language) for language in ("da", "en")
    )
    assert list(danish) == list(english)
    assert "før" in danish["forloeb"].svg and "before" in english["forloeb"].svg
    assert english["forloeb"].notes[0].startswith("Synthetic data")
    assert (danish["forloeb"].language, english["forloeb"].language) == ("da", "en")
