"""How good topics are: coherence, diversity and stability.

Here: the three measures and nothing that changes a topic. Not here: fitting (``fit``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

import numpy as np
from numpy.typing import NDArray

from crisislearn.topics.cluster import OUTSIDE, Labels

REFITS = 10
SUBSAMPLE = 0.8
TOP_WORDS = 10
TRUSTED = 0.75  # mean Jaccard coefficient from which a topic is stable (Hennig 2007)

Refit = Callable[[NDArray[np.int64], int], Labels]


def coherence(
    topic_words: dict[int, list[str]], documents: Sequence[Sequence[str]]
) -> dict[int, float | None]:
    """Mean NPMI over the pairs of a topic's first ten words.

    NPMI of two words is ``log(p_ab / (p_a p_b)) / -log p_ab`` (Bouma 2009), with p as
    the share of documents that hold a word or both; -1 where they never meet, 1 where
    they always do. As a measure of topics: Lau, Newman and Baldwin 2014.

    Args:
        topic_words: Words of each topic by weight.
        documents: Words of each statement.

    Returns:
        -1 to 1 by topic; None for a topic of fewer than two words.
    """
    wanted = {word for words in topic_words.values() for word in words[:TOP_WORDS]}
    holds: dict[str, set[int]] = {word: set() for word in wanted}
    for i, document in enumerate(documents):
        for word in wanted.intersection(document):
            holds[word].add(i)
    found: dict[int, float | None] = {}
    for topic, words in topic_words.items():
        pairs = [
            _npmi(holds[a], holds[b], len(documents))
            for a, b in combinations(words[:TOP_WORDS], 2)
        ]
        found[topic] = round(sum(pairs) / len(pairs), 6) if pairs else None
    return found


def _npmi(a: set[int], b: set[int], n: int) -> float:
    both = len(a & b)
    if both == 0:
        return -1.0
    if both == n:
        return 1.0
    return log(both * n / (len(a) * len(b))) / -log(both / n)


def diversity(topic_words: dict[int, list[str]]) -> float | None:
    """Share of different words among the first ten of all topics (Dieng et al. 2020).

    Returns:
        0 to 1, where 1 says that no two topics share a word; None without words.
    """
    words = [w for topic in topic_words.values() for w in topic[:TOP_WORDS]]
    return round(len(set(words)) / len(words), 6) if words else None


@dataclass(frozen=True)
class Again:
    """One refit on a subsample, its topics under the names of the first fit.

    Attributes:
        rows: Numbers of the rows that were fitted again.
        labels: Topic of each, ``OUTSIDE`` where its cluster is no topic's partner.
        agreement: Jaccard coefficient of each topic with its partner; 0 without one.
    """

    rows: NDArray[np.int64]
    labels: Labels
    agreement: dict[int, float]


def refits(labels: Labels, refit: Refit, seed: int) -> list[Again]:
    """Fit again on subsamples, each with another seed.

    In every refit the topics are paired one to one so that the sum of the Jaccard
    coefficients of their statements is largest (Hungarian method, Kuhn 1955); a topic
    without partner scores 0. Statements outside every topic are left out.

    Args:
        labels: (n,) topic of every statement.
        refit: Gives topics of the rows with these numbers, with this seed.
        seed: Seed of the subsamples.
    """
    from scipy.optimize import linear_sum_assignment

    topics = sorted(set(labels.tolist()) - {OUTSIDE})
    found = []
    for b in range(1, REFITS + 1):
        draw = np.random.default_rng([seed, b])
        size = round(SUBSAMPLE * len(labels))
        rows = np.sort(draw.choice(len(labels), size, replace=False))
        again = refit(rows, seed + b)
        inside = labels[rows] != OUTSIDE
        others = sorted(set(again[inside].tolist()) - {OUTSIDE})
        overlap = _jaccard(labels[rows][inside], again[inside], topics, others)
        pairs = list(zip(*linear_sum_assignment(overlap, maximize=True), strict=True))
        agreement = dict.fromkeys(topics, 0.0)
        named = np.full(len(rows), OUTSIDE, dtype=np.int64)
        for i, j in pairs:
            agreement[topics[i]] = float(overlap[i, j])
            if others and overlap[i, j] > 0:
                named[again == others[j]] = topics[i]
        found.append(Again(rows, named, agreement))
    return found


def stability(again: Sequence[Again]) -> dict[int, float]:
    """Mean agreement of each topic with refits, 0 to 1.

    Resampling and the Jaccard coefficient as a measure of a cluster: Hennig 2007, who
    calls clusters below 0.6 not to be trusted, and those from 0.75 valid.
    """
    topics = again[0].agreement
    return {
        topic: round(sum(one.agreement[topic] for one in again) / len(again), 6)
        for topic in topics
    }


def overall_stability(
    by_topic: Mapping[int, float], sizes: Mapping[int, int]
) -> float | None:
    """Mean over topics, each weighted by its statements; None without topics."""
    if not by_topic:
        return None
    total = sum(sizes[topic] for topic in by_topic)
    return round(sum(v * sizes[t] for t, v in by_topic.items()) / total, 6)


def _jaccard(
    first: Labels, second: Labels, topics: list[int], others: list[int]
) -> NDArray[np.float64]:
    """Jaccard coefficient of every topic with every cluster of a refit."""
    if not others:
        return np.zeros((len(topics), 1))
    one = np.array([first == topic for topic in topics], dtype=np.float64)
    two = np.array([second == other for other in others], dtype=np.float64)
    both = one @ two.T
    either = one.sum(axis=1)[:, None] + two.sum(axis=1)[None, :] - both
    share: NDArray[np.float64] = both / np.maximum(either, 1)
    return share
