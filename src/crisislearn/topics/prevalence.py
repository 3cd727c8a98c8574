"""How many organisations speak of a topic.

Here: counts and shares by the phase in which it was said and by group of organisations,
with Wilson intervals. Not here: what a phase means for a barrier; speaking of a topic
less is no proof that it went away.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import pandas as pd

COLUMNS = [
    "topic_id",
    "phase",
    "group_kind",
    "group_value",
    "n",
    "n_topic",
    "share",
    "ci_low",
    "ci_high",
]
GROUPS = ("organisation_type", "sector", "youth")


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927, JASA 22, 209-212).

    Args:
        k: Organisations that do.
        n: Organisations in all, at least 1.
        level: Coverage aimed at.

    Returns:
        Lower and upper end, in 0 to 1; exactly 0 and 1 where nobody and all do.
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = k / n
    scale = 1 + z * z / n
    middle = (share + z * z / (2 * n)) / scale
    half = z / scale * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if k == 0 else middle - half
    high = 1.0 if k == n else middle + half
    return low, high


def topic_prevalence(
    topic_statements: pd.DataFrame,
    statements: pd.DataFrame,
    organisations: pd.DataFrame,
) -> pd.DataFrame:
    """Share of the speaking organisations that speak of each topic.

    The unit is the organisation: one that returns to a topic ten times counts once.
    Statements without an organisation or without a date (and so without a phase) have
    no place in this table; they stay in ``mart.topic_statements``.

    Args:
        topic_statements: ``mart.topic_statements``, the analysed statements.
        statements: ``core.statements``, at least of these.
        organisations: ``core.organisations``.

    Returns:
        ``mart.topic_prevalence``, with a row of 0 for a topic that nobody in a group
        speaks of; ``group_value`` is ``all`` for all, ``true`` or ``false`` for youth.
        An organisation of unknown group counts in ``all`` only.
    """
    spoken = _spoken(topic_statements, statements)
    return _shares(topic_statements, spoken, _groups(organisations, spoken))


def foundation_prevalence(
    topic_statements: pd.DataFrame,
    statements: pd.DataFrame,
    parts: dict[str, set[str]],
) -> pd.DataFrame:
    """The same within the part of the field that each foundation asks about.

    Args:
        topic_statements: ``mart.topic_statements``.
        statements: ``core.statements``, at least of these.
        parts: Organisations by foundation.

    Returns:
        ``mart.topic_foundations``.
    """
    rows = [(o, "foundation", f) for f in sorted(parts) for o in sorted(parts[f])]
    names = ["organisation_id", "group_kind", "group_value"]
    groups = pd.DataFrame(rows, columns=names)
    found = _shares(topic_statements, _spoken(topic_statements, statements), groups)
    return found.rename(columns={"group_value": "foundation"}).drop(
        columns="group_kind"
    )


def _spoken(topic_statements: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """The statements that have an organisation and a phase."""
    return topic_statements.merge(
        statements[["statement_id", "organisation_id", "asked_phase"]],
        on="statement_id",
        validate="1:1",
    ).dropna(subset=["organisation_id", "asked_phase"])


def _shares(
    topic_statements: pd.DataFrame, spoken: pd.DataFrame, groups: pd.DataFrame
) -> pd.DataFrame:
    topics = sorted(topic_statements["topic_id"].unique().tolist())
    grouped = spoken.merge(groups, on="organisation_id")
    rows = []
    for (phase, kind, value), part in grouped.groupby(
        ["asked_phase", "group_kind", "group_value"], sort=True
    ):
        n = int(part["organisation_id"].nunique())
        speaking = part.groupby("topic_id")["organisation_id"].nunique()
        for topic in topics:
            k = int(speaking.get(topic, 0))
            low, high = wilson(k, n)
            rows.append((topic, phase, kind, value, n, k, k / n, low, high))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.sort_values(COLUMNS[:4], ignore_index=True).round(
        {"share": 6, "ci_low": 6, "ci_high": 6}
    )


def _groups(organisations: pd.DataFrame, spoken: pd.DataFrame) -> pd.DataFrame:
    """(organisation_id, group_kind, group_value), one row per group it belongs to."""
    everybody = pd.DataFrame({"organisation_id": spoken["organisation_id"].unique()})
    parts = [everybody.assign(group_kind="all", group_value="all")]
    for kind in GROUPS:
        known = organisations[["organisation_id", kind]].dropna()
        value = known[kind].astype(str)
        if kind == "youth":
            value = value.str.lower()
        parts.append(
            pd.DataFrame(
                {
                    "organisation_id": known["organisation_id"],
                    "group_kind": kind,
                    "group_value": value,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
