"""How many organisations have a barrier in a phase.

Here: weighted shares of rated barriers, and counts of those who mention one. Not here:
change between phases (``change``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from crisislearn.barriers.groups import Groups
from crisislearn.barriers.statistics import kish_n, wilson

COLUMNS = (
    "barrier", "calendar", "phase", "measure", "group_kind", "group_value", "n",
    "n_present", "share", "ci_low", "ci_high", "weighting", "n_recalled",
)  # fmt: skip
WEIGHTED = "post-stratified to the frame by organisation_type"
KEYS = ["barrier", "calendar", "phase"]


def prevalence(
    observations: pd.DataFrame, organisations: pd.DataFrame, groups: Groups
) -> pd.DataFrame:
    """Shares by barrier, phase and group.

    Rated barriers: of the frame's organisations with a known value, those with the
    barrier present or reduced, weighted so that organisation types count as in the
    frame. Mentioned barriers: counts alone, since not mentioned is not absent.

    Args:
        observations: ``core.observations``.
        organisations: ``core.organisations``.
        groups: See ``groups_of``.

    Returns:
        Rows of ``mart.barrier_prevalence``.
    """
    known = observations[observations["value"] != "unknown"].copy()
    known["present"] = known["value"].isin(["present", "reduced"])
    types = organisations.set_index("organisation_id")["organisation_type"]
    known["type"] = known["organisation_id"].map(types).fillna("")
    eligible = organisations[organisations["disposition"] != "ineligible"]
    rows: list[dict[str, Any]] = []
    for (kind, value), members in sorted(groups.items()):
        part = known[known["organisation_id"].isin(members)]
        frame = eligible[eligible["organisation_id"].isin(members)]
        in_frame = frame["organisation_type"].value_counts().to_dict()
        for measure, table in part.groupby("measure"):
            rated = measure == "rated"
            for (barrier, calendar, phase), cell in table.groupby(KEYS):
                rows.append(
                    {
                        "barrier": barrier,
                        "calendar": calendar,
                        "phase": phase,
                        "measure": measure,
                        "group_kind": kind,
                        "group_value": value,
                        "n": len(cell),
                        "n_present": int(cell["present"].sum()),
                        "n_recalled": int(cell["recalled"].astype(bool).sum()),
                    }
                    | (_share(cell, in_frame) if rated else {"weighting": "none"})
                )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _share(cell: pd.DataFrame, in_frame: dict[str, int]) -> dict[str, Any]:
    """Weighted share with a Wilson interval on Kish's effective n."""
    answered = cell["type"].value_counts().to_dict()
    can_weight = all(in_frame.get(kind) for kind in answered)
    weights = [
        in_frame[kind] / answered[kind] if can_weight else 1.0 for kind in cell["type"]
    ]
    present = cell["present"].to_list()
    total = sum(weights)
    share = sum(w for w, p in zip(weights, present, strict=True) if p) / total
    n = kish_n(weights)
    low, high = wilson(share * n, n)
    return {
        "share": share,
        "ci_low": low,
        "ci_high": high,
        "weighting": WEIGHTED if can_weight else "none",
    }
