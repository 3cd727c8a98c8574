"""Danish grammar of numbers, dates, lists and quotes."""

import datetime as dt

import pytest

from crisislearn.report import grammar
from crisislearn.report.language import label, tell, told_in

DAY = dt.date


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (7, 0, "7"),
        (999, 0, "999"),
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (0.285 * 100, 0, "29"),
        (-3.2, 0, "−3"),
        (-0.4, 0, "0"),
        (0.71, 2, "0,71"),
        (0.705, 2, "0,71"),
    ],
)
def test_number(value, decimals, text):
    assert grammar.number(value, decimals) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match="cannot be written"):
        grammar.number(value)


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0\u00a0%"), (0.4, "40\u00a0%"), (0.125, "13\u00a0%"), (1, "100\u00a0%")],
)
def test_percent_has_a_space_that_does_not_break(share, text):
    assert grammar.percent(share) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (DAY(2020, 11, 2), DAY(2020, 11, 20), "2.–20.\u00a0november 2020"),
        (DAY(2020, 6, 2), DAY(2020, 7, 1), "2.\u00a0juni – 1.\u00a0juli 2020"),
        (
            DAY(2020, 12, 24),
            DAY(2021, 2, 28),
            "24.\u00a0december 2020 – 28.\u00a0februar 2021",
        ),
        (DAY(2020, 6, 2), DAY(2020, 6, 2), "2.\u00a0juni 2020"),
        (None, DAY(2020, 3, 10), "til og med 10.\u00a0marts 2020"),
        (DAY(2021, 9, 10), None, "fra 10.\u00a0september 2021"),
        (None, None, "hele tiden"),
    ],
)
def test_date_range_names_month_and_year_once(first, last, text):
    assert grammar.date_range(first, last) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (DAY(2020, 11, 20), "efteråret 2020"),
        (DAY(2020, 9, 1), "efteråret 2020"),
        (DAY(2020, 6, 12), "sommeren 2020"),
        (DAY(2021, 3, 1), "foråret 2021"),
        (DAY(2020, 12, 1), "vinteren 2020–21"),
        (DAY(2021, 2, 28), "vinteren 2020–21"),
    ],
)
def test_season(day, text):
    assert grammar.season(day) == text


@pytest.mark.parametrize(
    ("items", "last", "text"),
    [
        ([], "og", ""),
        (["a"], "og", "a"),
        (["a", "b"], "og", "a og b"),
        (["a", "b", "c"], "og", "a, b og c"),
        (["a", "b", "c"], "eller", "a, b eller c"),
        (["a", "krav og regler"], "og", "a samt krav og regler"),
        (["a", "krav og regler", "c"], "og", "a, krav og regler samt c"),
        (["ogre", "bog"], "og", "ogre og bog"),
    ],
)
def test_listing(items, last, text):
    assert grammar.listing(items, last) == text


@pytest.mark.parametrize(
    ("items", "text"),
    [(["a"], "a"), (["a", "b"], "a, og b"), (["a", "b", "c"], "a, b, og c")],
)
def test_main_clauses_have_a_comma_before_and(items, text):
    assert grammar.clauses(items) == text


@pytest.mark.parametrize(
    ("value", "neuter", "text"),
    [
        (0, False, "nul"),
        (1, False, "en"),
        (1, True, "ét"),
        (2, True, "to"),
        (12, False, "tolv"),
        (13, False, "13"),
        (1200, False, "1.200"),
    ],
)
def test_count_uses_words_to_twelve(value, neuter, text):
    assert grammar.count(value, neuter=neuter) == text


def test_counted_takes_the_form_of_the_noun():
    assert grammar.counted(1, "organisation", "organisationer") == "1\u00a0organisation"
    assert (
        grammar.counted(2, "organisation", "organisationer") == "2\u00a0organisationer"
    )
    assert grammar.counted(0, "svar", "svar") == "0\u00a0svar"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Det gik.", "»Det gik.«"),
        ('"Det gik."', "»Det gik.«"),
        ("»Det gik.«", "»Det gik.«"),
        ('Hun sagde "nej" til os.', "»Hun sagde ›nej‹ til os.«"),
        ('Hun sagde: "Gå i gang."', "»Hun sagde: ›Gå i gang.‹«"),
        ('"Ja" og "nej"', "»›Ja‹ og ›nej‹«"),
        ("  to   ord ", "»to ord«"),
        ("før , efter", "»før, efter«"),
    ],
)
def test_quoted(text, quoted):
    assert grammar.quoted(text) == quoted


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("a  b", "a b"),
        (" a\n b .", "a b."),
        ("a ,5", "a ,5"),
        ("1\u00a0000", "1\u00a0000"),
    ],
)
def test_tidy_leaves_no_double_spaces(text, tidied):
    assert grammar.tidy(text) == tidied


def test_capital_leaves_the_rest_alone():
    assert grammar.capital("krav om DOC") == "Krav om DOC"
    assert grammar.capital("") == ""
    assert grammar.capital("æbler") == "Æbler"


def test_a_month_and_where_a_long_word_may_be_divided():
    assert grammar.month(dt.date(2020, 6, 10)) == "juni\u00a02020"
    assert grammar.divisible("Anden nedlukning") == "Anden ned\u00adlukning"
    assert grammar.divisible("Før krisen") == "Før krisen"


def test_english_is_written_as_the_english_write():
    day = dt.date(2020, 6, 10)
    with told_in("en"):
        assert grammar.number(-1234.5, 1) == "−1,234.5"
        assert grammar.percent(0.4) == "40%"
        assert grammar.date(day) == "10\u00a0June 2020"
        assert grammar.date_range(dt.date(2020, 6, 1), day) == "1–10\u00a0June 2020"
        told = "up to and including 10\u00a0June 2020"
        assert grammar.date_range(None, day) == told
        assert grammar.date_range(None, None) == "throughout"
        assert grammar.season(dt.date(2021, 1, 2)) == "winter 2020–21"
        assert grammar.month_of_axis(day) == "Jun 2020"
        assert grammar.listing(["a", "b", "c"], "eller") == "a, b or c"
        assert grammar.listing(["a", "rules and law"]) == "a, and rules and law"
        assert grammar.clauses(["a", "b"]) == "a, and b"
        assert grammar.count(1, neuter=True) == "one"
        assert grammar.quoted("he said “no”") == "“he said ‘no’”"
    assert grammar.number(1234.5, 1) == "1.234,5"


def test_a_label_is_english_only_where_the_study_has_one():
    row = {"label_da": "krav", "label_en": None}
    with told_in("en"):
        assert label(row) == "krav"
        assert label(row | {"label_en": "demands"}) == "demands"
        assert tell("ja", "yes") == "yes"
    assert label(row | {"label_en": "demands"}) == "krav"
