"""Which statements belong together.

Here: k-means on the given vectors, and which statements fit no topic. Not here: how
many topics there are (``choose``), their words (``model``, ``words``) and their quality
(``quality``).

Every fit runs on one thread: sums then have one order, so that a machine with more
cores gives the same topics, and on small data threads cost more than they save.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]

OUTSIDE = -1
MIN_SIZE = 5  # statements; fewer are an anecdote, not a topic
ASKED_OFTEN = 30  # statements; the mean of fewer is what they say, not the question
MOST = 0.9  # of the fitted rows, which a placed one has to be as near as
FITS = 5  # starts of a k-means; the one with the least inertia wins


@contextmanager
def one_thread() -> Iterator[None]:
    """Run what is inside on one thread, see above."""
    # Only threads of what is already loaded can be limited.
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):
        yield


def without_question(vectors: Vectors, questions: Sequence[str]) -> Vectors:
    """Vectors without what the answers to one question have in common.

    Otherwise topics are the questions over again.

    Args:
        vectors: (n, d) unit rows.
        questions: What each was asked, n names. The rows of names that stand less than
            ``ASKED_OFTEN`` times have one mean together.

    Returns:
        (n, d) unit rows; zero rows where nothing is left.
    """
    names, number, count = np.unique(
        np.array(questions, dtype=str), return_inverse=True, return_counts=True
    )
    number = np.where(count[number] >= ASKED_OFTEN, number, len(names))
    moved = vectors.astype(np.float64)
    for one in np.unique(number):
        moved[number == one] -= moved[number == one].mean(axis=0)
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    # What is left of equal rows is rounding error, which must not become a direction.
    moved = np.where(length > 1e-6, moved / np.maximum(length, 1e-6), 0)
    return np.asarray(moved.astype(np.float32))


def kmeans(vectors: Vectors, k: int, seed: int, fits: int = FITS) -> Labels:
    """Plain k-means (Lloyd 1982, k-means++ starts): the cluster of every row, from 0.

    On unit rows the squared Euclidean distance is twice the cosine distance.
    """
    from sklearn.cluster import KMeans

    k = min(k, len(np.unique(vectors, axis=0)))
    model = KMeans(k, n_init=fits, random_state=seed).fit(vectors)
    labels: Labels = model.labels_.astype(np.int64)
    return labels


class Fits:
    """k-means of the same rows, each computed once.

    How many topics there are, which of them hold and how stable they are rest on the
    same fits.

    Args:
        vectors: (n, d) unit rows.
    """

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors
        self._found: dict[tuple[int, int, bytes], Labels] = {}

    def __call__(
        self, k: int, seed: int, rows: NDArray[np.int64] | None = None
    ) -> Labels:
        """``kmeans`` of the rows with these numbers, or of all; not to be changed."""
        key = (k, seed, b"" if rows is None else rows.tobytes())
        if key not in self._found:
            some = self.vectors if rows is None else self.vectors[rows]
            self._found[key] = kmeans(some, k, seed)
        return self._found[key]


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
        (m,) topics; outside if no centre is as near as to most of the fitted rows.
    """
    middles = centres(vectors, labels)
    if not middles:
        return np.full(len(others), OUTSIDE, dtype=np.int64)
    inside = labels != OUTSIDE
    bound = np.quantile(similarities(vectors[inside], labels[inside]), 1 - MOST)
    cosine = np.round(others @ np.array(list(middles.values())).T, 6)
    nearest = np.array(list(middles))[cosine.argmax(axis=1)]
    far = cosine.max(axis=1) < bound
    return np.where(far, OUTSIDE, nearest).astype(np.int64)
