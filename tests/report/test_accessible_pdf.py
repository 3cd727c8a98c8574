"""What a screen reader finds in the PDF: language, title, headings, words."""

from __future__ import annotations

import itertools

import pytest
from pdf_tags import elements
from pypdf import PdfReader
from released import make


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    settings = make(tmp_path_factory.mktemp("pdf"))
    return PdfReader(settings.reports / "modtryk-test-tuborgfondet.pdf")


@pytest.fixture(scope="module")
def tags(pdf):
    return elements(pdf)


def kinds(tags):
    return [kind for kind, _ in tags]


def test_the_file_says_that_it_is_danish_tagged_and_what_it_is_called(pdf):
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "da"
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title.startswith("Modtryk på socialområdet")
    assert all(page.get("/Tabs", "/S") == "/S" for page in pdf.pages)


def test_headings_begin_at_the_top_and_leave_no_level_out(tags):
    levels = [int(kind[2:]) for kind in kinds(tags) if kind[:2] == "/H" and kind[2:]]
    assert len(levels) > 15
    assert levels[0] == 1
    for one, two in itertools.pairwise(levels):
        assert two <= one + 1


def test_every_picture_is_told_in_words(tags):
    pictures = [text for kind, text in tags if kind == "/Figure"]
    assert len(pictures) >= 5
    assert all(len(text) > 40 for text in pictures), pictures


def test_tables_have_heads_and_lists_and_quotes_are_what_they_are(tags):
    found = kinds(tags)
    tables = found.count("/Table")
    assert tables >= 4
    assert found.count("/THead") == tables
    assert found.count("/TH") > 3 * tables
    assert found.count("/Caption") >= tables
    assert "/LI" in found and "/BlockQuote" in found


def test_the_outline_leads_to_every_chapter(pdf, tags):
    chapters = [entry for entry in pdf.outline if not isinstance(entry, list)]
    assert len(chapters) == kinds(tags).count("/H1") - 1  # the table of contents
