"""A statement as the coder reads it: words with their lemmas, clauses and sentences.

Here: turning a spaCy Doc into tokens with every key a rule or a term may ask for,
joining hyphenated ellipses, and cutting sentences into clauses. Not here: what the
words mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from crisislearn.barriers.words import load_words

if TYPE_CHECKING:
    from spacy.tokens import Doc

HARD = frozenset((";", ":", "–", "—", "(", ")", "…", "..."))
"""Marks that end a clause whatever stands around them."""

CONTRAST = frozenset(
    ("men", "dog", "hvorimod", "selvom", "mens", "derimod", "medmindre")
)
"""Words that cut the scope of what was said before them."""

_SUBORDINATE = frozenset(
    (
        "fordi",
        "hvis",
        "når",
        "da",
        "så",
        "at",
        "som",
        "der",
        "inden",
        "indtil",
        "ellers",
    )
)
_COORDINATE = frozenset(("og", "eller", "samt"))


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark.

    Attributes:
        lower: The form in lower case.
        keys: The form, its lemma and what else it may be found by.
        head: The last part of a compound; empty for other words.
        start: First character in the statement.
        end: Character after the last one.
        is_word: False for punctuation.
        finite: Whether it looks like a finite verb.
    """

    lower: str
    keys: frozenset[str]
    head: str
    start: int
    end: int
    is_word: bool
    finite: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of tokens around one finite verb.

    Attributes:
        first: Its first token.
        last: The token after its last one.
        sentence: Number of its sentence, from 0.
        opener: The conjunction or mark it begins after; empty at a sentence start.
    """

    first: int
    last: int
    sentence: int
    opener: str


@dataclass(frozen=True)
class Parsed:
    """A statement with its tokens, sentences and clauses.

    Attributes:
        text: The statement.
        tokens: All tokens.
        sentences: (first, one after last) token of each sentence.
        clauses: In order; together they hold every token.
    """

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]
    clauses: tuple[Clause, ...]
    clause_of: tuple[int, ...] = field(repr=False)

    def sentence_of(self, token: int) -> int:
        """Number of the sentence that a token stands in."""
        return self.clauses[self.clause_of[token]].sentence

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters from token ``first`` up to, not with, token ``last``."""
        return self.tokens[first].start, self.tokens[last - 1].end

    @property
    def questions(self) -> list[bool]:
        """For each sentence, whether it ends with a question mark."""
        return [
            any(t.lower == "?" for t in self.tokens[max(a, b - 2) : b])
            for a, b in self.sentences
        ]


def parse(doc: Doc) -> Parsed:
    """Read one Doc.

    Args:
        doc: From ``language.load_pipeline``: lower-case lemmas and sentence starts.
    """
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    begin = 0
    for raw in doc:
        if raw.is_space:
            continue
        if raw.is_sent_start and len(tokens) > begin:
            sentences.append((begin, len(tokens)))
            begin = len(tokens)
        tokens.append(_token(raw.text, raw.lemma_, raw.idx, tokens))
    if len(tokens) > begin:
        sentences.append((begin, len(tokens)))
    tokens = _join_ellipses(tokens)
    clauses: list[Clause] = []
    for number, (first, last) in enumerate(sentences):
        clauses += _clauses(tokens, first, last, number)
    clause_of = [n for n, c in enumerate(clauses) for _ in range(c.first, c.last)]
    return Parsed(
        doc.text, tuple(tokens), tuple(sentences), tuple(clauses), tuple(clause_of)
    )


_ENDINGS = tuple(
    [
        "s",
        "n",
        "t",
        "r",
        "en",
        "et",
        "er",
        "ne",
        "rs",
        "ers",
        "ens",
        "ets",
        "rne",
        "ene",
        "erne",
        "rnes",
        "ernes",
    ]
)
"""Endings of nouns: the bare stem may be a term that the lemma list does not know."""


def _token(text: str, lemma: str, start: int, before: list[Token]) -> Token:
    lower = text.lower()
    lemma = (lemma or lower).lower()
    words = load_words()
    keys = {lower, lemma, *words.lemmas_of(lower)}
    if lower.endswith("ende") and len(lower) > 6:
        keys.add(lower[:-4] + "e")
    if lower.endswith("es") and len(lower) > 4:
        keys.add(lower[:-1])
    keys |= _stems(lower)
    return Token(
        lower,
        frozenset(keys),
        _head(lemma),
        start,
        start + len(text),
        any(ch.isalnum() or ch == "§" for ch in text),
        _finite(lower, lemma, before),
    )


