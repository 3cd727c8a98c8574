"""New statements under the topics that were published.

Here: placing a new wave by stored centres, and how far it drifts from what the topics
rest on. Not here: the fit (``fit``) and when it is done again (``pipeline.discover``).
Topics that were published stay as they are: no statement changes its topic because
others came in.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crisislearn.topics.cluster import (
    OUTSIDE,
    Vectors,
    nearest,
    one_thread,
    projected,
    without_question,
)
from crisislearn.topics.fit import Embed
from crisislearn.topics.material import analysed, questions
from crisislearn.topics.tables import HERE, MODELS, WHOLE
from crisislearn.topics.words import content_words

MATTERS = 0.1  # more of the new than of the old statements outside every topic
MOVED = 0.25  # population stability index; above, a distribution has shifted


def place_new(
    found: dict[str, pd.DataFrame],
    statements: pd.DataFrame,
    lemmas: Sequence[str],
    embed: Embed,
    language: str,
) -> dict[str, pd.DataFrame]:
    """The tables of a fit with the statements that came after it.

    Args:
        found: Tables of ``fit_topics``.
        statements: ``core.statements`` of today. Those that are gone leave the tables.
        lemmas: Lemmas of each.
        embed: Gives (m, d) rows for m texts, in the space of the fit.
        language: Language of the study.

    Returns:
        The same tables, topics counted anew, and in ``models`` how much is new, how far
        it drifts, and whether a refit is advised.
    """
    said, _ = analysed(statements, language)
    old = found["topic_statements"]
    old = old[old["statement_id"].isin(said["statement_id"])]
    new = said[~said["statement_id"].isin(old["statement_id"])]
    placed, places = _placed(found["basis"], new, lemmas, embed, language)
    rows = pd.concat([old, placed]).sort_values("statement_id", ignore_index=True)
    kept = found["places"][found["places"]["statement_id"].isin(old["statement_id"])]
    here = pd.concat([kept, places]).sort_values("statement_id", ignore_index=True)
    again = found["refits"]
    model = found["models"]["model"].iloc[0]
    told = [(model, "topics", *one, HERE) for one in drift(old, placed)]
    return found | {
        "topics": _counted(found["topics"], rows, said),
        "topic_statements": rows,
        "places": here,
        "refits": again[again["statement_id"].isin(rows["statement_id"])],
        "models": pd.concat(
            [found["models"], pd.DataFrame(told, columns=MODELS)], ignore_index=True
        ),
    }


def drift(old: pd.DataFrame, new: pd.DataFrame) -> list[tuple[str, float | None]]:
    """How far new statements are from what the topics rest on.

    The population stability index sums ``(q - p) log(q / p)`` over topics, with p the
    share of the old and q of the new statements (counts plus a half); above 0.25 a
    distribution is commonly taken to have shifted (Siddiqi 2006).

    Args:
        old: ``mart.topic_statements`` of the fit.
        new: The same of what came after it.

    Returns:
        Measures with values, the last a sentence without one where a refit is advised.
    """
    if new.empty or old.empty:
        return []
    topics = sorted(set(old["topic_id"]) | set(new["topic_id"]))
    p, q = (_shares(one, topics) for one in (old, new))
    index = float(((q - p) * np.log(q / p)).sum())
    lost = (new["topic_id"] == OUTSIDE).mean() - (old["topic_id"] == OUTSIDE).mean()
    told: list[tuple[str, float | None]] = [
        ("statements newer than the topics", float(len(new))),
        ("share of the new outside, less that of the old", round(float(lost), 6)),
        ("population stability index of the new", round(index, 6)),
    ]
    if lost > MATTERS or index > MOVED:
        told.append(("refit advised: crisislearn analyse --refit", None))
    return told


def _shares(rows: pd.DataFrame, topics: list[int]) -> np.ndarray:
    count = rows["topic_id"].value_counts().reindex(topics).fillna(0).to_numpy() + 0.5
    return np.asarray(count / count.sum(), dtype=np.float64)


def _placed(
    basis: pd.DataFrame,
    new: pd.DataFrame,
    lemmas: Sequence[str],
    embed: Embed,
    language: str,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of ``topic_statements`` and ``places`` for new statements."""
    if new.empty:
        empty = pd.DataFrame(columns=["statement_id", "topic_id", "similarity"])
        return empty, pd.DataFrame(columns=["statement_id", "place"])
    documents = [
        content_words(text, lemmas[row], language)
        for text, row in zip(new["text"], new["row"], strict=True)
    ]
    by_kind = dict(list(basis.groupby("kind")))
    texts = [" ".join(dict.fromkeys(document)) for document in documents]
    if by_kind["texts"]["name"].iloc[0] == WHOLE:
        texts = new["text"].tolist()
    axes: Vectors = np.stack(by_kind["axis"]["row"].tolist()).T.astype(np.float32)
    asked = by_kind["question"]
    means = dict(zip(asked["name"], asked["row"], strict=True))
    centre = by_kind.get("centre", basis.head(0))
    middles = {
        int(name): np.asarray(row)
        for name, row in zip(centre["name"], centre["row"], strict=True)
    }
    with one_thread():
        vectors = without_question(embed(texts), questions(new), means)
        vectors = projected(vectors, axes)
        bound = float(by_kind["bound"]["row"].iloc[0][0])
        topic, close = nearest(vectors, middles, bound)
    ids = new["statement_id"].tolist()
    table = {"statement_id": ids, "topic_id": topic, "similarity": close}
    places = {"statement_id": ids, "place": list(vectors)}
    return pd.DataFrame(table), pd.DataFrame(places)


def _counted(
    topics: pd.DataFrame, rows: pd.DataFrame, said: pd.DataFrame
) -> pd.DataFrame:
    per = rows.merge(
        said[["statement_id", "organisation_id"]], on="statement_id"
    ).groupby("topic_id")
    index = topics["topic_id"]
    return topics.assign(
        size=per.size().reindex(index).fillna(0).astype(int).to_numpy(),
        organisations=per["organisation_id"]
        .nunique()
        .reindex(index)
        .fillna(0)
        .astype(int)
        .to_numpy(),
    )
