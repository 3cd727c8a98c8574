"""Word space: what a sentence is made of, as numbers that add up word by word.

Here: the features of words and pairs, their weights, and rows for whole sentences. Not
here: what is learned of them (``training``) and what it says of a text (``learned``).

Features that tell what is spoken of: lemmas with the parts of compounds, letter
n-grams, pairs of lemmas next to each other or one apart, and known lemmas that mean
nearly the same by the bundled vectors. Those that tell what is said of it: forms, and
pairs of forms. A kind has length one in each text, its length being taken as if
words shared nothing, so that sums over words are all that is needed of a text.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crisislearn.language.compounds import parts
from crisislearn.language.encoders import bundled
from crisislearn.language.lemmas import lemma
from crisislearn.language.terms import letter_terms

KINDS = {"lemma": 0.7, "letter": 1.0, "pair": 0.5, "near": 0.7}
"""Each kind of feature that tells codes, and how long it is in a text."""

PLAIN = {"word": 1.0, "couple": 0.8}
"""Lemmas and pairs of lemmas that all weigh the same."""

TOLD = {"word": 0.5, "form": 1.0, "twos": 0.8}
"""Each that tells statuses: forms and pairs of forms, as 'var' is not 'er'."""

TEXT = {"form": 1.0, "twos": 1.0, "letter": 1.0}
"""Each that a whole text is judged by at one go, for codes and statuses alike."""

ASKED = {"form": 1.0, "twos": 0.8}
"""Each of the question that tells the status of its answer."""

LEAST = {"lemma": 1, "letter": 2, "pair": 2, "form": 2, "twos": 2}
NEAR, MOST_NEAR = 0.5, 6
"""Least cosine of lemmas that mean nearly the same, and most of them for one word."""

_LIKE = {"near": "lemma", "word": "lemma", "couple": "pair"}
"""Kinds that have the columns of another."""

_PLAIN = {"lemma": "word", "pair": "couple"}

Bag = Counter[str]
"""Words in lower case, pairs of lemmas ('få _ lov') and pairs of forms ('fik|lov') with
how often they stand."""

Matrix = npt.NDArray[np.float64]


def units_in(words: Sequence[str]) -> list[str]:
    """Words and pairs of one sentence, punctuation left out."""
    lemmas = [lemma(w) for w in words]
    return [
        *words,
        *(f"{a} {b}" for a, b in itertools.pairwise(lemmas)),
        *(f"{a} _ {b}" for a, b in zip(lemmas, lemmas[2:], strict=False)),
    ]


def twos_in(words: Sequence[str]) -> list[str]:
    """Pairs of forms of one sentence, next to each other or one apart.

    Its two ends stand as empty forms: what it begins and ends with tells, too.
    """
    edged = ["", *words, ""]
    return [
        *(f"{a}|{b}" for a, b in itertools.pairwise(edged)),
        *(f"{a}|_|{b}" for a, b in zip(edged, edged[2:], strict=False)),
    ]


def said_in(words: Sequence[str]) -> list[str]:
    """Words and pairs of forms of one sentence."""
    return [*words, *twos_in(words)]


def bag_of(words: Sequence[str]) -> Bag:
    """Words and pairs of lemmas of one sentence, counted."""
    return Counter(units_in(words))


class WordSpace:
    """The features that are known and what each weighs.

    Args:
        weights: Kind → feature → inverse document frequency, in a fixed order.
    """

    def __init__(self, weights: Mapping[str, Mapping[str, float]]) -> None:
        self.weights = weights
        self.columns = {
            kind: {feature: at for at, feature in enumerate(found)}
            for kind, found in weights.items()
        }
        self._lemmas = list(weights["lemma"])
        self._idf = {k: np.array(list(v.values())) for k, v in weights.items()}
        self._centre, self._known = _directions(self._lemmas)

    @classmethod
    def fit(cls, bags: Iterable[Bag]) -> WordSpace:
        """Learn features and weights from the bags of many sentences."""
        counts: dict[str, Counter[str]] = {kind: Counter() for kind in LEAST}
        total = 0
        for bag in bags:
            total += 1
            seen: dict[str, set[str]] = {kind: set() for kind in LEAST}
            for unit in bag:
                for kind, features in _features(unit).items():
                    seen[kind].update(features)
            for kind, features_seen in seen.items():
                counts[kind].update(features_seen)
        return cls(
            {
                kind: {
                    f: float(np.log((1 + total) / (1 + n)) + 1)
                    for f, n in sorted(found.items())
                    if n >= LEAST[kind]
                }
                for kind, found in counts.items()
            }
        )

    def width(self, kind: str) -> int:
        """Number of columns of a kind."""
        return len(self.columns[_LIKE.get(kind, kind)])

    def units(
        self, units: Sequence[str], kinds: Iterable[str]
    ) -> dict[str, sparse.csr_array]:
        """Kind → (n, width) rows of words and pairs, not yet of any length."""
        rows = {kind: _Rows() for kind in kinds}
        near = {}
        if "near" in rows:
            lemmas = sorted({lemma(u) for u in units if not _is_pair(u)})
            near = dict(zip(lemmas, self._near(lemmas), strict=True))
        for at, unit in enumerate(units):
            for kind, features in _features(unit).items():
                self._add(rows, at, kind, features)
            if near and not _is_pair(unit):
                for column, value in near[lemma(unit)]:
                    rows["near"].add(at, column, value)
        return {k: r.matrix(len(units), self.width(k)) for k, r in rows.items()}

    def _add(
        self, rows: Mapping[str, _Rows], at: int, kind: str, features: Sequence[str]
    ) -> None:
        columns, plain = self.columns[kind], _PLAIN.get(kind, "")
        for f, n in Counter(features).items():
            if f in columns:
                if kind in rows:
                    weight = self._idf[kind][columns[f]]
                    rows[kind].add(at, columns[f], n * weight)
                if plain in rows:
                    rows[plain].add(at, columns[f], 1.0)

    def place(
        self, bags: Sequence[Bag], kinds: Mapping[str, float]
    ) -> sparse.csr_array:
        """Rows of sentences: kinds side by side, (n, sum of widths)."""
        units = sorted({unit for bag in bags for unit in bag})
        at = {unit: n for n, unit in enumerate(units)}
        counts = _Rows()
        for row, bag in enumerate(bags):
            for unit, n in bag.items():
                counts.add(row, at[unit], n)
        table = counts.matrix(len(bags), len(units))
        blocks = []
        found = self.units(units, kinds)
        for kind, length in kinds.items():
            rows = found[kind]
            square = np.sqrt(table @ squares(rows))
            scale = length / np.where(square > 0, square, 1.0)
            blocks.append(sparse.diags_array(scale) @ (table @ rows))
        return sparse.csr_array(sparse.hstack(blocks, format="csr"))

    def _near(self, lemmas: Sequence[str]) -> list[list[tuple[int, float]]]:
        """Columns of known lemmas near each lemma, with cosine times weight."""
        if not lemmas:
            return []
        found = []
        for start in range(0, len(lemmas), 2000):
            cosines = _unit(_vectors(lemmas[start : start + 2000]) - self._centre)
            for row in cosines @ self._known.T:
                near = np.flatnonzero(row > NEAR)
                best = near[np.argsort(-row[near], kind="stable")[:MOST_NEAR]]
                found.append(
                    [(int(c), float(row[c] * self._idf["lemma"][c])) for c in best]
                )
        return found


def squares(rows: sparse.csr_array) -> Matrix:
    """Squared length of each row."""
    return np.asarray(rows.multiply(rows).sum(axis=1)).ravel()


def _is_pair(unit: str) -> bool:
    return " " in unit or "|" in unit


def _features(unit: str) -> dict[str, list[str]]:
    if " " in unit:
        return {"pair": [unit]}
    return {"twos": [unit]} if "|" in unit else _of_word(unit)


@lru_cache(maxsize=20_000)
def _of_word(unit: str) -> dict[str, list[str]]:
    word = lemma(unit)
    return {
        "form": [unit],
        "lemma": list(dict.fromkeys([word, *parts(word)])),
        "letter": letter_terms(unit),
    }


def _directions(lemmas: Sequence[str]) -> tuple[Matrix, Matrix]:
    vectors = _vectors(lemmas)
    centre = vectors.mean(axis=0) if len(lemmas) else np.zeros(vectors.shape[1])
    return centre, _unit(vectors - centre)


def _vectors(words: Sequence[str]) -> Matrix:
    return bundled().encode_words(words)


def _unit(rows: Matrix) -> Matrix:
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.where(length > 0, length, 1.0))


class _Rows:
    """A sparse matrix in the making."""

    def __init__(self) -> None:
        self._cells: tuple[list[int], list[int], list[float]] = ([], [], [])

    def add(self, row: int, column: int, value: float) -> None:
        rows, columns, values = self._cells
        rows.append(row)
        columns.append(column)
        values.append(value)

    def matrix(self, height: int, width: int) -> sparse.csr_array:
        rows, columns, values = self._cells
        shape = (height, width)
        found = sparse.coo_array((values, (rows, columns)), shape=shape, dtype=float)
        return sparse.csr_array(found)
