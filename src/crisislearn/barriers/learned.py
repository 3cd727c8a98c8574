"""What was learned of coded statements, asked of a text.

Here: scores of each sentence of a text and of the whole. Not here: the weights
(``weights``), their features (``wordspace``), and what a score decides (``judging``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import sparse

from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.tokens import Parsed
from crisislearn.barriers.weights import Matrix, Table, Weights, read_weights
from crisislearn.barriers.wordspace import (
    ASKED,
    KINDS,
    TEXT,
    TOLD,
    WordSpace,
    said_in,
    squares,
    units_in,
)

TERM = 0.5
"""What a codebook term weighs in a row; a row without one has length 1.4."""

MANY = 4000
"""Texts that are scored at a time, which bounds the memory."""

KEPT = 30_000
"""Words and pairs that are remembered, about 1 kB each: there is no end of pairs."""


@dataclass(frozen=True)
class Scores:
    """What was learned of one text.

    Attributes:
        windows: (first, one after last) sentence of each window: every sentence, every
            two in a row, and the whole text, which comes last.
        codes: (windows, codes) margins.
        claims: (windows,) margins that any barrier is spoken of.
        statuses: (windows, statuses) margins.
        text: (codes + 1 + statuses,) margins by the models of whole texts, in the order
            of ``Weights.text``.
        words: How many words the text has.
    """

    windows: tuple[tuple[int, int], ...]
    codes: Matrix
    claims: Matrix
    statuses: Matrix
    text: Matrix
    words: int


class Learned:
    """Scores texts; remembers words that it has met.

    Args:
        weights: Models over a word space.
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.place = {code: at for at, code in enumerate(weights.codes)}
        spoken, told = (sum(map(weights.space.width, k)) for k in (KINDS, TOLD))
        self._parts = (
            _Part(weights.space, KINDS, weights.code),
            _Part(weights.space, TOLD, weights.status),
        )
        self._text = _Part(weights.space, TEXT, weights.text)
        self._question = _Part(weights.space, ASKED, weights.status[told:])
        self._terms = np.asarray(weights.code[spoken:]) * TERM

    def scores(
        self, texts: Sequence[tuple[Parsed, Sequence[Mention]]]
    ) -> list[Scores | None]:
        """Score texts, many at once.

        Args:
            texts: Each with the barriers that terms of the codebook name in it.

        Returns:
            The scores of each; None for a text without a sentence.
        """
        found: list[Scores | None] = []
        for start in range(0, len(texts), MANY):
            found += self._scored(texts[start : start + MANY])
        return found

    def _scored(
        self, texts: Sequence[tuple[Parsed, Sequence[Mention]]]
    ) -> list[Scores | None]:
        words: list[list[str]] = []
        ends: list[int] = []
        spans: list[tuple[tuple[int, int], ...]] = []
        named: list[list[int]] = []
        for parsed, mentions in texts:
            spans.append(windows_of(len(parsed.sentences)))
            terms = _by_sentence(parsed, mentions, self.place)
            named += [
                sorted({p for s in range(a, b) for p in terms.get(s, ())})
                if terms
                else []
                for a, b in spans[-1]
            ]
            words += words_of(parsed)
            ends.append(len(words))
        if not words:
            return [None] * len(texts)
        members = _members(spans)
        codes, statuses = self._parts
        spoken = codes.total([units_in(w) for w in words], members)
        forms = [said_in(w) for w in words]
        told = statuses.total(forms, members)
        bounds = list(itertools.pairwise([0, *ends]))
        texts_of = _table([range(a, b) for a, b in bounds], len(words))
        whole = self._text.total(forms, texts_of) + self.weights.text_bias
        counts = [sum(map(len, words[a:b])) for a, b in bounds]
        spoken += self.weights.code_bias
        spoken += _table(named, len(self.place)) @ self._terms
        told += self.weights.status_bias
        return _cut(spans, spoken, told, whole, counts)

    def asked(self, question: Parsed) -> Matrix:
        """What a question adds to the margins of statuses of its answer: (statuses,).

        A question without a word adds nothing.
        """
        words = words_of(question)
        if not words:
            return np.zeros(self.weights.status.shape[1])
        together = sparse.csr_array(np.ones((1, len(words))))
        total = self._question.total([said_in(w) for w in words], together)
        return np.asarray(total[0])

    def alone(self, parsed: Parsed, place: int) -> list[float]:
        """What each token by itself adds to a code; 0 for one that is no word."""
        part = self._parts[0]
        part.meet(t.lower for t in parsed.tokens if t.is_word)
        met = [part.rows.get(t.lower, -1) for t in parsed.tokens]
        if max(met, default=-1) < 0:
            return [0.0] * len(met)
        found = part.alone[met, place]
        known = np.array(met) >= 0
        return [float(x) for x in np.where(known, found, 0.0)]


