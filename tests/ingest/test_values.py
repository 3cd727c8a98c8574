import datetime as dt

import pytest

from crisislearn.ingest.days import is_month_first, parse_day
from crisislearn.ingest.names import person_id, row_names
from crisislearn.ingest.records import shape
from crisislearn.ingest.surveys.items import Choice, Item
from crisislearn.ingest.surveys.values import Reader, multi_values, read_number
from crisislearn.privacy import StudyKey

KEY = StudyKey("AGE-SECRET-KEY-TEST")
READER = Reader(frozenset({"NULL"}))


def item(kind, *choices):
    return Item("q", kind, "Q", "Q", choices, "q", None, None, None, None, None)


KINDS = item(
    "select_multiple",
    Choice("a", "Ude i det fri", "Outdoors"),
    Choice("b", "Digital, ny", "Digital"),
    Choice("x", "Ved ikke", "Don't know", state="dont_know"),
)
SCALE = item(
    "select_one",
    Choice("0", "Slet ikke", "Not at all", value="not_present"),
    Choice("8", "Ved ikke", "Don't know", state="dont_know"),
    Choice("9", "Ikke relevant", "Not relevant", state="not_relevant"),
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-06-24", (2020, 6, 24)),
        ("2020-06-24 09:30:00", (2020, 6, 24)),
        ("2020-06-24T09:30:00Z", (2020, 6, 24)),
        ("24-06-2020", (2020, 6, 24)),
        ("24.06.2020 09:30", (2020, 6, 24)),
        ("4/6/20", (2020, 6, 4)),
        ("24. juni 2020", (2020, 6, 24)),
        ("1. maj 2020", (2020, 5, 1)),
        ("3-Jul-20", (2020, 7, 3)),
        ("13-Oct-20", (2020, 10, 13)),
        ("30-02-2020", None),
        ("24. brumaire 2020", None),
        ("i går", None),
        ("44006", None),
        ("", None),
    ],
)
def test_days(text, day):
    assert parse_day(text) == (dt.date(*day) if day else None)


@pytest.mark.parametrize(
    ("texts", "month_first"),
    [
        (["06-24-2020", "06-03-2020"], True),
        (["24-06-2020", "06-03-2020"], False),
        (["06-03-2020"], False),
        (["06-24-2020", "24-06-2020"], False),
        (["", "2020-06-24"], False),
        ([], False),
    ],
)
def test_order_of_day_and_month_in_a_column(texts, month_first):
    assert is_month_first(texts) is month_first


def test_a_day_read_month_first():
    assert parse_day("06-03-2020", month_first=True) == dt.date(2020, 6, 3)


@pytest.mark.parametrize(
    ("cell", "whole", "number"),
    [
        ("12", True, "12"),
        ("12.0", True, "12"),
        ("1.200", True, "1200"),
        ("1.200.000", True, "1200000"),
        ("1 200", True, "1200"),
        ("12,5", True, None),
        ("12 ansatte", True, None),
        ("ca. 12", True, None),
        ("-3", True, "-3"),
        ("12,5", False, "12.5"),
        ("12.5", False, "12.5"),
        ("1.200,5", False, "1200.5"),
        ("1,200.5", False, "1200.5"),
        ("1.200", False, "1.2"),
        ("0,1", False, "0.1"),
        ("", False, None),
        ("nan", False, None),
        ("1e5", False, None),
    ],
)
def test_numbers(cell, whole, number):
    assert read_number(cell, whole) == number


@pytest.mark.parametrize(
    ("cell", "state", "code"),
    [
        ("0", "answered", "0"),
        ("8", "dont_know", "8"),
        ("9", "not_relevant", "9"),
        ("Slet ikke", "answered", "0"),
        ("ved  IKKE", "dont_know", "8"),
        ("not at all", "answered", "0"),
        ("", "no_answer", None),
        ("NULL", "no_answer", None),
    ],
)
def test_single_choice(cell, state, code):
    value, wrong = READER.single(SCALE, cell, "q")
    assert (value.state, value.code, wrong) == (state, code, "")


