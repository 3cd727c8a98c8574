"""From statements and their vectors to the tables of topics.

Here: which statements are analysed, the choice of model by size, and the two tables.
Not here: the models (``model``), the measures (``quality``), who speaks of what
(``prevalence``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crisislearn.topics.cluster import (
    OUTSIDE,
    Vectors,
    one_thread,
    place,
    similarities,
    without_question,
)
from crisislearn.topics.material import analysed, questions, speakers, telling
from crisislearn.topics.model import Model, bertopic_model, nmf_model
from crisislearn.topics.quality import (
    coherence,
    diversity,
    overall_stability,
    stability,
)
from crisislearn.topics.words import content_words, distinct, labels, vocabulary

if TYPE_CHECKING:
    from crisislearn.settings import Settings

Embed = Callable[[list[str]], Vectors]

FEWEST = 30  # usable statements; with fewer, read them
EXAMPLES = 3
TOPICS = [
    "topic_id",
    "label",
    "words",
    "size",
    "organisations",
    "stability",
    "coherence",
    "examples",
    "hidden",
    "method",
]
TOPIC_STATEMENTS = ["statement_id", "topic_id", "similarity"]
MODELS = ["model", "task", "measure", "value", "measured_on"]
LABEL_OUTSIDE = {"da": "Uden fælles emne", "en": "No shared topic"}


def fit_topics(
    statements: pd.DataFrame,
    lemmas: Sequence[str],
    embed: Embed,
    settings: Settings,
    language: str,
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
            BERTopic, ``seed`` and ``workers``.
        language: Language of the study.

    Returns:
        ``topics`` and ``topic_statements`` (``mart``), and ``models``, rows of
        ``ops.models`` with the quality of the whole; all empty where fewer than
        ``FEWEST`` different statements can be used.

    Raises:
        ValueError: If statements and lemmas differ in length.
    """
    if len(statements) != len(lemmas):
        raise ValueError(
            f"{len(statements)} statements and {len(lemmas)} lemmas must be of the "
            "same length"
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
    fitted = enough & np.array([bool(document) for document in shared], dtype=bool)
    if fitted.sum() < FEWEST:
        return _empty()
    of_words = [document for document, use in zip(shared, fitted, strict=True) if use]
    few = len(of_words) < settings.topic_min_statements
    with one_thread():
        vectors = without_question(embed(texts), questions(spoken))
        many = partial(bertopic_model, workers=settings.processes)
        make = nmf_model if few else many
        model = make(of_words, vectors[fitted], words, settings.seed)
        stable = stability(model.labels, model.refit, settings.seed)
        topic = place(vectors, vectors[fitted], model.labels)
        topic[fitted] = np.where(model.labels == OUTSIDE, topic[fitted], model.labels)
        topic[[not document for document in shared]] = OUTSIDE
        close = similarities(vectors, topic)
    at = np.searchsorted(once, original)
    said = said.assign(
        topic=topic[at],
        similarity=close[at],
        example=(original == said.index) & fitted[at],
    )
    return _tables(said, model, of_words, stable, language)


def _tables(
    said: pd.DataFrame,
    model: Model,
    documents: list[list[str]],
    stable: dict[int, float],
    language: str,
) -> dict[str, pd.DataFrame]:
    """The tables, with topics numbered by size, the largest 0."""
    inside = said[said["topic"] != OUTSIDE]
    size = inside.groupby("topic").size()
    earliest = inside.groupby("topic")["statement_id"].min()
    order = sorted(size.index, key=lambda topic: (-size[topic], earliest[topic]))
    number = {OUTSIDE: OUTSIDE} | {old: new for new, old in enumerate(order)}
    said = said.assign(topic=said["topic"].map(number))
    words = {number[old]: distinct(model.words[old]) for old in order}
    measured = {number[old]: stable[old] for old in order}
    agree = coherence(words, documents)
    names = labels(words) | {OUTSIDE: LABEL_OUTSIDE.get(language, LABEL_OUTSIDE["da"])}
    rows = []
    for topic in sorted(said["topic"].unique().tolist()):
        part = said[said["topic"] == topic]
        described = words.get(topic)
        rows.append(
            (
                topic,
                names[topic],
                ", ".join(described) if described else None,
                len(part),
                part["organisation_id"].nunique(),
                measured.get(topic),
                agree.get(topic),
                json.dumps(_examples(part)),
                False,
                model.method,
            )
        )
    topics = pd.DataFrame(rows, columns=TOPICS)
    topic_statements = said.rename(columns={"topic": "topic_id"})[TOPIC_STATEMENTS]
    quality = {
        "npmi_coherence": topics["coherence"].mean(),
        "diversity": diversity(words),
        "stability": overall_stability(
            measured, {number[old]: int(size[old]) for old in order}
        ),
        "share_outside": round(float((said["topic"] == OUTSIDE).mean()), 6),
    }
    return {
        "topics": topics,
        "topic_statements": topic_statements,
        "models": _models(model.method, quality),
    }


def _examples(part: pd.DataFrame) -> list[str]:
    """Ids of the most central statements of a topic, each of other words.

    Of what is outside every topic, the ones that are farthest from all.
    """
    outside = bool((part["topic"] == OUTSIDE).all())
    ranked = part[part["example"]].sort_values(
        ["similarity", "statement_id"], ascending=[outside, True]
    )
    ids: list[str] = ranked["statement_id"].head(EXAMPLES).tolist()
    return ids


def _models(method: str, quality: dict[str, Any]) -> pd.DataFrame:
    rows = [
        (method, "topics", measure, value, "the statements of this study")
        for measure, value in quality.items()
    ]
    return pd.DataFrame(rows, columns=MODELS)


def _empty() -> dict[str, pd.DataFrame]:
    return {
        "topics": pd.DataFrame(columns=TOPICS),
        "topic_statements": pd.DataFrame(columns=TOPIC_STATEMENTS),
        "models": pd.DataFrame(columns=MODELS),
    }
