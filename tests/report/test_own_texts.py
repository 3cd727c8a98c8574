"""Words that researchers write themselves, and where they end up."""

import duckdb
import pytest
from made_study import write_study

from crisislearn.errors import ReportError
from crisislearn.report.content import SECTIONS, build_report
from crisislearn.report.model import Figure, Listing, Paragraph, Strong, Table
from crisislearn.settings import Settings


@pytest.fixture
def write(tmp_path, warehouse):
    """Builds a report with texts; the receiver is Bikubenfonden."""

    def made(**texts):
        study = write_study(tmp_path / "own")
        folder = study.folder / "texts"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            path = folder / f"{name.replace('_', '-')}.md"
            path.write_text(text, encoding="utf-8")
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            return build_report(connection, study, Settings(), "bikubenfonden")

    return made


def section(report, name):
    return next(one for one in report.walk() if one.id == name)


def test_a_text_is_put_first_in_its_section(write):
    report = write(om="Skrevet af **os** {selv}.\n\n- et\n- to", maaling="Mere.")
    first, second, third = section(report, "om").blocks[:3]
    assert first.parts == ("Skrevet af ", Strong("os"), " {selv}.")
    assert second == Listing((("et",), ("to",)))
    assert third.kind == "lead"
    assert section(report, "maaling").blocks[0].text == "Mere."


def test_a_text_instead_takes_the_place_of_the_running_text_alone(write):
    blocks = section(write(modtryk_erstat="Kun dette."), "modtryk").blocks
    assert [b.text for b in blocks if isinstance(b, Paragraph)] == ["Kun dette."]
    assert any(isinstance(block, Figure) for block in blocks)
    assert any(isinstance(block, Table) for block in blocks)


def test_recommendations_come_from_people_alone(write):
    none = section(write(), "anbefalinger").blocks
    assert "giver ingen anbefalinger" in none[0].text
    report = write(anbefalinger="Til alle.", anbefalinger_bikubenfonden="Til jer.",
                   anbefalinger_tuborgfondet="Til andre.")  # fmt: skip
    told = [block.text for block in section(report, "anbefalinger").blocks]
    assert told == ["Til alle.", "Til jer."]


def test_what_only_people_can_say_is_open_until_they_do(write):
    report = write()
    for name in ("uafhaengighed", "interesser"):
        assert f"texts/{name}.md" in section(report, name).blocks[-1].text
    report = write(interesser="Ingen.", uafhaengighed="Fonden har betalt.")
    assert [b.text for b in section(report, "interesser").blocks] == ["Ingen."]
    told = [b.text for b in section(report, "uafhaengighed").blocks]
    assert told[0] == "Fonden har betalt."
    assert not any("Udfyldes" in text for text in told)


def test_a_misspelt_name_is_told(write):
    with pytest.raises(ReportError, match="no section of the report is called 'omm'"):
        write(omm="Tabt.")


def test_every_section_can_be_written_to(write):
    known = {*SECTIONS}
    for one in write(forord="Hej.").walk():
        assert one.id in known or one.id.startswith("tema-") or one.id == "fonde"
