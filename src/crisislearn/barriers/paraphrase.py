"""Paraphrases: elements of a lens that are said in words that no term has.

Here: the sentences written for each element, and what a new sentence has in common
with all of them. Not here: terms (``lenses``), and what is kept as a coding.

One ridge regression on the kernel of the sentences gives a score for each element and
one for whether it was done: closed form, solved when it is first needed, so that the
sentences in ``templates/lens_sentences.tsv`` are all there is to change. Nothing that
was learned of barriers is used: a lens is later held against what became of them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crisislearn.barriers.wordspace import KINDS, PLAIN, Bag, WordSpace, bag_of, squares

PATH = Path(__file__).parent.parent / "templates" / "lens_sentences.tsv"

RIDGE = 0.5
"""Added to the diagonal of the kernel, whose own is 1: how little one sentence says."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sentence:
    """A sentence written for an element.

    Attributes:
        code: The element; empty for a sentence that speaks of none.
        polarity: ``positive`` or ``negative``; empty where there is no element.
        text: Its words.
    """

    code: str
    polarity: str
    text: str


@cache
def load_sentences() -> tuple[Sentence, ...]:
    """The sentences that ship with the package, in the order of their file."""
    with PATH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return tuple(Sentence(*row) for row in rows[1:])


class Paraphrases:
    """Scores sentences by what they have in common with written ones.

    Args:
        sentences: The written ones.
    """

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.codes = tuple(dict.fromkeys(s.code for s in sentences if s.code))
        texts = list(dict.fromkeys(s.text for s in sentences))
        bags = [bag_of(_words(text)) for text in texts]
        self._space = WordSpace.fit(bags)
        self._rows = self._placed(bags)
        self._means, self._weights, self._inverse = self._solved(sentences)
        self._columns = self._rows.T @ self._weights

    def _placed(self, bags: Sequence[Bag]) -> sparse.csr_array:
        """Rows of length one, (n, width); zero where no word is known."""
        rows = self._space.place(bags, KINDS | PLAIN)
        length = np.sqrt(squares(rows))
        scale = sparse.diags_array(1 / np.where(length > 0, length, 1.0))
        return sparse.csr_array(scale @ rows)

    def _solved(self, sentences: Sequence[Sentence]) -> tuple[Matrix, Matrix, Matrix]:
        place = {code: n for n, code in enumerate(self.codes)}
        texts = dict.fromkeys(s.text for s in sentences)
        at = {text: n for n, text in enumerate(texts)}
        targets = np.zeros((len(at), len(self.codes) + 1))
        for sentence in sentences:
            if sentence.code:
                row = at[sentence.text]
                targets[row, place[sentence.code]] = 1.0
                targets[row, -1] = 1.0 if sentence.polarity == "positive" else -1.0
        means = targets.mean(axis=0)
        means[-1] = 0.0  # a sentence like none of them is neither done nor not
        kernel = (self._rows @ self._rows.T).toarray()
        inverse = np.linalg.inv(kernel + RIDGE * np.eye(len(at)))
        self._targets = targets
        return means, inverse @ (targets - means), inverse

    def scores(self, sentences: Sequence[Sequence[str]]) -> Matrix:
        """Score sentences.

        Args:
            sentences: Words of each, in lower case.

        Returns:
            (n, codes + 1): near 1 for an element that is spoken of; in the last column
            over 0 where it was done, under 0 where it was not.
        """
        if not sentences:
            return np.zeros((0, len(self.codes) + 1))
        common = self._placed([bag_of(list(words)) for words in sentences])
        return np.asarray(common @ self._columns + self._means)

    def left_out(self) -> Matrix:
        """The score of each written sentence if it alone had not been written.

        The exact leave-one-out residual of a ridge regression: what a weight would
        change by, over the diagonal of the inverse.
        """
        drop = self._weights / np.diag(self._inverse)[:, None]
        return np.asarray(self._targets - drop)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+(?:-\w+)*", text.lower())


@cache
def load_paraphrases() -> Paraphrases:
    """What ships with the package, solved once."""
    return Paraphrases(load_sentences())
