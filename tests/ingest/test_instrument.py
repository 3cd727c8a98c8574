import datetime as dt
import json

import pytest
from ingest_place import CHOICES, ITEMS, RATING, SURVEY, instrument, workbook

from crisislearn.definition import Wave
from crisislearn.errors import StudyError
from crisislearn.ingest import items_frame, read_instrument

WAVE = Wave(
    wave="w1", label_da="Juni", opened=dt.date(2020, 6, 1), closed=dt.date(2020, 6, 30),
    instrument="w1.xlsx",
    about={"before": (None, dt.date(2020, 3, 10)), "now": "asked",
           "during": (dt.date(2020, 3, 11), dt.date(2020, 6, 14))},
)  # fmt: skip


@pytest.fixture
def read(tmp_path):
    def read(content=None, **parts):
        path = tmp_path / "i.xlsx"
        path.write_bytes(content or instrument(**parts))
        return read_instrument(path)

    return read


def test_items_in_order_without_notes_and_groups(read):
    items = read().items
    assert [i.name for i in items] == [
        "b_DOC_before", "started", "kinds", "q_new", "staff", "share", "closed_on",
        "q_gone",
    ]  # fmt: skip
    assert [i.type for i in items] == [
        "select_one", "select_one", "select_multiple", "text", "integer", "decimal",
        "date", "text",
    ]  # fmt: skip


def test_frame_of_an_item(read):
    items = {i.name: i for i in read().items}
    assert items["q_gone"].frame_kind == "barrier"
    assert items["q_gone"].frame_status == "gone"
    assert items["q_gone"].concept == "gone"
    assert items["b_DOC_before"].barrier == "DOC"
    assert items["staff"].concept == "staff", "its own name where none is given"
    assert items["staff"].barrier is None


def test_numbers_as_codes_are_text_without_decimals(read):
    choices = read().items[0].choices
    assert [c.name for c in choices] == ["0", "1", "2", "3", "8", "9"]
    assert [c.state for c in choices] == [None] * 4 + ["dont_know", "not_relevant"]
    assert choices[1].value == "reduced"


def test_condition_of_a_group_holds_for_the_items_in_it(read):
    items = {i.name: i for i in read().items}
    no = {"started": frozenset({"nej"})}
    assert not items["q_new"].relevant.holds(no)
    assert items["staff"].relevant is None


def test_nested_groups_and_own_condition_all_count(read):
    items = [
        ("select_one yesno", "a", "A"),
        ("select_one yesno", "b", "B"),
        ("begin_group", "g", "", "", "${a} = 'ja'"),
        ("begin_group", "h", ""),
        ("text", "t", "T", "", "${b} = 'ja'"),
        ("end_group",),
        ("end_group",),
    ]
    relevant = read(items=items).items[2].relevant
    yes, no = frozenset({"ja"}), frozenset({"nej"})
    assert relevant.holds({"a": yes, "b": yes})
    assert not relevant.holds({"a": yes, "b": no})
    assert not relevant.holds({"a": no, "b": yes})


