"""LimeSurvey: structure, exports under every heading, archives."""

import csv
import io
from pathlib import Path

import pytest
from ingest_place import instrument
from limesurvey_files import (
    ABBREVIATED,
    CODES,
    FULL,
    LONG,
    SHORT,
    SURVEY_CHOICES,
    SURVEY_ITEMS,
    lsa,
    lss,
)

from crisislearn.errors import ReadError
from crisislearn.ingest.surveys.exports import Received, read_export
from crisislearn.ingest.surveys.exports.lime_fields import read_fields
from crisislearn.ingest.surveys.told import drafted

REAL = Path(__file__).parents[3] / "shared/real/surveys/limesurvey_imex"
SOURCE = "kind: survey\nwave: w1\ncolumns: {organisation: token, date: %s}"


def csv_bytes(header, rows, separator=",", mark=True):
    out = io.StringIO()
    csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(
        [header, *rows]
    )
    return out.getvalue().encode("utf-8-sig" if mark else "utf-8")


@pytest.fixture
def place(place):
    content = instrument(SURVEY_ITEMS, SURVEY_CHOICES)
    (place.folder / "w1.xlsx").write_bytes(content)
    return place


def states(tables, one):
    found = tables["answers"].query("organisation_id == @one")
    return {
        item: "/".join(dict.fromkeys(part["state"]))
        for item, part in found.groupby("item_id")
    }


def code(tables, one, item, choice=""):
    found = tables["answers"].set_index(["organisation_id", "item_id", "choice"])
    return found.loc[(one, item, choice), "code"]


def expect(tables):
    assert tables["sources"]["reader"].item() == "limesurvey"
    assert list(tables["rejects"]["reason"]) == []
    assert str(tables["respondents"]["answered_on"][0]) == "2020-06-24"
    assert code(tables, "O001", "doc") == "A3"
    assert code(tables, "O001", "ny") == "Y"
    assert code(tables, "O001", "slags", "SQ001") == "1"
    assert code(tables, "O001", "slags", "SQ002") == "0"
    assert code(tables, "O001", "pres_k") == "2"
    assert code(tables, "O001", "pres_t") == "1"
    assert code(tables, "O001", "vigtigst_1") == "tid"
    assert code(tables, "O001", "vigtigst_2") == "penge"
    assert code(tables, "O001", "ansatte") == "12"
    assert code(tables, "O001", "lukket") == "2020-03-13"
    two = states(tables, "O002")
    assert two["doc"] == "dont_know"
    assert two["slags"] == "not_asked"
    assert two["forsvandt"] == two["pres_k"] == "no_answer"
    texts = tables["answers"].query("item_id == 'forsvandt'")["text"].dropna()
    assert texts.item() == 'Kravene; og "papiret"\nforsvandt'


HEADINGS = {
    "code": CODES,
    "expression": [c.replace("[", "_").replace("]", "") for c in CODES],
    "full": FULL,
    "abbreviated": ABBREVIATED,
    "both": [f"{c}. {f}" for c, f in zip(CODES, FULL, strict=True)],
}


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(
    ("rows", "separator"), [(SHORT, ","), (SHORT, ";"), (LONG, ",")]
)
def test_an_export_beside_its_structure(place, heading, rows, separator):
    header = HEADINGS[heading]
    place.write("results-survey435933.lss", lss())
    tables = place.ingest(
        "results-survey435933.csv", csv_bytes(header, rows, separator),
        SOURCE.replace("token", f'"{header[5]}"') % f'"{header[1]}"',
    )  # fmt: skip
    expect(tables)


def test_an_export_without_its_structure(place):
    """Codes say what belongs together; answers are the instrument's."""
    tables = place.ingest("r.csv", csv_bytes(CODES, SHORT, ";"), SOURCE % "submitdate")
    expect(tables)


def test_full_answers_tell_who_was_not_shown_a_multiple_choice(place):
    """Whatever the instrument's routing says."""
    items = [item[:4] for item in SURVEY_ITEMS]
    (place.folder / "w1.xlsx").write_bytes(instrument(items, SURVEY_CHOICES))
    place.write("r.lss", lss())
    tables = place.ingest("r.csv", csv_bytes(CODES, LONG), SOURCE % "submitdate")
    assert states(tables, "O002")["slags"] == "not_asked"


def test_an_archive_tells_what_was_never_shown(place):
    """NULL is not ''. Numbers and days are NULL also where they were left empty."""
    rows = [SHORT[0], [cell or None for cell in SHORT[1]]]
    rows[1][-1] = ""
    tables = place.ingest("a.lsa", lsa(rows), SOURCE % "submitdate")
    assert tables["sources"]["reader"].item() == "limesurvey"
    two = states(tables, "O002")
    assert two["doc"] == "dont_know"
    assert two["slags"] == two["pres_k"] == two["vigtigst_1"] == "not_asked"
    assert two["pres_t"] == "answered"
    assert two["forsvandt"] == two["ansatte"] == two["lukket"] == "no_answer"
    assert code(tables, "O001", "slags", "SQ002") == "0"
    assert "example.org" not in "".join(t.to_csv() for t in tables.values())


