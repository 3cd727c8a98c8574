"""Whether words may be quoted: no counts more than yes, and silence is no."""

import pytest

TALK = """
# organisation_id: O001
# date: 2020-06-24
%s
I: Hvad forsvandt?
LONE: Skemaerne.
"""


@pytest.mark.parametrize(
    ("study", "sheet", "file", "quotable"),
    [
        ("", "", "", False),
        ("quotes: true", "", "", True),
        ("quotes: false", "ja", "ja", False),
        ("quotes: true", "nej", "", False),
        ("quotes: true", "", "nej", False),
        ("", "ja", "", True),
        ("", "", "ja", True),
        # The file counts more than the sheet, but not for a yes against a no.
        ("", "nej", "ja", False),
        ("", "måske", "", False),
    ],
)
def test_quotes_of_an_interview(place, study, sheet, file, quotable):
    place.write("sheet.csv", f"file,quotes\ni.txt,{sheet}\n")
    said = f"# quotes: {file}" if file else "#"
    source = f"kind: interview\nsheet: sheet.csv\n{study}"
    tables = place.ingest("i.txt", TALK % said, source)
    assert bool(tables["sources"]["quotable"][0]) is quotable
    unclear = tables["rejects"]["column"].tolist().count("quotes")
    assert unclear == (sheet == "måske")


def test_a_survey_leaves_it_to_its_respondents_unless_the_study_says_no(place):
    export = "organisation_id;q_gone\nO001;Papiret\n"
    source = "kind: survey\nwave: w1\n"
    tables = place.ingest("w1.csv", export, source)
    assert tables["sources"]["quotable"][0]
    tables = place.ingest("w1.csv", export, source + "quotes: false")
    assert not tables["sources"]["quotable"][0]


@pytest.mark.parametrize(("said", "named"), [("", False), ("ja", True), ("nej", False)])
def test_a_case_has_a_name_only_where_it_says_so(place, said, named):
    head = f"---\nnamed_case: {said}\n---\n" if said else ""
    tables = place.ingest("c.md", f"{head}Kajen lukkede.\n", "kind: case")
    assert bool(tables["sources"]["named_case"][0]) is named


def test_a_source_says_who_answers_for_it_and_what_was_told(place):
    more = "controller: De andre\nnotice: brev.md\nlegal_basis: Samtykke"
    tables = place.ingest("i.txt", TALK % "#", f"kind: interview\n{more}")
    (row,) = tables["sources"].to_dict("records")
    assert (row["controller"], row["notice"], row["legal_basis"]) == (
        "De andre", "brev.md", "Samtykke",
    )  # fmt: skip
    (row,) = place.ingest("i.txt", TALK % "#", "kind: interview")["sources"].to_dict(
        "records"
    )
    assert row["controller"] == "Os"
