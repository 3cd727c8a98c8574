"""Every number leads to the query that gives it, on the file a reader has."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from html import unescape

import duckdb
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from crisislearn.errors import ReportError
from crisislearn.report import trace
from crisislearn.report.model import Number, Paragraph, Section, Trace
from crisislearn.report.run import write_report
from crisislearn.settings import Settings

UNITS = ("core.organisations", "core.respondents", "core.codings", "core.statements")


@pytest.fixture(scope="module")
def reader(warehouse, tmp_path_factory):
    """The warehouse, and beside it a reader edition without rows of organisations."""
    folder = tmp_path_factory.mktemp("editions")
    for name in (warehouse, warehouse.with_name(f"{warehouse.stem}-reader.duckdb")):
        shutil.copy(name, folder / name.name)
    path = folder / f"{warehouse.stem}-reader.duckdb"
    with duckdb.connect(str(path)) as connection:
        for table in UNITS:
            connection.execute(f"DROP TABLE {table}")
        # What readers are told differs from what the research group knows.
        connection.execute("UPDATE mart.barrier_prevalence SET n = n - n % 3 + 1")
    return path


@pytest.fixture(scope="module")
def written(reader, warehouse, study, tmp_path_factory):
    own = reader.with_name(warehouse.name)
    return write_report(own, study, Settings(), None, tmp_path_factory.mktemp("r"))


@pytest.fixture(scope="module")
def rows(written):
    return pq.read_table(written["evidence"]).to_pylist()


@pytest.fixture(scope="module")
def page(written):
    return written["html"].read_text("utf-8")


def test_each_query_gives_its_number_on_the_file_it_names(rows, reader, warehouse):
    files = {"reader": reader, "research": reader.with_name(warehouse.name)}
    told = {"reader": 0, "research": 0}
    for edition, path in files.items():
        with duckdb.connect(str(path), read_only=True) as connection:
            for row in (r for r in rows if r["edition"] == edition):
                found = connection.execute(row["query"])
                names = [column[0] for column in found.description]
                answer = found.fetchall()
                assert answer[0][0] == pytest.approx(row["number"]), row
                kept = [dict(zip(names, one, strict=True)) for one in answer]
                assert json.loads(row["rows"]) == kept
                told[edition] += 1
    assert told["reader"] > 300
    assert told["research"] > 20


def test_what_counts_organisations_says_that_readers_cannot_run_it(rows):
    for row in rows:
        if any(table in row["query"] for table in UNITS):
            assert row["edition"] == "research"


def test_numbers_are_numbered_as_they_are_read(rows):
    assert list(rows[0]) == [
        "section", "text", "number", "query", "ref", "edition", "rows"
    ]  # fmt: skip
    assert [row["ref"] for row in rows] == list(range(1, len(rows) + 1))


def test_every_number_of_the_page_opens_its_evidence_and_leads_back(rows, page):
    links = re.findall(r'<a class="n" id="n(\d+)" href="#k(\d+)">([^<]+)</a>', page)
    assert [(int(a), int(b), unescape(text)) for a, b, text in links] == [
        (row["ref"], row["ref"], row["text"]) for row in rows
    ]
    proofs = re.findall(r'<div class="proof" id="k(\d+)".*?</div>', page, re.S)
    assert [int(ref) for ref in proofs] == [row["ref"] for row in rows]
    for row in rows:
        start = page.index(f'<div class="proof" id="k{row["ref"]}"')
        proof = page[start : page.index("</div>", start)]
        assert row["query"] in unescape(proof)
        assert f'href="#n{row["ref"]}"' in proof
        answer = json.loads(row["rows"])[0]
        assert all(f"{k} = {v}" in unescape(proof) for k, v in answer.items())
        assert ("læserudgaven" in proof) == (row["edition"] == "reader")


def test_figures_tables_and_chapters_of_the_pdf_name_where_they_come_from(
    written, rows, page
):
    pages = PdfReader(written["pdf"]).pages
    text = " ".join(re.sub(r"[\s\u2060]+", " ", p.extract_text()) for p in pages)
    # A figure's values stand in a table of the same figure.
    shown = re.sub(r"<details.*?</details>", "", page, flags=re.S)
    blocks = text.count("Figur ") and len(re.findall(r"<figure|<table", shown))
    named = re.findall(r"Kilde: (?:core|mart|ops)\.", text)
    assert len(named) == blocks == page.count("<b>Kilde:</b>")
    summary = [row["ref"] for row in rows if row["section"] == "sammenfatning"]
    assert summary[0] == 1
    assert f"Kilder til tallene i kapitlet: tal 1–{summary[-1]} (" in text
    assert text.replace(" ", "").count("modtryk-test-evidence.parquet") > 4


@pytest.mark.parametrize("sql", ["SELECT 4", "SELECT 5 UNION ALL SELECT 5", "SELECT 5 "
                                 "WHERE false", "SELECT NULL"])  # fmt: skip
def test_a_number_that_its_query_does_not_give_stops_the_report(sql):
    number = Number("fem", 5.0, Trace(sql))
    section = Section("s", "S", (Paragraph((number,)),))
    with pytest.raises(ReportError, match="section s"):
        trace.evidence(_report(section), duckdb.connect())
    right = dataclasses.replace(number, trace=Trace("SELECT 5.0 AS five"))
    section = Section("s", "S", (Paragraph((right,)),))
    found = trace.evidence(_report(section), duckdb.connect())
    assert (found[0].columns, found[0].rows) == (("five",), ((5,),))


def _report(*sections):
    class One:
        def walk(self):
            return iter(sections)

    return One()
