"""Lenses: frameworks that a study reads its material through.

Here: which lenses there are, and finding their elements in a text, with whether each
was done. Not here: reading the codebook (``codebook``), sentences in other words
(``paraphrase``), and what elements say of barriers (``association``).

An element has no status and no time: *positive* says that it was done, is there or is
called for, *negative* that it was not done or is missing. Each lens is looked for by
itself, and apart from barriers, so that switching one on changes no other coding.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from crisislearn.barriers.clock import UNSPECIFIED
from crisislearn.barriers.codebook import LENSES, Code, Codebook
from crisislearn.barriers.codings import Coding
from crisislearn.barriers.mentions import Mention, TermIndex
from crisislearn.barriers.paraphrase import Matrix, load_paraphrases
from crisislearn.barriers.tokens import Parsed
from crisislearn.barriers.wordspace import Bag, bag_of
from crisislearn.textfiles import parse_yaml

POSITIVE, NEGATIVE = "positive", "negative"

TERM = 0.22
"""What a term adds to the score of the sentences in which it names an element."""

ONLY_TERM = 0.7
"""Confidence in an element of a study's own, which is known by its terms alone."""

FEW = 4
"""Most sentences that are read as a whole: a block."""

AFTER = 3
"""Tokens after an element in which a negation still denies it ('turde vi ikke')."""

_AGAINST = "-"
_NOT = frozenset("ikke aldrig næppe".split())
_WITHOUT = frozenset("ingen intet uden hverken mangle manglede mangler savnede".split())
"""These deny what follows them: 'hurtige midler uden ansøgning' are quick all the
same."""
_ONLY = frozenset("bare kun blot alene mindst længere".split())
"""After a negation they take it back: 'ikke bare', 'ikke kun'."""


@dataclass(frozen=True)
class Lens:
    """A framework.

    Attributes:
        lens: Its id, and the family of its elements.
        label_da: Danish name.
        label_en: English name.
        about_da: What it asks, for readers of a report.
        about_en: The same in English.
        source: The article it was taken from.
    """

    lens: str
    label_da: str
    label_en: str
    about_da: str
    about_en: str
    source: str


@cache
def load_lenses() -> dict[str, Lens]:
    """The lenses that ship with the package, by id, in their order."""
    raw = parse_yaml(LENSES.read_text(encoding="utf-8"))["lenses"]
    return {entry["lens"]: Lens(**entry) for entry in raw}


class Elements:
    """Finds the elements of the lenses of a codebook.

    Args:
        codebook: The codebook; its codes of kind lens are looked for.
    """

    def __init__(self, codebook: Codebook) -> None:
        self._codes = {code.code: code for code in codebook.of("lens")}
        families = dict.fromkeys(code.family for code in self._codes.values())
        self._indices = [self._index(family) for family in families]
        self._scores: dict[str, tuple[Matrix, Matrix]] = {}

    def _index(self, family: str) -> TermIndex:
        codes: list[Code] = []
        for code in self._codes.values():
            if code.family != family:
                continue
            codes.append(code)
            if code.against_terms:
                name, terms = code.code + _AGAINST, code.against_terms
                codes.append(replace(code, code=name, terms=terms, not_terms=()))
        return TermIndex(Codebook("", tuple(codes)), ("lens",))

    def read(self, texts: Iterable[Parsed]) -> None:
        """Score the sentences of many texts at once; must come before ``codings``."""
        found = list(texts)
        bags = [bags_of(parsed, windows_of(parsed)) for parsed in found]
        spoken, done = load_paraphrases().scores([bag for some in bags for bag in some])
        ends = np.cumsum([0, *map(len, bags)])
        for parsed, a, b in zip(found, ends, ends[1:], strict=False):
            self._scores[parsed.text] = spoken[a:b], done[a:b]

    def codings(self, parsed: Parsed) -> list[Coding]:
        """The elements of one text that was read, by place."""
        known = load_paraphrases()
        spoken, done = self._scores[parsed.text]
        windows, named = windows_of(parsed), self.named(parsed)
        found = [c for c in named if c.code.code not in known.codes]
        for rows in _blocks(windows):
            start, end = parsed.span(*windows[rows[0]])
            here = [c for c in named if start <= c.start < end]
            sure = (spoken[rows[0]] + spoken[rows].max(axis=0)) / 2
            for n, name in enumerate(known.codes):
                if name not in self._codes:
                    continue
                by_term = [c for c in here if c.code.code == name]
                score = float(sure[n]) + TERM * bool(by_term)
                if score < known.least:
                    continue
                trust = round(known.confidence(score), 2)
                found += [c._replace(confidence=trust) for c in by_term]
                if not by_term:
                    best = rows[int(spoken[rows, n].argmax())]
                    polarity = POSITIVE if done[best, n] >= 0 else NEGATIVE
                    code, window = self._codes[name], windows[best]
                    found.append(_paraphrased(parsed, code, polarity, window, trust))
        return sorted(found, key=lambda c: (c.start, c.end, c.code.code))

    def named(self, parsed: Parsed) -> list[Coding]:
        """Elements that a term names."""
        found: list[Coding] = []
        for index in self._indices:
            mentions = index.find(parsed)
            denied = {
                (m.code.code[:-1], parsed.clause_of[m.first])
                for m in mentions
                if m.code.code.endswith(_AGAINST)
            }
            for m in mentions:
                name, place = m.code.code, parsed.clause_of[m.first]
                if (name, place) in denied:
                    continue  # 'turde prøve' in 'ikke turde prøve'
                against = name.endswith(_AGAINST)
                polarity = NEGATIVE if against != _negated(parsed, m) else POSITIVE
                asks = parsed.questions[parsed.sentence_of(m.first)]
                code = self._codes[name.removesuffix(_AGAINST)]
                span = parsed.span(m.first, m.last)
                rule = _rule(asks, "term")
                found.append(_coding(code, polarity, span, ONLY_TERM, rule))
        return found


