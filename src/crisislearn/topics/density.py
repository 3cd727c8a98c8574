"""The second engine: UMAP and HDBSCAN, as BERTopic does by default, made repeatable.

Here: the cluster model on request (``engine: density``). Not here: the engine that is
used otherwise (``choose``).
"""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from crisislearn.topics.cluster import Labels, Vectors

TOO_MANY = 50_000  # statements; above, the other engine takes over
NEIGHBOURS = 15
DIMENSIONS = 5
FEWEST = 10  # statements of a cluster, and at least this share of all:
SHARE = 1 / 100
SAMPLES = 5


class Density:
    """UMAP, then HDBSCAN, with seeds fixed and cluster sizes that grow with n.

    Args:
        vectors: (n, d) unit rows that will be fitted.
        seed: Seed of UMAP.

    Attributes:
        labels_: Topic of every row after ``fit``, -1 for none.
    """

    name = "UMAP and HDBSCAN"

    def __init__(self, vectors: Vectors, seed: int) -> None:
        self.vectors = vectors
        self.seed = seed
        self.labels_: Labels = np.zeros(0, dtype=np.int64)

    def fit(self, vectors: Vectors, y: object = None) -> Self:
        """Find topics in (n, d) unit rows."""
        self.labels_ = self._clusters(vectors, self.seed)
        return self

    def refit(self, rows: NDArray[np.int64], seed: int) -> Labels:
        """Clusters of the rows with these numbers, with another seed."""
        return self._clusters(self.vectors[rows], seed)

    def _clusters(self, vectors: Vectors, seed: int) -> Labels:
        from crisislearn.topics.gpu import density_classes

        umap, hdbscan = density_classes()
        near: Any = umap(
            n_neighbors=NEIGHBOURS,
            n_components=DIMENSIONS,
            min_dist=0.0,
            metric="cosine",
            random_state=seed,
        )
        size = max(FEWEST, round(SHARE * len(vectors)))
        model = hdbscan(min_cluster_size=size, min_samples=SAMPLES)
        with warnings.catch_warnings():
            # That a seed means one thread, said at every fit.
            warnings.filterwarnings("ignore", "n_jobs value", UserWarning)
            flat = near.fit_transform(vectors)
        labels = model.fit(flat).labels_
        return np.asarray(labels).astype(np.int64)
