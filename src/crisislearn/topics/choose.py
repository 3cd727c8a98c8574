"""How many topics, and which of them hold.

Here: trying numbers of topics on subsamples, and keeping the topics that come back. Not
here: the k-means (``cluster``) and the measure of coming back (``quality``).

Short answers have no one number of topics: in the sample study the silhouette hardly
depends on it, and at every number some clusters come back on any subsample while others
gather what is left over. So the number is the one at which the topics that hold tell
most, and the clusters that do not hold are no topics.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log2
from typing import Self

import numpy as np
from numpy.typing import NDArray

from crisislearn.topics.cluster import (
    OUTSIDE,
    Fits,
    Labels,
    Vectors,
    place,
    screen,
    similarities,
)
from crisislearn.topics.quality import overall_stability, refits, stability

GRID = (2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18, 22, 27, 33, 40, 48, 57, 68, 80)
FEWEST_EACH = 10  # statements of a topic, on average
HOLDS = 0.6  # mean Jaccard coefficient; below it, "not to be trusted" (Hennig 2007)
TIGHT = 0.75  # of the usual cosine with the centre, over clusters
SELECT_ON = 3000  # statements on which numbers of topics are tried
NEAR_LABEL = 0.5  # cosine with a given label from which a statement is on it
HOLD_ON = 20_000  # statements on which topics are fitted again


def candidates(n: int) -> list[int]:
    """Numbers of topics that are tried for ``n`` statements, ascending.

    At most 80, which is already more than a person likes to read, and so few that a
    topic holds ten statements on average.
    """
    return [k for k in GRID if k == GRID[0] or k * FEWEST_EACH <= n]


@dataclass(frozen=True)
class Choice:
    """What one number of clusters gives.

    Attributes:
        k: Number of clusters.
        holding: Of these, clusters that hold.
        covered: Share of the statements in them.
        stability: Mean stability of all clusters, each weighted by its statements.
        told: Bits a statement's topic tells, as far as it comes back: the sum over the
            clusters that hold of share times ``log2(1 / share)`` times ``2 s - 1``, as
            half a cluster that is cut anew each time agrees with its partner by half.
    """

    k: int
    holding: int
    covered: float
    stability: float
    told: float


def choices(fits: Fits, seed: int, tried: list[int] | None = None) -> list[Choice]:
    """What each number of clusters gives, ascending.

    Args:
        fits: k-means of n rows, n at least 5. Beyond ``SELECT_ON`` rows, evenly spaced
            ones stand for all.
        seed: Seed of the subsamples.
        tried: Numbers of clusters; ``candidates`` if none are given.
    """
    n = len(fits.vectors)
    some = fits if n <= SELECT_ON else Fits(fits.vectors[:: -(-n // SELECT_ON)])
    found = []
    for k in tried or candidates(n):
        labels = some(k)
        stable = _stable(some, labels, k, seed)
        size = {label: float((labels == label).mean()) for label in stable}
        good = _holding(some, labels, stable)
        found.append(
            Choice(
                k,
                len(good),
                round(sum(size[one] for one in good), 6),
                round(sum(size[one] * stable[one] for one in stable), 6),
                round(
                    sum(
                        -size[one] * (2 * value - 1) * log2(size[one])
                        for one, value in good.items()
                    ),
                    6,
                ),
            )
        )
    return found


def choose_k(fits: Fits, seed: int) -> int:
    """The number of clusters that tells most (``Choice.told``); of equals, the least.

    Coverage alone would always prefer a few wide topics, which say little of a
    statement; the bits that come back weigh how many topics there are against how
    surely they are found.
    """
    found = choices(fits, seed)
    return max(found, key=lambda one: one.told).k


def hold(fits: Fits, labels: Labels, k: int, seed: int) -> tuple[Labels, float | None]:
    """Clusters that come back on subsamples; the rows of the others are outside.

    Args:
        fits: k-means of n rows.
        labels: (n,) their clusters.
        k: Number of clusters of a refit.
        seed: Seed of the subsamples.

    Returns:
        (n,) labels; unchanged if no cluster holds, as a reader may still want the best
        there is, with its low stability beside it. And the mean stability of all
        clusters, also those that do not hold, each weighted by its statements.
    """
    some, mine = fits, labels
    if len(labels) > HOLD_ON:
        step = -(-len(labels) // HOLD_ON)
        some, mine = Fits(fits.vectors[::step]), labels[::step]
    stable = _stable(some, mine, k, seed)
    every = overall_stability(stable, Counter(mine.tolist()))
    good = list(_holding(some, mine, stable))
    if not good:
        return labels, every
    return np.where(np.isin(labels, good), labels, OUTSIDE).astype(np.int64), every


def _stable(fits: Fits, labels: Labels, k: int, seed: int) -> dict[int, float]:
    return stability(refits(labels, lambda rows, _: fits(k, rows), seed))


def _holding(fits: Fits, labels: Labels, stable: dict[int, float]) -> dict[int, float]:
    """Stability of the clusters that come back and are no gathering of the rest.

    What is like nothing else gathers in one wide cluster around the middle, which comes
    back, too: its rows are hardly nearer to its centre than to any other.
    """
    close = similarities(fits.vectors, labels)
    usual = {label: float(np.median(close[labels == label])) for label in stable}
    tight = TIGHT * float(np.median(list(usual.values())))
    return {
        label: value
        for label, value in stable.items()
        if value >= HOLDS and usual[label] >= tight
    }


class SteadyKMeans:
    """``Fits``, ``hold``, ``screen`` in the shape BERTopic asks of a cluster model.

    Args:
        fits: k-means of the rows that will be fitted.
        k: Number of clusters.
        seed: Seed of the subsamples.

    Attributes:
        labels_: Topic of every row after ``fit``, ``OUTSIDE`` for none.
        every: Mean stability of all clusters, also those that are no topics.
    """

    every: float | None = None

    def __init__(self, fits: Fits, k: int, seed: int) -> None:
        self.fits = fits
        self.k = k
        self.seed = seed
        self.labels_: Labels = np.zeros(0, dtype=np.int64)

    @property
    def name(self) -> str:
        """What was done, for a reader."""
        return f"k-means (k={self.k})"

    def fit(self, vectors: Vectors, y: object = None) -> Self:
        """Find topics in the (n, d) unit rows that ``fits`` holds.

        What was in a cluster that does not hold goes to a topic that it is as near to
        as that topic's own statements are.
        """
        held, self.every = hold(self.fits, self.fits(self.k), self.k, self.seed)
        kept = held.copy()
        left = kept == OUTSIDE
        kept[left] = place(vectors[left], vectors[~left], kept[~left])
        self.labels_ = screen(vectors, kept)
        return self

    def refit(self, rows: NDArray[np.int64], _seed: int) -> Labels:
        """Clusters of the rows with these numbers; there is no chance in them."""
        return self.fits(self.k, rows)


class AroundLabels(SteadyKMeans):
    """Topics for given labels (zero-shot), and k-means of what is near none of them.

    Args:
        vectors: (n, d) unit rows that will be fitted.
        labels: (m, d) unit rows of the labels.
        seed: Seed of the subsamples.
        k: Number of the other clusters; 0 is the number that tells most.
    """

    def __init__(
        self, vectors: Vectors, labels: Vectors, seed: int, k: int = 0
    ) -> None:
        cosine = vectors @ labels.T
        near = np.round(cosine.max(axis=1), 6) >= NEAR_LABEL
        self.near = np.where(near, cosine.argmax(axis=1), OUTSIDE).astype(np.int64)
        self.others = np.flatnonzero(~near)
        self.shift = len(labels)
        fits = Fits(vectors[self.others])
        super().__init__(fits, k or choose_k(fits, seed), seed)

    @property
    def name(self) -> str:
        """What was done, for a reader."""
        return f"{self.shift} given labels, k-means of the rest (k={self.k})"

    def fit(self, vectors: Vectors, y: object = None) -> Self:
        """Find topics; those of the labels are numbered first, in their order."""
        super().fit(vectors[self.others])
        found = self.near.copy()
        inside = self.labels_ != OUTSIDE
        found[self.others[inside]] = self.labels_[inside] + self.shift
        self.labels_ = found
        return self

    def refit(self, rows: NDArray[np.int64], seed: int) -> Labels:
        """Clusters of the rows; what is near a label stays there."""
        found = self.near[rows].copy()
        free = found == OUTSIDE
        there = np.searchsorted(self.others, rows[free])
        found[free] = self.fits(self.k, there) + self.shift
        return found
