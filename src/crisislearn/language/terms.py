"""Terms of texts and their weights: lemmas and character n-grams as sparse rows.

Here: which terms a text has, and TF-IDF over a fixed set of them. Not here: what the
rows are projected on (``embeddings``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crisislearn.language.compounds import parts
from crisislearn.language.lemmas import lemma

WORD = re.compile(r"\w+")
GRAMS = (4, 5)
MIN_TEXTS_A_TERM = 2


def words(text: str) -> list[str]:
    """The words of a text in lower case, punctuation dropped."""
    return WORD.findall(text.lower())


def lemma_terms(text: str, lang: str) -> list[str]:
    """The lemmas of a Danish text; the words of any other in lower case.

    A compound is followed by its parts, so that it shares terms with texts that say the
    same in several words.
    """
    if lang != "da":
        return words(text)
    lemmas = (lemma(word) for word in words(text))
    return [term for found in lemmas for term in dict.fromkeys([found, *parts(found)])]


def letter_terms(text: str) -> list[str]:
    """The character 4- and 5-grams of each word, its edges marked by a space."""
    return [gram for word in words(text) for gram in _grams(word)]


@lru_cache(maxsize=100_000)
def _grams(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(
        padded[at : at + size]
        for size in GRAMS
        for at in range(max(len(padded) - size + 1, 1))
    )


@dataclass(frozen=True)
class Block:
    """A fixed set of terms and their weights.

    Attributes:
        columns: Term → column.
        idf: (columns,) smoothed inverse document frequency.
    """

    columns: dict[str, int]
    idf: npt.NDArray[np.float64]

    def weigh(self, texts: Sequence[Sequence[str]]) -> sparse.csr_array:
        """TF-IDF rows of unit length; unknown terms are passed over.

        Args:
            texts: The terms of each of n texts.

        Returns:
            (n, columns) with (1 + log count) · idf, normalised; a text without known
            terms is a zero row.
        """
        data: list[float] = []
        columns: list[int] = []
        ends = [0]
        for terms in texts:
            found = Counter(self.columns[t] for t in terms if t in self.columns)
            ordered = sorted(found.items())
            row = [(1 + math.log(n)) * self.idf[column] for column, n in ordered]
            length = math.sqrt(math.fsum(value * value for value in row)) or 1.0
            data.extend(value / length for value in row)
            columns.extend(column for column, _ in ordered)
            ends.append(len(columns))
        shape = (len(texts), len(self.columns))
        return sparse.csr_array(
            (np.array(data, float), np.array(columns, np.int64), np.array(ends)), shape
        )


def fit_block(texts: Sequence[Sequence[str]]) -> Block:
    """The terms that stand in at least two texts, and their weights."""
    seen = Counter(term for terms in texts for term in set(terms))
    kept = sorted(term for term, n in seen.items() if n >= MIN_TEXTS_A_TERM)
    idf = [math.log((1 + len(texts)) / (1 + seen[term])) + 1 for term in kept]
    return Block({term: at for at, term in enumerate(kept)}, np.array(idf, float))
