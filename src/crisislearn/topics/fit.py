"""From statements and their vectors to the topics of each.

Here: which statements are analysed, the choice of model by size, and what is kept of a
fit. Not here: the models (``model``), the measures (``quality``), the tables
(``tables``), who speaks of what (``prevalence``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crisislearn.topics.cluster import (
    OUTSIDE,
    Vectors,
    centres,
    nearest,
    one_thread,
    place,
    principal,
    projected,
    question_means,
    reach,
    similarities,
    without_question,
)
from crisislearn.topics.gpu import gpu_setting
from crisislearn.topics.guide import drawn_to
from crisislearn.topics.material import analysed, questions, speakers, telling
from crisislearn.topics.model import AS_USUAL, Model, bertopic_model, nmf_model
from crisislearn.topics.phrases import Said, forms, phrases_of
from crisislearn.topics.quality import Again, refits
from crisislearn.topics.tables import Fitted, empty_tables, topic_tables
from crisislearn.topics.wishes import Fitting
from crisislearn.topics.words import content_words, vocabulary

if TYPE_CHECKING:
    from crisislearn.settings import Settings

Embed = Callable[[list[str]], Vectors]

FEWEST = 30  # usable statements; with fewer, read them
REFIT_ON = 20_000  # statements; of more, evenly spaced ones are fitted again


def fit_topics(
    statements: pd.DataFrame,
    lemmas: Sequence[str],
    embed: Embed,
    settings: Settings,
    language: str,
    wish: Fitting = AS_USUAL,
    said_there: Sequence[Said] = (),
    embed_labels: Embed | None = None,
) -> dict[str, pd.DataFrame]:
    """Find topics in the statements of a study.

    Analysed is what respondents, interviewees and authors say in the study's language,
    without non-answers. Statements of the same words are fitted once and counted as
    often as they were said. They lie where their telling words lie: whole sentences
    gather by question and manner of speaking. Topics are sought in statements of at
    least two such words (``material``); others are placed by theirs. One that is far
    from every topic, or says nothing that others speak of, gets topic -1.

    Args:
        statements: ``core.statements``, n rows in any order.
        lemmas: n strings of lemmas separated by spaces.
        embed: Gives (m, d) float32 unit rows for m texts.
        settings: Of these ``topic_min_statements``, below which NMF takes the place of
            BERTopic, ``seed``, and ``gpu``.
        language: Language of the study.
        wish: What the researcher asks of the fit.
        said_there: n times the nouns and phrases of a statement (``phrases.said_in``),
            for labels; none where no parts of speech are known.
        embed_labels: Gives the rows of what the researcher asks for, which nobody said;
            ``embed`` if None.

    Returns:
        ``topics`` and ``topic_statements`` (``mart``); ``models``, rows of
        ``ops.models`` with the quality of the whole; and what effects, changes, maps
        and new waves rest on: ``refits``, ``places``, ``basis``. Where fewer than
        ``FEWEST`` different statements can be used all are empty but ``models``, which
        says so.

    Raises:
        ValueError: If statements, lemmas and phrases differ in length.
    """
    if not len(statements) == len(lemmas) == len(said_there or lemmas):
        raise ValueError(
            f"{len(statements)} statements, {len(lemmas)} lemmas and "
            f"{len(said_there)} times phrases must be of the same length"
        )
    said, original = analysed(statements, language)
    once = np.unique(original)
    spoken = said.iloc[once]
    documents = [
        content_words(text, lemmas[row], language)
        for text, row in zip(spoken["text"], spoken["row"], strict=True)
    ]
    words = vocabulary(documents, speakers(spoken))
    known = set(words)
    shared = [[word for word in d if word in known] for d in documents]
    texts, enough = telling(documents, spoken["text"].tolist())
    usable = enough & np.array([bool(document) for document in shared], dtype=bool)
    if usable.sum() < FEWEST:
        return empty_tables(int(usable.sum()), FEWEST)
    of_words = [document for document, use in zip(shared, usable, strict=True) if use]
    few = len(of_words) < settings.topic_min_statements
    named = _phrases([] if few else said_there, spoken)
    labels = embed_labels or embed
    with one_thread(), gpu_setting(settings.gpu):
        placed = embed(texts)
        asked = questions(spoken)
        means = question_means(placed, asked)
        vectors = without_question(placed, asked, means)
        axes = principal(vectors[usable])
        vectors = projected(vectors, axes)
        fitted = drawn_to(vectors[usable], _labels(wish.guided, labels, axes))
        make = nmf_model if few else bertopic_model
        zero_shot = {label: [label] for label in wish.zero_shot}
        near = _labels(zero_shot, labels, axes)
        of_all = [
            [*document, *phrases]
            for document, phrases in zip(of_words, named[usable], strict=True)
        ]
        words = sorted({word for document in of_all for word in document})
        model = make(of_all, fitted, words, settings.seed, wish, near)
        again = _again(model, settings.seed)
        topic = place(vectors, fitted, model.labels)
        topic[usable] = np.where(model.labels == OUTSIDE, topic[usable], model.labels)
        topic[[not document for document in shared]] = OUTSIDE
        middles = centres(fitted, model.labels)
        bound = reach(fitted, model.labels) if middles else 1.0
        if wish.reassign:
            lost = topic == OUTSIDE
            topic[lost] = nearest(vectors[lost], middles, -1.0)[0]
        close = similarities(vectors, topic)
    at = np.searchsorted(once, original)
    said = said.assign(
        topic=topic[at],
        similarity=close[at],
        example=(original == said.index) & usable[at],
        place=list(vectors[at]),
    )
    ids = spoken["statement_id"].to_numpy()[usable]
    given = {n: label for n, label in enumerate(wish.zero_shot)} if not few else {}
    whole = texts == spoken["text"].tolist()
    fit = Fitted(
        model, of_words, again, ids, means, axes, middles, bound, given, whole,
        forms(said_there[row] for row in said["row"]) if said_there else {},
    )  # fmt: skip
    return topic_tables(said, fit, language)


def _phrases(said_there: Sequence[Said], spoken: pd.DataFrame) -> NDArray[np.object_]:
    """The phrases of each statement that may describe a topic, as words may."""
    found = np.empty(len(spoken), dtype=object)
    if not said_there:
        found[:] = [[]] * len(spoken)
        return found
    phrases = [phrases_of(said_there[row]) for row in spoken["row"]]
    known = set(vocabulary(phrases, speakers(spoken)))
    found[:] = [[name for name in one if name in known] for one in phrases]
    return found


def _labels(
    labels: dict[str, list[str]], embed: Embed, axes: Vectors
) -> Vectors | None:
    """Unit rows of labels or seed words; None where there are none."""
    if not labels:
        return None
    texts = [" ".join(words) for words in labels.values()]
    return projected(embed(texts), axes)


def _again(model: Model, seed: int) -> list[Again]:
    """Refits on subsamples; of very many statements, of evenly spaced ones."""
    step = -(-len(model.labels) // REFIT_ON)
    some = np.arange(0, len(model.labels), step)
    found = refits(
        model.labels[some], lambda rows, other: model.refit(some[rows], other), seed
    )
    return [Again(some[one.rows], one.labels, one.agreement) for one in found]
