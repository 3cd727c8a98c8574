"""The files: the same bytes twice, accessible, self-contained, marked where made up."""

import io
import re
from html.parser import HTMLParser

import pytest
from made_study import write_study
from pypdf import PdfReader

from crisislearn.errors import ReportError, WarehouseError
from crisislearn.report.content import build_report
from crisislearn.report.run import write_report
from crisislearn.report.typst import STANDARDS, render_pdf
from crisislearn.settings import Settings

VOID = {"meta", "link", "br", "img", "hr", "input", "line", "rect", "circle", "path"}


@pytest.fixture(scope="module")
def written(warehouse, study, tmp_path_factory):
    return write_report(
        warehouse, study, Settings(), None, tmp_path_factory.mktemp("a")
    )


@pytest.fixture(scope="module")
def page(written):
    return written["html"].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pdf(written):
    return PdfReader(io.BytesIO(written["pdf"].read_bytes()))


@pytest.fixture(scope="module")
def texts(pdf):
    # Typst puts an invisible joiner before some numbers.
    return [one.extract_text().replace("\u2060", "") for one in pdf.pages]


class Tags(HTMLParser):
    """Checks nesting and collects what the tests ask about."""

    def __init__(self):
        super().__init__()
        self.open, self.levels, self.ids, self.links, self.bad = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if "id" in attrs:
            self.ids.append(attrs["id"])
        self.links += [attrs[k] for k in ("href", "src", "srcset") if k in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.bad.append(tag)


@pytest.fixture(scope="module")
def tags(page):
    found = Tags()
    found.feed(page)
    return found


def test_the_same_input_gives_the_same_bytes(warehouse, study, written, tmp_path):
    again = write_report(warehouse, study, Settings(), None, tmp_path / "b")
    kinds = {"pdf", "html", "docx", "summary", "evidence", "quoted"}
    assert set(again) == kinds
    for kind, path in again.items():
        assert path.read_bytes() == written[kind].read_bytes(), kind
        assert path.name == written[kind].name
    assert not list((tmp_path / "b").glob(".*"))


def test_the_files_carry_study_and_foundation(warehouse, study, written, tmp_path):
    assert written["pdf"].name == "modtryk-test.pdf"
    own = write_report(warehouse, study, Settings(), "tuborgfondet", tmp_path)
    assert own["html"].name == "modtryk-test-tuborgfondet.html"
    assert "Rapport til <strong>Tuborgfondet</strong>" in own["html"].read_text("utf-8")


def test_without_a_warehouse_the_next_action_is_named(study, tmp_path):
    with pytest.raises(WarehouseError, match="crisislearn run"):
        write_report(tmp_path / "none.duckdb", study, Settings(), None, tmp_path)


def test_the_pdf_is_accessible_danish_and_named(pdf):
    assert STANDARDS == ["a-2a", "ua-1"]
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "da"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == "Modtryk på socialområdet – Efteråret 2020"
    metadata = pdf.xmp_metadata.stream.get_data().decode("utf-8")
    assert "pdfuaid:part" in metadata
    assert "pdfaid:part" in metadata


def test_the_pdf_is_dated_by_its_data(pdf):
    assert pdf.metadata.creation_date.date().isoformat() == "2020-11-20"


def test_the_pdf_has_the_pages_and_outline_of_a_report(pdf):
    assert 15 <= len(pdf.pages) <= 40
    titles = [str(entry.title) for entry in pdf.outline if not isinstance(entry, list)]
    assert titles[:3] == ["Sammenfatning", "Om undersøgelsen", "Nye løsninger"]


def test_the_summary_takes_one_page(texts):
    first = next(i for i, t in enumerate(texts) if i > 1 and "Sammenfatning" in t)
    assert "Hvor sikkert er det?" in texts[first]
    assert "Om undersøgelsen" in texts[first + 1]


def test_the_pdf_marks_made_up_data_on_every_page(texts):
    for number, text in enumerate(texts, start=1):
        assert "SYNTETISKE DATA" in text, f"page {number}"


def test_no_missing_value_is_printed(texts, page):
    text = "\n".join(texts)
    for wrong in ("nan ", "None", "NaN", "»»", "null"):
        assert wrong not in text
    visible = re.sub(
        r"<style>.*?</style>|<[^>]+>|<pre>.*?</pre>", " ", page, flags=re.S
    )
    for wrong in ("None", "NaN"):
        assert wrong not in visible


def test_real_data_is_not_marked(warehouse, tmp_path, monkeypatch):
    study = write_study(tmp_path / "real", synthetic=False)
    monkeypatch.setattr("crisislearn.report.content._synthetic", lambda facts: False)
    found = write_report(warehouse, study, Settings(), None, tmp_path)
    first = PdfReader(found["pdf"]).pages[3].extract_text()
    assert "SYNTETISKE" not in first
    assert "SYNTETISKE" not in found["html"].read_text(encoding="utf-8")


def test_a_title_typst_refuses_is_told_as_an_error(warehouse, study, monkeypatch):
    import duckdb

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        report = build_report(connection, study, Settings(), None)
    monkeypatch.setattr("crisislearn.report.typst.plain", lambda report: {})
    with pytest.raises(ReportError, match="Typst cannot set the page"):
        render_pdf(report)


def test_the_page_is_well_formed(page, tags):
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="da">' in page
    assert tags.bad == []
    assert tags.open == []
    assert len(tags.ids) == len(set(tags.ids))


def test_the_page_asks_for_nothing_from_outside(page, tags):
    assert all(link.startswith("#") for link in tags.links)
    assert not re.search(r"url\((?!data:)", page)
    assert len(re.findall("<script", page)) == 1
    assert "default-src 'none'" in page
    assert "@import" not in page
    rest = page.replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://", rest)


def test_links_within_the_page_lead_somewhere(tags):
    assert all(link[1:] in tags.ids for link in tags.links)


def test_headings_come_in_order(tags):
    assert tags.levels[0] == 1
    assert tags.levels.count(1) == 1
    for one, two in zip(tags.levels, tags.levels[1:], strict=False):
        assert two <= one + 1


def test_the_page_can_be_used_without_eyes_or_mouse(page):
    assert '<a class="skip" href="#indhold">' in page
    drawings = re.findall(r"<figure.*?</figure>", page, flags=re.S)
    assert drawings
    for drawing in drawings:
        assert drawing.count('role="img" aria-label="') == 2
        assert "Figuren i ord" in drawing
    for table in re.findall(r"<table.*?</table>", page, flags=re.S):
        assert "<caption>" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table
    assert page.count('class="scroll" tabindex="0" role="region"') == page.count(
        "<table"
    )


def test_the_page_answers_phone_dark_screen_and_paper(page):
    for wish in ("width=device-width", "prefers-color-scheme:dark", "@media print",
                 "max-width:40rem"):  # fmt: skip
        assert wish in page


def test_both_forms_say_the_same(texts, page):
    text = re.sub(r"\s+", " ", " ".join(texts))
    for words in (
        "gav efter under krisen",
        "Brug af kunstig intelligens",
        "ikke valideret på dette materiale",
        "Tabel 4",
        "Figur 5",
    ):
        assert words in text
        assert words in re.sub(r"<[^>]+>", "", page)


def test_a_report_says_which_statements_it_quotes(warehouse, written):
    import duckdb

    query = (
        f"select s.text from read_parquet('{written['quoted']}') "
        "join core.statements s using (statement_id)"
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        texts = [text for (text,) in connection.sql(query).fetchall()]
        rows = connection.sql(f"from read_parquet('{written['quoted']}')").fetchall()
    page = written["html"].read_text("utf-8")
    assert rows and len(texts) == len(rows)
    # Quotation marks and dashes are set anew: the first word with letters tells enough.
    assert all(text.split()[0].strip("\"'»«") in page for text in texts)
