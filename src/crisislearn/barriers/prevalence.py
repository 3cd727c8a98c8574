"""How many organisations have a barrier in a phase.

Here: weighted shares of rated barriers, and counts of those who mention one. Not here:
change between phases (``change``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from crisislearn.barriers.groups import Groups, membership
from crisislearn.barriers.statistics import wilson

COLUMNS = (
    "barrier", "calendar", "phase", "measure", "group_kind", "group_value", "n",
    "n_present", "share", "ci_low", "ci_high", "weighting", "n_recalled",
)  # fmt: skip
WEIGHTED = "post-stratified to the frame by organisation_type"
KEYS = ["barrier", "calendar", "phase", "measure"]
GROUP = ["group_kind", "group_value"]


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
    known["present"] = known["value"].isin(["present", "reduced"]).astype(int)
    known["recalled"] = known["recalled"].astype(bool).astype(int)
    types = organisations.set_index("organisation_id")["organisation_type"]
    known["type"] = known["organisation_id"].map(types).fillna("")
    members = membership(groups)
    eligible = organisations[organisations["disposition"] != "ineligible"]
    in_frame = (
        members.merge(eligible[["organisation_id", "organisation_type"]])
        .groupby([*GROUP, "organisation_type"])
        .size()
        .to_dict()
    )
    strata = (
        known.merge(members, on="organisation_id")
        .groupby([*KEYS, *GROUP, "type"])
        .agg(n=("present", "size"), present=("present", "sum"),
             recalled=("recalled", "sum"))
        .reset_index()
    )  # fmt: skip
    cells: dict[tuple[str, ...], list[Any]] = {}
    for row in strata.itertuples(index=False):
        cells.setdefault(tuple(row[: len(KEYS) + len(GROUP)]), []).append(row)
    rows = [_cell(key, part, in_frame) for key, part in cells.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _cell(
    key: tuple[str, ...], strata: list[Any], in_frame: dict[Any, int]
) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip([*KEYS, *GROUP], key, strict=True))
    row["n"] = sum(s.n for s in strata)
    row["n_present"] = sum(s.present for s in strata)
    row["n_recalled"] = sum(s.recalled for s in strata)
    if row["measure"] != "rated":
        return row | {"weighting": "none"}
    group = (row["group_kind"], row["group_value"])
    return row | _share(strata, [in_frame.get((*group, s.type), 0) for s in strata])


def _share(strata: list[Any], in_frame: list[int]) -> dict[str, Any]:
    """Weighted share with a Wilson interval on the effective n (Kish 1965).

    Each of the n organisations that answered in a stratum stands for N/n of the frame.
    """
    weighted = all(in_frame)
    sizes = in_frame if weighted else [s.n for s in strata]
    total = sum(sizes)
    share = sum(N * s.present / s.n for N, s in zip(sizes, strata, strict=True)) / total
    n = total**2 / sum(N * N / s.n for N, s in zip(sizes, strata, strict=True))
    low, high = wilson(share * n, n)
    return {
        "share": share,
        "ci_low": low,
        "ci_high": high,
        "weighting": WEIGHTED if weighted else "none",
    }