@pytest.mark.parametrize(
    ("headers", "cells", "da", "en"),
    [
        (("label::Dansk (da)", "label::English (en)"), ("Ja", "Yes"), "Ja", "Yes"),
        (("label",), ("Ja",), "Ja", "Ja"),
        (("label", "label::English (en)"), ("Ja", "Yes"), "Ja", "Yes"),
        (("label:English",), ("Yes",), "Yes", "Yes"),
        (("LABEL::dansk", "Label::english"), ("Ja", "Yes"), "Ja", "Yes"),
        (("label::Norsk (nb)", "label::English (en)"), ("Jo", "Yes"), "Jo", "Yes"),
    ],
)
def test_labels_by_language(read, headers, cells, da, en):
    item = read(
        survey_head=("type", "name", *headers), items=[("text", "t", *cells)]
    ).items[0]
    assert (item.label_da, item.label_en) == (da, en)


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"items": [("geopoint", "g", "G")]}, "sheet survey, row 2: type 'geopoint'"),
        ({"items": [("text", "", "T")]}, "row 2: the item has no name"),
        ({"items": [("select_one nolist", "s", "S")]}, "no list of choices 'nolist'"),
        ({"items": [("select_one yesno or_other", "s", "S")]}, "or_other"),
        ({"items": [("text", "t", "T"), ("text", "t", "T")]}, "'t' stands twice"),
        ({"items": [("text", "t", "T", "", "${x} = 'a'")]}, "no item before it"),
        ({"items": [("text", "t", "T", "", "x = a")]}, "relevant is not understood"),
        ({"items": [("end group",), ("text", "t", "T")]}, "did not begin"),
        ({"items": [("note", "n", "N")]}, "asks nothing"),
        ({"items": [("begin repeat", "r", "R")]}, "row 2: a repeat begins"),
        (
            {"items": [("text", "t", "T", "", "", "", "", "", "vanished")]},
            "frame_status 'vanished'",
        ),
        (
            {"items": [("select_one yesno", "s", "S", "", "", "", "DOC")]},
            "no choice says what it means",
        ),
        (
            {"choices": [*RATING, ("yesno", "x", "X", "", "perhaps", "")]},
            "sheet choices, row 13: state 'perhaps'",
        ),
        ({"choices": [*RATING, ("yesno", "ja", "J")]}, "choice 'ja' stands twice"),
        (
            {"choices": [*RATING, ("", "ja", "J")]},
            "row 13: the choice has no list_name",
        ),
        ({"survey_head": ("kind", "name")}, "column type is missing"),
        ({"choices_head": ("list", "name")}, "column list_name is missing"),
    ],
)
def test_errors_name_sheet_row_and_remedy(read, parts, says):
    with pytest.raises(StudyError) as error:
        read(**parts)
    assert says in str(error.value)
    assert "i.xlsx" in error.value.where
    assert error.value.remedy


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"type;name\n", "no xlsx"),
        (instrument()[:-400], "cut off or no xlsx"),
        (workbook(questions=[SURVEY]), "there is no sheet 'survey'"),
        (workbook(survey=[]), "column type, name is missing"),
    ],
)
def test_files_that_are_no_instrument(read, content, says):
    with pytest.raises(StudyError) as error:
        read(content)
    assert says in str(error.value)


def test_a_missing_file(tmp_path):
    with pytest.raises(StudyError, match="missing"):
        read_instrument(tmp_path / "none.xlsx")


def test_sheet_names_and_blank_rows_do_not_matter(read):
    content = workbook(
        Survey=[(), SURVEY, (), *ITEMS], CHOICES=[CHOICES, *RATING], settings=[()]
    )
    assert read(content).items == read().items


def test_items_frame(read):
    table = items_frame(read(), WAVE).set_index("item_id")
    assert set(table["wave"]) == {"w1"}
    gone = table.loc["q_gone"]
    assert (gone["about_from"], gone["about_to"]) == (
        dt.date(2020, 3, 11),
        dt.date(2020, 6, 14),
    )
    before = table.loc["b_DOC_before"]
    assert before["about_from"] is None
    assert before["about_to"] == dt.date(2020, 3, 10)
    assert before["concept_id"] == "b_DOC"
    choices = json.loads(before["choices"])
    assert choices[4] == {
        "code": "8", "label_da": "Ved ikke", "label_en": "Don't know",
        "state": "dont_know", "value": None,
    }  # fmt: skip
    assert not isinstance(gone["choices"], str), "an open item has no choices"


def test_now_is_the_day_of_the_answer(read):
    items = [("text", "t", "T", "", "", "", "", "", "", "now")]
    row = items_frame(read(items=items), WAVE).iloc[0]
    assert (row["about"], row["about_from"], row["about_to"]) == ("now", None, None)


def test_a_time_that_the_wave_does_not_explain(read):
    items = [("text", "t", "T", "", "", "", "", "", "", "after")]
    with pytest.raises(StudyError, match="'after'") as error:
        items_frame(read(items=items), WAVE)
    assert "add after: [first day, last day]" in error.value.remedy
