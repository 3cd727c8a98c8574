"""Google Forms and Microsoft Forms, whose headings are the questions themselves."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from ingest_place import instrument, workbook

from crisislearn.errors import ReadError
from crisislearn.ingest.surveys.exports import Received, read_export

ITEMS = [
    ("select_one janej", "started", "Har I sat noget nyt i gang?", "Anything new?"),
    ("select_multiple slags", "kinds", "Hvilken slags? (sæt gerne flere krydser)",
     "Which kind?"),
    ("select_one grad", "g_krav", "Hvor meget fyldte det? - Krav", "Demands"),
    ("select_one grad", "g_tid", "Hvor meget fyldte det? - Tid", "Time"),
    ("rank emne", "rang", "Sæt i rækkefølge", "Rank"),
    ("integer", "staff", "Antal ansatte", "Employees"),
    ("decimal", "share", "Andel frivillige", "Volunteers"),
    ("date", "closed", "Hvornår lukkede I?", "When did you close?"),
    ("text", "q_gone", "Hvad forsvandt?", "What went?"),
]  # fmt: skip
CHOICES = [
    ("janej", "ja", "Ja", "Yes"),
    ("janej", "nej", "Nej", "No"),
    ("slags", "digital", "Digitalt, fx video", "Digital"),
    ("slags", "ude", "Ude i det fri", "Outdoors"),
    ("slags", "ved", "Ved ikke", "Don't know", "dont_know"),
    ("grad", "1", "I mindre grad", "To a lesser degree"),
    ("grad", "3", "I høj grad", "To a high degree"),
    ("emne", "penge", "Penge", "Money"),
    ("emne", "tid", "Tid", "Time"),
]
QUESTIONS = [item[2] for item in ITEMS]
GRID = "Hvor meget fyldte det? [%s]"
SAID = ["Ja", "%s", "I høj grad", "I mindre grad", "%s", "12", "33,5", "13/03/2020",
        "=SUM(A1)\nog <b>krav</b>"]  # fmt: skip
SILENT = ["Nej", "Ved ikke", *[""] * 6, "Papiret"]
SOURCE = "kind: survey\nwave: w1\ncolumns: {organisation: Nøgle, date: %s}"


def csv_bytes(rows, separator=","):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode()


def answer(kinds, ranked):
    return [
        cell % said if "%s" in cell else cell
        for cell, said in zip(SAID, [0, kinds, 0, 0, ranked, 0, 0, 0, 0], strict=True)
    ]


@pytest.fixture
def place(place):
    (place.folder / "w1.xlsx").write_bytes(instrument(ITEMS, CHOICES))
    return place


def as_program_writes(rows):
    """A workbook in which an answer that begins with = is text, no formula."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def expect(tables, reader):
    assert tables["sources"]["reader"].item() == reader
    assert list(tables["rejects"]["reason"]) == []
    answers = tables["answers"]
    one = answers.query("organisation_id == 'O001'").set_index(["item_id", "choice"])
    expected = {
        ("started", ""): "ja", ("kinds", "digital"): "1", ("kinds", "ude"): "1",
        ("kinds", "ved"): "0", ("g_krav", ""): "3", ("g_tid", ""): "1",
        ("rang_1", ""): "tid", ("rang_2", ""): "penge", ("staff", ""): "12",
        ("share", ""): "33.5", ("closed", ""): "2020-03-13",
    }  # fmt: skip
    assert {key: one.loc[key, "code"] for key in expected} == expected
    assert one.loc[("q_gone", ""), "text"] == "=SUM(A1)\nog <b>krav</b>"
    two = answers.query("organisation_id == 'O002'")
    kinds = two.query("item_id == 'kinds'")
    assert set(kinds["state"]) == {"dont_know"}
    assert set(two.query("item_id == 'rang_1'")["state"]) == {"no_answer"}
    assert str(tables["respondents"]["answered_on"][0]) == "2020-06-24"
    assert "decimal comma" in tables["sources"]["dialect"].item()


@pytest.mark.parametrize(
    ("stamp", "joint"),
    [("2020/06/24 10:00:00 AM GMT+2", ";"), ("24/06/2020 10.00.00", ", ")],
    ids=["download", "sheet"],
)
@pytest.mark.parametrize("heading", ["Tidsstempel", "Timestamp"])
def test_google_forms(place, stamp, joint, heading):
    grid = [GRID % "Krav", GRID % "Tid"]
    header = [heading, "Mailadresse", "Nøgle", *QUESTIONS[:2], *grid, *QUESTIONS[4:]]
    kinds, ranked = f"Digitalt, fx video{joint}Ude i det fri", f"Tid{joint}Penge"
    rows = [header, [stamp, "lone@example.org", "O001", *answer(kinds, ranked)],
            [stamp, "bo@example.org", "O002", *SILENT]]  # fmt: skip
    tables = place.ingest("svar.csv", csv_bytes(rows), SOURCE % heading)
    expect(tables, "google_forms")
    assert "example.org" not in "".join(t.to_csv() for t in tables.values())


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_microsoft_forms(place, kind):
    own = ["ID", "Starttidspunkt", "Fuldførelsestidspunkt", "Mail", "Navn"]
    header = [*own, "Nøgle", *QUESTIONS]
    # its csv writes the month first, its xlsx real dates
    when = dt.datetime(2020, 6, 24, 10) if kind == "xlsx" else "6/24/2020 10:00:00"
    who = ["1", when, when, "anonymous", "Lone Kjærsgaard"]
    rows = [header,
            [*who, "O001", *answer("Digitalt, fx video;Ude i det fri;", "Tid;Penge;")],
            [*who, "O002", *SILENT]]  # fmt: skip
    content = as_program_writes(rows) if kind == "xlsx" else csv_bytes(rows, ";")
    source = SOURCE % "Fuldførelsestidspunkt"
    tables = place.ingest(f"svar.{kind}", content, source)
    expect(tables, "microsoft_forms")
    assert "Kjærsgaard" not in "".join(t.to_csv() for t in tables.values())


def test_a_question_called_like_a_column_of_its_own_stays_a_question():
    header = ["ID", "Start time", "Completion time", "Email", "Name", "Sprog?", "Name2",
              "Points - Sprog?"]  # fmt: skip
    content = workbook(Ark=[header, ["1", "a", "b", "c", "d", "dansk", "x", "1"]])
    table = read_export("microsoft_forms", Received(content, "f"))
    assert set(header) - table.technical == {"Sprog?", "Name2"}


@pytest.mark.parametrize("reader", ["google_forms", "microsoft_forms"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"Tidsstempel,Navn\n", "no rows"),
        (workbook(Ark=[["ID", "a"], ["1", "b"]])[:-99], "cut off"),
        (b'Tidsstempel,a\n1,"cut', "ends within a quoted cell"),
    ],
)
def test_files_that_cannot_be_read(reader, content, says):
    with pytest.raises(ReadError, match=says) as error:
        read_export(reader, Received(content, "f"))
    assert error.value.remedy
