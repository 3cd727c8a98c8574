"""The words of a topic by weight, from BERTopic or, in small corpora, from NMF.

Here: the models behind one shape of result. Not here: which statements go in and the
tables that come out (``fit``), and how statements are grouped (``choose``,
``density``).
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crisislearn.topics.choose import AroundLabels, SteadyKMeans, choose_k
from crisislearn.topics.cluster import (
    OUTSIDE,
    Fits,
    Labels,
    Vectors,
    screen,
)
from crisislearn.topics.density import TOO_MANY, Density
from crisislearn.topics.wishes import Fitting

CANDIDATES = 100  # words of a topic, of which the ones with reach stay
WORDS = 15
REACH = 3  # statements of a topic that say a word, and at least this share of them:
REACH_SHARE = 0.03
DIVERSITY = 0.1
NMF_STATEMENTS = 12  # of a topic, on average
NMF_TOPICS = (2, 5)
AS_USUAL = Fitting()

# BERTopic never calls these here: ``density`` imports what it needs of them itself.
# Importing them compiles code for up to a minute.
_UNUSED = ("hdbscan", "plotly", "umap")


@dataclass(frozen=True)
class Model:
    """Topics of n statements.

    Attributes:
        labels: (n,) topic of each, ``OUTSIDE`` for none.
        words: Words of each topic by weight.
        refit: The same grouping for the rows with these numbers, with another seed.
        method: How it was done, for a reader.
        every: Mean stability of all clusters, also those that are no topics; None
            where every cluster is one.
    """

    labels: Labels
    words: dict[int, list[str]]
    refit: Callable[[NDArray[np.int64], int], Labels]
    method: str
    every: float | None = None


def import_bertopic() -> ModuleType:
    """BERTopic without the parts that are not used, and without its side effect.

    Importing it switches off FutureWarning and UserWarning in the whole process; the
    filters are put back. A module that somebody has imported before is left alone.
    """
    hidden = [name for name in _UNUSED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: "not here"
    try:
        with warnings.catch_warnings():
            import bertopic
            import bertopic.backend
            import bertopic.dimensionality
            import bertopic.representation
            import bertopic.vectorizers
    finally:
        for name in hidden:
            del sys.modules[name]
    module: ModuleType = bertopic
    return module


def bertopic_model(
    documents: Sequence[Sequence[str]],
    vectors: Vectors,
    vocabulary: list[str],
    seed: int,
    wish: Fitting = AS_USUAL,
    labels: Vectors | None = None,
) -> Model:
    """BERTopic on given vectors: its clusters, class TF-IDF of lemmas, MMR for variety.

    Args:
        documents: Words of n statements, each with a word of the vocabulary.
        vectors: (n, d) unit rows.
        vocabulary: Words that may describe a topic.
        seed: Seed of what is drawn.
        wish: Which engine, and how many clusters.
        labels: (m, d) unit rows of labels that become topics, if any.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    bertopic = import_bertopic()
    clusters = _clusters(vectors, seed, wish, labels)
    model = bertopic.BERTopic(
        embedding_model=_word_embedder(bertopic, documents, vectors),
        umap_model=bertopic.dimensionality.BaseDimensionalityReduction(),
        hdbscan_model=clusters,
        vectorizer_model=CountVectorizer(analyzer=str.split, vocabulary=vocabulary),
        ctfidf_model=bertopic.vectorizers.ClassTfidfTransformer(
            reduce_frequent_words=True
        ),
        representation_model=[
            _reach(bertopic),
            bertopic.representation.MaximalMarginalRelevance(DIVERSITY, WORDS),
        ],
        top_n_words=CANDIDATES,
    )
    # A word counts once a statement: one long answer must not name a topic.
    once = [" ".join(sorted(set(document))) for document in documents]
    found = np.array(model.fit_transform(once, vectors)[0], dtype=np.int64)
    words = {
        topic: [word for word, _ in weighted if word]
        for topic, weighted in model.get_topics().items()
        if topic != OUTSIDE
    }
    return Model(
        labels=found,
        words=words,
        refit=clusters.refit,
        method=f"BERTopic {version('bertopic')}, {clusters.name}, c-TF-IDF, MMR",
        every=getattr(clusters, "every", None),
    )


def _clusters(
    vectors: Vectors, seed: int, wish: Fitting, labels: Vectors | None
) -> Any:
    """The cluster model that is asked for.

    Density gives way above ``TOO_MANY`` statements, where UMAP takes too long.
    """
    if wish.engine == "density" and len(vectors) <= TOO_MANY:
        return Density(vectors, seed)
    if labels is not None and len(labels):
        return AroundLabels(vectors, labels, seed, wish.number)
    fits = Fits(vectors)
    return SteadyKMeans(fits, wish.number or choose_k(fits, seed), seed)


