"""A new study from the template: from `init` to a report on generated answers."""

import json

import pytest
from click.testing import CliRunner
from exported import kobo, limesurvey, write_frame
from pypdf import PdfReader
from respondents import people

import crisislearn
from crisislearn.cli import main
from crisislearn.fielding.form import read_form
from crisislearn.fielding.template import TEMPLATE
from crisislearn.textfiles import read_yaml

pytestmark = pytest.mark.long

NUMBER = 48


def call(*arguments):
    shown = CliRunner().invoke(main, [str(a) for a in arguments])
    assert shown.exit_code == 0, shown.output
    return shown.output


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """Folder of the study and of what a run of it made."""
    place = tmp_path_factory.mktemp("crisis")
    study, out = place / "study", place / "out"
    answers = read_yaml(TEMPLATE / "example.yml")
    given = [p for k, v in answers.items() for p in ("--answer", f"{k}={v}")]
    call("init", "--template", "crisis-study", study, "--no-input", *given)
    settings = study / "study.yml"
    text = settings.read_text("utf-8").replace("language: da", "synthetic: true", 1)
    # The follow-up came from LimeSurvey, whose participants' code is their token.
    first, second = text.rsplit("columns: *columns", 1)
    lime = "columns: {organisation: token, date: submitdate}"
    settings.write_text(first + lime + second, "utf-8")
    write_frame(study, NUMBER)
    data = study / "data/surveys"
    for name, write, wave, day in (
        ("organisationer", kobo, "w1", "2020-06-20"),
        ("opfoelgning", limesurvey, "w2", "2020-11-10"),
    ):
        form = read_form(study / f"instruments/{name}.xlsx")
        write(form, people(form, NUMBER, name), data / f"{wave}.csv", day)
    (study / "data/interviews/int-1.txt").write_text(INTERVIEW, "utf-8")
    assert "no problems" in call("check", "--study", study)
    told = call("run", "--study", study, "--out", out)
    assert "Rejected" not in told, told
    return study, out


INTERVIEW = """\
# organisation_id: O003
# date: 2020-06-24
# speakers: INT=interviewer; IP1=interviewee
# quotes: nej

INT: Hvad stod i vejen, før det hele lukkede ned?

IP1: Det var mest papirerne. Kravene om dokumentation forsvandt i marts, og nu er de tilbage.
"""  # noqa: E501


def test_the_report_says_what_the_answers_said(reported):
    _, out = reported
    (report,) = out.glob("reports/modtryk-2020-eksempel.pdf")
    text = "".join(page.extract_text() for page in PdfReader(report).pages)
    told = "".join(text.split()).replace("\u00ad", "")
    for words in (
        "Modtryk og nye løsninger under coronakrisen",
        "SYNTETISKE DATA",
        "hæmmede følgende jer i at finde nye løsninger før coronakrisen",
        "Hvilken slags løsning er den?",
        "Hvad der fremmede og hæmmede den seneste innovation",
    ):
        assert words.replace(" ", "") in told, words


def test_items_answers_and_trajectories_are_there(reported):
    study, out = reported
    with crisislearn.connect(out / "crisislearn.duckdb") as connection:
        items = connection.sql(
            "SELECT wave, item_id, type, label_da, choices FROM core.items"
        ).fetchall()
        courses = dict(connection.sql(
            "SELECT trajectory, count(*) FROM mart.barrier_trajectories GROUP BY ALL"
        ).fetchall())  # fmt: skip
        kinds = {t for (t,) in connection.sql(
            "SELECT DISTINCT unnest(string_split(type, ';')) FROM mart.innovations "
            "WHERE type IS NOT NULL").fetchall()}  # fmt: skip
        fates = {f for (f,) in connection.sql(
            "SELECT DISTINCT fate FROM mart.innovations WHERE wave = 'w2'"
        ).fetchall()}  # fmt: skip
        calendars = {c for (c,) in connection.sql(
            "SELECT DISTINCT calendar FROM core.observations WHERE measure = 'rated'"
        ).fetchall()}  # fmt: skip
    for wave, name in (("w1", "organisationer"), ("w2", "opfoelgning")):
        form = read_form(study / f"instruments/{name}.xlsx")
        there = {i: (t, d, c) for w, i, t, d, c in items if w == wave}
        asked = {q.item.name: q.item for _, _, q in form.questions()}
        assert there.keys() == asked.keys()
        for item_id, (kind, label, choices) in there.items():
            item = asked[item_id]
            assert (kind, label) == (item.type, item.label_da)
            codes = [c["code"] for c in json.loads(choices)] if choices else []
            assert codes == [c.name for c in item.choices]
    assert courses["disappeared"] > 20 and courses["came_back"] > 20
    assert kinds == {
        "service",
        "digital",
        "outreach",
        "process",
        "partnership",
        "other",
    }
    assert fates == {"kept", "changed", "dropped", "unknown"}
    assert calendars == {"general", "social_law"}, (
        "rules are read on their own calendar"
    )
