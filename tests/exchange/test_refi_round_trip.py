"""Whatever the texts and whatever people coded: out and in again changes nothing."""

from pathlib import Path

import pytest

pytest.importorskip("hypothesis")

from hypothesis import given, settings
from hypothesis import strategies as st
from refi_material import BOOK as WHOLE
from refi_material import CALENDARS, STUDY, coding, machine, material, reading

from crisislearn.barriers.codebook import Code as Entry
from crisislearn.barriers.codebook import Codebook
from crisislearn.barriers.entries import KINDS
from crisislearn.barriers.marking import mark
from crisislearn.exchange.coding_words import Words
from crisislearn.exchange.refi.book import codes_of
from crisislearn.exchange.refi.build import build_project
from crisislearn.exchange.refi.changes import changes_of
from crisislearn.exchange.refi.check import problems_of
from crisislearn.exchange.refi.held import same
from crisislearn.exchange.refi.read import read_codebook, read_project
from crisislearn.exchange.refi.readings import Ours, readings_of
from crisislearn.exchange.refi.write import codebook_bytes, project_bytes
from crisislearn.exchange.xml import clean
from crisislearn.warehouse.views import STATUSES

BOOK = Codebook(WHOLE.version, (*WHOLE.of("barrier")[:3], *WHOLE.of("driver")[:2]))
PIECES = [
    "Blåbær", "æøå", "ÆØÅ", "🫐", "\U0001f469\u200d\U0001f467", "a\u030a", "é",
    "\r\n", "\n", "\r", "\t", " ", "\u00a0", "\u2028", "\x0b", "\x00", "\ufeff",
    "<&>\"'", "]]>", "[crisislearn] tid: x", "kr. 1.200,50", ";", "\\", "|", "…",
    "Krav\tFør\r\nMøder\t4", "\u200d", "\ud800",
]  # fmt: skip
TEXT = st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text())
SPOKEN = TEXT.map(lambda text: f"{text} ord {text}")
NAMES = st.sampled_from(["Anna", "Bo", "Åse Ø.", "J; K", "<eva>", "🫐"])
DAYS = st.dates().map(str)
TIMES = st.one_of(
    st.just((None, None, "unspecified")),
    st.tuples(st.none() | DAYS, st.none() | DAYS, st.sampled_from(["phase", "day"])),
)
BARRIERS = st.builds(
    coding,
    st.sampled_from([c.code for c in BOOK.of("barrier")]),
    st.sampled_from(sorted(STATUSES)),
    TIMES,
    st.sampled_from(["own", "other", "field"]),
)
OTHERS = st.builds(
    coding,
    st.sampled_from([c.code for c in BOOK.of("driver")]),
    st.just(""),
    TIMES,
    st.just("own"),
)
GIVEN = st.lists(BARRIERS | OTHERS, max_size=4, unique_by=str)


SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted)


def words_of(text, span):
    """Marked words; a lone surrogate is in no text that a file can hold."""
    marked = mark(text, span) if span and "\ud800" not in text else None
    return {"evidence": marked} if marked else {}


@st.composite
def studies(draw):
    texts = draw(st.lists(SPOKEN, min_size=1, max_size=5))
    chosen = st.tuples(st.integers(0, len(texts) - 1), NAMES)

    def given_to(number):
        return [
            coding | words_of(texts[number], draw(st.none() | SPANS))
            for coding in draw(GIVEN)
        ]

    readings = [
        reading(
            f"S-{number:05d}-0", given_to(number), who, draw(TEXT),
            draw(st.sampled_from(["", "sure", "fairly", "unsure"])),
        )
        for number, who in draw(st.lists(chosen, max_size=6, unique=True))
    ]  # fmt: skip
    return texts, readings


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(studies())
def test_a_project_comes_back_as_it_went(tmp_path_factory, study):
    texts, readings = study
    given = material(texts, readings, codings=[], book=BOOK)
    given.machine.append(machine(given.statements[0], "ord"))
    content = project_bytes(build_project(given)[0])
    assert problems_of(content) == []
    file = Path(tmp_path_factory.getbasetemp()) / "round.qdpx"
    file.write_bytes(content)
    project, losses = read_project(file)
    held = {(b["statement_id"], b["coder"]): b for b in readings}
    words = Words(BOOK, CALENDARS, KINDS)
    ours = Ours(STUDY, words, given.statements, "rules-1", [], held)
    bodies = readings_of(project, ours, losses)
    assert {(b["statement_id"], b["coder"]) for b in bodies} == set(held)
    for body in bodies:
        key = body["statement_id"], body["coder"]
        assert same(body, held[key], words, texts[int(key[0][2:7])])


LINE = TEXT.map(lambda text: " ".join(clean(text).split()))
WORDS = LINE.filter(lambda line: any(c.isalpha() for c in line))
ENTRIES = st.builds(
    Entry,
    st.just(""),
    st.sampled_from(KINDS),
    label_da=WORDS,
    definition_da=LINE,
    include_da=st.lists(WORDS, max_size=2).map(tuple),
    examples_da=st.lists(WORDS, max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(ENTRIES, max_size=4))
def test_a_codebook_comes_back_as_it_went(tmp_path_factory, entries):
    from dataclasses import replace

    codes = tuple(replace(e, code=f"K{n}") for n, e in enumerate(entries))
    book = Codebook("1", codes)
    content = codebook_bytes(codes_of(STUDY, book))
    assert problems_of(content) == []
    file = Path(tmp_path_factory.getbasetemp()) / "round.qdc"
    file.write_bytes(content)
    found = changes_of(read_codebook(file), STUDY, book, ("", {}, None))
    assert found.lines() == []
