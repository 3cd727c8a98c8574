"""How many topics, and which of them hold.

Here: trying numbers of topics on subsamples, and keeping the topics that come back. Not
here: the k-means (``cluster``) and the measure of coming back (``quality``).

Short answers have no one number of topics: in the sample study the silhouette hardly
depends on it, and at every number some clusters come back on any subsample while others
gather what is left over. So the number is one at which the topics that hold cover most,
and the clusters that do not hold are no topics.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Self

import numpy as np

from crisislearn.topics.cluster import (
    OUTSIDE,
    Fits,
    Labels,
    Vectors,
    screen,
    similarities,
)
from crisislearn.topics.quality import stability

MAX_TOPICS = 30  # more than a person reads
GRID = (0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0)
HOLDS = 0.6  # mean Jaccard coefficient; below it, "not to be trusted" (Hennig 2007)
TIGHT = 0.75  # of the usual cosine with the centre, over clusters
SELECT_ON = 3000  # statements


def candidates(n: int) -> list[int]:
    """Numbers of topics that are tried for ``n`` statements, ascending.

    Shares of the scale ``sqrt(n / 2)``: at most 7 for 100 statements and 22 for 1,000,
    so that a topic holds a dozen statements in a small study and a hundred in a large
    one; never more than ``MAX_TOPICS``.
    """
    largest = min(MAX_TOPICS, (n / 2) ** 0.5)
    return sorted({max(2, round(largest * share)) for share in GRID})


def choose_k(fits: Fits, seed: int, workers: int = 1) -> int:
    """The number of clusters for the rows.

    The candidate by which most statements come back: the sum, over the clusters that
    hold, of size times stability.

    Args:
        fits: k-means of n rows, n at least 5. Beyond ``SELECT_ON`` rows, evenly spaced
            ones stand for all.
        seed: Seed of the k-means and the subsamples.
        workers: Candidates that are tried side by side, each on a thread of its own.
    """
    n = len(fits.vectors)
    some = fits if n <= SELECT_ON else Fits(fits.vectors[:: -(-n // SELECT_ON)])

    def come_back(k: int) -> float:
        labels = some(k, seed)
        return sum(
            int((labels == label).sum()) * value
            for label, value in _holding(some, labels, k, seed).items()
        )

    tried = candidates(n)
    with ThreadPoolExecutor(workers) as pool:
        scores = dict(zip(tried, pool.map(come_back, tried), strict=True))
    return max(tried, key=lambda k: scores[k])


def hold(fits: Fits, labels: Labels, k: int, seed: int) -> Labels:
    """Clusters that come back on subsamples; the rows of the others are outside.

    Args:
        fits: k-means of n rows.
        labels: (n,) their clusters.
        k: Number of clusters of a refit.
        seed: Seed of the k-means and the subsamples.

    Returns:
        (n,) labels; unchanged if no cluster holds, as a reader may still want the best
        there is, with its low stability beside it.
    """
    good = list(_holding(fits, labels, k, seed))
    if not good:
        return labels
    return np.where(np.isin(labels, good), labels, OUTSIDE).astype(np.int64)


def _holding(fits: Fits, labels: Labels, k: int, seed: int) -> dict[int, float]:
    """Stability of the clusters that come back and are no gathering of the rest.

    What is like nothing else gathers in one wide cluster around the middle, which comes
    back, too: its rows are hardly nearer to its centre than to any other.
    """
    stable = stability(labels, lambda rows, s: fits(k, s, rows), seed)
    close = similarities(fits.vectors, labels)
    usual = {label: float(np.median(close[labels == label])) for label in stable}
    tight = TIGHT * float(np.median(list(usual.values())))
    return {
        label: value
        for label, value in stable.items()
        if value >= HOLDS and usual[label] >= tight
    }


class SteadyKMeans:
    """``kmeans``, ``hold``, ``screen`` in the shape BERTopic asks of a cluster model.

    Args:
        fits: k-means of the rows that will be fitted.
        k: Number of clusters.
        seed: Seed of the k-means and the subsamples.

    Attributes:
        labels_: Topic of every row after ``fit``, ``OUTSIDE`` for none.
    """

    def __init__(self, fits: Fits, k: int, seed: int) -> None:
        self.fits = fits
        self.k = k
        self.seed = seed
        self.labels_: Labels = np.zeros(0, dtype=np.int64)

    def fit(self, vectors: Vectors, y: object = None) -> Self:
        """Find topics in the (n, d) unit rows that ``fits`` holds."""
        kept = hold(self.fits, self.fits(self.k, self.seed), self.k, self.seed)
        self.labels_ = screen(vectors, kept)
        return self
