"""Public orders and announcements as files of a study."""

import json

import pytest
from ingest_place import Place

ORDER = {
    "id": "2020:218",
    "title": "Bekendtgørelse om fravigelse",
    "date": "2020-03-17",
    "url": "https://www.retsinformation.dk/eli/lta/2020/218",
    "parts": [
        {"number": "1:1", "text": "§ 1. Formålet er CO\u200cVID-19."},
        {"number": "2:2", "text": "§ 2.  Styrelsen og Lone\nKjærsgaard, 010190-1234."},
        {"number": "2 a", "text": ""},
        {"number": "7a", "text": "§ 7 a. Indsat."},
    ],
}


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


def lines(*records):
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


def read(place, content, name="o.jsonl"):
    tables = place.ingest(name, content.encode(), "kind: order")
    (row,) = tables["sources"].to_dict("records")
    assert row["rows_in"] == row["rows_out"] + row["rows_rejected"]
    return tables


def reasons(tables):
    rows = tables["rejects"].to_dict("records")
    return [(r["line"], r["column"], r["reason"]) for r in rows]


def test_an_order_with_its_provisions(place):
    tables = read(place, lines(ORDER))
    (order,) = tables["orders"].to_dict("records")
    assert (order["order_id"], str(order["issued_on"])) == ("2020:218", "2020-03-17")
    assert order["url"] == ORDER["url"]
    found = tables["provisions"].to_dict("records")
    assert [p["chapter"] for p in found[:2]] == ["1", "2"]
    assert tables["provisions"]["chapter"].isna()[2]
    assert found[0]["text"] == "§ 1. Formålet er COVID-19."
    assert tables["segments"].empty
    assert tables["answers"].empty


def test_what_is_surely_somebodys_is_replaced_and_an_office_is_none(place):
    tables = read(place, lines(ORDER))
    text = tables["provisions"]["text"][1]
    assert text == f"§ 2. Styrelsen og {place.person('Lone Kjærsgaard')}, [CPR]."
    assert tables["sources"]["names_replaced"][0] == 2


def test_an_order_without_provisions_stays_and_is_told(place):
    tables = read(place, lines(ORDER | {"parts": []}))
    assert len(tables["orders"]) == 1
    ((line, column, reason),) = reasons(tables)
    assert (line, column) == (1, "parts")
    assert "without its provisions" in reason


@pytest.mark.parametrize(
    ("record", "column"),
    [
        (ORDER | {"id": "uden nummer"}, "id"),
        (ORDER | {"date": "foråret"}, "date"),
        (ORDER | {"title": ""}, "title"),
    ],
)
def test_an_order_that_cannot_be_told_is_a_reject(place, record, column):
    tables = read(place, lines(ORDER, record))
    assert len(tables["orders"]) == 1
    assert [(line, at) for line, at, _ in reasons(tables)] == [(2, column)]


def test_an_order_that_stands_twice_counts_once(place):
    tables = read(place, lines(ORDER, ORDER))
    assert len(tables["provisions"]) == 3
    assert reasons(tables) == [(2, "id", "the order stands twice")]


def test_a_line_that_is_no_json(place):
    tables = read(place, lines(ORDER) + "{\n")
    assert [r[0] for r in reasons(tables)] == [2]


def test_a_file_without_any_order_is_a_reject(place):
    tables = read(place, "[]\n")
    assert tables["orders"].empty
    assert len(reasons(tables)) == 1


ANNOUNCED = """order_id,event,on,source
2020:218,repealed,2020-06-10,Ministeriet
2020:559,ended,2020-06-10,Ministeriet
nr. 4,repealed,2020-06-10,Ministeriet
2020:559,repealed,i juni,Ministeriet
"""


def test_announcements(place):
    tables = read(place, ANNOUNCED, "a.csv")
    (row,) = tables["announced"].to_dict("records")
    assert (row["order_id"], row["event"]) == ("2020:218", "repealed")
    assert (str(row["happened_on"]), row["told_by"]) == ("2020-06-10", "Ministeriet")
    assert [line for line, _, _ in reasons(tables)] == [3, 4, 5]


def test_an_announcement_with_a_field_too_many_is_a_reject(place):
    tables = read(place, ANNOUNCED.replace("Ministeriet", "Børne, og", 1), "a.csv")
    assert tables["announced"].empty
    line, _, reason = reasons(tables)[0]
    assert (line, reason) == (2, "the row holds more fields than the header")


def test_announcements_without_a_column(place):
    tables = read(place, "order_id,on\n2020:218,2020-06-10\n", "a.csv")
    ((_, _, reason),) = reasons(tables)
    assert reason == "column event, source is missing"