def _reach(bertopic: ModuleType) -> Any:
    """A representation that keeps the words that enough of a topic's statements say.

    Class TF-IDF alone ranks a word of one talkative statement above what most of them
    share. Where fewer than two words reach so far, the bound falls to two statements,
    then to one.
    """

    class Reach(bertopic.representation.BaseRepresentation):  # type: ignore[misc,name-defined]
        """Filter of words by the statements of their topic that say them."""

        def extract_topics(
            self, model: Any, documents: Any, c_tf_idf: Any, topics: Any
        ) -> dict[int, list[tuple[str, float]]]:
            """Words with weights by topic, filled up with blanks to ``WORDS``."""
            kept = {}
            for topic, weighted in topics.items():
                texts = documents.loc[documents["Topic"] == topic, "Document"]
                said = Counter(word for text in texts for word in text.split())
                for bound in (max(REACH, REACH_SHARE * len(texts)), 2, 1):
                    reached = [(w, v) for w, v in weighted if w and said[w] >= bound]
                    if len(reached) >= 2:
                        break
                blank = [("", 0.0)] * (WORDS - len(reached))
                kept[topic] = [*reached, *blank]
            return kept

    return Reach()


def _word_embedder(
    bertopic: ModuleType, documents: Sequence[Sequence[str]], vectors: Vectors
) -> Any:
    """An embedder of words for MMR: a word is the mean of the statements that say it.

    So words come in the space of the statements, whatever space that is, and no model
    of words is needed.
    """
    from sklearn.feature_extraction.text import CountVectorizer

    count = CountVectorizer(analyzer=list, binary=True)
    said = count.fit_transform(documents)
    column = count.vocabulary_
    total = np.asarray(said.T @ vectors.astype(np.float64))
    zero = np.zeros(vectors.shape[1])

    class WordEmbedder(bertopic.backend.BaseEmbedder):  # type: ignore[misc,name-defined]
        """Mean of the words' vectors; nothing for what is not a known word."""

        def embed(self, documents: Sequence[str], verbose: bool = False) -> Any:
            """(len(documents), d) rows."""
            known = [[column[w] for w in d.split() if w in column] for d in documents]
            return np.array([total[one].sum(axis=0) if one else zero for one in known])

    return WordEmbedder()


def nmf_model(
    documents: Sequence[Sequence[str]],
    vectors: Vectors,
    vocabulary: list[str],
    seed: int,
    wish: Fitting = AS_USUAL,
    _labels: Vectors | None = None,
) -> Model:
    """NMF of TF-IDF (Lee and Seung 1999), for corpora too small to cluster well.

    Args:
        documents: Words of n statements, each with a word of the vocabulary.
        vectors: (n, d) unit rows, which decide what fits no topic.
        vocabulary: Words that may describe a topic.
        seed: Seed of the initialisation.
        wish: Of this the number of topics; the rest asks for more statements.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    fewest, most = NMF_TOPICS
    usual = min(max(fewest, len(documents) // NMF_STATEMENTS), most)
    k = min(wish.number or usual, len(vocabulary))
    tfidf = TfidfVectorizer(analyzer=str.split, vocabulary=vocabulary)
    matrix = tfidf.fit_transform([" ".join(d) for d in documents])
    found, parts = _factorise(matrix, k, seed)
    found = screen(vectors, found)
    words = {}
    for topic in sorted(set(found.tolist()) - {OUTSIDE}):
        order = np.argsort(-parts[topic], kind="stable")[:WORDS]
        words[topic] = [vocabulary[i] for i in order if parts[topic][i] > 0]
    return Model(
        labels=found,
        words=words,
        refit=lambda rows, other: _factorise(matrix[rows], k, other)[0],
        method=f"NMF (k={k}) of TF-IDF",
    )


def _factorise(matrix: Any, k: int, seed: int) -> tuple[Labels, NDArray[np.float64]]:
    """Strongest part of every row (outside where it has none), and the parts."""
    from sklearn.decomposition import NMF
    from sklearn.exceptions import ConvergenceWarning

    model = NMF(k, init="nndsvda", random_state=seed, max_iter=500)
    with warnings.catch_warnings():
        # Topics no longer change in the last steps; a handful of statements may.
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights = model.fit_transform(matrix)
    strongest = np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), OUTSIDE)
    return strongest.astype(np.int64), model.components_
