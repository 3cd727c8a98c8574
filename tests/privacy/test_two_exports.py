"""Two exports of one wave that hold the same respondents: the first one counts."""

import pytest
from click.testing import CliRunner
from kept_study import HEAD, ROWS, SURVEY, write_study

import crisislearn
from crisislearn.cli import main

LATER = "\n".join(
    [
        HEAD,
        ROWS[0].replace("forsvandt helt", "var der stadig"),
        ROWS[1].replace("sat ud af", "ved"),
        "O001;2020-06-20;;;Ingen ringede til os om tallene hele foråret.;ja",
        "",
    ]
)


def call(settings, *arguments):
    where = ["--study", str(settings.study), "--out", str(settings.out)]
    return CliRunner().invoke(main, [*map(str, arguments), *where])


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    found = write_study(tmp_path_factory.mktemp("two") / "study")
    later = found.study / "data/surveys/svar_ny.csv"
    later.write_text(LATER, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def shown(settings):
    return call(settings, "run")


def rows(settings, query):
    with crisislearn.connect(settings.warehouse) as connection:
        return connection.sql(query).fetchall()


def test_the_run_goes_on(shown):
    assert shown.exit_code == 0, shown.output
    assert "Rejected: " in shown.output


def test_the_reject_names_both_files_how_many_and_what_to_do(settings, shown):
    found = rows(
        settings,
        "select file, reason, next_action from ops.rejects where reason like '%wave%'",
    )
    assert len(found) == 1
    file, reason, action = found[0]
    assert file == "surveys/svar_ny.csv"
    said = "2 respondents have answered the same wave in surveys/svar.csv, which counts"
    assert reason == said
    assert "delete the older one" in action
    assert "columns: respondent" in action


def test_the_first_file_counts_and_nothing_is_counted_twice(settings, shown):
    texts = rows(settings, "select text from core.answers where item_id = 'q_gone'")
    assert len(texts) == 3
    assert not any("stadig" in text for (text,) in texts)
    assert rows(settings, "select count(*) from core.respondents") == [(3,)]
    counted = "select file, rows_in, rows_out, rows_rejected from core.sources"
    found = rows(settings, f"{counted} where kind = 'survey' order by file")
    assert found == [("surveys/svar.csv", 3, 3, 0), ("surveys/svar_ny.csv", 3, 0, 3)]


def test_strict_ends_with_1_and_nothing_is_read_again(settings, shown):
    done = call(settings, "ingest", "--strict")
    assert done.exit_code == 1
    assert "0 read anew" in done.output
    assert "2 respondents have answered the same wave" in done.output


def test_who_answers_only_later_stays(settings, shown):
    later = settings.study / "data/surveys/svar_ny.csv"
    first = settings.study / "data/surveys/svar.csv"
    alone = "\n".join([HEAD, *ROWS[:2], ""])
    assert alone != SURVEY
    first.write_text(alone, encoding="utf-8")
    later.write_text(LATER + ROWS[2] + "\n", encoding="utf-8")
    assert call(settings, "ingest").exit_code == 0
    shown = call(settings, "analyse")
    assert shown.exit_code == 0, shown.output
    found = rows(
        settings,
        "select s.file, r.respondent_id from core.respondents r "
        "join core.sources s using (source_id) order by all",
    )
    assert found == [
        ("surveys/svar.csv", "O001-w1"),
        ("surveys/svar.csv", "O002-w1"),
        ("surveys/svar_ny.csv", "O003-w1"),
    ]
