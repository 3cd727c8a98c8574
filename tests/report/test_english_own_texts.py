"""A study's own words in an English report: English files, and what is left out."""

from types import SimpleNamespace

import pytest
from made_study import write_study

from crisislearn.errors import ReportError
from crisislearn.report import own_texts
from crisislearn.report.language import told_in
from crisislearn.report.model import Paragraph, Quote, Section
from crisislearn.report.sections import checklists, integrity, keeping


@pytest.fixture
def facts(tmp_path):
    """What the sections ask for of a study that has some texts."""

    def made(**texts):
        study = write_study(tmp_path / "own")
        folder = study.folder / "texts"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            name = name.replace("_en", ".en").replace("_", "-")
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
        return SimpleNamespace(study=study)

    return made


def told(facts, name, language="en"):
    blocks = (Paragraph(("The program's.",)), Quote("“Ja.”", "Interview"))
    with told_in(language):
        (one,) = own_texts.put_in(facts.study, [Section(name, "About", blocks)])
    return [b.text for b in one.blocks]


def test_english_words_stand_in_an_english_report_alone(facts):
    both = facts(om="Skrevet her.", om_en="Written here.")
    rest = ["The program's.", "“Ja.”"]
    assert told(both, "om", "da") == ["Skrevet her.", *rest]
    assert told(both, "om") == ["Written here.", *rest]


def test_danish_words_are_left_out_and_that_is_said(facts):
    left_out = ["The program's.", "“Ja.”", own_texts.UNTOLD]
    some = facts(om="Skrevet her.", modtryk_erstat="Kun dette.")
    assert told(some, "om") == told(some, "modtryk") == left_out
    assert told(some, "modtryk", "da") == ["Kun dette.", "“Ja.”"]


def test_words_instead_are_english_too(facts):
    some = facts(modtryk_erstat="Kun dette.")
    (some.study.folder / "texts" / "modtryk-erstat.en.md").write_text("This.")
    assert told(some, "modtryk") == ["This.", "“Ja.”"]


def test_recommendations_in_danish_are_not_denied(facts):
    with told_in("en"):
        assert keeping._advice(facts(anbefalinger="Til alle."), None) == (
            Paragraph((own_texts.UNTOLD,), "small"),
        )
        (none,) = keeping._advice(facts(anbefalinger_en="To all."), None)
        assert none.text == "To all."


def test_what_is_open_and_what_is_in_danish_only(facts):
    some = facts(interesser="Ingen.")
    with told_in("en"):
        assert integrity.open_line(some, "interesser") == ()
        (line,) = integrity.open_line(some, "interview")
    assert line.text.startswith("To be filled in by the study: who interviewed")
    assert line.text.endswith("in the file texts/interview.en.md.")


def test_the_checklist_says_what_is_there_in_danish_only(facts):
    some = facts(uafhaengighed="En fond.", interesser_en="None.")
    there = Section("interesser", "Conflicts of interest", ())
    with told_in("en"):
        _, table = checklists.build(some, [there]).blocks
    where = {row[1]: row[2] for row in table.rows}
    assert where["Who paid for and carried out the study"] == (
        "in Danish only – texts/uafhaengighed.en.md"
    )
    assert where["Conflicts of interest"] == (
        "Conflicts of interest (the study’s own text)"
    )
    assert where["Mode of answering"] == "open – texts/om.en.md"


def test_an_english_file_belongs_to_a_section_too(facts):
    own_texts.check(facts(om_en="Written here.").study, ["om"], [])
    with pytest.raises(ReportError, match="called 'omm'"):
        own_texts.check(facts(omm_en="Lost.").study, ["om"], [])
