"""The reader edition's tables: aggregates in which nobody can be made out.

Here: which tables are looked after, in what order, and how what is left is told. Not
here: what is for nobody outside (``trimmed``), rows as units (``units``), what hangs
together (``subjects``, ``settling``), the rules and the arithmetic
(``privacy.disclosure``).

A hidden row stays, with empty figures. What is hidden is either under the limit itself
or would give away what is: by subtraction, or from everything that is told together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from crisislearn.privacy.disclosure import Cell, Figures, Rules, hide
from crisislearn.privacy.disclosure.editions import Edition
from crisislearn.privacy.disclosure.rules import OWN
from crisislearn.warehouse.coarse import interval, level, middle, span
from crisislearn.warehouse.groups import (
    SLICE,
    Field,
    emptied,
    field_of,
    records,
    sums_of,
)
from crisislearn.warehouse.rebound import REBOUND, coarse_rebound
from crisislearn.warehouse.runs import Told, in_runs, joined
from crisislearn.warehouse.settling import Over, settle
from crisislearn.warehouse.subjects import Episode, subjects_of
from crisislearn.warehouse.trimmed import CHANGE, trim
from crisislearn.warehouse.units import (
    SHARES,
    SUMMARY,
    SUMS,
    Line,
    Unit,
    share_units,
    summary_units,
)

if TYPE_CHECKING:
    import pandas as pd

CONTROLLED = (*SHARES, SUMMARY)
"""Tables in which an empty base means a hidden row."""

Lines = dict[Line, list[Unit]]


def protect(
    tables: Mapping[str, pd.DataFrame],
    rules: Rules,
    earlier: Sequence[Edition] = (),
    over: Over = map,
) -> tuple[dict[str, pd.DataFrame], Edition]:
    """The tables of the reader edition.

    Args:
        tables: Frames by full name, columns as in ``tables.yml``; uses
            ``core.organisations`` and ``core.slices`` for which groups contain each
            other, and ``core.episodes``.
        rules: The limits.
        earlier: What earlier editions told.
        over: The built-in ``map``, or one that works side by side.

    Returns:
        The ``reader: true`` tables, and what they tell. Rows of topics that fewer than
        ``k`` organisations speak of or that a researcher hid are gone; quotes have no
        statement, and no type where fewer than ``k`` organisations share it.
    """
    from crisislearn.warehouse.tables import load_tables

    kept = {n: f for n, f in tables.items() if load_tables()[n].reader}
    organisations = tables.get("core.organisations")
    where = field_of(organisations, tables.get("core.slices"))
    trim(kept, organisations, rules)
    told = in_runs(kept[SUMMARY], where, rules) if SUMMARY in kept else None
    if told:
        kept[SUMMARY] = told.frame
    lines = _units(kept, told, rules)
    for edition in earlier:
        edition.hold_against(lines, rules)
    _hide_by_sums(lines, where, rules)
    subjects = subjects_of(lines, _episodes(tables.get("core.episodes")))
    safe = settle(subjects, where, told, earlier, over)
    for name, needed in REBOUND.items():
        if name in kept:
            kept[name] = coarse_rebound(kept[name], needed, safe, rules)
    for name in CONTROLLED:
        if name in kept:
            kept[name] = _emptied(kept[name], name, lines, rules)
    if SUMMARY in kept:
        kept[SUMMARY] = joined(kept[SUMMARY], rules.k)
    return kept, Edition.of(rules.edition, lines)


def _units(kept: Mapping[str, pd.DataFrame], told: Told | None, rules: Rules) -> Lines:
    lines: Lines = {}
    for name in SHARES:
        if name in kept:
            for units in share_units(kept[name], name, rules):
                lines[units[0].line] = units
    if told:
        for units in summary_units(told, rules):
            for unit in units:
                lines.setdefault(unit.line, []).append(unit)
    for unit in (unit for units in lines.values() for unit in units):
        if unit.group[0] == SLICE and unit.group[1] in rules.own:
            unit.hidden = unit.hidden or _has_small_cell(unit)
    return lines


def _has_small_cell(unit: Unit) -> bool:
    """Whether fewer than ``OWN`` stand in a cell: the base, those in it, the others."""
    base = unit.figures[0]
    cells = [base]
    for low, high in (told for name, told in unit.told.items() if name in IN_BASE):
        cells += [low, base - high]
    return min(cells) < OWN


IN_BASE = ("present", "from", "to")
"""Counts that part a base in two."""


def _episodes(frame: pd.DataFrame | None) -> dict[str, Episode]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in [] if frame is None else records(frame):
        places = found.setdefault(row["episode"], {})
        places.setdefault(row["position"], []).append(row["phase"])
    return {
        name: (tuple(at["before"]), tuple(at["during"]), tuple(at["after"]))
        for name, at in found.items()
        if {"before", "during", "after"} <= at.keys()
    }


# -- subtraction within a table --------------------------------------------------------


def _hide_by_sums(lines: Lines, where: Field, rules: Rules) -> None:
    """Hide what subtraction would give away: in each line, and in each group."""
    sizes: dict[Cell, float] = {}
    for line, units in lines.items():
        for unit in units if line[0] in "PC" else []:
            sizes[unit.group] = max(sizes.get(unit.group, 0.0), unit.figures[0])
    for line, units in lines.items():
        if line[0] in "PC" or line[4] in SUMS:
            _hide_in_line(units, where, rules, sizes)


def _hide_in_line(
    units: Sequence[Unit], where: Field, rules: Rules, sizes: Mapping[Cell, float]
) -> None:
    """Groups of one line: none is the whole less the others."""
    about = units[0].line[1]

    def telling(f: Figures) -> bool:  # topics have shares among their figures
        return rules.too_few(f[0]) or any(rules.extreme(f[0], x, about) for x in f[1:])

    figures = {unit.group: unit.figures for unit in units}
    hidden = hide(
        figures,
        sums_of(figures, where.nested),
        telling,
        always=[unit.group for unit in units if unit.hidden],
        fixed=[c for c in figures if c[0] == "all"],
        size=lambda cell: sizes.get(cell, 0.0),
    )
    for unit in units:
        unit.hidden = unit.hidden or unit.group in hidden


# -- what is left ----------------------------------------------------------------------


def _emptied(
    frame: pd.DataFrame, name: str, lines: Lines, rules: Rules
) -> pd.DataFrame:
    """The table without what is hidden, the rest as exactly as it may be told."""
    gone: dict[str, list[int]] = {}
    for units in lines.values():
        for unit in units:
            if unit.table == name and unit.hidden:
                for column in unit.columns:
                    gone.setdefault(column, []).extend(unit.rows)
    if name == CHANGE:
        frame = _coarsened(frame)
    if name in ("mart.barrier_prevalence", SUMMARY):
        frame = _middles(frame, name, lines)
    frame = emptied(frame, gone)
    return _rounded(frame, rules) if rules.rounding else frame


def _rounded(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Counts as multiples, and shares in whole percent: exact ones tell the counts."""
    import pandas as pd

    told = {}
    rows = records(frame)
    for column in [c for c in (*COUNTS, *SHARED) if c in frame]:
        values = [row[column] for row in rows]
        exact = [None if v is None else rules.rounded(v) if column in COUNTS
                 else round(v, 2) for v in values]  # fmt: skip
        told[column] = pd.Series(exact, index=frame.index, dtype="object")
    return frame.assign(**told)


