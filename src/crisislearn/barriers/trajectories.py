"""What became of a barrier in an organisation over an episode.

Here: the reading before–during–after and the table of trajectories. Not here: change
over many organisations (``change``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from crisislearn.barriers.groups import Groups, membership
from crisislearn.calendars import POSITIONS, Calendars

COLUMNS = (
    "organisation_id", "barrier", "calendar", "episode", "before", "during", "after",
    "trajectory", "trajectory_reduced_as_gone", "reason", "measure", "n_answers",
    "n_codings",
)  # fmt: skip

TRAJECTORIES = {
    (1, 0, 0): "disappeared",
    (1, 0, 1): "came_back",
    (1, 1, 1): "never_went",
    (1, 1, 0): "solved_later",
    (0, 1, 0): "crisis_only",
    (0, 1, 1): "emerged_and_stayed",
    (0, 0, 1): "emerged_after",
    (0, 0, 0): "never_there",
    (1, 0, None): "gone_so_far",
    (1, 1, None): "still_present",
    (0, 1, None): "new_so_far",
    (0, 0, None): "not_so_far",
}
"""Present (1), not present (0) or unknown (None) before, during and after."""

REASONS = {
    "before": "nothing known of before",
    "during": "nothing known of during",
    "after": "no phase after was observed, so whether it came back cannot be said",
}


def trajectory(before: str, during: str, after: str, reduced: int = 1) -> str:
    """Name the trajectory of three values.

    Args:
        before: ``present``, ``reduced``, ``not_present`` or ``unknown``.
        during: Likewise.
        after: Likewise.
        reduced: Whether reduced counts as present (1) or not (0).

    Returns:
        A name of ``TRAJECTORIES``, or ``insufficient_data`` where before or during is
        unknown.
    """
    bit = {"present": 1, "reduced": reduced, "not_present": 0, "unknown": None}
    key = (bit[before], bit[during], bit[after])
    return TRAJECTORIES.get(key, "insufficient_data")  # type: ignore[arg-type]


def trajectories(observations: pd.DataFrame, calendars: Calendars) -> pd.DataFrame:
    """Read the observations over every episode of their barrier's calendar.

    Before is the latest phase observed before; during is not present if so in at least
    one of its phases; after is the latest phase observed, and only what was stated of
    it: that a barrier came back is never concluded from what was said of another time.

    Args:
        observations: ``core.observations``.
        calendars: Phases and episodes.

    Returns:
        Rows of ``mart.barrier_trajectories``, sorted by their key.
    """
    seen: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    row: Any  # itertuples knows the columns, the type checker does not
    for row in observations.itertuples(index=False):
        key = (row.organisation_id, row.barrier, row.calendar, row.measure)
        seen.setdefault(key, {})[row.phase] = row
    rows = []
    for (organisation, barrier, calendar, measure), by_phase in seen.items():
        for (where, episode), places in calendars.episodes.items():
            parts = [
                [by_phase[phase] for phase in places[at] if phase in by_phase]
                for at in POSITIONS
            ]
            if where == calendar and any(parts):
                key = (organisation, barrier, calendar, episode)
                rows.append((*key, *_read(parts, measure)))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = ["organisation_id", "barrier", "episode", "measure"]
    return table.sort_values(order, ignore_index=True)


def _read(parts: list[list[Any]], measure: str) -> tuple[Any, ...]:
    """Before, during, after, both trajectories, reason, measure and counts."""
    known = [[r for r in part if r.value != "unknown"] for part in parts]
    stated = [r for r in known[2] if r.basis == "stated"]
    before = known[0][-1].value if known[0] else "unknown"
    during = _during([r.value for r in known[1]])
    after = stated[-1].value if stated else "unknown"
    return (
        before,
        during,
        after,
        trajectory(before, during, after),
        trajectory(before, during, after, reduced=0),
        _reason(before, during, after),
        measure,
        sum(r.n_answers for part in parts for r in part),
        sum(r.n_codings for part in parts for r in part),
    )


def summarise(trajectories: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    """Count organisations by trajectory, barrier, episode, measure and group.

    Args:
        trajectories: ``mart.barrier_trajectories``.
        groups: See ``groups_of``.

    Returns:
        Rows of ``mart.barrier_summary``.
    """
    cell = ["barrier", "calendar", "episode", "measure", "group_kind", "group_value"]
    whole = ~trajectories[["before", "during", "after"]].isin(["unknown"]).any(axis=1)
    told = trajectories["trajectory"] != "insufficient_data"
    every = trajectories.assign(
        n_known=whole.astype(int), n_followed=told.astype(int)
    ).merge(membership(groups), on="organisation_id")
    count = every.groupby([*cell, "trajectory"]).size().rename("n").reset_index()
    known = every.groupby(cell)[["n_known", "n_followed"]].sum().reset_index()
    return count.merge(known, on=cell, validate="m:1")


def _during(values: list[str]) -> str:
    """The lowest value of the middle phases."""
    for value in ("not_present", "reduced", "present"):
        if value in values:
            return value
    return "unknown"


def _reason(before: str, during: str, after: str) -> str | None:
    values = {"before": before, "during": during, "after": after}
    missing = [REASONS[at] for at, value in values.items() if value == "unknown"]
    return "; ".join(missing) or None
