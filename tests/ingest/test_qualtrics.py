"""Qualtrics exports: three header rows, the older two, labels or codes."""

import csv
import io

import pytest
from ingest_place import instrument, workbook

from crisislearn.errors import ReadError
from crisislearn.ingest.surveys.exports import Received, read_export

ITEMS = [
    ("select_one grad", "Q1", "Dokumentation før", "Documentation before"),
    ("select_one janej", "Q2", "Har I sat noget nyt i gang?", "Anything new?"),
    ("select_multiple slags", "Q3", "Hvilken slags?", "Which kind?"),
    ("text", "Q3_3_TEXT", "Andet, skriv", "Other, write"),
    ("select_one grad", "Q4_1", "Krav", "Demands"),
    ("select_one grad", "Q4_2", "Tid", "Time"),
    ("integer", "Q5_1", "Rang: penge", "Rank: money"),
    ("integer", "Q5_2", "Rang: tid", "Rank: time"),
    ("text", "Q6", "Hvad forsvandt?", "What went?"),
]  # fmt: skip
CHOICES = [
    ("grad", "1", "I mindre grad", "To a lesser degree"),
    ("grad", "3", "I høj grad", "To a high degree"),
    ("grad", "8", "Ved ikke", "Don't know", "dont_know"),
    ("janej", "1", "Ja", "Yes"),
    ("janej", "2", "Nej", "No"),
    ("slags", "1", "Digital løsning", "Digital"),
    ("slags", "2", "Ude i det fri", "Outdoors"),
    ("slags", "3", "Andet", "Other"),
]

NAMES = ["StartDate", "Status", "IPAddress", "Finished", "RecordedDate", "ResponseId",
         "RecipientEmail", "UserLanguage", "Q1", "Q2", "Q3_1", "Q3_2", "Q3_3",
         "Q3_3_TEXT", "Q4_1", "Q4_2", "Q5_1", "Q5_2", "Q6", "org"]  # fmt: skip
WORDS = ["Startdato", "Svartype", "IP-adresse", "Afsluttet", "Registreret dato",
         "Svar-id", "Modtagerens mail", "Brugersprog", "Dokumentation før",
         "Har I sat noget nyt i gang?",
         "Hvilken slags? - Selected Choice - Digital løsning",
         "Hvilken slags? - Selected Choice - Ude i det fri",
         "Hvilken slags? - Selected Choice - Andet", "Hvilken slags? - Andet - Tekst",
         "Hvor meget fyldte det? - Krav", "Hvor meget fyldte det? - Tid",
         "Sæt i rækkefølge - Penge", "Sæt i rækkefølge - Tid", "Hvad forsvandt?",
         "org"]  # fmt: skip
IDS = ["startDate", "status", "ipAddress", "finished", "recordedDate", "_recordId",
       "recipientEmail", "userLanguage", "QID1", "QID2", "QID3_1", "QID3_2", "QID3_3",
       "QID3_3_TEXT", "QID4_1", "QID4_2", "QID5_1", "QID5_2", "QID6_TEXT",
       "org"]  # fmt: skip
IDS = [f'{{"ImportId":"{name}"}}' for name in IDS]
META = ["2020-06-24 10:00:00", "0", "10.0.0.1", "1", "2020-06-24 10:10:00", "R_1",
        "lone@example.org", "DA"]  # fmt: skip
CODES = [
    [*META, "3", "1", "1", "", "1", "Telefon", "3", "1", "2", "1",
     "Kravene,\n\"papiret\"", "O001"],
    [*META[:5], "R_2", *META[6:], "8", "2", "", "", "", "", "", "8", "", "", "",
     "O002"],
    [META[0], "1", *META[2:5], "R_3", *META[6:], "3", *[""] * 10, "O002"],
]  # fmt: skip
LABELS = [
    [*META[:1], "IP Address", *META[2:8], "I høj grad", "Ja", "Digital løsning", "",
     "Andet", "Telefon", "I høj grad", "I mindre grad", "2", "1",
     "Kravene,\n\"papiret\"", "O001"],
    [*META[:1], "IP Address", *META[2:5], "R_2", *META[6:8], "Ved ikke", "Nej", "", "",
     "", "", "", "Ved ikke", "", "", "", "O002"],
    [META[0], "Survey Preview", *META[2:5], "R_3", *META[6:], "I høj grad", *[""] * 10,
     "O002"],
]  # fmt: skip
SOURCE = "kind: survey\nwave: w1\ncolumns: {organisation: org, date: %s}"


