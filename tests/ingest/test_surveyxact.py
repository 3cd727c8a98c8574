"""SurveyXact exports, in every shape the program writes them."""

import pytest
from ingest_place import workbook

from crisislearn.definition import SourceSpec
from crisislearn.errors import ReadError
from crisislearn.ingest.readers import choose_reader
from crisislearn.ingest.surveys.exports import Received, read_export
from crisislearn.ingest.surveys.told import drafted

# Status: new, distributed, some answers, completed, dropped out.
STATUS = [f"stato_{n}" for n in range(1, 6)]
HEADER = ["organisation_id", "navn", "b_DOC_before", "started", "kinds_digital",
          "kinds_outdoor", "kinds_none", "staff", "q_gone", *STATUS]  # fmt: skip
ROWS = [
    ["O001", "Åse Blåbjerg", "3", "ja", "1", "0", "0", "12", "Krav; og 'tal'",
     "0", "0", "0", "1", "0"],
    ["O002", "Søren Ærø", "", "", "0", "0", "0", "", "", "0", "1", "0", "0", "0"],
    ["O003", "Pia Øst", "8", "", "0", "0", "0", "", "", "0", "0", "1", "0", "0"],
    ["O004", "Bo Å", "1", "nej", "0", "0", "0", "4", "", "0", "0", "0", "1", "0"],
    ["O005", "Ib Ø", "1", "ja", "0", "0", "0", "4", "", "0", "0", "0", "1", "0"],
]  # fmt: skip
STRUCTURE = [
    ["questionName", "variableName", "questionType", "subType", "questionText",
     "choiceValue", "choiceText"],
    ["b_DOC_before", "b_DOC_before", "Closed", "Single",
     "Hvor meget fyldte dette? - Dokumentation før", "", ""],
    ["started", "started", "Closed", "Single", "Har I sat noget nyt i gang?", "", ""],
    ["kinds", "kinds_digital", "Closed", "Multiple", "Hvilken slags?", "digital",
     "Digital løsning"],
    ["kinds", "kinds_outdoor", "Closed", "Multiple", "Hvilken slags?", "outdoor",
     "Ude i det fri"],
    ["kinds", "kinds_none", "Closed", "Multiple", "Hvilken slags?", "none", "Ved ikke"],
    ["staff", "staff", "Open", "Number", "Antal ansatte", "", ""],
    ["q_gone", "q_gone", "Open", "String", "Hvad forsvandt?", "", ""],
    *[["statoverall", name, "Closed", "Multiple", "Samlet status", name[-1], text]
      for name, text in zip(STATUS, ["Ny", "Distribueret", "Nogen svar", "Gennemført",
                                     "Frafaldet"], strict=True)],
]  # fmt: skip
LABELS = [
    ["b_DOC_before", "1", "I mindre grad"],
    ["b_DOC_before", "3", "I høj grad"],
    ["b_DOC_before", "8", "Ved ikke"],
    ["started", "ja", "Ja"],
    ["started", "nej", "Nej"],
    *[[f"kinds_{name}", code, text] for name in ("digital", "outdoor", "none")
      for code, text in (("0", "Ikke valgt"), ("1", "Valgt"))],
]  # fmt: skip

SOURCE = "kind: survey\nwave: w1\ncolumns: {personal: [navn]}"


def csv_text(rows, separator, phantom=False):
    lines = [rows[0], *([*row, ""] if phantom else row for row in rows[1:])]
    quoted = [[f'"{c}"' if separator in c else c for c in row] for row in lines]
    return "\r\n".join(separator.join(row) for row in quoted) + "\r\n"


def files(separator=";", encoding="cp1252", phantom=False):
    return {
        "dataset": csv_text([HEADER, *ROWS], separator).encode(encoding),
        "structure": csv_text(STRUCTURE, separator, phantom).encode(encoding),
        "labels": csv_text(LABELS, separator).encode(encoding),
    }


def sheets(**more):
    named = {"Dataset": [HEADER, *ROWS], "Structure": STRUCTURE, "Labels": LABELS}
    return workbook(**(named | more))


