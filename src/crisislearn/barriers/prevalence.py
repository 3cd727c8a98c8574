"""How many organisations have a barrier in a phase.

Here: weighted shares of rated barriers, and counts of those who mention one. Not here:
the weights (``weighting``) and change between phases (``change``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.groups import Groups, membership
from crisislearn.barriers.statistics import wilson

COLUMNS = (
    "barrier", "calendar", "phase", "measure", "group_kind", "group_value", "n",
    "n_present", "share", "ci_low", "ci_high", "weighting", "n_recalled",
)  # fmt: skip
CELL = ["barrier", "calendar", "phase", "measure", "group_kind", "group_value"]


def prevalence(
    observations: pd.DataFrame,
    groups: Groups,
    weights: pd.DataFrame,
    weighting: pd.DataFrame,
    parents: Mapping[str, str] | None = None,
    frame: Groups | None = None,
) -> pd.DataFrame:
    """Shares by barrier, phase and group.

    Rated barriers: of the frame's organisations with a known value, those with the
    barrier present or reduced, weighted. Groups are domains of the weighted field.
    Mentioned barriers: counts alone, since not mentioned is not absent.

    The interval is Wilson's on the effective number that the linearised variance comes
    to (Korn & Graubard 1998, Surv Methodol 24:193–201), over organisations, or over the
    parents that several belong to; never on more than the number there is, unless the
    frame is counted as finite.

    Args:
        observations: ``core.observations``.
        groups: See ``groups_of``.
        weights: ``core.weights``; organisations without one count as 1.
        weighting: ``mart.weighting``.
        parents: Organisation → the municipality or body it belongs to.
        frame: Eligible organisations of each group, to count the frame as finite.

    Returns:
        Rows of ``mart.barrier_prevalence``.
    """
    known = observations[observations["value"] != "unknown"].copy()
    known["n_present"] = known["value"].isin(["present", "reduced"]).astype(int)
    known["n_recalled"] = known["recalled"].astype(bool).astype(int)
    keys = ["calendar", "phase", "organisation_id"]
    known = known.merge(weights, on=keys, how="left", validate="m:1")
    known["weight"] = known["weight"].fillna(1.0)
    parent = known["organisation_id"].map(dict(parents or {}))
    known["cluster"] = parent.where(parent.notna(), known["organisation_id"])
    members = membership(groups)
    names = weighting.set_index(["calendar", "phase"])["margins"].to_dict()
    # Each organisation stands in many groups: one barrier at a time stays small.
    rows = [
        _row(cell, names, frame or {})
        for _, part in known.groupby("barrier", sort=True)
        for cell in _cells(part.merge(members, on="organisation_id"))
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _cells(every: pd.DataFrame) -> list[dict[Any, Any]]:
    """Weighted sums of one barrier by phase, measure and group, with variances."""
    every["present"] = every["weight"] * every["n_present"]
    every["n"], every["squares"] = 1, every["weight"] ** 2
    sums = ["n", "n_present", "n_recalled", "weight", "present", "squares"]
    cells = every.groupby(CELL, sort=True)[sums].sum().reset_index()
    cells["share"] = cells["present"] / cells["weight"]
    cells = cells.merge(_variances(every, cells), on=CELL, validate="1:1")
    return cells.to_dict("records")


def _variances(every: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Variance of each weighted share, linearised over clusters (Binder 1983)."""
    told = every[[*CELL, "cluster", "weight", "n_present"]].merge(
        cells[[*CELL, "share", "weight"]], on=CELL, suffixes=("", "_all")
    )
    residual = told["n_present"] - told["share"]
    told["part"] = told["weight"] * residual / told["weight_all"]
    parts = told.groupby([*CELL, "cluster"])["part"].sum().reset_index()
    parts["part"] = parts["part"] ** 2
    found = parts.groupby(CELL)["part"].agg(["sum", "size"]).reset_index()
    many = found["size"].to_numpy(float)
    factor = np.divide(many, many - 1, out=np.ones_like(many), where=many > 1)
    return found[CELL].assign(variance=found["sum"] * factor, clusters=found["size"])


def _row(
    cell: Mapping[Any, Any], names: Mapping[Any, str], frame: Groups
) -> dict[str, Any]:
    row = {c: cell[c] for c in (*CELL, "n", "n_present", "n_recalled")}
    if row["measure"] != "rated":
        return row | {"weighting": "none"}
    n, share = int(cell["n"]), float(cell["share"])
    kish = cell["weight"] ** 2 / cell["squares"]
    effective = effective_n(n, share, cell["variance"], kish)
    members = frame.get((cell["group_kind"], cell["group_value"]))
    if members and len(members) > n:
        effective = effective / (1 - n / len(members))
    low, high = wilson(share * effective, effective)
    margins = names.get((cell["calendar"], cell["phase"]), "")
    return row | {
        "share": share,
        "ci_low": low,
        "ci_high": high,
        "weighting": f"raked to the frame by {margins}" if margins else "none",
    }


def effective_n(n: int, share: float, variance: float, kish: float) -> float:
    """How many organisations drawn at random would know as much.

    Args:
        n: Organisations.
        share: Weighted share.
        variance: Its linearised variance.
        kish: Effective number by the weights alone; used where all say the same.
    """
    alike = share <= 0 or share >= 1 or variance <= 0
    return min(float(n), kish if alike else share * (1 - share) / variance)