def windows_of(parsed: Parsed) -> list[tuple[int, int]]:
    """What is scored of a text, by its tokens: its blocks, each before its sentences.

    A block is a few sentences in a row; a text of a few is one.
    """
    found: list[tuple[int, int]] = []
    count = len(parsed.sentences)
    blocks = -(-count // FEW)
    for n in range(blocks):
        first, last = n * count // blocks, (n + 1) * count // blocks
        inside = parsed.sentences[first:last]
        found.append((inside[0][0], inside[-1][1]))
        found += inside if len(inside) > 1 else []
    return found


def bags_of(parsed: Parsed, windows: Iterable[tuple[int, int]]) -> list[Bag]:
    """Words and pairs of each window, no pair across two sentences."""
    own = {
        (a, b): bag_of([t.lower for t in parsed.tokens[a:b] if t.is_word])
        for a, b in parsed.sentences
    }
    starts = [a for a, _ in parsed.sentences]
    found = []
    for first, last in windows:
        inside = slice(bisect_left(starts, first), bisect_left(starts, last))
        found.append(sum((own[span] for span in parsed.sentences[inside]), Bag()))
    return found


def _blocks(windows: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Numbers of the windows of each block."""
    found: list[list[int]] = []
    end = -1
    for n, (_, last) in enumerate(windows):
        if last > end:
            found.append([])
            end = last
        found[-1].append(n)
    return found


def _paraphrased(
    parsed: Parsed, code: Code, polarity: str, window: tuple[int, int], trust: float
) -> Coding:
    asks = parsed.questions[parsed.sentence_of(window[0])]
    rule = _rule(asks, "paraphrase")
    return _coding(code, polarity, parsed.span(*window), trust, rule)


def _rule(asks: bool, how: str) -> str:
    """What found an element; a sentence that only asks is marked."""
    return f"{how}+asked" if asks else how


def _coding(
    code: Code, polarity: str, span: tuple[int, int], confidence: float, rule: str
) -> Coding:
    return Coding(
        code, None, *UNSPECIFIED, "own", "text", *span, confidence, rule,
        polarity=polarity,
    )  # fmt: skip


def _negated(parsed: Parsed, mention: Mention) -> bool:
    """Whether a word of the clause, outside of the mention, denies it."""
    clause = parsed.clauses[parsed.clause_of[mention.first]]
    end = min(max(clause.last, mention.last), mention.last + AFTER)
    for n in range(clause.first, end):
        denying = _NOT if n > mention.first else _NOT | _WITHOUT
        if n in mention.tokens or parsed.tokens[n].lower not in denying:
            continue
        after = parsed.tokens[n + 1].lower if n + 1 < len(parsed.tokens) else ""
        if after not in _ONLY:
            return True
    return False
