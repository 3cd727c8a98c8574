"""Lenses: frameworks that a study reads its material through.

Here: which lenses there are, and finding their elements in a text, with whether each
was done. Not here: reading the codebook (``codebook``), sentences in other words
(``paraphrase``), and what elements say of barriers (``association``).

An element has no status and no time: *positive* says that it was done, is there or is
called for, *negative* that it was not done or is missing. Each lens is looked for by
itself, and apart from barriers, so that switching one on changes no other coding.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from crisislearn.barriers.clock import UNSPECIFIED
from crisislearn.barriers.codebook import LENSES, Code, Codebook
from crisislearn.barriers.codings import Coding
from crisislearn.barriers.mentions import Mention, TermIndex
from crisislearn.barriers.paraphrase import Matrix, load_paraphrases
from crisislearn.barriers.tokens import Parsed
from crisislearn.study import parse_yaml

POSITIVE, NEGATIVE = "positive", "negative"

LEAST = 0.28
"""Least score of a sentence that says in other words what an element is."""

FEW = 3
"""Most sentences of a text that is also read as a whole."""

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
        self._scores: dict[str, Matrix] = {}

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
        windows = [windows_of(parsed) for parsed in found]
        words = [
            [t.lower for t in parsed.tokens[a:b] if t.is_word]
            for parsed, own in zip(found, windows, strict=True)
            for a, b in own
        ]
        scores = load_paraphrases().scores(words)
        start = 0
        for parsed, own in zip(found, windows, strict=True):
            self._scores[parsed.text] = scores[start : start + len(own)]
            start += len(own)

    def codings(self, parsed: Parsed) -> list[Coding]:
        """The elements of one text that was read, by place."""
        found = self._named(parsed)
        found += self._paraphrased(parsed, found)
        return sorted(found, key=lambda c: (c.start, c.end, c.code.code))

    def _named(self, parsed: Parsed) -> list[Coding]:
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
                found.append(_coding(code, polarity, span, 0.7, _rule(asks, "term")))
        return found

    def _paraphrased(self, parsed: Parsed, named: Sequence[Coding]) -> list[Coding]:
        """Elements that a sentence, or a short text as a whole, says in other words."""
        known = load_paraphrases().codes
        found: list[Coding] = []
        windows = windows_of(parsed)
        for (first, last), row in zip(windows, self._scores[parsed.text], strict=True):
            start, end = parsed.span(first, last)
            taken = {c.code.code for c in named if start <= c.start < end}
            taken |= {c.code.code for c in found if start <= c.start < end}
            asks = parsed.questions[parsed.sentence_of(first)]
            for name, score in zip(known, row[:-1], strict=True):
                if score < LEAST or name in taken or name not in self._codes:
                    continue
                polarity = POSITIVE if row[-1] >= 0 else NEGATIVE
                rule = _rule(asks, "paraphrase")
                sure = round(min(float(score), 0.99), 2)
                code = self._codes[name]
                found.append(_coding(code, polarity, (start, end), sure, rule))
        return found


def windows_of(parsed: Parsed) -> list[tuple[int, int]]:
    """Every sentence by its tokens, and a text of a few sentences as a whole."""
    found = list(parsed.sentences)
    if 1 < len(found) <= FEW:
        found.append((0, len(parsed.tokens)))
    return found


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
