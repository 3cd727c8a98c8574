"""The coding workbook cell by cell: what may stand there, and what is told if not."""

import datetime as dt

import openpyxl
import pytest

from crisislearn.barriers.codebook import load_codebook
from crisislearn.calendars import load_calendars
from crisislearn.errors import ReadError
from crisislearn.exchange.coding_words import NOW, Words
from crisislearn.exchange.workbook import Row, Task, columns, write_workbook
from crisislearn.exchange.workbook_read import read_filled, read_meta
from crisislearn.exchange.workbook_row import Known
from crisislearn.textfiles import TEMPLATES

DAY = dt.date(2020, 6, 15)
TEXTS = {
    "S1": "Kravene om dokumentation forsvandt.",
    "S2": '=HYPERLINK("http://x.example")',
    "S3": "Ventetiden er\n\nden samme \x0b som altid.",
}


@pytest.fixture(scope="module")
def words():
    calendars = load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")
    return Words(load_codebook(), calendars, ("barrier",))


@pytest.fixture
def file(words, tmp_path):
    rows = [Row(name, DAY, "Hvad skete der?", text) for name, text in TEXTS.items()]
    path = tmp_path / "kodning.xlsx"
    write_workbook(Task("study", "Prøve", "abc", True, words, rows), path)
    return path


def filled(file, words, cells, day="2020-11-22", known=TEXTS):
    book = openpyxl.load_workbook(file)
    heads = columns(blind=True)
    for (row, name), value in cells.items():
        book["Kodning"].cell(row, heads.index(name) + 1).value = value
    book["Vejledning"]["B1"].value = day
    book.save(file)
    known = {name: Known(text, DAY) for name, text in known.items()}
    return read_filled(*read_meta(file), words, known)


def told(done):
    return {reject.cell: reject.reason for reject in done.rejects}


def test_words_that_look_like_a_formula_stay_words(file):
    sheet = openpyxl.load_workbook(file)["Kodning"]
    cell = sheet.cell(3, 4)
    assert cell.value == TEXTS["S2"]
    assert cell.data_type == "s" and cell.quotePrefix


def test_lists_offer_codes_statuses_and_times(file):
    book = openpyxl.load_workbook(file)
    lists = {col[0].value: [c.value for c in col[1:] if c.value] for col in
             book["Lister"].columns}  # fmt: skip
    assert lists["kode"][0].startswith("INGEN")
    assert len(lists["kode"]) == 1 + len(load_codebook().of("barrier"))
    assert len(lists["status"]) == 9
    checks = book["Kodning"].data_validations.dataValidation
    assert len(checks) == 13
    assert all(check.formula1.startswith("Lister!$") for check in checks)
    assert {"E2:E4", "Q2:Q4"} <= {str(c.sqref) for c in checks}


def test_the_codes_sheet_defines_every_code(file):
    rows = list(openpyxl.load_workbook(file)["Koder"].iter_rows(values_only=True))
    assert all(row[1] and row[2] for row in rows[1:])
    assert len(rows) == 1 + len(load_codebook().of("barrier"))


def test_a_row_is_read_as_it_was_meant(file, words):
    done = filled(
        file,
        words,
        {
            (2, "kode 1"): "DOC – dokumentations- og proceskrav",
            (2, "status 1"): "væk",
            (2, "tid 1"): "2020-03",
            (2, "kode 2"): "law",
            (2, "status 2"): "at_work",
            (2, "hvem 2"): "hele feltet",
            (2, "sikkerhed"): "usikker",
            (3, "kode 1"): "INGEN",
        },
    )
    assert told(done) == {}
    assert done.coded_on == dt.date(2020, 11, 22)
    assert done.open == 1
    one, two = done.bodies
    assert one["certainty"] == "unsure"
    assert one["codings"] == [
        {"code": "DOC", "status": "gone", "about_from": "2020-03-01",
         "about_to": "2020-03-31", "about_precision": "month", "speaks_for": "own"},
        {"code": "LAW", "status": "at_work", "about_from": None, "about_to": None,
         "about_precision": "unspecified", "speaks_for": "field"},
    ]  # fmt: skip
    assert two == {"statement_id": "S2", "codings": [], "certainty": "", "memo": ""}