SHARED = ("share", "share_from", "share_to", "difference", "ci_low", "ci_high")

COUNTS = ("n", "n_present", "n_recalled", "n_paired", "n_topic", "n_known",
          "n_followed")  # fmt: skip


def _middles(frame: pd.DataFrame, name: str, lines: Lines) -> pd.DataFrame:
    """Counts by threes where they are told so, and shares with them."""
    rows = records(frame)
    for unit in (unit for units in lines.values() for unit in units):
        prop = "n" if name == SUMMARY else "present"
        if unit.table == name and len(unit.rows) == 1 and prop in unit.told:
            row, told = rows[unit.rows[0]], unit.told[prop]
            if told[0] < told[1]:
                row |= _moved(row, "n" if name == SUMMARY else "n_present", told)
    return type(frame)(rows, columns=list(frame.columns), index=frame.index)


def _moved(row: dict[str, Any], column: str, told: tuple[float, float]) -> Any:
    by = middle(told) - row[column]
    moved = {column: middle(told)}
    for share in ("share", "ci_low", "ci_high") if column == "n_present" else ():
        if row[share] is not None:
            moved[share] = min(1.0, max(0.0, row[share] + by / row["n"]))
    return moved


def _coarsened(frame: pd.DataFrame) -> pd.DataFrame:
    """Changes by threes, so that they do not give single answers away."""
    rows = []
    for row in records(frame):
        if row["n_paired"] and row["share_from"] is not None:
            row |= _by_threes(row)
        rows.append(row | {"n_lost": None, "q_value": level(row["q_value"])})
    return type(frame)(rows, columns=list(frame.columns), index=frame.index)


def _by_threes(row: dict[str, Any]) -> dict[str, Any]:
    n, lost = row["n_paired"], row["n_lost"]
    first, last = (span(round(row[c] * n), n) for c in ("share_from", "share_to"))
    low, high, p_value = interval(n, first, last, span(lost, n))
    return {
        "share_from": middle(first) / n,
        "share_to": middle(last) / n,
        "difference": (middle(last) - middle(first)) / n,
        "ci_low": low,
        "ci_high": high,
        "p_value": level(p_value),
    }
