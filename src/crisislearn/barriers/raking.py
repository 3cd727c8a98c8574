"""Weights that make those who answered look like the frame.

Here: raking to margins, trimming and what it costs. Not here: who is weighted
(``weighting``) and the shares (``prevalence``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
Margin = tuple[Numbers, Array]
"""(n,) category of each organisation that answered, and the share of each category."""

ROUNDS, NEAR, TRIMS = 500, 1e-10, 20


@dataclass(frozen=True)
class Raked:
    """Weights with a mean of 1.

    Attributes:
        weights: (n,) weights.
        converged: Whether every margin is met.
        trimmed: How many weights were cut.
    """

    weights: Array
    converged: bool
    trimmed: int

    @property
    def effect(self) -> float:
        """Kish's design effect: what unequal weights cost (1 is nothing).

        ``n Σw² / (Σw)²`` (Kish 1965, Survey Sampling, section 11.7).
        """
        return float(design_effect(self.weights))


def design_effect(weights: Array) -> float:
    """Kish's design effect of weights."""
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)


def rake(margins: Sequence[Margin], n: int, limit: float) -> Raked:
    """Iterative proportional fitting (Deming & Stephan 1940, Ann Math Stat 11:427–444).

    Weights over the limit are cut to it and the rest raked again. Where the limit and
    the margins cannot both hold, the limit does.

    Args:
        margins: Categories and shares; every category with a share has somebody in it.
        n: Organisations.
        limit: Largest weight, as a multiple of the mean.
    """
    weights, met = _fit(margins, np.ones(n))
    cut = np.zeros(n, bool)
    for _ in range(TRIMS):
        over = weights > limit * (1 + 1e-9)
        if not over.any():
            break
        cut |= over
        weights, met = _fit(margins, np.minimum(weights, limit))
    weights = np.minimum(weights, limit)
    weights = weights / weights.mean()
    return Raked(weights, met and _apart(margins, weights) < 1e-6, int(cut.sum()))


def _fit(margins: Sequence[Margin], weights: Array) -> tuple[Array, bool]:
    whole = float(len(weights))
    for _ in range(ROUNDS):
        for categories, shares in margins:
            now = np.bincount(categories, weights, len(shares))
            factor = np.divide(
                shares * whole, now, out=np.ones_like(shares), where=now > 0
            )
            weights = weights * factor[categories]
        if _apart(margins, weights) < NEAR:
            return weights, True
    return weights, False


def _apart(margins: Sequence[Margin], weights: Array) -> float:
    """Largest difference of a margin, as a share of all."""
    whole = weights.sum()
    return max(
        (
            float(np.abs(np.bincount(c, weights, len(s)) / whole - s).max())
            for c, s in margins
        ),
        default=0.0,
    )
