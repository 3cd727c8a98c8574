"""LimeSurvey: who was shown a question, by its equations and by the archive."""

import pytest
from ingest_place import instrument
from limesurvey_files import (
    CODES,
    FULL,
    LONG,
    SHORT,
    SURVEY_CHOICES,
    SURVEY_ITEMS,
    lsa,
    lss,
)
from test_limesurvey import SOURCE, code, csv_bytes, expect, states

from crisislearn.ingest.surveys.exports.lime_relevance import parse_equation

FREE = [item[:4] for item in SURVEY_ITEMS]  # without routing of its own
# O002 says no to "ny", and leaves blank what comes after it.
YES = 'ny.NAOK == "Y"'


@pytest.fixture
def place(place):
    (place.folder / "w1.xlsx").write_bytes(instrument(FREE, SURVEY_CHOICES))
    return place


def read(place, rows=SHORT, header=CODES, group="", **relevance):
    place.write("r.lss", lss(relevance=relevance, group=group))
    when = '"Date submitted"' if header is FULL else "submitdate"
    return place.ingest("r.csv", csv_bytes(header, rows), SOURCE % when)


@pytest.mark.parametrize(
    "equation",
    [
        YES,
        "ny.NAOK == 'Y'",
        '((ny.NAOK == "Y"))',
        "{ny.NAOK eq 'Y'}",
        '"Y" == ny.NAOK',
        'ny.NAOK != "N"',
        'ny == "Y"',
        '435933X641X1100.NAOK == "Y"',
        'Q1100.NAOK == "Y"',
        "!is_empty(slags_SQ001.NAOK)",
        '((slags_SQ001.NAOK == "Y"))',
        "count(slags_SQ001.NAOK, slags_SQ002.NAOK) > 0",
        'in_array(doc.NAOK, "A1", "A3")',
        '!(doc.NAOK == "A8") and ny.NAOK == "Y"',
        'doc.NAOK == "A3" && (pres_k.NAOK == "1" || pres_k.NAOK >= 2)',
        "ansatte.NAOK > 10",
        'vigtigst_1.NAOK == "tid"',
        'slags_other.NAOK != ""',
    ],
)
@pytest.mark.parametrize(("rows", "header"), [(SHORT, CODES), (LONG, FULL)])
def test_blank_and_never_shown_is_not_asked(place, equation, rows, header):
    tables = read(place, rows, header, forsvandt=equation)
    assert list(tables["rejects"]["reason"]) == []
    assert states(tables, "O001")["forsvandt"] == "answered"
    assert states(tables, "O002")["forsvandt"] == "not_asked"
    assert states(tables, "O002")["lukket"] == "no_answer"


@pytest.mark.parametrize("equation", ['ny.NAOK == "N"', "1", "", "is_empty(ansatte)"])
def test_blank_and_shown_is_no_answer(place, equation):
    tables = read(place, forsvandt=equation)
    assert list(tables["rejects"]["reason"]) == []
    assert states(tables, "O002")["forsvandt"] == "no_answer"


def test_sets_of_choices_matrices_and_rankings(place):
    tables = read(place, slags=YES, pres=YES, vigtigst=YES)
    two = states(tables, "O002")
    assert two["slags"] == two["slags_other"] == two["vigtigst_1"] == "not_asked"
    assert two["pres_k"] == "not_asked"
    assert two["pres_t"] == "answered", "an answer outweighs an equation"
    assert code(tables, "O001", "slags", "SQ002") == "0"


def test_a_subquestion_and_a_group_have_equations_too(place):
    tables = read(place, k=YES)
    assert states(tables, "O002")["pres_k"] == "not_asked"
    assert states(tables, "O002")["forsvandt"] == "no_answer"
    tables = read(place, group=YES)
    assert states(tables, "O002")["forsvandt"] == "not_asked"


def test_without_naok_whoever_was_not_shown_the_other_question_is_out(place):
    tables = read(place, ansatte=YES, forsvandt="ansatte != 7")
    assert states(tables, "O002")["forsvandt"] == "not_asked"
    tables = read(place, ansatte=YES, forsvandt="ansatte.NAOK != 7")
    assert states(tables, "O002")["forsvandt"] == "no_answer"


@pytest.mark.parametrize(
    ("equation", "says"),
    [
        ('countif("Y", that.slags.NAOK) > 1', "the function countif is not known"),
        ('regexMatch("/x/", doc)', "the function regexMatch is not known"),
        ("nobody.NAOK == 1", "it asks about 'nobody', which has no column"),
        ("ny.NAOK = 'Y'", "= 'Y'\" is not understood"),
        ("ny.NAOK ==", "a value is missing before 'the end'"),
        ("ny.NAOK == 'Y' ny", "'ny' is not expected there"),
        ("(ny.NAOK == 'Y'", "')' is missing"),
        ("ny.value == 1", "ny.value is not known"),
        ("count(slags_SQ001, slags_SQ002) > 1", "another number than 0 or 1"),
    ],
)
def test_an_equation_that_is_not_understood_is_told_and_changes_nothing(
    place, equation, says
):
    tables = read(place, forsvandt=equation)
    (reject,) = tables["rejects"].to_dict("records")
    assert says in reject["reason"]
    assert reject["column"] == "forsvandt"
    assert "relevant" in reject["next_action"]
    assert states(tables, "O002")["forsvandt"] == "no_answer"
    assert len(tables["respondents"]) == 2


def test_a_constant_hides_a_question_from_everybody():
    assert not parse_equation("0").condition.holds({})
    assert parse_equation("1").condition.holds({})


@pytest.mark.parametrize("way", ["sgqa", "ids", "codes"])
def test_an_archive_of_every_version(place, way):
    """Numbers and days are NULL also where they were left empty: equations tell."""
    rows = [SHORT[0], [cell or None for cell in SHORT[1]]]
    rows[1][-1] = ""
    structure = lss(relevance={"ansatte": YES})
    tables = place.ingest("a.lsa", lsa(rows, structure, way), SOURCE % "submitdate")
    assert list(tables["rejects"]["reason"]) == []
    two = states(tables, "O002")
    assert two["slags"] == two["vigtigst_1"] == two["ansatte"] == "not_asked"
    assert two["forsvandt"] == two["lukket"] == "no_answer"
    assert two["pres_t"] == "answered"


@pytest.mark.parametrize("way", ["ids", "codes"])
def test_names_of_columns_without_numbers_of_groups(place, way):
    (place.folder / "w1.xlsx").write_bytes(instrument(SURVEY_ITEMS, SURVEY_CHOICES))
    expect(place.ingest("a.lsa", lsa(SHORT, way=way), SOURCE % "submitdate"))
