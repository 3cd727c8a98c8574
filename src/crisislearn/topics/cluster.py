"""Which statements belong together.

Here: the few dimensions that statements are grouped in, k-means, and which statements
fit no topic. Not here: how
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

from crisislearn.topics.gpu import has_gpu, kmeans_class

Vectors = NDArray[np.float32]
Labels = NDArray[np.int64]

OUTSIDE = -1
DIMENSIONS = 40
WARD_ON = 3000  # rows; beyond, evenly spaced ones give the start
LLOYD_ON = 50_000  # rows; beyond, evenly spaced ones give the centres
PART = 50_000  # rows that are computed with at once
MIN_SIZE = 5  # statements; fewer are an anecdote, not a topic
ASKED_OFTEN = 30  # statements; the mean of fewer is what they say, not the question
MOST = 0.9  # of the fitted rows, which a placed one has to be as near as


@contextmanager
def one_thread() -> Iterator[None]:
    """Run what is inside on one thread, see above."""
    # Only threads of what is already loaded can be limited.
    import sklearn.cluster  # noqa: F401
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(1):
        yield


def question_means(
    vectors: Vectors, questions: Sequence[str]
) -> dict[str, NDArray[np.float64]]:
    """What the answers to one question have in common, by its name.

    Args:
        vectors: (n, d) unit rows.
        questions: What each was asked, n names. The rows of names that stand less than
            ``ASKED_OFTEN`` times have one mean together, under ``""``.
    """
    names, number, count = np.unique(
        np.array(questions, dtype=str), return_inverse=True, return_counts=True
    )
    often = count >= ASKED_OFTEN
    found = {
        str(names[one]): vectors[number == one].mean(axis=0, dtype=np.float64)
        for one in np.flatnonzero(often)
    }
    rest = ~often[number]
    if rest.any():
        found[""] = vectors[rest].mean(axis=0, dtype=np.float64)
    return found


def without_question(
    vectors: Vectors,
    questions: Sequence[str],
    means: dict[str, NDArray[np.float64]] | None = None,
) -> Vectors:
    """Vectors without what the answers to one question have in common.

    Otherwise topics are the questions over again.

    Args:
        vectors: (n, d) unit rows.
        questions: What each was asked, n names.
        means: From ``question_means``; of these rows if none are given.

    Returns:
        (n, d) unit rows; zero rows where nothing is left.
    """
    means = question_means(vectors, questions) if means is None else means
    zero = means.get("", np.zeros(vectors.shape[1]))
    names, number = np.unique(np.array(questions, dtype=str), return_inverse=True)
    each = np.array([means.get(str(name), zero) for name in names])
    found = np.empty_like(vectors, dtype=np.float32)
    for part in _parts(len(vectors)):
        found[part] = _unit(vectors[part] - each[number[part]])
    return found


def principal(vectors: Vectors, dimensions: int = DIMENSIONS) -> Vectors:
    """Directions in which the rows vary most, not centred: (d, at most dimensions).

    In a few hundred dimensions distances between short texts are mostly noise: on the
    sample study and on Danish questions, clusters came back better in 40.
    """
    square = np.zeros((vectors.shape[1], vectors.shape[1]))
    for part in _parts(len(vectors)):
        some = vectors[part].astype(np.float64)
        square += some.T @ some
    _, axes = np.linalg.eigh(square)
    best = axes[:, ::-1][:, :dimensions]
    largest = np.take_along_axis(best, np.abs(best).argmax(axis=0)[None, :], axis=0)
    return np.asarray(best * np.where(largest < 0, -1.0, 1.0), dtype=np.float32)


def projected(vectors: Vectors, axes: Vectors) -> Vectors:
    """Unit rows of the vectors along the axes; zero rows where nothing is left."""
    found = np.empty((len(vectors), axes.shape[1]), dtype=np.float32)
    for part in _parts(len(vectors)):
        found[part] = _unit(vectors[part].astype(np.float64) @ axes)
    return found


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows of length 1; what is rounding error must not become a direction."""
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float64] = rows / np.maximum(length, 1e-6)
    unit[length[:, 0] <= 1e-6] = 0
    return unit


