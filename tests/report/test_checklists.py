"""Checklists are whole, cite their source, and claim no more than the report holds."""

import duckdb
import pytest
from made_study import write_study
from pydantic import ValidationError

from crisislearn.report.checklists import FOLDER, ORDER, Item, load_checklists
from crisislearn.report.content import SECTIONS, build_report
from crisislearn.report.model import Table
from crisislearn.settings import Settings

ITEMS = {"aapor-ti": 11, "cherries": 27, "coreq": 32, "srqr": 21, "gramms": 6}


@pytest.mark.parametrize("checklist", load_checklists(), ids=lambda one: one.id)
def test_a_checklist_is_whole_and_cites_its_source(checklist):
    numbers = [item.item for item in checklist.items]
    assert numbers == [str(n) for n in range(1, ITEMS[checklist.id] + 1)]
    assert checklist.version[:4] in checklist.source
    for words in ("words_da", "words_en"):
        assert len({getattr(item, words) for item in checklist.items}) == len(numbers)


@pytest.mark.parametrize("checklist", load_checklists(), ids=lambda one: one.id)
def test_a_checklist_names_sections_that_a_report_can_have(checklist):
    for item in checklist.items:
        assert item.section or item.text in SECTIONS, item
        assert item.section in (*SECTIONS, ""), item


def test_every_file_is_read():
    assert sorted(path.stem for path in FOLDER.glob("*.yml")) == sorted(ORDER)


@pytest.mark.parametrize("places", [{}, {"section": "om", "text": "om"}])
def test_an_item_names_one_place(places):
    with pytest.raises(ValidationError, match="a section or a text"):
        Item(item="1", words_da="Noget", words_en="Something", **places)


def table_of(report, name):
    return next(b for s in report.walk() for b in s.blocks
                if isinstance(b, Table) and b.id == name)  # fmt: skip


def test_what_only_people_can_answer_is_open_until_they_do(warehouse, tmp_path):
    study = write_study(tmp_path / "own")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        first = table_of(build_report(connection, study, Settings(), None),
                         "tabel-tjeklister")  # fmt: skip
        (study.folder / "texts").mkdir()
        (study.folder / "texts" / "uafhaengighed.md").write_text("En fond.")
        then = table_of(build_report(connection, study, Settings(), None),
                        "tabel-tjeklister")  # fmt: skip
    assert first.rows[1][2] == "åben – texts/uafhaengighed.md"
    assert then.rows[1][2] == (
        "Finansiering og uafhængighed (undersøgelsens egen tekst)"
    )
    assert first.rows[0][2] == "Om undersøgelsen"
    assert first.groups[0][1] == (
        "AAPOR Transparency Initiative (2021-04): 8 af 11 punkter"
    )
    assert then.groups[0][1].endswith("9 af 11 punkter")


def test_a_battery_is_one_question_with_all_it_asked_about(warehouse, study):
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    table = table_of(report, "bilag-spoergsmaal")
    assert len(table.rows) == 3
    assert table.rows[0][0].startswith(
        "I hvilken grad hæmmede følgende jer i at finde nye løsninger før krisen? [LAW;"
    )
    assert table.rows[0][1:] == ("ét svar: Slet ikke", "Juni 2020, November 2020")