def states(tables, item):
    answers = tables["answers"].query("item_id == @item")
    grouped = answers.groupby("organisation_id")["state"]
    return {one: "/".join(dict.fromkeys(found)) for one, found in grouped}


def codes(tables, one, item):
    found = tables["answers"].query("item_id == @item and organisation_id == @one")
    return found["code"].astype("str").fillna("-").tolist()


def expect(tables):
    """What every shape of the export says."""
    (source,) = tables["sources"].to_dict("records")
    assert (source["reader"], source["rows_in"], source["rows_out"]) == (
        "surveyxact", 5, 4,
    )  # fmt: skip
    assert states(tables, "b_DOC_before") == {
        "O001": "answered", "O003": "dont_know", "O004": "answered", "O005": "answered",
    }  # fmt: skip
    assert codes(tables, "O001", "kinds") == ["1", "0", "0"]
    asked = states(tables, "kinds")
    assert asked == {
        "O001": "answered",
        "O003": "not_asked",  # broke off before it; never said that anything started
        "O004": "not_asked",  # routed past it, zeros or not
        "O005": "answered",  # asked, and ticked nothing
    }
    assert codes(tables, "O004", "kinds") == ["-", "-", "-"]
    assert codes(tables, "O005", "kinds") == ["0", "0", "0"]
    assert codes(tables, "O001", "staff") == ["12"]
    dropped = tables["rejects"].query("line == 2")["reason"].tolist()
    assert dropped == ["the row holds no answer"]
    assert not tables["rejects"]["column"].isin([*STATUS, "organisation_id"]).any()


@pytest.fixture
def place(frameless):
    return frameless


@pytest.mark.parametrize(
    ("separator", "encoding", "phantom"),
    [
        ("\t", "utf-16", False),
        (";", "utf-8-sig", True),
        (";", "cp1252", False),
        (",", "cp1252", True),
    ],
)
def test_three_files(place, separator, encoding, phantom):
    parts = files(separator, encoding, phantom)
    for name in ("structure", "labels"):
        (place.data / f"juni_{name}.csv").write_bytes(parts[name])
    tables = place.ingest("juni_dataset.csv", parts["dataset"], SOURCE)
    expect(tables)
    words = tables["sources"]["dialect"].item()
    assert (
        words.split(", ")[1] == {"\t": "tab", ";": "semicolon", ",": "comma"}[separator]
    )
    text = tables["answers"].query("item_id == 'q_gone'")["text"].dropna().item()
    assert text == "Krav; og 'tal'"


def test_a_workbook(place):
    expect(place.ingest("juni.xlsx", sheets(), SOURCE))


def test_a_dataset_split_over_sheets_side_by_side(place):
    rows = [HEADER, *ROWS]
    content = workbook(
        **{
            "Dataset(1)": [row[:5] for row in rows],
            "Dataset(2)": [[row[0], *row[5:8]] for row in rows],
            "Dataset(10)": [row[8:] for row in rows],
            "Structure": STRUCTURE,
            "Labels": LABELS,
        }
    )
    expect(place.ingest("juni.xlsx", content, SOURCE))


def test_a_dataset_split_over_sheets_one_below_the_other(place):
    content = workbook(
        **{
            "Dataset (1)": [HEADER, *ROWS[:3]],
            "Dataset (2)": [HEADER, *ROWS[3:]],
            "Structure": STRUCTURE,
            "Labels": LABELS,
        }
    )
    expect(place.ingest("juni.xlsx", content, SOURCE))


def test_columns_that_the_structure_does_not_know_are_set_aside(place):
    """Names and addresses of the panel ride along, called like an item even."""
    header = ["staff" if name == "navn" else name for name in HEADER]
    header[header.index("staff", 2)] = "staff_"
    structure = [row for row in STRUCTURE if row[1] != "staff"]
    content = workbook(
        Dataset=[header, *ROWS], Structure=structure, Labels=LABELS
    )  # fmt: skip
    tables = place.ingest("juni.xlsx", content, "kind: survey\nwave: w1")
    assert "staff" not in set(tables["answers"]["item_id"])
    told = tables["rejects"].query("column == 'staff'")["reason"].tolist()
    assert told[0].startswith("the column is not in the export's own structure")
    everything = "".join(table.to_csv() for table in tables.values())
    assert "Blåbjerg" not in everything


