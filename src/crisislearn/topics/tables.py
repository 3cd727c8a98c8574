"""The tables of a fit.

Here: numbering topics, describing them, and what is kept so that a new wave can be
placed. Not here: the fit (``fit``) and what a researcher changes after it (``edits``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crisislearn.topics.cluster import OUTSIDE, Vectors
from crisislearn.topics.model import Model
from crisislearn.topics.phrases import JOINT
from crisislearn.topics.quality import (
    TRUSTED,
    Again,
    coherence,
    diversity,
    overall_stability,
    stability,
)
from crisislearn.topics.words import distinct, labels

EXAMPLES = 3
TOPICS = [
    "topic_id", "label", "words", "size", "organisations", "stability", "stable",
    "coherence", "examples", "hidden", "method",
]  # fmt: skip
TOPIC_STATEMENTS = ["statement_id", "topic_id", "similarity"]
MODELS = ["model", "task", "measure", "value", "measured_on"]
REFITS = ["statement_id", "refit", "topic_id"]
PLACES = ["statement_id", "place"]
BASIS = ["kind", "name", "row"]
LABEL_OUTSIDE = {"da": "Uden fælles emne", "en": "No shared topic"}
WHOLE = "whole"
HERE = "the statements of this study"
EVERY = "stability of all clusters"  # also of those that are no topics


@dataclass(frozen=True)
class Fitted:
    """A fit before its topics are numbered.

    Attributes:
        model: Topics and words.
        documents: Words of each statement that was fitted.
        again: Refits on subsamples.
        statement_ids: Of the statements that were fitted.
        means: What answers to one question have in common.
        axes: (d, few) directions that statements lie in.
        middles: Unit centre of each topic.
        bound: Cosine with a centre from which a new statement is on the topic.
        given: Labels that became topics, by topic.
        whole: Whether whole texts stand for the statements, not their telling words.
        forms: As people say words and phrases, by lemmas.
    """

    model: Model
    documents: list[list[str]]
    again: list[Again]
    statement_ids: NDArray[Any]
    means: dict[str, NDArray[np.float64]]
    axes: Vectors
    middles: dict[int, NDArray[np.float64]]
    bound: float
    given: dict[int, str]
    whole: bool
    forms: dict[str, str]


def topic_tables(
    said: pd.DataFrame, fit: Fitted, language: str
) -> dict[str, pd.DataFrame]:
    """The tables, with topics numbered by size, the largest 0.

    Args:
        said: Analysed statements with ``topic``, ``similarity``, ``example`` (may be
            one) and ``place``.
        fit: What was found.
        language: Language of the study.
    """
    inside = said[said["topic"] != OUTSIDE]
    size = inside.groupby("topic").size()
    earliest = inside.groupby("topic")["statement_id"].min()
    order = sorted(size.index, key=lambda topic: (-size[topic], earliest[topic]))
    number = {OUTSIDE: OUTSIDE} | {old: new for new, old in enumerate(order)}
    said = said.assign(topic=said["topic"].map(number))
    told = {number[old]: distinct(fit.model.words.get(old, [])) for old in order}
    words = {topic: [w for w in all_ if JOINT not in w] for topic, all_ in told.items()}
    phrases = {topic: [w for w in all_ if JOINT in w] for topic, all_ in told.items()}
    by_topic = stability(fit.again)
    stable = {number[old]: by_topic[old] for old in order if old in by_topic}
    named = labels(words, phrases, fit.forms)
    topics = _topics(said, fit, words, named, stable, number, language)
    quality = {
        "npmi_coherence": topics["coherence"].mean(),
        "diversity": diversity(words),
        "stability": overall_stability(
            stable, {number[old]: int(size[old]) for old in order}
        ),
        EVERY: fit.model.every,
        "topics below stability 0.75": sum(v < TRUSTED for v in stable.values()),
        "share_outside": round(float((said["topic"] == OUTSIDE).mean()), 6),
    }
    return {
        "topics": topics,
        "topic_statements": said.rename(columns={"topic": "topic_id"})[
            TOPIC_STATEMENTS
        ],
        "models": _models(fit.model.method, quality),
        "refits": _refits(fit, number),
        "places": said[PLACES],
        "basis": _basis(fit, number),
    }


def _topics(
    said: pd.DataFrame,
    fit: Fitted,
    words: dict[int, list[str]],
    named: dict[int, str],
    stable: dict[int, float],
    number: dict[int, int],
    language: str,
) -> pd.DataFrame:
    agree = coherence(words, fit.documents)
    outside = LABEL_OUTSIDE.get(language, LABEL_OUTSIDE["da"])
    names = named | {OUTSIDE: outside}
    names |= {number[old]: name for old, name in fit.given.items() if old in number}
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
                stable.get(topic),
                stable.get(topic, 0.0) >= TRUSTED,
                agree.get(topic),
                json.dumps(_examples(part)),
                False,
                fit.model.method,
            )
        )
    return pd.DataFrame(rows, columns=TOPICS)


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


def _refits(fit: Fitted, number: dict[int, int]) -> pd.DataFrame:
    """Topic of each statement in each refit it was drawn for."""
    parts = [
        pd.DataFrame(
            {
                "statement_id": fit.statement_ids[one.rows],
                "refit": b,
                "topic_id": [number.get(old, OUTSIDE) for old in one.labels.tolist()],
            }
        )
        for b, one in enumerate(fit.again, start=1)
    ]
    return pd.concat(parts, ignore_index=True)[REFITS]


def _basis(fit: Fitted, number: dict[int, int]) -> pd.DataFrame:
    """What a new statement is placed by."""
    rows: list[tuple[str, str, Any]] = [
        ("question", name, mean) for name, mean in sorted(fit.means.items())
    ]
    rows += [("axis", str(n), axis) for n, axis in enumerate(fit.axes.T)]
    rows += [
        ("centre", str(number[old]), middle)
        for old, middle in sorted(fit.middles.items())
        if old in number
    ]
    rows.append(("bound", "", np.array([fit.bound])))
    rows.append(("texts", WHOLE if fit.whole else "telling", np.zeros(1)))
    exact = [(kind, name, np.asarray(row, np.float64)) for kind, name, row in rows]
    return pd.DataFrame(exact, columns=BASIS)


def _models(method: str, quality: dict[str, Any]) -> pd.DataFrame:
    rows = [
        (method, "topics", measure, value, HERE)
        for measure, value in quality.items()
        if measure != EVERY or value is not None
    ]
    return pd.DataFrame(rows, columns=MODELS)


def empty_tables(usable: int, fewest: int) -> dict[str, pd.DataFrame]:
    """No topics, and a row of ``ops.models`` that says why."""
    told = (
        f"no topics: {usable} statements say something that others speak of, at least "
        f"{fewest} are needed; read them instead"
    )
    return {
        "topics": pd.DataFrame(columns=TOPICS),
        "topic_statements": pd.DataFrame(columns=TOPIC_STATEMENTS),
        "models": pd.DataFrame([("none", "topics", told, None, HERE)], columns=MODELS),
        "refits": pd.DataFrame(columns=REFITS),
        "places": pd.DataFrame(columns=PLACES),
        "basis": pd.DataFrame(columns=BASIS),
    }