@lru_cache(maxsize=50_000)
def _stems(lower: str) -> frozenset[str]:
    """What is left without an ending, four letters at least."""
    found = {lower.removesuffix(e) for e in _ENDINGS if lower.endswith(e)}
    found |= {s[:-1] for s in found if s[-2:-1] == s[-1:]}
    return frozenset(stem for stem in found if len(stem) > 3)


@lru_cache(maxsize=50_000)
def _head(lemma: str) -> str:
    """What a compound is a kind of: 'fremmødeskema' is a 'skema'."""
    from crisislearn.language.compounds import parts

    if len(lemma) < 8 or not lemma.replace("-", "").isalpha():
        return ""
    split = parts(lemma)
    return split[-1] if len(split) > 1 and len(split[-1]) > 3 else ""


def _finite(lower: str, lemma: str, before: list[Token]) -> bool:
    if lower in load_words().finite:
        return True
    if not lemma.endswith("e") or lemma == lower or len(lower) < 4:
        return False
    if before and before[-1].lower in load_words().articles:
        return False
    if not before or before[-1].lower in _COORDINATE or not before[-1].is_word:
        # 'Skemaer, møder og registreringer': a list, not a verb.
        return lower.endswith("ede")
    if lower.endswith(("ede", "te")) and not lower.endswith("ste"):
        return True
    return lower == lemma + "r"


def _join_ellipses(tokens: list[Token]) -> list[Token]:
    """'fag- og sektorgrænser' also answers to 'faggrænse'."""
    from crisislearn.language.compounds import parts

    joined = list(tokens)
    for n, token in enumerate(tokens):
        if not (token.lower.endswith("-") and len(token.lower) > 2):
            continue
        rest = [m for m in range(n + 1, min(n + 6, len(tokens))) if tokens[m].is_word]
        head = next(
            (m for m in rest if not tokens[m].lower.endswith("-") and m > n + 1), None
        )
        if head is None:
            continue
        stem = token.lower[:-1]
        tails = set()
        for key in tokens[head].keys:
            split = parts(key)
            tails |= {"".join(split[k:]) for k in range(1, len(split))}
            tails |= (
                {key[k:] for k in range(3, len(key) - 2)} if len(split) < 2 else set()
            )
        keys = token.keys | {stem + t for t in tails} | {stem}
        joined[n] = Token(
            token.lower, frozenset(keys), "", token.start, token.end, True, False
        )
    return joined


def _clauses(tokens: list[Token], first: int, last: int, sentence: int) -> list[Clause]:
    cuts = [(first, "", False)]
    n = first
    while n < last:
        opener, width = _opener(tokens, n, last)
        if opener and n > first:
            hard = opener in HARD or opener in CONTRAST or opener == "selv om"
            cuts.append((n, opener, hard))
        n += max(width, 1)
    found: list[Clause] = []
    start, name = first, ""
    for k, (at, opener, hard) in enumerate(cuts[1:], start=1):
        end = cuts[k + 1][0] if k + 1 < len(cuts) else last
        if hard or (_has_verb(tokens, start, at) and _has_verb(tokens, at, end)):
            found.append(Clause(start, at, sentence, name))
            start, name = at, opener
    found.append(Clause(start, last, sentence, name))
    return found


def _opener(tokens: list[Token], n: int, last: int) -> tuple[str, int]:
    """The conjunction or mark at a token, with how many tokens it takes."""
    lower = tokens[n].lower
    if lower in HARD:
        return lower, 1
    if lower == ",":
        following = tokens[n + 1].lower if n + 1 < last else ""
        if following in ("der", "som") and tokens[n - 1].lower in ("ingen", "nogen"):
            return "", 1
        if following in CONTRAST | _SUBORDINATE | _COORDINATE:
            return following, 2
        if following == "dog":
            return "dog", 2
        if following == "selv" and n + 2 < last and tokens[n + 2].lower == "om":
            return "selv om", 3
        return ",", 1
    if lower == "selv" and n + 1 < last and tokens[n + 1].lower == "om":
        return "selv om", 2
    if (
        lower in CONTRAST
        or lower in _COORDINATE
        or lower in _SUBORDINATE - {"der", "så"}
    ):
        return lower, 1
    return "", 1


def _has_verb(tokens: list[Token], first: int, last: int) -> bool:
    return any(t.finite for t in tokens[first:last])
