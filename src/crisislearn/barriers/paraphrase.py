"""Paraphrases: elements of a lens by what a sentence has in common with coded ones.

Here: the weights that were learned of sentences and statements that people coded with
the elements, as they lie in their file, and what they score a sentence. Not here:
terms, and what is kept as a coding (``lenses``), and how the weights came about
(``lens_training``).

Nothing that was learned of barriers is used: a lens is later held against what became
of them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crisislearn.barriers.weights import (
    packed,
    packed_space,
    unpacked,
    unpacked_space,
)
from crisislearn.barriers.wordspace import KINDS, Bag, WordSpace, squares

PATH = Path(__file__).parent / "model" / "lenses.npz"

STEPS = 15
"""Whole steps in which a weight is kept, either way."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Paraphrases:
    """Scores sentences by what they have in common with coded ones.

    Attributes:
        space: The features.
        codes: The elements.
        spoken: (width, codes) weights of speaking of an element.
        means: (codes,) how often each was spoken of in what was learned.
        done: (width, codes) weights of its having been done.
        least: Least score of a coding.
        trust: Slope and intercept of the log odds that a coding is right, by score.
    """

    space: WordSpace
    codes: tuple[str, ...]
    spoken: Matrix
    means: Matrix
    done: Matrix
    least: float
    trust: tuple[float, float]

    def scores(self, bags: Sequence[Bag]) -> tuple[Matrix, Matrix]:
        """Score sentences, or a few in a row.

        Args:
            bags: The words and pairs of each (``wordspace``).

        Returns:
            Two tables (n, codes): near 1 for an element that is spoken of; over 0
            where it was done, under 0 where it was not.
        """
        rows = placed(self.space, bags)
        return (
            np.asarray(rows @ self.spoken + self.means),
            np.asarray(rows @ self.done),
        )

    def confidence(self, score: float) -> float:
        """How often a coding with a score is right, from 0 to 1."""
        slope, intercept = self.trust
        return float(1 / (1 + np.exp(-slope * score - intercept)))

    def save(self, path: Path) -> None:
        """Write the weights; the same weights give the same bytes."""
        arrays: dict[str, Any] = {
            "codes": packed(self.codes),
            "means": self.means.astype(np.float32),
            "limits": np.array([self.least, *self.trust]),
        }
        for name, table in (("spoken", self.spoken), ("done", self.done)):
            step = np.abs(table).max(axis=0, initial=0.0) / STEPS
            step = np.where(step > 0, step, 1.0)
            arrays[name] = np.rint(table / step).astype(np.int8)
            arrays[f"{name}_step"] = step.astype(np.float32)
        arrays |= packed_space(self.space)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        path.write_bytes(buffer.getvalue())


def placed(space: WordSpace, bags: Sequence[Bag]) -> sparse.csr_array:
    """Rows of length one, (n, width); zero where no word is known."""
    rows = space.place(bags, KINDS)
    length = np.sqrt(squares(rows))
    scale = sparse.diags_array(1 / np.where(length > 0, length, 1.0))
    return sparse.csr_array(scale @ rows)


def read_paraphrases(path: Path = PATH) -> Paraphrases:
    """Read what ``Paraphrases.save`` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        least, slope, intercept = arrays["limits"].tolist()
        return Paraphrases(
            unpacked_space(arrays),
            tuple(unpacked(arrays["codes"])),
            arrays["spoken"] * arrays["spoken_step"].astype(float),
            arrays["means"].astype(float),
            arrays["done"] * arrays["done_step"].astype(float),
            least,
            (slope, intercept),
        )


@cache
def load_paraphrases() -> Paraphrases:
    """Read the weights that ship with the package."""
    return read_paraphrases()
