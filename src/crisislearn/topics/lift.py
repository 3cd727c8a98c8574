"""Which barriers are spoken of where a topic is.

Here: how often a statement of a topic carries a code, against how often any statement
does. Not here: codes (``barriers``) and topics (``fit``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from crisislearn.topics.cluster import OUTSIDE

COLUMNS = [
    "topic_id", "code", "n", "n_topic", "n_code", "n_both", "organisations", "lift",
    "ci_low", "ci_high",
]  # fmt: skip
DRAWS = 500


def topic_barriers(
    topic_statements: pd.DataFrame,
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """Topic × barrier with lift and interval.

    The lift is ``P(code | topic) / P(code)`` over the analysed statements. Its interval
    (95 %) is the percentile bootstrap over organisations (or sources, where there is
    none), since statements of one organisation are alike.

    Args:
        topic_statements: ``mart.topic_statements``.
        codings: ``core.codings`` that count.
        statements: ``core.statements``.
        seed: Seed of the bootstrap.

    Returns:
        Rows of ``mart.topic_barriers``, of pairs that occur.
    """
    said = topic_statements.merge(
        statements[["statement_id", "organisation_id", "source_id"]], on="statement_id"
    ).sort_values("statement_id", ignore_index=True)
    barriers = codings[codings["kind"] == "barrier"]
    coded = said.merge(
        barriers[["statement_id", "code"]].drop_duplicates(), on="statement_id"
    )
    if coded.empty:
        return pd.DataFrame(columns=COLUMNS)
    who = said["organisation_id"].fillna(said["source_id"])
    speakers, number = np.unique(who.to_numpy(str), return_inverse=True)
    at = pd.Series(number, index=said["statement_id"])
    count = len(speakers)
    draw = np.random.default_rng(seed)
    weights = draw.multinomial(count, np.full(count, 1 / count), DRAWS).astype(float)

    def sums(ids: pd.Series) -> np.ndarray:
        """How many of these statements there are, in all and in each draw."""
        per = np.bincount(at.loc[ids].to_numpy(), minlength=count).astype(float)
        return np.concatenate([[per.sum()], weights @ per])

    everything = sums(said["statement_id"])
    topics: dict[Any, Any] = {
        topic: sums(part["statement_id"]) for topic, part in said.groupby("topic_id")
    }
    codes: dict[Any, Any] = {
        code: sums(part["statement_id"]) for code, part in coded.groupby("code")
    }
    rows = []
    for (topic, code), part in coded.groupby(["topic_id", "code"]):
        if topic == OUTSIDE:
            continue
        both = sums(part["statement_id"])
        with np.errstate(divide="ignore", invalid="ignore"):
            lift = (both / topics[topic]) / (codes[code] / everything)
        low, high = np.nanquantile(lift[1:], [0.025, 0.975])
        counts = [int(v[0]) for v in (everything, topics[topic], codes[code], both)]
        speaking = part["organisation_id"].nunique()
        rows.append((topic, code, *counts, speaking, lift[0], low, high))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.round({"lift": 6, "ci_low": 6, "ci_high": 6})
