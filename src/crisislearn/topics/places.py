"""Where statements lie on a map, and which topics are near each other.

Here: two coordinates a statement and the tree of topics. Not here: drawing them
(``crisislearn.topics.draw``). Neighbours on a map of two dimensions are near each
other; what is far apart may still be alike.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crisislearn.topics.cluster import OUTSIDE, Labels, Vectors, centres, one_thread

PLAIN_ABOVE = 5_000  # statements; of more, evenly spaced ones are on the map
PERPLEXITY = 30


def topic_map(places: pd.DataFrame) -> pd.DataFrame:
    """Two coordinates for every analysed statement, or for evenly spaced ones.

    t-SNE (van der Maaten and Hinton 2008) from the two strongest directions, seeded.

    Args:
        places: From ``fit_topics``.

    Returns:
        ``statement_id, x, y``.
    """
    from sklearn.manifold import TSNE

    some = places.iloc[:: max(1, -(-len(places) // PLAIN_ABOVE))]
    vectors = np.stack(some["place"].tolist()).astype(np.float32)
    with one_thread():
        model = TSNE(
            perplexity=min(PERPLEXITY, (len(some) - 1) / 3),
            init="pca",
            random_state=0,
        )
        flat = model.fit_transform(vectors)
    table = {"statement_id": some["statement_id"], "x": flat[:, 0], "y": flat[:, 1]}
    return pd.DataFrame(table).round(3)


def topic_tree(
    vectors: Vectors, labels: Labels
) -> tuple[list[int], NDArray[np.float64]]:
    """Ward's tree over the centres of topics.

    Returns:
        The topics in ascending order, and scipy's linkage matrix over them; empty with
        fewer than two topics.
    """
    from scipy.cluster.hierarchy import ward

    middles = centres(vectors, labels)
    topics = [topic for topic in middles if topic != OUTSIDE]
    if len(topics) < 2:
        return topics, np.zeros((0, 4))
    return topics, np.asarray(ward(np.array([middles[topic] for topic in topics])))
