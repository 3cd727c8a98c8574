"""What became of a barrier in an organisation over an episode.

Here: the reading before–during–after and the table of trajectories. Not here: change
over many organisations (``change``).
"""

from __future__ import annotations

import pandas as pd

from crisislearn.calendars import Calendars

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
    rows = []
    keys = ["organisation_id", "barrier", "calendar", "measure"]
    for (organisation, barrier, calendar, measure), group in observations.groupby(keys):
        seen = {row.phase: row for row in group.itertuples()}
        for (where, episode), places in calendars.episodes.items():
            if where != calendar:
                continue
            parts = [[seen[p] for p in places[at] if p in seen] for at in places]
            known = [[r for r in part if r.value != "unknown"] for part in parts]
            known[2] = [r for r in known[2] if r.basis == "stated"]
            if not any(parts):
                continue
            before = known[0][-1].value if known[0] else "unknown"
            during = _during([r.value for r in known[1]])
            after = known[2][-1].value if known[2] else "unknown"
            rows.append(
                (
                    organisation, barrier, calendar, episode, before, during, after,
                    trajectory(before, during, after),
                    trajectory(before, during, after, reduced=0),
                    _reason(before, during, after), measure,
                    sum(r.n_answers for part in parts for r in part),
                    sum(r.n_codings for part in parts for r in part),
                )
            )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = ["organisation_id", "barrier", "episode", "measure"]
    return table.sort_values(order, ignore_index=True)


def summarise(
    trajectories: pd.DataFrame, groups: dict[tuple[str, str], set[str]]
) -> pd.DataFrame:
    """Count organisations by trajectory, barrier, episode, measure and group.

    Args:
        trajectories: ``mart.barrier_trajectories``.
        groups: (kind, value) → ids of the organisations in the group.

    Returns:
        Rows of ``mart.barrier_summary``.
    """
    keys = ["barrier", "calendar", "episode", "measure"]
    known = ~trajectories[["before", "during", "after"]].eq("unknown").any(axis=1)
    tables = []
    for (kind, value), members in sorted(groups.items()):
        part = trajectories[trajectories["organisation_id"].isin(members)]
        if part.empty:
            continue
        count = part.groupby([*keys, "trajectory"]).size().rename("n").reset_index()
        full = part[known.loc[part.index]].groupby(keys).size().rename("n_known")
        count = count.merge(full.reset_index(), on=keys, how="left")
        count["n_known"] = count["n_known"].fillna(0).astype(int)
        tables.append(count.assign(group_kind=kind, group_value=value))
    if not tables:
        return pd.DataFrame(
            columns=[*keys, "trajectory", "n", "n_known", "group_kind", "group_value"]
        )
    return pd.concat(tables, ignore_index=True)


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