def test_what_the_structure_tells():
    content = csv_bytes(CODES, SHORT)
    received = Received(content, "r.csv", beside={"lss": lss()})
    table = read_export("limesurvey", received)
    items = {i.name: i for i in drafted(table.headers, table.told).items}
    assert {name: item.type for name, item in items.items()} == {
        "doc": "select_one", "ny": "select_one", "slags": "select_multiple",
        "slags_other": "text", "pres_k": "select_one", "pres_t": "select_one",
        "vigtigst_1": "select_one", "vigtigst_2": "select_one", "ansatte": "decimal",
        "lukket": "date", "forsvandt": "text",
    }  # fmt: skip
    assert items["doc"].label_da == "Dokumentation før krisen"
    assert items["doc"].label_en == "Documentation before"
    assert [(c.name, c.label_da, c.label_en, c.state) for c in items["doc"].choices][
        1:
    ] == [
        ("A3", "I høj grad", "To a high degree", None),
        ("A8", "Ved ikke", "Don't know", "dont_know"),
    ]
    assert items["pres_k"].label_da.endswith("mens det var værst? - Krav")
    assert [c.label_da for c in items["slags"].choices] == [
        "Digital løsning", "Ude i det fri",
    ]  # fmt: skip
    assert {"id", "submitdate", "lastpage", "startlanguage", "seed"} <= table.technical


OTHER_KINDS = [
    ("m", "P", "Y", "Flere", "More", [("a", "Et", "One")], []),
    ("o", "O", "N", "Liste", "List", [], [("1", "Et", "One")]),
    ("d", "1", "N", "To skalaer", "Dual", [("a", "Et", "One")], [("1", "Ja", "Yes")]),
    ("n", ":", "N", "Tal", "Numbers", [("a", "Et", "One")], []),
    ("q", "Q", "N", "Tekster", "Texts", [("a", "Et", "One")], []),
    ("c", "C", "N", "Usikker", "Uncertain", [("a", "Et", "One")], []),
    ("x", "X", "N", "Kun tekst", "Text only", [], []),
]


def test_columns_of_the_other_kinds_of_question():
    found = read_fields(lss(OTHER_KINDS), "f.lss")
    assert {field.code: field.told.type for field in found} == {
        "m[a]": "", "m[acomment]": "text", "m[other]": "text",
        "m[othercomment]": "text", "o": "select_one", "o[comment]": "text",
        "d[a][1]": "select_one", "d[a][2]": "select_one", "q[a]": "text",
        "c[a]": "select_one",
    }  # fmt: skip
    assert [c.name for c in found[-1].told.choices] == ["Y", "U", "N"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lsa(SHORT)[:-400], "cut off or no archive"),
        (lsa(SHORT, **{"survey_435933.lss": None}), "no .lss"),
        (lsa(SHORT, **{"survey_435933_responses.lsr": None}), "no .lsr"),
        (lsa(SHORT, structure=lss()[:400]), "not readable as XML"),
        (lsa(SHORT, **{"survey_435933_responses.lsr": b"<document/>"}), "empty"),
        (
            lsa(
                SHORT,
                structure=b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                b"<document>&a;</document>",
            ),
            "not readable as XML .DTDForbidden",
        ),
        (lsa(SHORT, **{"bomb": b"0" * 60_000_000}), "unpacks from"),
        (csv_bytes(CODES, SHORT)[:-80], "ends within a quoted cell"),
        (b"", "empty"),
    ],
)
def test_files_that_cannot_be_read(content, says):
    with pytest.raises(ReadError, match=says) as error:
        read_export("limesurvey", Received(content, "f"))
    assert error.value.remedy


def test_two_questions_of_one_wording_are_told_apart_by_their_order():
    same = [(c, "S", "N", "Hvorfor?", "Why?", [], []) for c in ("a", "b")]
    header = ["Last page", "Start language", "Hvorfor?", "Hvorfor?"]
    received = Received(
        csv_bytes(header, [["1", "da", "x", "y"]]), "f", beside={"lss": lss(same)}
    )
    table = read_export("limesurvey", received)
    assert [table.told[h].item for h in table.headers[2:]] == ["a", "b"]


@pytest.mark.skipif(not REAL.is_dir(), reason="../shared is not there")
@pytest.mark.parametrize("path", sorted(REAL.rglob("*.lss")), ids=lambda p: p.stem)
def test_real_structures(path):
    fields = read_fields(path.read_bytes(), path.name)
    assert [f.told.type for f in fields] == ["text"]
    assert all(f.column.count("X") == 2 for f in fields)
