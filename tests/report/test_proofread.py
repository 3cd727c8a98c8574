"""Rendered Danish is proof-read: spelling, spaces, holes, missing values, English.

Spelling by hunspell with its Danish dictionary and ``words_da.txt``; skipped where
there is no hunspell. Quotes are people's own words and are left alone.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
from released import make

WORDS = Path(__file__).with_name("words_da.txt")
REPORTS = ("modtryk-test", "modtryk-test-tuborgfondet")
# Words of English that no Danish sentence has; the dictionary knows some of them.
ENGLISH = """
    the with between which share barrier barriers returned disappeared respondents
    organisation's survey shares interview's unknown none true false question base
    """.split()
_SPELLED = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def hunspell(words):
    """Those of the words that are not spelled as Danish is."""
    done = subprocess.run(
        ["hunspell", "-d", "da_DK", "-i", "utf-8", "-l"],
        input="\n".join(sorted(words)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("hunspell has no Danish dictionary: install hunspell-da")
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    settings = make(tmp_path_factory.mktemp("proof"))
    return {
        name: (settings.reports / f"{name}.html").read_text("utf-8") for name in REPORTS
    }


def lines(page):
    """What a reader reads, a line a paragraph, cell or heading; no quotes, no code."""
    page = re.sub(r"<(style|svg|pre|code|blockquote|script)\b.*?</\1>", "…", page,
                  flags=re.S)  # fmt: skip
    page = re.sub(r"<p><b>Kilde:</b>.*?</p>", " ", page)
    # Titles of what the checklists were made by, in the language they have.
    page = re.sub(r"<p><b>Note:</b> Kilder: .*?</p>", " ", page)
    # The version of a coder, which is the beginning of a digest.
    page = re.sub(r" (?=[a-f]*\d)[0-9a-f]{8}\b", "", page)
    page = re.sub(r"</?(a|b|strong|em|span)\b[^>]*>", "", page)
    text = unescape(re.sub(r"<[^>]+>", "\n", page)).replace("\u00ad", "")
    return [line.strip("\n") for line in text.split("\n") if line.strip()]


def spelled(text):
    return set(_SPELLED.findall(text.replace("\u2060", "")))


@pytest.fixture(scope="module", params=REPORTS)
def text(request, pages):
    return lines(pages[request.param])


@pytest.mark.skipif(not shutil.which("hunspell"), reason="there is no hunspell here")
def test_every_word_is_in_the_dictionary_or_on_the_list(text):
    known = {
        word.strip() for word in WORDS.read_text("utf-8").splitlines()
        if not word.startswith("#")
    }  # fmt: skip
    words = spelled("\n".join(text))
    assert len(words) > 400
    assert sorted(hunspell(words) - known) == []


@pytest.mark.skipif(not shutil.which("hunspell"), reason="there is no hunspell here")
def test_a_word_that_is_wrong_is_found():
    assert hunspell({"modtrykkene", "orgnisation", "betwixt"}) == {
        "orgnisation", "betwixt"
    }  # fmt: skip


@pytest.mark.skipif(not shutil.which("hunspell"), reason="there is no hunspell here")
def test_the_list_holds_only_what_the_dictionary_does_not_know():
    kept = WORDS.read_text("utf-8").splitlines()
    listed = [word for word in kept if word[:1] not in ("#", "")]
    assert listed == sorted(set(listed))
    assert hunspell(listed) == set(listed)


FAULTS = {
    "two spaces": r"  |\u00a0 | \u00a0",
    "a hole that was not filled": r"[{}]|%s|%d|\bTODO\b|\[\s*\]|\(\s*\)|»\s*«",
    "a value that is missing": r"\b(nan|NaN|None|null|NULL|NaT|inf)\b",
    "a space before a mark": r" [.,;:!?](?!\w)",
    "marks that stand twice": r"(?<!\.)\.\.(?!\.)|,,|;;|,\.|\.,|::",
    "a point for a comma": r"\d\.\d+[ \u00a0]?(%|procent)|(?<![\d.])0\.\d+(?![.\d])",
    "per cent without its space": r"\d%",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_no_line_has(text, fault):
    wrong = [line for line in text if re.search(FAULTS[fault], line)]
    assert wrong == []


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        ("two spaces", "ti  organisationer"),
        ("a hole that was not filled", "{n} svarede"),
        ("a value that is missing", "nan af 12"),
        ("a space before a mark", "svarede ."),
        ("marks that stand twice", "svarede.."),
        ("a point for a comma", "0.45"),
        ("per cent without its space", "45%"),
    ],
)
def test_each_fault_would_be_seen(fault, line):
    assert re.search(FAULTS[fault], line)


def test_no_line_is_in_english(text):
    wrong = [
        line for line in text
        if {word.casefold() for word in spelled(line)} & set(ENGLISH)
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.skipif(not shutil.which("hunspell"), reason="there is no hunspell here")
def test_the_reports_of_the_sample_study_are_proof_read(demo):
    known = set(WORDS.read_text("utf-8").splitlines())
    pages = sorted(demo.reports.glob("*.html"))
    assert len(pages) > 2
    for page in pages:
        found = lines(page.read_text("utf-8"))
        assert sorted(hunspell(spelled("\n".join(found))) - known) == [], page.name
        for fault, pattern in FAULTS.items():
            wrong = [line for line in found if re.search(pattern, line)]
            assert wrong == [], (page.name, fault)
        test_no_line_is_in_english(found)
