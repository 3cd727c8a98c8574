"""What a study's own texts say of which words go together: one view each of its terms.

Here: latent semantic analysis of one kind of term, fitted once, and placing new texts
in it. Not here: the terms and their weights (``terms``), and what views are joined with
(``embeddings``). Lemmas and letters are views of their own, so that the many letter
n-grams of a text do not drown its few lemmas.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crisislearn.language.terms import Block, fit_block, lemma_terms, letter_terms

Matrix = npt.NDArray[np.float64]

KINDS: dict[str, Callable[[str, str], list[str]]] = {
    "lemmas": lemma_terms,
    "letters": lambda text, _lang: letter_terms(text),
}
MOST_AXES = 100
SEED = 0


@dataclass(frozen=True)
class View:
    """One kind of term in a fitted space.

    Attributes:
        kind: A name among ``KINDS``.
        block: The terms and their weights.
        axes: (terms, k) directions that texts are projected on.
    """

    kind: str
    block: Block
    axes: Matrix

    def place(self, texts: Sequence[str], lang: str) -> Matrix:
        """Rows of length 1, (n, k); zeros for a text without a known term."""
        terms = [KINDS[self.kind](text, lang) for text in texts]
        return unit(np.asarray(self.block.weigh(terms) @ self.axes))


def fit_view(kind: str, texts: Sequence[str], lang: str) -> View | None:
    """Fit a view.

    Args:
        kind: A name among ``KINDS``.
        texts: Different texts, sorted.
        lang: Their language.

    Returns:
        The view; None where the texts hardly share a term.
    """
    from sklearn.utils.extmath import randomized_svd
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    terms = [KINDS[kind](text, lang) for text in texts]
    block = fit_block(terms)
    weighed = block.weigh(terms)
    count = min(MOST_AXES, min(weighed.shape) - 1)
    if count < 1:
        return None
    with threadpool_limits(1):
        _, _, axes = randomized_svd(weighed, count, random_state=SEED)
    return View(kind, block, np.ascontiguousarray(fix_sign(np.asarray(axes)).T))


def unit(rows: Matrix) -> Matrix:
    """Rows of length 1; zero rows stay zero."""
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return rows / np.where(length > 0, length, 1.0)


def fix_sign(axes: Matrix) -> Matrix:
    """Turn each row so that its largest entry is positive."""
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return np.asarray(axes * np.where(largest < 0, -1.0, 1.0))
