"""Carrying out what a researcher changes: rename, hide, merge, split.

Here: finding the topics that the changes mean, and the tables after them. Not here: the
file (``wishes``). The fit stays as it was; only the published tables differ from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd

from crisislearn.topics.cluster import OUTSIDE, Fits
from crisislearn.topics.wishes import Edit

LIKE = 15  # statements that name a topic in a file to begin with
FOUND = 0.5  # share of these that the topic must hold
MODELS = ["model", "task", "measure", "value", "measured_on"]


def edits_of(found: dict[str, pd.DataFrame]) -> list[Edit]:
    """One entry a topic, without a change, each named by its most central statements.

    Args:
        found: Tables of ``fit_topics``.
    """
    rows = found["topic_statements"].sort_values(
        ["similarity", "statement_id"], ascending=[False, True]
    )
    names = found["topics"].set_index("topic_id")["label"]
    return [
        Edit(label=str(names[topic]), like=part["statement_id"].head(LIKE).tolist())
        for topic, part in rows[rows["topic_id"] != OUTSIDE].groupby("topic_id")
    ]


def meant(edits: Sequence[Edit], topic_statements: pd.DataFrame) -> list[int | None]:
    """The topic that each change means, paired one to one (Hungarian method).

    Args:
        edits: Changes.
        topic_statements: ``mart.topic_statements`` of the fit.

    Returns:
        Topic of each; None where no topic holds half of the statements that are still
        there.
    """
    from scipy.optimize import linear_sum_assignment

    of = topic_statements.set_index("statement_id")["topic_id"]
    topics = sorted(set(of.tolist()) - {OUTSIDE})
    share = np.zeros((len(edits), max(len(topics), 1)))
    for row, edit in enumerate(edits):
        there = of.reindex(edit.like).dropna()
        for column, topic in enumerate(topics):
            share[row, column] = (there == topic).mean() if len(there) else 0.0
    means: list[int | None] = [None] * len(edits)
    pairs = np.stack(linear_sum_assignment(share, maximize=True), axis=1).tolist()
    for at, column in pairs:
        if topics and share[at, column] >= FOUND:
            means[at] = topics[column]
    return means


def apply_edits(
    found: dict[str, pd.DataFrame], edits: Sequence[Edit], statements: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables after a researcher's changes.

    Merged topics keep the lowest number and its words; the parts of a split keep the
    number and get new ones after the last. Where topics were put together or split
    their stability and coherence are no longer known.

    Args:
        found: Tables of ``fit_topics``.
        edits: Changes, in the order of the file.
        statements: ``core.statements``, to count organisations anew.

    Returns:
        The same tables; ``models`` says which changes found no topic.
    """
    if not edits or found["topics"].empty:
        return found
    means = meant(edits, found["topic_statements"])
    topics = found["topics"].set_index("topic_id")
    rows = found["topic_statements"].copy()
    changed: set[int] = set()
    merged: dict[str, int] = {}
    for edit, topic in zip(edits, means, strict=True):
        if topic is None:
            continue
        if edit.merge:
            into = merged.setdefault(edit.merge, topic)
            rows.loc[rows["topic_id"] == topic, "topic_id"] = into
            topics.loc[into, "label"] = edit.merge
            changed |= {topic, into} if topic != into else set()
        if edit.split > 1:
            changed |= _split(rows, topic, edit, topics, found["places"])
        if edit.name:
            topics.loc[topic, "label"] = edit.name
        topics.loc[topic, "hidden"] = edit.hide
    topics.loc[sorted(changed), ["stability", "coherence"]] = np.nan
    topics.loc[sorted(changed), "stable"] = False
    lost = sum(topic is None for topic in means)
    model = found["topics"]["method"].iloc[0]
    told = (model, "topics", "changes in topics.yml that found no topic", lost,
            "the statements of this study")  # fmt: skip
    said = pd.DataFrame([told], columns=MODELS) if lost else None
    models = pd.concat([found["models"], said]) if lost else found["models"]
    return found | {
        "topics": _counted(topics, rows, statements),
        "topic_statements": rows,
        "models": models.reset_index(drop=True),
    }


def _split(
    rows: pd.DataFrame,
    topic: int,
    edit: Edit,
    topics: pd.DataFrame,
    places: pd.DataFrame,
) -> set[int]:
    """Split a topic in place by k-means of its statements; the topics that it gives."""
    mine = rows.loc[rows["topic_id"] == topic, "statement_id"]
    at = places.set_index("statement_id").loc[mine, "place"]
    part = Fits(np.stack(at.tolist()).astype(np.float32))(edit.split)
    order = pd.Series(part).value_counts(sort=True).index.tolist()
    name, given = str(topics.loc[topic, "label"]), {topic}
    for number, one in enumerate(order[1:], start=2):
        new = int(max(topics.index)) + 1
        topics.loc[new] = topics.loc[topic]
        topics.loc[new, "label"] = f"{edit.name or name} ({number})"
        rows.loc[mine.index[part == one], "topic_id"] = new
        given.add(new)
    return given


def _counted(
    topics: pd.DataFrame, rows: pd.DataFrame, statements: pd.DataFrame
) -> pd.DataFrame:
    """Topics that have a statement, with sizes and examples counted anew."""
    said = rows.merge(
        statements[["statement_id", "organisation_id"]], on="statement_id"
    )
    per = said.groupby("topic_id")
    topics = topics[topics.index.isin(said["topic_id"])].copy()
    topics["size"] = per.size().reindex(topics.index)
    topics["organisations"] = per["organisation_id"].nunique().reindex(topics.index)
    central = said.sort_values(["similarity", "statement_id"], ascending=[False, True])
    for topic, part in central[central["topic_id"] != OUTSIDE].groupby("topic_id"):
        ids = set(json.loads(str(topics.at[topic, "examples"])))
        if not ids <= set(part["statement_id"]):
            new = part["statement_id"].head(3).tolist()
            topics.at[topic, "examples"] = json.dumps(new)
    return topics.sort_index().rename_axis("topic_id").reset_index()
