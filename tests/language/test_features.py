import pytest

from crisislearn.language.features import (
    COLUMNS,
    columns,
    head,
    norm,
    shape,
    stand_in,
)

KNOWN = {"på", "østers", "gå", "aaron", "haab", "sæson"}


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("paa", "på"),
        ("PAA", "på"),
        ("Oesters", "østers"),
        ("saeson", "sæson"),
        ("Aaron", "aaron"),
        ("haab", "haab"),
        ("vaerst", "vaerst"),
        ("2020", "0000"),
        ("11.", "00."),
        ("”", '"'),
        ("–", "-"),
        ("", ""),
    ],
)
def test_one_spelling_for_many(form, expected):
    assert norm(form, KNOWN.__contains__) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Hansen", "Xxx"),
        ("DSB", "XX"),
        ("McDonald", "XxXxx"),
        ("2020", "00"),
        ("5-trins", "0-xx"),
        ("»", '"'),
        ("", ""),
    ],
)
def test_shape_cuts_runs(form, expected):
    assert shape(form) == expected


def test_as_many_columns_as_names():
    assert len(columns("Hansens", "hansens")) == len(COLUMNS)
    assert columns("Hansens", "hansens")[0] == "hansens"


def test_columns_of_a_short_form_are_told_apart():
    # An ending of two letters and the whole word are different things.
    assert len(set(columns("så", "så"))) == len(COLUMNS)


@pytest.mark.parametrize(
    ("normed", "expected"),
    [
        ("sæson", "sæson"),
        ("sæsons", "sæson"),
        ("aaron's", "aaron"),
        ("aarons", "aaron"),
        ("for-sæson", "sæson"),
        ("kvolt", "kvolt"),
        ("s", "s"),
    ],
)
def test_a_form_without_vector_borrows_one(normed, expected):
    assert stand_in(normed, KNOWN.__contains__) == expected


@pytest.mark.parametrize(
    ("normed", "expected"),
    [("dsb-tog", "dsb"), ("bus", ""), ("tog-", ""), ("-", ""), ("a-b-c", "a")],
)
def test_what_stands_before_a_hyphen(normed, expected):
    assert head(normed) == expected