def _parts(n: int) -> Iterator[slice]:
    """Rows in parts: what is computed in double precision stays small."""
    return (slice(start, start + PART) for start in range(0, n, PART))


class Fits:
    """k-means of the same rows from Ward's starts, each computed once.

    How many topics there are, which of them hold and how stable they are rest on the
    same fits. A start from Ward's tree (Ward 1963) instead of random rows draws nothing
    by chance: on subsamples of the same texts the clusters come back far more often,
    and one tree gives the starts of every number of clusters.

    Args:
        vectors: (n, d) unit rows; their squared Euclidean distance is twice the cosine
            distance.
    """

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors
        self._trees: dict[bytes, tuple[Vectors, NDArray[np.float64]]] = {}
        self._found: dict[tuple[int, bytes], Labels] = {}

    def __call__(self, k: int, rows: NDArray[np.int64] | None = None) -> Labels:
        """Cluster, from 0, of the rows with these numbers, or of all."""
        name = b"" if rows is None else rows.tobytes()
        if (k, name) not in self._found:
            some = self.vectors if rows is None else self.vectors[rows]
            if name not in self._trees:
                self._trees[name] = _tree(some)
            self._found[k, name] = _kmeans(some, k, *self._trees[name])
        return self._found[k, name]


def _tree(vectors: Vectors) -> tuple[Vectors, NDArray[np.float64]]:
    """The rows that give the start, and Ward's tree over them."""
    from scipy.cluster.hierarchy import ward

    some = vectors[:: -(-len(vectors) // WARD_ON)]
    return some, ward(some.astype(np.float64))


def _kmeans(
    vectors: Vectors, k: int, some: Vectors, tree: NDArray[np.float64]
) -> Labels:
    """Lloyd's k-means (1982) from the centres of a cut through the tree.

    Of very many rows, evenly spaced ones give the centres (on a GPU, all do), and every
    row goes to the nearest.
    """
    from scipy.cluster.hierarchy import fcluster

    k = min(k, len(np.unique(some, axis=0)))
    cut = fcluster(tree, k, "maxclust")
    start = np.array([some[cut == one].mean(axis=0) for one in np.unique(cut)])
    step = 1 if has_gpu() else -(-len(vectors) // LLOYD_ON)
    model = kmeans_class(len(vectors))(len(start), init=start, n_init=1)
    model.fit(vectors[::step])
    found = model.labels_ if step == 1 else model.predict(vectors)
    labels: Labels = np.asarray(found).astype(np.int64)
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
    own = cosine.max(axis=1)
    for column, label in enumerate(middles):
        mine = labels == label
        own[mine] = cosine[mine, column]
    return np.asarray(np.round(own, 6))


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


def reach(vectors: Vectors, labels: Labels) -> float:
    """The cosine with their centre that most of the fitted rows reach."""
    inside = labels != OUTSIDE
    return float(np.quantile(similarities(vectors[inside], labels[inside]), 1 - MOST))


def nearest(
    others: Vectors, middles: dict[int, NDArray[np.float64]], bound: float
) -> tuple[Labels, NDArray[np.float64]]:
    """Topic whose centre is nearest to each of (m, d) unit rows, and the cosine.

    Outside where the cosine is below the bound.
    """
    if not middles or not len(others):
        return np.full(len(others), OUTSIDE, dtype=np.int64), np.zeros(len(others))
    cosine = np.round(others @ np.array(list(middles.values())).T, 6)
    best = np.array(list(middles))[cosine.argmax(axis=1)]
    close = cosine.max(axis=1)
    return np.where(close < bound, OUTSIDE, best).astype(np.int64), close


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
    bound = reach(vectors, labels) if middles else 1.0
    return nearest(others, middles, bound)[0]
