"""Further tests of every change, and of what came back: rows of ``mart.barrier_tests``.

Here: which test is made of which counts. Not here: the formulas (``statistics``,
``homogeneity``, ``clusters``) and the verdicts (``change``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.change import cells_of, changes
from crisislearn.barriers.clusters import Array, adjusted_odds, ratio_by_cluster
from crisislearn.barriers.compared import CELL, SUMS, Comparison, Limits, compare
from crisislearn.barriers.counts import (
    CODES,
    COVARIATES,
    asked_phases,
    count,
    places_of,
)
from crisislearn.barriers.groups import Groups, with_covariates
from crisislearn.barriers.headline import READINGS, by_family, headline
from crisislearn.barriers.homogeneity import Outcome, cochran_q, stuart_maxwell
from crisislearn.barriers.layout import VALUE, lay_out
from crisislearn.barriers.statistics import (
    benjamini_hochberg,
    least_difference,
    mcnemar_exact,
    tango,
    wilson,
)
from crisislearn.calendars import Calendars

COLUMNS = (
    "barrier", "measure", "calendar", "phases", "group_kind", "group_value", "design",
    "test", "family", "n", "clusters", "estimate", "ci_low", "ci_high", "statistic",
    "df", "p_value", "q_value", "note",
)  # fmt: skip
GROUP = ["barrier", "group_kind", "group_value"]
Row = dict[str, Any]


def change_tables(
    observations: pd.DataFrame,
    groups: Groups,
    calendars: Calendars,
    parents: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    families: Mapping[str, str] | None = None,
) -> dict[str, pd.DataFrame]:
    """Everything that is said of change.

    Args:
        observations: ``core.observations``.
        groups: See ``groups_of``.
        calendars: Phases and episodes.
        parents: Organisation → the municipality or body it belongs to.
        limits: What a verdict takes.
        families: Barrier → family of the codebook.

    Returns:
        ``mart.barrier_change``, ``mart.barrier_tests``, ``mart.headline`` and
        ``mart.rebound_families``.
    """
    limits = limits or Limits()
    layout = lay_out(observations)
    places = places_of(layout, with_covariates(groups), parents or {})
    counted = count(layout, places, calendars)
    compared = compare(counted, calendars, limits)
    found = changes(compared, limits)
    return {
        "mart.barrier_change": found,
        "mart.barrier_tests": tests(counted, compared, found, calendars, limits),
        "mart.headline": headline(layout, places, calendars, limits),
        "mart.rebound_families": by_family(
            layout, places, calendars, limits, families or {}
        ),
    }


def tests(
    counted: Mapping[tuple[str, str], pd.DataFrame],
    compared: list[Comparison],
    found: pd.DataFrame,
    calendars: Calendars,
    limits: Limits,
) -> pd.DataFrame:
    """Rows of ``mart.barrier_tests``.

    Args:
        counted: From ``counts.count``.
        compared: From ``compare``.
        found: From ``changes``; its families are taken over.
        calendars: Phases and episodes.
        limits: Fewest pairs, and the seed.
    """
    keys = ["phase_from", "phase_to", *CELL]
    named = found[keys].astype("str").itertuples(index=False, name=None)
    family = dict(zip(named, found["family"], strict=True))
    rows: list[Row] = []
    for one in compared:
        about = {"calendar": one.calendar, "phases": f"{one.first};{one.later}"}
        for row in _of_pair(one, limits):
            key = (one.first, one.later, *(str(row[c]) for c in CELL))
            rows.append(about | {"family": family.get(key, "exploratory")} | row)
    for (calendar, episode), frame in counted.items():
        phases = ";".join(asked_phases(calendars)[calendar, episode])
        about = {"calendar": calendar, "phases": phases, "family": "exploratory"}
        rows += [about | row for row in _of_episode(frame)]
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype="object")
    table["measure"] = "rated"
    tested = table[table["p_value"].notna()]
    for _, part in tested.groupby(["test", "family"]):
        q_values = benjamini_hochberg(part["p_value"].astype(float).to_list())
        table.loc[part.index, "q_value"] = q_values
    return table


# -- two phases ------------------------------------------------------------------------


def _of_pair(one: Comparison, limits: Limits) -> Iterator[Row]:
    for cell in cells_of(one, limits):
        if cell["group_kind"] == COVARIATES:
            continue
        key = {c: str(cell[c]) for c in CELL}
        x, n, y, m = (round(cell[c]) for c in SUMS)
        for test, ends in (("difference_by_cluster", cell["clustered"]),
                           ("difference_bootstrap", cell["drawn"])):  # fmt: skip
            if ends:
                yield key | {
                    "test": test, "n": min(n, m), "clusters": round(cell["clusters"]),
                    "estimate": y / m - x / n if n and m else None,
                    "ci_low": ends[0], "ci_high": ends[1],
                }  # fmt: skip
        if key["design"] != "cross_section":
            yield from (
                key | row for row in _paired(cell, one.levels[tuple(key.values())])
            )
    yield from _adjusted(one)
    for bounds in one.asked.to_dict("records"):
        cell = {str(c): v for c, v in bounds.items()}
        if cell["group_kind"] != COVARIATES:
            yield {c: cell[c] for c in GROUP} | {
                "design": "any", "test": "bounds", "n": cell["asked"],
                "ci_low": cell["lowest"] / cell["asked"],
                "ci_high": cell["highest"] / cell["asked"],
                "note": "whatever the unknown would have said",
            }  # fmt: skip


def _paired(cell: Row, levels: Array) -> Iterator[Row]:
    both, lost, won, neither = (
        int(cell[c]) for c in ("both", "lost", "won", "neither")
    )
    n = both + lost + won + neither
    low, high = tango(both, won, lost, neither)
    yield {"test": "difference_tango", "n": n, "estimate": (won - lost) / n,
           "ci_low": low, "ci_high": high}  # fmt: skip
    yield {"test": "mcnemar_exact", "n": n, "p_value": mcnemar_exact(lost, won)}
    yield {"test": "stuart_maxwell", "n": n} | _chi_squared(stuart_maxwell(levels))
    least = least_difference(n, (lost + won) / n)
    yield {"test": "least_difference", "n": n, "estimate": least,
           "note": "difference that so many pairs, of which so many change, show with "
           "a power of 80 %"}  # fmt: skip


def _chi_squared(outcome: Outcome) -> Row:
    if not outcome.df:
        return {"p_value": 1.0, "note": "nobody changed"}
    return {"statistic": outcome.statistic, "df": outcome.df,
            "p_value": outcome.p_value}  # fmt: skip


def _adjusted(one: Comparison) -> Iterator[Row]:
    """Odds later over odds at first, for organisations of the same type and size."""
    rows = one.rows[one.rows["group_kind"] == COVARIATES]
    if rows.empty:
        return
    values = rows["group_value"].astype("category").cat.remove_unused_categories()
    rows = rows.assign(group_value=values)
    names = values.cat.categories.astype("str").to_series()
    split = names.str.split("|", expand=True)
    traits = pd.get_dummies(split, drop_first=True).to_numpy(float)
    for (barrier, design), part in rows.groupby(["barrier", "design"], observed=True):
        known = part[["n", "m"]].to_numpy(float)
        dummies = traits[np.asarray(part["group_value"].cat.codes)]
        cluster = part["cluster"].to_numpy(copy=True)
        single = cluster == 0
        cluster[single] = cluster.max() + 1 + np.arange(single.sum())
        _, numbers = np.unique(cluster, return_inverse=True)
        later = np.repeat([0.0, 1.0], len(part))
        ones = np.ones(2 * len(part))
        times = part["times"].to_numpy(float)
        asked = known.T.ravel()
        used = asked > 0
        design_matrix = np.column_stack([ones, np.tile(dummies, (2, 1)), later])[used]
        found = adjusted_odds(
            design_matrix,
            part[["x", "y"]].to_numpy(float).T.ravel()[used],
            asked[used],
            np.tile(numbers, 2)[used],
            np.tile(times, 2)[used],
        )
        about = {"barrier": barrier, "group_kind": "all", "group_value": "all",
                 "design": design, "test": "adjusted_odds",
                 "n": round(float((known.min(1) * times).sum()))}  # fmt: skip
        if found is None:
            yield about | {"note": "no finite odds ratio, or too few clusters"}
        else:
            yield about | {
                "clusters": found.clusters, "estimate": found.odds,
                "ci_low": found.low, "ci_high": found.high,
                "note": "odds later over odds at first, given type and size",
            }  # fmt: skip


# -- three phases ----------------------------------------------------------------------


def _of_episode(counted: pd.DataFrame) -> Iterator[Row]:
    shown = counted[counted["group_kind"] != COVARIATES]
    groups = shown.groupby(GROUP, observed=True, sort=True).ngroup()
    order = np.argsort(np.asarray(groups), kind="stable")
    rows = shown.iloc[order]
    starts = np.unique(np.asarray(groups)[order], return_index=True)[1]
    ends = [*starts[1:].tolist(), len(rows)]
    keys = rows[GROUP].iloc[starts].astype("str").to_dict("records")
    asked, told = (rows[list(c)].to_numpy() >> VALUE for c in (CODES[:3], CODES[3:]))
    cluster, n = rows["cluster"].to_numpy(), rows["n"].to_numpy(float)
    for cell, start, end in zip(keys, starts, ends, strict=True):
        key = {str(c): v for c, v in cell.items()} | {"design": "any"}
        part = slice(start, end)
        whole = (asked[part] > 0).all(1)
        if whole.any():
            q = cochran_q((asked[part][whole] >= 2).astype(np.int64), n[part][whole])
            those = {"test": "cochran_q", "n": int(n[part][whole].sum())}
            yield key | those | _chi_squared(q)
        for name, least in READINGS.items():
            row = key | {"test": f"came_back_{name}"}
            yield from _came_back(row, told[part].T, cluster[part], n[part], least)


def _came_back(
    key: Row, values: Any, cluster: Any, n: Array, least: int
) -> Iterator[Row]:
    before, during, after = values
    gone = (before >= least) & (during > 0) & (during < least)
    if not gone.any():
        return
    known = gone & (after > 0)
    back = known & (after >= least)
    told = f"of {int(n[gone].sum())} that went"
    denominator, came = int(n[known].sum()), int(n[back].sum())
    if not denominator:
        yield key | {"n": 0, "note": f"nothing known of after, {told}"}
        return
    low, high = wilson(came, denominator)
    yield key | {"n": denominator, "estimate": came / denominator, "ci_low": low,
                 "ci_high": high, "note": told}  # fmt: skip
    together = ratio_by_cluster(n * back, n * known, cluster, n)
    ends = together.ends() if (cluster[known] > 0).any() else None
    if ends:
        yield key | {"test": key["test"] + "_by_cluster", "n": denominator,
                     "clusters": together.clusters, "estimate": came / denominator,
                     "ci_low": max(0.0, ends[0]), "ci_high": ends[1],
                     "note": "linearised over clusters"}  # fmt: skip