@pytest.mark.parametrize(
    "cells, cell, reason",
    [
        ({"kode 1": "XYZ", "status 1": "væk"}, "E2", "not one of the list's choices"),
        ({"kode 1": "DOC"}, "F2", "a barrier has no status"),
        ({"kode 1": "DOC", "status 1": "borte"}, "F2", "not one of the list's choices"),
        ({"kode 1": "DOC", "status 1": "væk", "tid 1": "tit"}, "G2", "no time"),
        ({"kode 1": "DOC", "status 1": "væk", "tid 1": "2020-13"}, "G2", "no time"),
        ({"kode 1": "DOC", "status 1": "væk", "hvem 1": "dem"}, "H2", "not one of"),
        ({"status 2": "væk"}, "I2", "no code beside"),
        ({"kode 1": "INGEN", "status 1": "væk"}, "F2", "says INGEN and this"),
        ({"kode 1": "INGEN", "kode 2": "DOC"}, "I2", "says INGEN and this"),
        ({"sikkerhed": "sikker"}, "E2", "the row has no code"),
        ({"kode 1": "DOC", "status 1": "væk", "sikkerhed": "5"}, "Q2", "not one of"),
        ({"id": "S9", "kode 1": "INGEN"}, "A2", "no statement of this study"),
        ({"id": "S3", "kode 1": "INGEN"}, "A4", "stands in an earlier row"),
        ({"udsagn": "Andet", "kode 1": "INGEN"}, "D2", "not those of the statement"),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(file, words, cells, cell, reason):
    done = filled(file, words, {(2, name): value for name, value in cells.items()})
    assert f"Kodning!{cell}" in told(done)
    assert reason in told(done)[f"Kodning!{cell}"]
    assert [b for b in done.bodies if b["statement_id"] == "S1"] == []
    for value in cells.values():
        assert value == "INGEN" or all(value not in str(r) for r in done.rejects)


def test_a_driver_has_no_status_and_was_not_asked_for(file, words):
    driver = load_codebook().of("driver")[0].code
    done = filled(file, words, {(2, "kode 1"): driver, (2, "status 1"): "væk"})
    assert "kind that was not asked for" in told(done)["Kodning!E2"]
    assert "only barriers have a status" in told(done)["Kodning!F2"]


@pytest.mark.parametrize("day", [None, "i går", "22/11"])
def test_without_a_day_nothing_is_taken_over(file, words, day):
    done = filled(file, words, {(2, "kode 1"): "INGEN"}, day=day)
    assert done.coded_on is None
    assert "Vejledning!B1" in told(done)


def test_a_statement_of_another_sample_is_refused(file, words):
    known = {"S1": TEXTS["S1"]}
    done = filled(file, words, {(3, "kode 1"): "INGEN"}, known=known)
    assert set(told(done)) == {"Kodning!A3", "Kodning!A4"}


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda book: book.remove(book["Kodning"]), "sheet Kodning is missing"),
        (
            lambda book: setattr(book["Kodning"]["E1"], "value", "x"),
            "kode 1 is missing",
        ),
        (lambda book: setattr(book["arbejdsbog"]["B2"], "value", "9"), "format '9'"),
    ],
)
def test_a_workbook_of_another_shape_is_refused(file, words, change, said):
    book = openpyxl.load_workbook(file)
    change(book)
    book.save(file)
    with pytest.raises(ReadError, match=said):
        read_filled(*read_meta(file), words, {})


def test_what_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_text("nej", encoding="utf-8")
    with pytest.raises(ReadError, match="no readable workbook"):
        read_meta(path)


def interval(words, cell, asked_on=DAY):
    (first, last), precision = words.time_of(cell, asked_on)
    return str(first), str(last), precision


def test_every_time_of_the_list_means_something(words):
    for cell in words.time_choices():
        assert words.time_of(cell, DAY) is not None, cell


@pytest.mark.parametrize(
    "cell, meant",
    [
        ("", ("None", "None", "unspecified")),
        (None, ("None", "None", "unspecified")),
        (NOW, ("2020-06-15", "2020-06-15", "now")),
        ("Før krisen", ("None", "2020-03-10", "before")),
        ("under krisen", ("2020-03-11", "2020-06-14", "during")),
        ("2020-02", ("2020-02-01", "2020-02-29", "month")),
        ("2020-03-18..2020-04-14", ("2020-03-18", "2020-04-14", "phase")),
        (dt.datetime(2020, 3, 18), ("2020-03-18", "2020-03-18", "day")),
        (
            "Akut nedlukning (2020-03-11 – 2020-04-14)",
            ("2020-03-11", "2020-04-14", "phase"),
        ),
    ],
)
def test_times(words, cell, meant):
    assert interval(words, cell) == meant


def test_now_without_a_day_is_no_time(words):
    assert interval(words, NOW, None) == ("None", "None", "unspecified")


@pytest.mark.parametrize("cell", ["2020-04-14..2020-03-18", "foråret", "2020-02-30"])
def test_no_times(words, cell):
    assert words.time_of(cell, DAY) is None
