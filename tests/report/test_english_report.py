"""An English report is proof-read as the Danish one is, and says that it is English.

Spelling by hunspell with its British dictionary and ``words_en.txt``; skipped where
there is none. What the study or a person gave in Danish alone is left out: quotes,
questions as they were asked, names, topics.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import pytest
from made_study import Rows, build, write_study
from pypdf import PdfReader
from test_proofread import FAULTS, spelled

from crisislearn.report import html_blocks
from crisislearn.report.language import told_in
from crisislearn.report.model import Quote, Section
from crisislearn.report.run import write_report
from crisislearn.settings import Settings

WORDS = Path(__file__).with_name("words_en.txt")
ID = "modtryk-test-tuborgfondet-en"
STEM = "I hvilken grad hæmmede følgende jer i at finde nye løsninger"
WRONG = FAULTS | {
    "a point for a comma": r"\d,\d{1,2}(?!\d)(?<!0,67)",
    "per cent without its space": r"\d[ \u00a0]%",
}
"""Faults of English lines: here the comma and the space would be Danish."""

DANISH = re.compile(
    r"[æøåÆØÅ]|»|«|\b(af|blev|der|det|eller|en|er|fra|har|hos|ikke|kan|og|som|til)\b"
)
GIVEN = (
    "Det opdigtede analysehus", "Databeskyttelsesloven § 10 (opdigtet materiale)",
    "Samarbejde med kommunen", "Frivillige og vagter", "Digitale møder",
    "Ansøgninger og skemaer", "Ensomhed blandt unge", "skema, møde, dør, uge, svar",
    "Hjemløse", "Ældre", "Unge",
)  # fmt: skip
"""What the made-up study has in Danish alone."""


def in_english(content: Rows) -> None:
    """Give the made-up study the English words that a study has."""
    times = {"before": "before the crisis", "during": "during the lockdown",
             "now": "today"}  # fmt: skip
    for item in content["core.items"]:
        item["label_en"] = f"Did this hinder you {times[item['about']]}? X"
        item["choices"] = '[{"label_da": "Slet ikke", "label_en": "Not at all"}]'
    for wave in content["core.waves"]:
        wave["label_en"] = wave["label_da"].replace("Juni", "June")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("english")
    study = write_study(folder / "study", title_en="Barriers in the social sector")
    warehouse = build(folder / "crisislearn.duckdb", edit=in_english)
    return write_report(
        warehouse, study, Settings(out=folder), "tuborgfondet", folder, "en"
    )


@pytest.fixture(scope="module")
def page(written):
    return written["html"].read_text("utf-8")


@pytest.fixture(scope="module")
def text(page):
    """What a reader reads, a line a paragraph, cell or heading."""
    page = re.sub(r"<(style|svg|pre|code|blockquote|script)\b.*?</\1>", "…", page,
                  flags=re.S)  # fmt: skip
    page = re.sub(r"<p><b>Source:</b>.*?</p>|<p><b>Note:</b> Sources: .*?</p>", " ",
                  page)  # fmt: skip
    page = re.sub(r"</?(a|b|strong|em|span)\b[^>]*>", "", page)
    words = unescape(re.sub(r"<[^>]+>", "\n", page)).replace("\u00ad", "")
    words = re.sub(r"“[^”]*”(?= \(in English)|texts/\S+", "…", words)
    for given in (*GIVEN, *(one.lower() for one in GIVEN)):
        words = words.replace(given, "…")
    return [line.strip("\n") for line in words.split("\n") if line.strip()]


def hunspell(words):
    """Those of the words that are not spelled as British English is."""
    done = subprocess.run(
        ["hunspell", "-d", "en_GB", "-i", "utf-8", "-l"],
        input="\n".join(sorted(words)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("hunspell has no British dictionary: install hunspell-en-gb")
    return set(done.stdout.split())


@pytest.mark.skipif(not shutil.which("hunspell"), reason="there is no hunspell here")
def test_every_word_is_in_the_dictionary_or_on_the_list(text):
    kept = WORDS.read_text("utf-8").splitlines()
    listed = [word for word in kept if word[:1] not in ("#", "")]
    assert listed == sorted(set(listed)) and hunspell(listed) == set(listed)
    words = spelled("\n".join(line for line in text if not line.startswith(STEM)))
    assert len(words) > 400
    assert sorted(hunspell(words) - {*listed}) == []
    assert hunspell({"barriers", "barrierz", "modtrykkene"}) == {
        "barrierz", "modtrykkene"
    }  # fmt: skip


def test_no_line_is_in_danish(text):
    told = [re.sub(rf"^{STEM}.* – ", "", line) for line in text]
    assert [line for line in told if DANISH.search(line)] == []
    assert DANISH.search("Svar: 12") is None and DANISH.search("for få")


@pytest.mark.parametrize("fault", WRONG)
def test_no_line_has(text, fault):
    assert [line for line in text if re.search(WRONG[fault], line)] == []


def test_the_page_says_that_it_is_english_and_which_words_are_not(page):
    assert '<html lang="en">' in page
    assert "<title>Barriers in the social sector – Autumn 2020</title>" in page
    quotes = re.findall(r"<blockquote><p([^>]*)>", page)
    assert len(quotes) > 3 and set(quotes) == {' lang="da"'}
    assert len(re.findall("original language", page)) == 1
    drawn = re.findall(r"<text [^>]*>([^<]*)</text>", page)
    wrong = [words for words in drawn if DANISH.search(unescape(words))]
    assert [words for words in wrong if words not in GIVEN] == []
    assert "Show as a table" in page and "Vis som" not in page


def test_the_pdf_says_so_too(written):
    pdf = PdfReader(written["pdf"])
    assert written["pdf"].name == f"{ID}.pdf"
    assert pdf.trailer["/Root"]["/Lang"] == "en"
    assert pdf.metadata.title == "Barriers in the social sector – Autumn 2020"
    front = pdf.pages[0].extract_text()
    assert "Report to" in front and "SYNTHETIC DATA" in front
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert "Sources of its figures" in words and "Kilde" not in words
    assert f"{ID}-evidence.parquet" in words.replace("\n", "")


def test_the_word_file_says_so_too(written):
    with zipfile.ZipFile(io.BytesIO(written["docx"].read_bytes())) as parts:
        body = parts.read("word/document.xml").decode()
        assert 'w:val="en-GB"' in parts.read("word/styles.xml").decode()
        assert "<dc:language>en-GB<" in parts.read("docProps/core.xml").decode()
    assert "SEQ Figure" in body and "SEQ Figur " not in body
    assert body.count('<w:lang w:val="da-DK"/>') > 3


def test_the_summary_in_a_mail_is_english(written):
    lines = written["summary"].read_text("utf-8").splitlines()
    assert lines[0] == "Barriers in the social sector – Autumn 2020"
    assert lines[2] == "Report to Tuborgfondet"
    assert "SUMMARY" in lines
    assert [line for line in lines if DANISH.search(line)] == []


def test_a_quote_in_the_language_of_the_report_is_not_marked():
    told = {"en": Quote("“We closed.”", "Answer", language="en"),
            "da": Quote("“Vi lukkede.”", "Answer")}  # fmt: skip
    section = Section("x", "X", tuple(told.values()))
    with told_in("en"):
        page = html_blocks.section(section, 2, None)  # type: ignore[arg-type]
    assert "<p>“We closed.”</p>" in page
    assert '<p lang="da">“Vi lukkede.”</p>' in page