def test_zeros_without_status_columns():
    """Then a row that says nothing at all was not answered."""
    width = len(HEADER) - len(STATUS)
    rows = [HEADER, *ROWS]
    content = sheets(Dataset=[row[:width] for row in rows])
    table = read_export("surveyxact", Received(content, "f.xlsx"))
    at = table.headers.index("kinds_digital")
    assert [row[at : at + 3] for _, row in table.rows] == [
        ["1", "0", "0"], ["", "", ""], ["0", "0", "0"], ["0", "0", "0"],
        ["0", "0", "0"],
    ]  # fmt: skip


def test_an_export_of_labels_instead_of_codes(place):
    rows = [list(row) for row in ROWS]
    words = {"0": "Ikke valgt", "1": "Valgt"}
    for row in rows:
        row[4:7] = [words[cell] for cell in row[4:7]]
        row[2] = {"1": "I mindre grad", "3": "I høj grad", "8": "Ved ikke"}.get(
            row[2], ""
        )
        row[3] = row[3].capitalize()
    expect(place.ingest("juni.xlsx", sheets(Dataset=[HEADER, *rows]), SOURCE))


def test_what_the_structure_tells():
    table = read_export("surveyxact", Received(sheets(), "f.xlsx"))
    headers = [h for h in table.headers if h not in table.technical]
    items = drafted(headers, table.told).items
    assert [(item.name, item.type) for item in items] == [
        ("b_DOC_before", "select_one"), ("started", "select_one"),
        ("kinds", "select_multiple"), ("staff", "integer"), ("q_gone", "text"),
    ]  # fmt: skip
    assert items[0].label_da == "Hvor meget fyldte dette? - Dokumentation før"
    assert [(c.name, c.label_da, c.state) for c in items[0].choices][-1] == (
        "8", "Ved ikke", "dont_know",
    )  # fmt: skip
    assert [c.name for c in items[2].choices] == ["digital", "outdoor", "none"]
    assert items[2].label_da == "Hvilken slags?"


@pytest.mark.parametrize("name", ["structure.csv", "labels.csv"])
def test_the_tables_beside_are_no_answers(place, name):
    parts = files()
    for part, content in parts.items():
        (place.data / f"{part}.csv").write_bytes(content)
    tables = place.ingest(name, parts[name[:-4]], SOURCE)
    (reject,) = tables["rejects"].to_dict("records")
    assert "holds no answers" in reject["reason"]
    assert "dataset" in reject["next_action"]


@pytest.mark.parametrize(
    ("content", "beside", "says"),
    [
        (sheets(Structure=[["a", "b"], ["1", "2"]]), {}, "no columns variableName"),
        (sheets(Dataset=[]), {}, "empty"),
        (workbook(Ark1=[["a"], ["1"]]), {}, "Dataset or Structure is missing"),
        (sheets()[:-300], {}, "cut off"),
        (files()["dataset"], {}, "the file with the structure is missing"),
        (
            files()["dataset"],
            {"structure": files()["structure"], "labels": b'a;"b'},
            "ends within a quoted cell",
        ),
        (b"", {"structure": files()["structure"]}, "empty"),
        (
            sheets(**{"Dataset": [HEADER], "Dataset(2)": [["x"], ["1"]]}),
            {},
            "same number of rows",
        ),
        (
            sheets(
                **{
                    "Dataset": [["id", "a"], ["1", "2"], ["2", "3"]],
                    "Dataset(2)": [["id", "b"], ["2", "2"], ["1", "3"]],
                }
            ),
            {},
            "not in the same order",
        ),
    ],
)
def test_parts_that_do_not_fit(content, beside, says):
    with pytest.raises(ReadError, match=says) as error:
        read_export("surveyxact", Received(content, "f", beside=beside))
    assert error.value.remedy


def test_the_reader_that_the_study_names_wins():
    spec = SourceSpec(kind="survey", files="*", wave="w1", reader="xlsx")
    assert choose_reader(sheets(), "f.xlsx", spec) == "xlsx"
