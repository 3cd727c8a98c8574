"""A statement as the coder reads it: words with their lemmas, clauses and sentences.

Here: turning a spaCy Doc into tokens and joining hyphenated ellipses. Not here: the
keys of a word (``keys``), where clauses begin (``clauses``) and what words mean.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from crisislearn.barriers.clauses import Clause, cut_clauses
from crisislearn.barriers.keys import AFTER_MARK, Form, form_of

if TYPE_CHECKING:
    from spacy.tokens import Doc


_READ = ["ORTH", "LEMMA", "SENT_START", "IDX", "LENGTH"]
"""What is read of a Doc, all at once: token by token takes as long as all the rest."""

_FORMS: dict[tuple[int, int], Form] = {}
"""Forms that were met, by the numbers that spaCy has for form and lemma."""

_MOST = 200_000
"""Forms that are remembered."""


class Token(NamedTuple):
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
    _keys: dict[tuple[int, int], frozenset[str]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def sentence_of(self, token: int) -> int:
        """Number of the sentence that a token stands in."""
        return self.clauses[self.clause_of[token]].sentence

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Characters from token ``first`` up to, not with, token ``last``."""
        return self.tokens[first].start, self.tokens[last - 1].end

    def keys(self, first: int, last: int) -> frozenset[str]:
        """All keys of tokens ``first`` to ``last``; remembered, as many ask."""
        found = self._keys.get((first, last))
        if found is None:
            found = frozenset().union(*[t.keys for t in self.tokens[first:last]])
            self._keys[first, last] = found
        return found

    @cached_property
    def contrasts(self) -> list[int]:
        """For each clause, how many up to it, with it, open with a contrast."""
        opens = (c.opener in ("men", "mens", "hvorimod") for c in self.clauses)
        return list(itertools.accumulate(opens, initial=0))[1:]

    @cached_property
    def questions(self) -> list[bool]:
        """For each sentence, whether it ends with a question mark."""
        return [
            any(t.lower == "?" for t in self.tokens[max(a, b - 2) : b])
            for a, b in self.sentences
        ]


def parse(doc: Doc, text: str | None = None) -> Parsed:
    """Read one Doc.

    Args:
        doc: From ``language.load_pipeline``: lower-case lemmas and sentence starts.
        text: Its text, where it is at hand; a Doc puts it together token by token.
    """
    tokens: list[Token] = []
    sentences: list[tuple[int, int]] = []
    begin, place = 0, AFTER_MARK
    strings = doc.vocab.strings
    if len(_FORMS) > _MOST:
        _FORMS.clear()
    for orth, lemma, begins, start, length in doc.to_array(_READ).tolist():
        form = _FORMS.get((orth, lemma))
        if form is None:
            form = _FORMS[orth, lemma] = form_of(strings[orth], strings[lemma])
        lower, keys, head, is_word, finite, after = form
        if not is_word and lower.isspace():
            continue
        if begins == 1 and len(tokens) > begin:
            sentences.append((begin, len(tokens)))
            begin = len(tokens)
        tokens.append(
            Token(lower, keys, head, start, start + length, is_word, finite[place])
        )
        place = after
    if len(tokens) > begin:
        sentences.append((begin, len(tokens)))
    text = doc.text if text is None else text
    if "-" in text:
        tokens = _join_ellipses(tokens)
    clauses: list[Clause] = []
    for number, (first, last) in enumerate(sentences):
        clauses += cut_clauses(tokens, first, last, number)
    clause_of = [n for n, c in enumerate(clauses) for _ in range(c.first, c.last)]
    return Parsed(
        text, tuple(tokens), tuple(sentences), tuple(clauses), tuple(clause_of)
    )


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