@pytest.mark.parametrize(
    ("kind", "cell", "says"),
    [
        ("select_one", "7", "not among"),
        ("integer", "mange", "no number"),
        ("date", "i foråret", "no date"),
        ("text", "#NAME?", "spreadsheet shows an error"),
        ("integer", "#DIV/0!", "spreadsheet shows an error"),
    ],
)
def test_cells_that_cannot_be_used(kind, cell, says):
    value, wrong = READER.single(item(kind, *SCALE.choices), cell, "q")
    assert value.state == "no_answer"
    assert says in wrong
    assert cell not in wrong


@pytest.mark.parametrize(
    ("cell", "chosen", "unknown"),
    [
        ("a b", {"a", "b"}, 0),
        ("a;b", {"a", "b"}, 0),
        ("a; b;", {"a", "b"}, 0),
        ("a", {"a"}, 0),
        ("Ude i det fri", {"a"}, 0),
        ("Digital, ny", {"b"}, 0),
        ("Ude i det fri; Digital, ny", {"a", "b"}, 0),
        ("a z", {"a"}, 1),
    ],
)
def test_several_choices_in_one_column(cell, chosen, unknown):
    found, wrong = READER.joined(KINDS, cell)
    assert {name for name, mark in found.items() if mark} == chosen
    assert all(mark is not None for mark in found.values())
    assert wrong == unknown


@pytest.mark.parametrize("cell", ["", "NULL", "z"])
def test_blank_is_not_unchosen(cell):
    found, _ = READER.joined(KINDS, cell)
    assert set(found.values()) == {None}
    assert {v.state for v in multi_values(KINDS, found)} == {"no_answer"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1", (True, True)), ("0", (False, True)), ("Ja", (True, True)),
        ("Ikke valgt", (False, True)), ("x", (True, True)), ("TRUE", (True, True)),
        ("a", (True, True)), ("Outdoors", (True, True)), ("", (None, True)),
        ("NULL", (None, True)), ("2", (None, False)), ("måske", (None, False)),
    ],
)  # fmt: skip
def test_a_column_a_choice(cell, expected):
    assert READER.split(KINDS.choices[0], cell) == expected


def test_dont_know_alone_speaks_for_the_item():
    values = multi_values(KINDS, {"a": False, "b": False, "x": True})
    assert {v.state for v in values} == {"dont_know"}
    values = multi_values(KINDS, {"a": True, "b": False, "x": True})
    assert {v.state for v in values} == {"answered"}
    assert [v.code for v in values] == ["1", "0", "1"]


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (["Lone Kjærsgaard"], ["Lone Kjærsgaard"]),
        (["Lone", "Kjærsgaard"], ["Lone Kjærsgaard"]),
        (["Lone", "lone@huset.example", "20 31 44 58"], ["Lone"]),
        (["anonym"], []),
        (["", "-", "nej"], []),
        (["Anne-Mette Sand", "Ali"], ["Ali", "Anne-Mette Sand"]),
        (["leder 2"], []),
    ],
)
def test_names_in_personal_columns(cells, names):
    assert [name for name, _, _ in row_names(cells)] == names


def test_ids_of_people_begin_with_their_pseudonym():
    assert person_id(KEY, " Menon ") == person_id(KEY, "menon")
    assert person_id(KEY, "Menon").startswith(KEY.pseudonym("menon"))
    assert len(person_id(KEY, "Menon")) == 8


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Ja 12", "aa 99"),
        ("æø-Å", "aa-a"),
        ("x" * 40, "a" * 24 + "…"),
        ("12-06-1967", "99-99-9999"),
    ],
)
def test_shape_shows_no_value(value, shown):
    assert shape(value) == shown


def test_blanks_within_a_label_do_not_count():
    spaced = item("select_one", Choice("1", "Ja,\tmåske  nu", "Yes"))
    value, reason = READER.single(spaced, "ja, måske nu", "q")
    assert (value.code, reason) == ("1", "")
