"""Guided topics: statements drawn towards themes that the researcher names.

Here: moving vectors before they are clustered. Not here: topics for given labels, which
need no cluster (``choose.AroundLabels``).
"""

from __future__ import annotations

import numpy as np

from crisislearn.topics.cluster import Vectors

SEED_WEIGHT = 0.25  # as BERTopic weighs a seed against a statement


def drawn_to(vectors: Vectors, seeds: Vectors | None) -> Vectors:
    """Vectors, each moved towards the seed it is nearest to.

    As BERTopic does with ``seed_topic_list``: what is nearer to a seed than to the mean
    of all gets a quarter of it. A theme that nobody speaks of draws nothing.

    Args:
        vectors: (n, d) unit rows.
        seeds: (m, d) unit rows of the seed words; None for none.

    Returns:
        (n, d) unit rows.
    """
    if seeds is None:
        return vectors
    mean = vectors.mean(axis=0, dtype=np.float64)
    mean = mean / (np.linalg.norm(mean) or 1.0)
    cosine = np.round(vectors @ seeds.T, 6)
    best = cosine.argmax(axis=1)
    drawn = cosine.max(axis=1) > np.maximum(vectors @ mean, 0)
    weight = np.where(drawn, SEED_WEIGHT, 0.0)[:, None]
    moved = (1 - weight) * vectors + weight * seeds[best]
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.where(length > 0, length, 1.0), dtype=np.float32)
