"""Organisations that a study calls public keep their names from ingest to quote."""

import duckdb
from kept_study import FARAH, GRY, HEAD, ROWS, write_study

from crisislearn import pipeline
from crisislearn.check import find_problems

ANSWER = (
    "Kravene om dokumentation forsvandt helt, og vi kunne endelig være sammen med de "
    "unge fra Kajen i gården."
)
OTHER = "Reglerne om visitation blev sat ud af kraft, og det sagde Natcaféen også."


def study(folder, public):
    settings = write_study(
        folder / "study", {"names: people.csv": f"names: people.csv\npublic: {public}"}
    )
    first = f"O001;2020-06-10;{FARAH};farah@natcafe.example;{ANSWER};ja"
    second = f"O002;2020-06-11;{GRY};gry@ungekomp.example;{OTHER};ja"
    survey = "\n".join([HEAD, first, second, ROWS[2], ""])
    (folder / "study/data/surveys/svar.csv").write_text(survey, encoding="utf-8")
    return settings


def test_a_public_organisation_keeps_its_name_up_to_the_quote(tmp_path):
    settings = study(tmp_path, "[O003]")
    pipeline.run(settings)
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        for table in ("core.statements", "mart.quotes"):
            found = connection.sql(f"select text from {table}").fetchall()
            texts = " ".join(text for (text,) in found)
            assert "de unge fra Kajen i gården" in texts, table
            assert "Natcaféen" not in texts, table
        found = connection.sql("select text from core.statements").fetchall()
    assert any("det sagde [ORGANISATION O001] også" in text for (text,) in found)


def test_one_that_is_on_no_list_is_a_problem_of_the_study(tmp_path):
    settings = study(tmp_path, "[O009, Kajen]")
    problems = [str(problem) for problem in find_problems(settings)]
    assert any("'O009' is on no list" in problem for problem in problems)
    assert not any("Kajen" in problem for problem in problems)
