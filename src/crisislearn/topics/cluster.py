"""Which statements belong together.

Here: how many topics, k-means on the given vectors, and which statements fit none. Not
here: the words of a topic (``model``, ``words``) and its quality (``quality``).

Everything runs on one thread: sums then have one order, so that a machine with more
cores gives the same topics, and on small data threads cost more than they save.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]

OUTSIDE = -1
MIN_SIZE = 5  # statements; fewer are an anecdote, not a topic
MAX_TOPICS = 30  # more than a person reads
GRID = (0.25, 0.35, 0.5, 0.7, 0.85, 1.0)
NEARLY_BEST = 0.85
SELECT_ON = 1500  # statements; the silhouette needs all pairs
FITS = 5  # starts of a k-means; the one with the least inertia wins


@contextmanager
def one_thread() -> Iterator[None]:
    """Run what is inside on one thread, see above."""
    # Only threads of what is already loaded can be limited.
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):
        yield


def candidates(n: int) -> list[int]:
    """Numbers of topics that are tried for ``n`` statements, ascending.

    Shares of the scale ``sqrt(n / 2)``: at most 7 for 100 statements and 22 for 1,000,
    so that a topic holds a dozen statements in a small study and a hundred in a large
    one; never more than ``MAX_TOPICS``.
    """
    largest = min(MAX_TOPICS, (n / 2) ** 0.5)
    return sorted({max(2, round(largest * share)) for share in GRID})


def choose_k(vectors: Vectors, seed: int) -> int:
    """The number of topics for the vectors.

    The smallest candidate whose mean silhouette (Rousseeuw 1987, cosine distance) is
    nearly that of the best one. In short answers the silhouette rises slowly with the
    number of topics even where there is nothing more to find; the fewest topics that do
    nearly as well are the ones a person can read.

    Args:
        vectors: (n, d) unit rows, n at least 5. Beyond ``SELECT_ON`` rows, evenly
            spaced ones stand for all.
        seed: Seed of the k-means.
    """
    from sklearn.metrics import silhouette_score

    tried = candidates(len(vectors))
    step = max(1, -(-len(vectors) // SELECT_ON))
    some = vectors[::step]
    distance = np.clip(1 - some @ some.T, 0, None)
    np.fill_diagonal(distance, 0)
    scores = []
    for k in tried:
        labels = kmeans(some, k, seed, fits=2)
        several = 1 < len(np.unique(labels)) < len(some)
        scores.append(
            float(silhouette_score(distance, labels, metric="precomputed"))
            if several
            else -1.0
        )
    best = max(scores)
    good = best - (1 - NEARLY_BEST) * abs(best)
    return next(k for k, score in zip(tried, scores, strict=True) if score >= good)


def kmeans(vectors: Vectors, k: int, seed: int, fits: int = FITS) -> Labels:
    """Plain k-means (Lloyd 1982, k-means++ starts): the cluster of every row, from 0.

    On unit rows the squared Euclidean distance is twice the cosine distance.
    """
    from sklearn.cluster import KMeans

    k = min(k, len(np.unique(vectors, axis=0)))
    model = KMeans(k, n_init=fits, random_state=seed).fit(vectors)
    labels: Labels = model.labels_.astype(np.int64)
    return labels


def centres(vectors: Vectors, labels: Labels) -> dict[int, NDArray[np.float64]]:
    """Unit mean of every topic's vectors, without ``OUTSIDE``, by ascending label."""
    found = {}
    for label in sorted(set(labels.tolist()) - {OUTSIDE}):
        mean = vectors[labels == label].mean(axis=0, dtype=np.float64)
        found[label] = mean / (np.linalg.norm(mean) or 1.0)
    return found


def similarities(vectors: Vectors, labels: Labels) -> NDArray[np.float64]:
    """Cosine of every row with its topic's centre; outside, with the nearest centre.

    Rounded to 6 decimals, the precision that results are equal to across machines.
    """
    middles = centres(vectors, labels)
    if not middles:
        return np.zeros(len(vectors))
    cosine = vectors.astype(np.float64) @ np.array(list(middles.values())).T
    column = {label: i for i, label in enumerate(middles)}
    own = [
        row[column[label]] if label in column else row.max()
        for row, label in zip(cosine, labels.tolist(), strict=True)
    ]
    return np.round(np.array(own), 6)


def screen(vectors: Vectors, labels: Labels) -> Labels:
    """Dissolve tiny topics and put what is far from every centre outside.

    The rows of a topic of fewer than ``MIN_SIZE`` go to the nearest topic that stays.
    Then a row is outside if its cosine with its centre is below half the median over
    all rows: a bound that moves with how tight the topics are, where a fixed quantile
    would put the same share outside in any study.
    """
    sizes = {label: int((labels == label).sum()) for label in set(labels.tolist())}
    small = [label for label in sizes if label != OUTSIDE and sizes[label] < MIN_SIZE]
    stay = np.where(np.isin(labels, small), OUTSIDE, labels)
    middles = centres(vectors, stay)
    if not middles:
        return np.full(len(vectors), OUTSIDE, dtype=np.int64)
    nearest = np.array(list(middles))[
        np.argmax(vectors @ np.array(list(middles.values())).T, axis=1)
    ]
    stay = np.where(np.isin(labels, small), nearest, stay)
    close = similarities(vectors, stay)
    far = close < np.median(close) / 2
    return np.where(far, OUTSIDE, stay).astype(np.int64)


def place(others: Vectors, vectors: Vectors, labels: Labels) -> Labels:
    """Topic of statements that were not fitted, by the nearest centre.

    Args:
        others: (m, d) unit rows to place.
        vectors: (n, d) unit rows that were fitted.
        labels: (n,) their topics.

    Returns:
        (m,) topics; outside by the same bound as in ``screen``.
    """
    middles = centres(vectors, labels)
    if not middles:
        return np.full(len(others), OUTSIDE, dtype=np.int64)
    inside = labels != OUTSIDE
    bound = np.median(similarities(vectors[inside], labels[inside])) / 2
    cosine = np.round(others @ np.array(list(middles.values())).T, 6)
    nearest = np.array(list(middles))[cosine.argmax(axis=1)]
    far = cosine.max(axis=1) < bound
    return np.where(far, OUTSIDE, nearest).astype(np.int64)


class ScreenedKMeans:
    """``kmeans`` and ``screen`` in the shape BERTopic asks of a cluster model.

    Args:
        k: Number of topics.
        seed: Seed of the k-means.

    Attributes:
        labels_: Topic of every row after ``fit``, ``OUTSIDE`` for none.
    """

    def __init__(self, k: int, seed: int) -> None:
        self.k = k
        self.seed = seed
        self.labels_: Labels = np.zeros(0, dtype=np.int64)

    def fit(self, vectors: Vectors, y: object = None) -> Self:
        """Find topics in (n, d) unit rows."""
        self.labels_ = screen(vectors, kmeans(vectors, self.k, self.seed))
        return self
