"""Whether a barrier became rarer or more common between two phases: the verdicts.

Here: rows of ``mart.barrier_change``. Not here: which organisations are compared
(``compared``), formulas (``statistics``), further tests (``tested``), the share that
came back (``headline``) and single organisations (``trajectories``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.clusters import intervals, sorts
from crisislearn.barriers.compared import CELL, COUNTS, SUMS, Comparison, Limits
from crisislearn.barriers.counts import COVARIATES
from crisislearn.barriers.statistics import (
    benjamini_hochberg,
    independent_test,
    mcnemar_midp,
    newcombe,
    newcombe_paired,
)

COLUMNS = (
    "barrier", "measure", "calendar", "phase_from", "phase_to", "group_kind",
    "group_value", "design", "recall_from", "recall_to", "family", "n_paired", "n_lost",
    "share_from", "share_to", "difference", "ci_low", "ci_high", "p_value", "q_value",
    "verdict", "reason",
)  # fmt: skip


def changes(comparisons: list[Comparison], limits: Limits) -> pd.DataFrame:
    """Rows of ``mart.barrier_change``."""
    rows = []
    for one in comparisons:
        for cell in cells_of(one, limits):
            if cell["group_kind"] != COVARIATES:
                everybody = cell["group_kind"] == "all"
                about = {
                    "measure": "rated",
                    "calendar": one.calendar,
                    "phase_from": one.first,
                    "phase_to": one.later,
                    "family": one.family if everybody else "exploratory",
                }
                rows.append(cell | about | _compare(cell))
    if not rows:
        return pd.DataFrame(columns=list(COLUMNS))
    return _judge(pd.DataFrame(rows), limits)


def cells_of(one: Comparison, limits: Limits) -> list[dict[str, Any]]:
    """The differences of a comparison, in order.

    Returns:
        For each the columns of ``CELL``, ``SUMS`` and ``COUNTS`` over all clusters,
        ``clusters``, ``clustered``: the linearised interval over clusters, None where
        there are too few, and ``drawn``: for the whole field the bootstrapped one.
    """
    rows = one.rows
    groups = rows.groupby(CELL, observed=True, sort=True).ngroup()
    numbers = np.asarray(groups, np.int64)
    many = int(numbers.max(initial=-1)) + 1
    times = rows["times"].to_numpy(float)
    sums = rows[SUMS].to_numpy(float)
    lows, highs = intervals(sums, times, numbers, many)
    totals = rows[COUNTS].assign(
        **{c: rows[c] * times for c in SUMS},
        clusters=times,
        together=rows["cluster"] > 0,
    )
    whole = totals.groupby(numbers).sum().to_dict("records")
    keys = rows[CELL].iloc[np.unique(numbers, return_index=True)[1]]
    found = []
    for at, cell in enumerate(keys.to_dict("records")):
        told = {str(c): v for c, v in (cell | whole[at]).items()}
        ends = (float(lows[at]), float(highs[at]))
        told["drawn"] = None
        if told["group_kind"] == "all":
            mine = numbers == at
            name = tuple(cell[c] for c in CELL)
            seed = one.seed(name, limits.seed)
            told["drawn"] = sorts(sums[mine], times[mine]).bootstrap(seed)
        told["clustered"] = None if np.isnan(ends[0]) else ends
        found.append(told)
    return found


def _compare(cell: dict[str, Any]) -> dict[str, Any]:
    both, lost, won, neither = (
        int(cell[c]) for c in ("both", "lost", "won", "neither")
    )
    x, n, y, m = (round(float(cell[c])) for c in SUMS)
    apart = cell["design"] == "cross_section"
    if apart:
        low, high = newcombe(x, n, y, m) if n and m else (-1.0, 1.0)
        p_value = independent_test(x, n, y, m) if n and m else 1.0
    else:
        low, high = newcombe_paired(both, won, lost, neither)
        p_value = mcnemar_midp(lost, won)
    first, later = (x / n if n else np.nan), (y / m if m else np.nan)
    return {
        "recall_from": cell["recalled_from"] > 0,
        "recall_to": cell["recalled_to"] > 0,
        "n_paired": min(n, m),
        "n_lost": None if apart else lost,
        "share_from": first,
        "share_to": later,
        "difference": (y * n - x * m) / (n * m) if n and m else np.nan,
        "ci_low": low,
        "ci_high": high,
        "p_value": p_value,
    }


def _judge(table: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    table = _one_primary_design(table[table["n_paired"] > 0].reset_index(drop=True))
    table["q_value"] = 0.0
    for _, part in table.groupby("family"):
        table.loc[part.index, "q_value"] = benjamini_hochberg(part["p_value"].to_list())
    verdicts = [_verdict(row, limits) for row in table.to_dict("records")]
    table["verdict"] = [verdict for verdict, _ in verdicts]
    table["reason"] = [reason for _, reason in verdicts]
    return table[list(COLUMNS)]


def _one_primary_design(table: pd.DataFrame) -> pd.DataFrame:
    """Only the design with more pairs stays primary, panel where they are even."""
    table = table.copy()
    primary = table[table["family"] == "primary"]
    order = {"panel": 0, "same_sitting": 1, "cross_section": 2}
    ranked = primary.assign(rank=primary["design"].map(order)).sort_values(
        ["n_paired", "rank"], ascending=[False, True]
    )
    keys = ["barrier", "phase_from", "phase_to"]
    others = ranked.index[ranked.duplicated(keys)]
    table.loc[others, "family"] = "exploratory"
    return table


def _verdict(row: dict[Any, Any], limits: Limits) -> tuple[str, str | None]:
    """Fell, rose or unchanged where the data say so; else uncertain, and why."""
    if row["n_paired"] < limits.least:
        return (
            "uncertain",
            f"fewer than {limits.least} organisations answered for both phases",
        )
    ends = [(row["ci_low"], row["ci_high"])]
    ends += [row["clustered"]] if row["clustered"] and row["together"] else []
    clear = [low > 0 or high < 0 for low, high in ends]
    if all(clear) and row["q_value"] < limits.alpha:
        return ("rose" if row["difference"] > 0 else "fell"), None
    if all(low > -limits.same and high < limits.same for low, high in ends):
        return "unchanged", None
    if clear[0] and not all(clear):
        return "uncertain", "not clear once organisations of one parent count together"
    if clear[0]:
        return "uncertain", "not clear of chance once all comparisons are counted"
    return "uncertain", "the interval holds both no change and a change that matters"
