"""Whether a barrier became rarer or more common between two phases.

Here: paired comparisons of rated barriers and the verdict on each. Not here: formulas
(``statistics``) and single organisations (``trajectories``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from crisislearn.barriers.groups import Groups, membership
from crisislearn.barriers.statistics import (
    benjamini_hochberg,
    mcnemar_midp,
    newcombe_paired,
)
from crisislearn.calendars import Calendars

COLUMNS = (
    "barrier", "measure", "calendar", "phase_from", "phase_to", "group_kind",
    "group_value", "design", "recall_from", "recall_to", "family", "n_paired", "n_lost",
    "share_from", "share_to", "difference", "ci_low", "ci_high", "p_value", "q_value",
    "verdict", "reason",
)  # fmt: skip
CELL = ["barrier", "design", "group_kind", "group_value"]
COUNTED = ["both", "lost", "won", "neither", "recall_from", "recall_to"]
ALPHA = 0.05
SAME = 0.10  # a change whose whole interval lies within ±10 points is none that matters
LEAST = 10  # fewer pairs than this give no verdict


def change(
    observations: pd.DataFrame, groups: Groups, calendars: Calendars
) -> pd.DataFrame:
    """Compare each pair of phases of each episode, by group and design.

    Pairs answered in one sitting are kept apart from panel pairs, where the two phases
    were asked about in different waves. The primary family of tests is barriers ×
    (before–during, during–after) of the calendar's first episode, everybody, in the
    design with more pairs; all else is exploratory.

    Args:
        observations: ``core.observations``.
        groups: See ``groups_of``.
        calendars: Phases and episodes.

    Returns:
        Rows of ``mart.barrier_change``, unweighted among pairs.
    """
    rated = observations[
        (observations["measure"] == "rated") & (observations["value"] != "unknown")
    ].copy()
    rated["present"] = rated["value"].isin(["present", "reduced"])
    members = membership(groups)
    rows: list[dict[str, Any]] = []
    for (calendar, first, second), step in phase_pairs(calendars).items():
        pairs = _pairs(rated[rated["calendar"] == calendar], first, second)
        cells = pairs.merge(members, on="organisation_id").groupby(CELL)[COUNTED].sum()
        for cell in cells.reset_index().to_dict("records"):
            everybody = cell["group_kind"] == "all"
            rows.append(
                {key: cell[key] for key in CELL}
                | {
                    "measure": "rated",
                    "calendar": calendar,
                    "phase_from": first,
                    "phase_to": second,
                    "family": step if everybody else "exploratory",
                }
                | _compare(cell)
            )
    return _judge(pd.DataFrame(rows))


def phase_pairs(calendars: Calendars) -> dict[tuple[str, str, str], str]:
    """(calendar, earlier, later) → family, for each episode's before, during, after.

    Of several phases in a position the one is taken that the questionnaires ask about:
    the latest before, the first of the middle, the first after.
    """
    found: dict[tuple[str, str, str], str] = {}
    for (calendar, episode), places in calendars.episodes.items():
        if not all(places.values()):
            continue
        before, during = places["before"][-1], places["during"][0]
        after = places["after"][0]
        first = episode == calendars.first_episode(calendar)
        family = "primary" if first else "exploratory"
        found.setdefault((calendar, before, during), family)
        found.setdefault((calendar, during, after), family)
        found.setdefault((calendar, before, after), "exploratory")
    return found


def _pairs(rated: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    keys = ["organisation_id", "barrier"]
    wanted = [*keys, "present", "recalled", "wave"]
    pairs = rated.loc[rated["phase"] == first, wanted].merge(
        rated.loc[rated["phase"] == second, wanted],
        on=keys,
        suffixes=("_from", "_to"),
        validate="1:1",
    )
    sitting = pairs["wave_from"] == pairs["wave_to"]
    before, after = pairs["present_from"], pairs["present_to"]
    return pairs.assign(
        design=sitting.map({True: "same_sitting", False: "panel"}),
        both=(before & after).astype(int),
        lost=(before & ~after).astype(int),
        won=(~before & after).astype(int),
        neither=(~before & ~after).astype(int),
        recall_from=pairs["recalled_from"].astype(bool).astype(int),
        recall_to=pairs["recalled_to"].astype(bool).astype(int),
    )


def _compare(cell: dict[Any, Any]) -> dict[str, Any]:
    both, lost, won = cell["both"], cell["lost"], cell["won"]
    n = both + lost + won + cell["neither"]
    low, high = newcombe_paired(both, won, lost, cell["neither"])
    return {
        "recall_from": cell["recall_from"] > 0,
        "recall_to": cell["recall_to"] > 0,
        "n_paired": n,
        "n_lost": lost,
        "share_from": (both + lost) / n,
        "share_to": (both + won) / n,
        "difference": (won - lost) / n,
        "ci_low": low,
        "ci_high": high,
        "p_value": mcnemar_midp(lost, won),
    }


def _judge(table: pd.DataFrame) -> pd.DataFrame:
    if table.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    table = _one_primary_design(table)
    table["q_value"] = 0.0
    for _, part in table.groupby("family"):
        table.loc[part.index, "q_value"] = benjamini_hochberg(part["p_value"].to_list())
    verdicts = [_verdict(row) for row in table.to_dict("records")]
    table["verdict"] = [verdict for verdict, _ in verdicts]
    table["reason"] = [reason for _, reason in verdicts]
    return table[list(COLUMNS)]


def _one_primary_design(table: pd.DataFrame) -> pd.DataFrame:
    """Only the design with more pairs stays primary, panel where they are even."""
    table = table.copy()
    primary = table[table["family"] == "primary"]
    ranked = primary.sort_values(["n_paired", "design"], ascending=[False, True])
    keys = ["barrier", "phase_from", "phase_to"]
    others = ranked.index[ranked.duplicated(keys)]
    table.loc[others, "family"] = "exploratory"
    return table


def _verdict(row: dict[Any, Any]) -> tuple[str, str | None]:
    """Fell, rose or unchanged where the data say so; else uncertain, and why."""
    if row["n_paired"] < LEAST:
        return "uncertain", f"fewer than {LEAST} organisations answered for both phases"
    clear = row["ci_low"] > 0 or row["ci_high"] < 0
    if clear and row["q_value"] < ALPHA:
        return ("rose" if row["difference"] > 0 else "fell"), None
    if row["ci_low"] > -SAME and row["ci_high"] < SAME:
        return "unchanged", None
    if clear:
        return "uncertain", "not clear of chance once all comparisons are counted"
    return "uncertain", "the interval holds both no change and a change that matters"
