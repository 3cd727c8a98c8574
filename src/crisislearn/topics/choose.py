"""How many topics, and which of them hold.

Here: trying numbers of topics on subsamples, and keeping the topics that come back. Not
here: the k-means (``cluster``) and the measure of coming back (``quality``).

Short answers have no one number of topics: in the sample study the silhouette hardly
depends on it, and at every number some clusters come back on any subsample while others
gather what is left over. So the number is one at which the topics that hold cover most,
and the clusters that do not hold are no topics.
"""

from __future__ import annotations

from typing import Self

import numpy as np

from crisislearn.topics.cluster import (
    OUTSIDE,
    Labels,
    Vectors,
    kmeans,
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


def choose_k(vectors: Vectors, seed: int) -> int:
    """The number of clusters for the vectors.

    The candidate by which most statements come back: the sum, over the clusters that
    hold, of size times stability.

    Args:
        vectors: (n, d) unit rows, n at least 5. Beyond ``SELECT_ON`` rows, evenly
            spaced ones stand for all.
        seed: Seed of the k-means and the subsamples.
    """
    some = vectors[:: max(1, -(-len(vectors) // SELECT_ON))]
    come_back = {}
    for k in candidates(len(vectors)):
        labels = kmeans(some, k, seed)
        come_back[k] = sum(
            int((labels == label).sum()) * value
            for label, value in _holding(some, labels, k, seed).items()
        )
    return max(come_back, key=lambda k: come_back[k])


def hold(vectors: Vectors, labels: Labels, k: int, seed: int) -> Labels:
    """Clusters that come back on subsamples; the rows of the others are outside.

    Args:
        vectors: (n, d) unit rows.
        labels: (n,) their clusters.
        k: Number of clusters of a refit.
        seed: Seed of the k-means and the subsamples.

    Returns:
        (n,) labels; unchanged if no cluster holds, as a reader may still want the best
        there is, with its low stability beside it.
    """
    good = list(_holding(vectors, labels, k, seed))
    if not good:
        return labels
    return np.where(np.isin(labels, good), labels, OUTSIDE).astype(np.int64)


def _holding(vectors: Vectors, labels: Labels, k: int, seed: int) -> dict[int, float]:
    """Stability of the clusters that come back and are no gathering of the rest.

    What is like nothing else gathers in one wide cluster around the middle, which comes
    back, too: its rows are hardly nearer to its centre than to any other.
    """
    stable = stability(labels, lambda rows, s: kmeans(vectors[rows], k, s), seed)
    close = similarities(vectors, labels)
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
        k: Number of clusters.
        seed: Seed of the k-means and the subsamples.

    Attributes:
        labels_: Topic of every row after ``fit``, ``OUTSIDE`` for none.
    """

    def __init__(self, k: int, seed: int) -> None:
        self.k = k
        self.seed = seed
        self.labels_: Labels = np.zeros(0, dtype=np.int64)

    def fit(self, vectors: Vectors, y: object = None) -> Self:
        """Find topics in (n, d) unit rows."""
        found = kmeans(vectors, self.k, self.seed)
        kept = hold(vectors, found, self.k, self.seed)
        self.labels_ = screen(vectors, kept)
        return self