def csv_bytes(rows, separator=",", encoding="utf-8-sig"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.fixture
def place(place):
    (place.folder / "w1.xlsx").write_bytes(instrument(ITEMS, CHOICES))
    return place


def state(tables, one, item):
    found = tables["answers"].query("organisation_id == @one and item_id == @item")
    return "/".join(dict.fromkeys(found["state"]))


def codes(tables, one, item):
    found = tables["answers"].query("organisation_id == @one and item_id == @item")
    return found["code"].astype("str").fillna("-").tolist()


def expect(tables):
    assert tables["sources"]["reader"].item() == "qualtrics"
    assert [codes(tables, "O001", f"Q{n}") for n in (1, 2)] == [["3"], ["1"]]
    assert codes(tables, "O001", "Q3") == ["1", "0", "1"]
    assert codes(tables, "O001", "Q4_1") + codes(tables, "O001", "Q4_2") == ["3", "1"]
    assert codes(tables, "O001", "Q5_1") + codes(tables, "O001", "Q5_2") == ["2", "1"]
    assert state(tables, "O002", "Q1") == state(tables, "O002", "Q4_2") == "dont_know"
    texts = tables["answers"]["text"].dropna().tolist()
    assert texts == ["Telefon", 'Kravene,\n"papiret"']
    assert str(tables["respondents"]["answered_on"][0]) == "2020-06-24"
    (reject,) = tables["rejects"].to_dict("records")
    assert reject["reason"] == "the row is a preview, a test or spam"
    assert reject["line"] == 3
    assert "example.org" not in "".join(t.to_csv() for t in tables.values())


@pytest.mark.parametrize("rows", [CODES, LABELS], ids=["codes", "labels"])
@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx"])
def test_three_header_rows(place, rows, kind):
    everything = [NAMES, WORDS, IDS, *rows]
    content = {
        "csv": csv_bytes(everything),
        "tsv": csv_bytes(everything, "\t", "utf-16"),
        "xlsx": workbook(Sheet0=everything),
    }[kind]
    tables = place.ingest(f"f.{kind}", content, SOURCE % "RecordedDate")
    expect(tables)
    assert state(tables, "O002", "Q3") == "no_answer"


def test_two_header_rows_of_the_older_export(place):
    old = ["StartDate", "Status", "IPAddress", "Finished", "EndDate", "ResponseID",
           "EmailAddress", "Name"]  # fmt: skip
    names = [f"V{n}" for n in range(1, 9)] + NAMES[8:]
    content = csv_bytes([names, [*old, *WORDS[8:]], *CODES])
    expect(place.ingest("f.csv", content, SOURCE % "V5"))


def test_two_header_rows_without_import_ids(place):
    content = csv_bytes([NAMES, WORDS, *CODES])
    expect(place.ingest("f.csv", content, SOURCE % "RecordedDate"))


def test_a_cell_of_endless_json_is_a_text(place):
    rows = [list(CODES[0]), list(CODES[1])]
    rows[0][NAMES.index("Q6")] = '{"a":' * 30_000
    content = csv_bytes([NAMES, WORDS, *rows])
    tables = place.ingest("f.csv", content, SOURCE % "RecordedDate")
    assert len(tables["respondents"]) == 2


def test_seen_and_not_answered_is_not_the_same_as_not_asked(place):
    at = NAMES.index("Q1")
    rows = [list(CODES[0]), list(CODES[1])]
    rows[1][at : at + 11] = ["-99", "", "-99", "-99", "-99", "-99", "8", "-99", "", "",
                             "-99"]  # fmt: skip
    content = csv_bytes([NAMES, WORDS, IDS, *rows])
    tables = place.ingest("f.csv", content, SOURCE % "RecordedDate")
    assert state(tables, "O002", "Q1") == state(tables, "O002", "Q6") == "no_answer"
    assert state(tables, "O002", "Q2") == state(tables, "O002", "Q5_1") == "not_asked"
    assert state(tables, "O002", "Q3") == "no_answer"
    assert codes(tables, "O001", "Q3") == ["1", "0", "1"]
    assert tables["rejects"].empty


def test_choices_recoded_as_zero_tell_who_was_asked(place):
    at = NAMES.index("Q3_1")
    rows = [list(CODES[0]), list(CODES[1]), [*CODES[1][:-1], "O003"]]
    rows[0][at : at + 3] = ["1", "0", "1"]
    rows[1][at : at + 3] = ["0", "0", "0"]
    place.head = place.head.replace("frame: frame.csv\n", "")
    content = csv_bytes([NAMES, WORDS, IDS, *rows])
    tables = place.ingest("f.csv", content, SOURCE % "RecordedDate")
    assert codes(tables, "O002", "Q3") == ["0", "0", "0"]
    assert state(tables, "O002", "Q3") == "answered"
    assert state(tables, "O003", "Q3") == "not_asked"


def test_choices_in_one_column(place):
    at = NAMES.index("Q3_1")

    def joined(row, cell):
        return [*row[:at], cell, *row[at + 3 :]]

    content = csv_bytes(
        [joined(NAMES, "Q3"), joined(WORDS, "Hvilken slags?"),
         joined(IDS, '{"ImportId":"QID3"}'), joined(CODES[0], "1,3"),
         joined(LABELS[1], "Ude i det fri,Andet")]
    )  # fmt: skip
    tables = place.ingest("f.csv", content, SOURCE % "RecordedDate")
    assert codes(tables, "O001", "Q3") == ["1", "0", "1"]
    assert codes(tables, "O002", "Q3") == ["0", "1", "1"]


def test_a_matrix_in_which_all_gave_one_answer_stays_a_matrix(place):
    at = NAMES.index("Q4_1")
    rows = [list(CODES[0]), list(CODES[1])]
    for row, cells in zip(rows, (["1", "-99"], ["1", ""]), strict=True):
        row[at : at + 2] = cells
    content = csv_bytes([NAMES, WORDS, IDS, *rows])
    tables = place.ingest("f.csv", content, SOURCE % "RecordedDate")
    assert codes(tables, "O001", "Q4_1") == codes(tables, "O002", "Q4_1") == ["1"]
    assert state(tables, "O001", "Q4_2") == "no_answer"
    assert state(tables, "O002", "Q4_2") == "no_answer"


RANK = [
    ("rank emner", "Q5", "Sæt i rækkefølge", "Rank them"),
    *(item for item in ITEMS if not item[1].startswith("Q5")),
]


def ranked(place, *ranks, codes=("penge", "tid"), rows=CODES):
    """Two rows of answers whose places in Q5 are these."""
    lists = [*CHOICES, ("emner", codes[0], "Penge", "Money"),
             ("emner", codes[1], "Tid", "Time")]  # fmt: skip
    (place.folder / "w1.xlsx").write_bytes(instrument(RANK, lists))
    at = NAMES.index("Q5_1")
    pairs = zip(rows[:2], ranks, strict=True)
    ranks = [[*row[:at], *two, *row[at + 2 :]] for row, two in pairs]
    content = csv_bytes([NAMES, WORDS, IDS, *ranks])
    return place.ingest("f.csv", content, SOURCE % "RecordedDate")


@pytest.mark.parametrize("names", [("penge", "tid"), ("1", "2")])
def test_a_ranking_says_what_came_first(place, names):
    tables = ranked(place, ("2", "1"), ("", ""), codes=names)
    assert codes(tables, "O001", "Q5_1") == [names[1]]
    assert codes(tables, "O001", "Q5_2") == [names[0]]
    assert state(tables, "O002", "Q5_1") == state(tables, "O002", "Q5_2") == "no_answer"
    assert tables["rejects"].empty


def test_a_ranking_that_ends_before_the_last_place(place):
    tables = ranked(place, ("2", "1"), ("", "1"))
    assert codes(tables, "O002", "Q5_1") == ["tid"]
    assert state(tables, "O002", "Q5_2") == "no_answer"


@pytest.mark.parametrize(
    ("cells", "said"), [(("-99", "-99"), "no_answer"), (("", ""), "not_asked")]
)
def test_who_saw_a_ranking_and_left_it(place, cells, said):
    at = NAMES.index("Q1")
    rows = [list(CODES[0]), list(CODES[1])]
    rows[1][at] = "-99"
    tables = ranked(place, ("2", "1"), cells, rows=rows)
    assert codes(tables, "O001", "Q5_2") == ["penge"]
    assert state(tables, "O002", "Q5_1") == state(tables, "O002", "Q5_2") == said


@pytest.mark.parametrize("wrong", [("1", "1"), ("2", "3"), ("0", "1"), ("2", "x")])
def test_numbers_that_are_no_places_are_no_ranking(wrong):
    at = NAMES.index("Q5_1")
    rows = [list(CODES[0]), list(CODES[1])]
    rows[1][at : at + 2] = wrong
    received = Received(csv_bytes([NAMES, WORDS, IDS, *rows]), "f.csv")
    assert "Q5" not in read_export("qualtrics", received).columns


def test_a_draft_makes_a_ranking_of_it():
    from crisislearn.ingest.surveys.guess import guess_columns, guess_items

    received = Received(csv_bytes([NAMES, WORDS, IDS, *CODES]), "f.csv")
    table = read_export("qualtrics", received)
    items = {i.name: i for i in guess_items(table, guess_columns(table))}
    assert items["Q5"].type == "rank"
    assert items["Q5"].label_da == "Sæt i rækkefølge"
    assert [c.label_da for c in items["Q5"].choices] == ["Penge", "Tid"]
    assert "Q5_1" not in items


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (csv_bytes([NAMES, WORDS, IDS]), "no rows"),
        (csv_bytes([NAMES, WORDS, IDS, CODES[0]])[:-12], "ends within a quoted cell"),
        (workbook(Sheet0=[NAMES, WORDS, IDS, *CODES])[:-99], "cut off"),
    ],
)
def test_files_that_cannot_be_read(content, says):
    with pytest.raises(ReadError, match=says) as error:
        read_export("qualtrics", Received(content, "f"))
    assert error.value.remedy