class _Part:
    """One linear model: what each word or pair that was met adds, kind by kind.

    Args:
        space: The features.
        kinds: Kind → length of its features in a text.
        weights: (columns, classes), kinds one after another.
    """

    def __init__(
        self, space: WordSpace, kinds: dict[str, float], weights: Table
    ) -> None:
        self._space = space
        self._lengths = np.array(list(kinds.values()))
        widths = [space.width(kind) for kind in kinds]
        ends = np.cumsum(widths)
        self._blocks = {
            kind: weights[end - width : end]
            for kind, width, end in zip(kinds, widths, ends, strict=True)
        }
        self._classes = weights.shape[1]
        self._forget()

    def _forget(self) -> None:
        kinds = len(self._lengths)
        self.rows: dict[str, int] = {}
        self._sums = np.zeros((0, kinds, self._classes))
        self._squares = np.zeros((0, kinds))
        self.alone = np.zeros((0, self._classes))

    def meet(self, units: Iterable[str]) -> None:
        """Look up words and pairs that are new; forget all others if they are many."""
        wanted = set(units)
        new = sorted(wanted.difference(self.rows))
        if not new:
            return
        if len(self.rows) + len(new) > KEPT:
            self._forget()
            new = sorted(wanted)
        self.rows |= {unit: at for at, unit in enumerate(new, start=len(self.rows))}
        rows = self._space.units(new, self._blocks)
        blocks = self._blocks.items()
        sums = np.stack([_times(rows[k], block) for k, block in blocks], axis=1)
        lengths = np.stack([squares(rows[k]) for k in self._blocks], axis=1)
        self._sums = np.concatenate([self._sums, sums])
        self._squares = np.concatenate([self._squares, lengths])
        root = np.sqrt(lengths)
        scale = self._lengths / np.where(root > 0, root, 1.0)
        alone = np.einsum("ukc,uk->uc", sums, scale)
        self.alone = np.concatenate([self.alone, alone])

    def total(
        self, sentences: Sequence[Sequence[str]], members: sparse.csr_array
    ) -> Matrix:
        """Margins of windows without their intercepts: (windows, classes).

        Args:
            sentences: Words and pairs of each.
            members: (windows, sentences) which sentences a window has.
        """
        self.meet(itertools.chain.from_iterable(sentences))
        rows = self.rows
        counts = _table([[rows[u] for u in some] for some in sentences], len(rows))
        units, kinds, classes = self._sums.shape
        sums = members @ (counts @ self._sums.reshape(units, kinds * classes))
        length = np.sqrt(members @ (counts @ self._squares))
        scale = self._lengths / np.where(length > 0, length, 1.0)
        found = sums.reshape(-1, kinds, classes)
        return np.asarray(np.einsum("wkc,wk->wc", found, scale))


def _times(rows: sparse.csr_array, weights: Table) -> Matrix:
    """The product of rows with weights, of which only those are read that are met."""
    met, at = np.unique(rows.indices, return_inverse=True)
    shape = (rows.shape[0], len(met))
    few = sparse.csr_array((rows.data, at, rows.indptr), shape)
    return np.asarray(few @ np.asarray(weights[met]))


def words_of(parsed: Parsed) -> list[list[str]]:
    """Words of each sentence, in lower case."""
    return [
        [t.lower for t in parsed.tokens[a:b] if t.is_word] for a, b in parsed.sentences
    ]


def windows_of(sentences: int) -> tuple[tuple[int, int], ...]:
    """Every sentence, every two in a row, and all of them last; none twice."""
    if not sentences:
        return ()
    found = [(n, n + 1) for n in range(sentences)]
    found += [(n, n + 2) for n in range(sentences - 1)]
    return (*[w for w in found if w != (0, sentences)], (0, sentences))


def _by_sentence(
    parsed: Parsed, mentions: Sequence[Mention], place: dict[str, int]
) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for mention in mentions:
        at = place.get(mention.code.code)
        if at is not None:
            found.setdefault(parsed.sentence_of(mention.first), []).append(at)
    return found


def _members(spans: Sequence[Sequence[tuple[int, int]]]) -> sparse.csr_array:
    """(windows, sentences) which sentences each window of many texts has."""
    rows: list[Sequence[int]] = []
    start = 0
    for windows in spans:
        rows += [range(start + a, start + b) for a, b in windows]
        start += windows[-1][1] if windows else 0
    return _table(rows, start)


def _table(rows: Sequence[Sequence[int]], width: int) -> sparse.csr_array:
    """How often each of some columns stands in each row."""
    ends = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter(itertools.chain.from_iterable(rows), np.int64, ends[-1])
    return sparse.csr_array((np.ones(ends[-1]), columns, ends), (len(rows), width))


def _cut(
    spans: Sequence[tuple[tuple[int, int], ...]],
    codes: Matrix,
    statuses: Matrix,
    texts: Matrix,
    counts: Sequence[int],
) -> list[Scores | None]:
    """The rows of each text."""
    found: list[Scores | None] = []
    start = 0
    for windows, text, words in zip(spans, texts, counts, strict=True):
        end = start + len(windows)
        found.append(
            Scores(
                windows,
                codes[start:end, :-1],
                codes[start:end, -1],
                statuses[start:end],
                text,
                words,
            )
            if windows
            else None
        )
        start = end
    return found


@cache
def load_learned() -> Learned:
    """Read the weights that ship with the package."""
    return Learned(read_weights())
