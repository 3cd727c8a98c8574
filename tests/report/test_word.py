"""The Word file says what the PDF says, in styles that people can edit."""

import io
import re
import shutil
import subprocess
import zipfile

import duckdb
import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from crisislearn.report.content import build_report
from crisislearn.report.group import literal
from crisislearn.report.model import Figure, Paragraph, Quote, Table
from crisislearn.report.word import render_docx
from crisislearn.report.word_styles import LOOKS
from crisislearn.settings import Settings


@pytest.fixture(scope="module")
def report(warehouse, study):
    reader = warehouse.with_name(f"{warehouse.stem}-reader.duckdb")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.execute(f"ATTACH {literal(str(reader))} AS reader (READ_ONLY)")
        return build_report(connection, study, Settings())


@pytest.fixture(scope="module")
def content(report):
    return render_docx(report)


@pytest.fixture(scope="module")
def document(content):
    return Document(io.BytesIO(content))


def blocks(report, kind):
    return [b for s in report.walk() for b in s.blocks if isinstance(b, kind)]


def styled(document, name):
    return [p.text for p in document.paragraphs if p.style.name == name]


def test_the_same_report_gives_the_same_bytes(report, content):
    assert render_docx(report) == content


def test_headings_are_headings(report, document):
    found = [
        (int(p.style.name[-1]), p.text)
        for p in document.paragraphs
        if p.style.name.startswith("Heading")
    ]

    def titles(section, level):
        yield min(level, 4), section.title
        for part in section.sections:
            yield from titles(part, level + 1)

    assert found == [t for section in report.sections for t in titles(section, 1)]


def test_every_paragraph_is_there_with_its_words(report, document):
    told = {p.text for p in document.paragraphs}
    wanted = [p.text for p in blocks(report, Paragraph)]
    assert len(wanted) > 20 and [text for text in wanted if text not in told] == []


def test_quotes_have_a_style_and_say_who_speaks(report, document):
    quotes = blocks(report, Quote)
    assert quotes and styled(document, "Quote") == [q.text for q in quotes]
    assert styled(document, "Attribution") == [q.attribution for q in quotes]


def test_captions_are_numbered_by_fields_in_order(report, document):
    figures, tables = blocks(report, Figure), blocks(report, Table)
    captions = styled(document, "Caption")
    assert [c for c in captions if c.startswith("Figur")] == [
        f"Figur {n}  {f.title}" for n, f in enumerate(figures, start=1)
    ]
    assert [c for c in captions if c.startswith("Tabel")] == [
        f"Tabel {n}  {t.title}" for n, t in enumerate(tables, start=1)
    ]
    fields = [e.text for e in document.element.iter(qn("w:instrText"))]
    assert sum("SEQ Figur" in f for f in fields) == len(figures) > 0
    assert sum("SEQ Tabel" in f for f in fields) == len(tables) > 0
    assert sum("TOC" in f for f in fields) == 1


def test_every_picture_has_words(report, document):
    told = [e.get("descr") for e in document.element.iter(qn("wp:docPr"))]
    assert told == [figure.alt for figure in blocks(report, Figure)] and all(told)


def test_tables_hold_every_cell_and_repeat_their_heads(report, document):
    tables = [t for t in document.tables if t.style.name == "Report Table"]
    assert len(tables) == len(blocks(report, Table))
    for made, block in zip(tables, blocks(report, Table), strict=True):
        words = [[cell.text for cell in row.cells] for row in made.rows]
        assert words[0] == list(block.columns)
        rows = [[c if isinstance(c, str) else c.text for c in r] for r in block.rows]
        assert [row for row in rows if row not in words] == []
        assert len(words) == 1 + len(rows) + len(block.groups)
        assert made.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_links_of_the_contents_lead_to_chapters(report, document):
    names = {e.get(qn("w:name")) for e in document.element.iter(qn("w:bookmarkStart"))}
    links = [e.get(qn("w:anchor")) for e in document.element.iter(qn("w:hyperlink"))]
    assert len(links) == len(report.sections) and set(links) <= names


def test_only_styles_decide_looks(document):
    """No run carries a font, a size or a colour of its own."""
    own = [
        run.text
        for paragraph in document.paragraphs
        for run in paragraph.runs
        if run.font.size or run.font.name or run.font.color.rgb
    ]
    assert own == []
    names = {style.name for style in document.styles}
    assert {look.name for look in LOOKS} <= names


def test_made_up_material_is_marked_on_every_page(report, document):
    assert report.synthetic
    section = document.sections[0]
    assert "SYNTETISKE DATA" in section.header.paragraphs[0].text
    assert any("SYNTETISKE DATA" in p.text for p in document.paragraphs[:6])


def test_the_file_has_a_title_a_language_and_no_clock(report, content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        dates = {info.date_time[:3] for info in archive.infolist()}
        core = archive.read("docProps/core.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    assert dates == {(2020, 3, 11)}
    assert report.title in core and report.controller in core
    assert core.count(f"{report.day.isoformat()}T12:00:00Z") == 2
    assert 'w:val="da-DK"' in styles and 'w:val="en-US"' not in styles


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_loses_nothing(report, content, tmp_path):
    (tmp_path / "r.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "r.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=240)
    pdf = PdfReader(tmp_path / "r.pdf")
    text = "".join(
        re.sub(r"[\s\u2060-]", "", page.extract_text()) for page in pdf.pages
    )
    told = [p.text for p in blocks(report, Paragraph)]
    told += [q.text for q in blocks(report, Quote)]
    # A paragraph over two pages has margins in it: its first words are looked for.
    starts = [re.sub(r"[\s-]", "", words)[:40] for words in told]
    assert [start for start in starts if start not in text] == []
    assert sum(len(page.images) for page in pdf.pages) >= len(blocks(report, Figure))
