"""The rebound share as readers are told it.

Here: how coarsely each of its figures is told, and when none is. Not here: the share
itself (``barriers.headline``) and the attacker (``subject``).

It adds up answers over all barriers, so that a reader who knew all but one of them
would learn of that one. Every figure is therefore told in steps in which it would be
the same had ``MARGIN`` organisations answered otherwise, either way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crisislearn.privacy.disclosure import Rules
from crisislearn.warehouse.groups import records

if TYPE_CHECKING:
    import pandas as pd

_SHARE = ("share", "ci_low", "ci_high", "n_known")
REBOUND = {
    "mart.headline": (*_SHARE, "n_gone", "n_organisations", "share_if_none",
                      "share_corrected"),
    "mart.rebound_families": _SHARE,
}  # fmt: skip
"""Table → columns without which nothing of a row is told: no headline without what it
takes to believe it."""

MARGIN = 1
"""Organisations that may answer otherwise of a barrier without any figure moving."""

SHARES, COUNTS = (0.01, 0.02, 0.03, 0.04, 0.05, 0.1), (10, 20, 30, 50)
"""Steps that figures are told in: the first one that keeps the margin."""

WIDER = 3
"""What is corrected for errors moves with answers more than the share itself does: by
1 / (1 − 2 × error) ** 3 at most about twice, for an error of 10 %."""

TOO_CLOSE = "told to readers, it would give single answers away"
FEW = "too few came back, or too few did not, for readers"

TRAJECTORIES = {
    "n_gone": ("disappeared", "came_back", "gone_so_far"),
    "n_known": ("disappeared", "came_back"),
    "n_back": ("came_back",),
}
"""What each of its counts is of, in the words of ``mart.barrier_trajectories``."""

FIGURES = (
    "share", "ci_low", "ci_high", "n_barriers", "n_organisations", "n_clusters",
    "n_gone", "n_known", "n_back", "attrition", "share_if_none", "share_corrected",
)  # fmt: skip


def bounds_of(exact: Mapping[str, float]) -> dict[tuple[str, ...], tuple[float, float]]:
    """What a reader may learn of one barrier who knows all the others.

    Args:
        exact: Trajectory → organisations of the whole field.

    Returns:
        Trajectories → least and largest number of organisations in them together.
    """
    found = {}
    for names in TRAJECTORIES.values():
        true = sum(exact.get(name, 0.0) for name in names)
        found[names] = max(0.0, true - MARGIN), true + MARGIN
    return found


def coarse_rebound(
    frame: pd.DataFrame, needed: Sequence[str], safe: bool, rules: Rules
) -> pd.DataFrame:
    """A table of ``REBOUND`` as readers may see it.

    Args:
        frame: The exact one.
        needed: Columns without which nothing of a row is told.
        safe: Whether ``bounds_of`` every barrier gives nothing else away.
        rules: The limits.
    """
    rows = []
    for row in records(frame):
        few = rules.few
        if row["share"] is None:
            row |= dict.fromkeys(FIGURES)
        elif not safe:
            row |= dict.fromkeys(FIGURES) | {"reason": TOO_CLOSE}
        elif min(row["n_back"], row["n_known"] - row["n_back"]) < few:
            row |= dict.fromkeys(FIGURES) | {"reason": FEW}
        else:
            row |= _told(row, needed)
        rows.append(row)
    return type(frame)(rows, columns=list(frame.columns), index=frame.index)


def _told(row: Mapping[str, Any], needed: Sequence[str]) -> dict[str, Any]:
    back, known, gone = (row[c] for c in ("n_back", "n_known", "n_gone"))
    ends = (back - MARGIN) / (known + MARGIN), (back + MARGIN) / (known - MARGIN)
    away = max(abs(end - row["share"]) for end in ends)

    def share(column: str, times: float = 1.0) -> float | None:
        value = row[column]
        if value is None:
            return None
        told: float | None = _step(
            value, value - times * away, value + times * away, SHARES
        )
        return told

    counts = {c: _step(n, n - MARGIN, n + MARGIN, COUNTS)
              for c, n in (("n_gone", gone), ("n_known", known),
                           ("n_organisations", row["n_organisations"]))}  # fmt: skip
    shares = {c: share(c) for c in ("share", "ci_low", "ci_high")}
    shares |= {c: share(c, WIDER) for c in ("share_if_none", "share_corrected")}
    found = dict.fromkeys(FIGURES) | counts | shares
    if any(found[c] is None for c in needed):
        return dict.fromkeys(FIGURES) | {"reason": TOO_CLOSE}
    if found["n_gone"]:  # from what is told: no more than a reader works out himself
        found["attrition"] = 1 - found["n_known"] / found["n_gone"]
    return found


def _step(value: float, low: float, high: float, steps: Iterable[float]) -> Any:
    """The value in the first steps that the whole span is told as one in."""
    for step in steps:
        told = {int(end / step + 0.5) for end in (low, value, high)}
        if len(told) == 1:
            number = told.pop() * step
            return int(number) if step >= 1 else round(number, 2)
    return None
