"""The reader edition's tables: aggregates in which nobody can be made out.

Here: which tables, columns and groups are looked after, and what is taken away from
topics and quotes. Not here: the arithmetic (``suppression``).

The rules: no figure of fewer than ``k`` organisations, no complement of fewer than
``k``, no share of 0 or 100 % in a group under ten, and none of these by subtraction
within a table: not from the total, and not between groups that contain each other
(types within a sector). A hidden row stays, with empty figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisislearn.store import digest
from crisislearn.warehouse.groups import (
    blocks,
    cells,
    emptied,
    nested_groups,
    records,
    sums_of,
)
from crisislearn.warehouse.suppression import Cell, Figures, Sum, hide

if TYPE_CHECKING:
    import pandas as pd

FEW = 10
"""In a group under this, a share of 0 or 100 % says something about everyone in it."""

FULLY_KNOWN = (
    "disappeared", "came_back", "never_went", "solved_later", "crisis_only",
    "emerged_and_stayed", "emerged_after", "never_there",
)  # fmt: skip
"""Trajectories that ``n_known`` counts: before, during and after are known."""


@dataclass(frozen=True)
class _Shares:
    """A table whose rows have one base: what sets blocks apart, what is emptied."""

    block: tuple[str, ...]
    base: str
    shares: tuple[
        tuple[str, str | None], ...
    ]  # share, and its count where there is one
    figures: tuple[str, ...]


_SHARES = {
    "mart.barrier_prevalence": _Shares(
        ("barrier", "phase", "measure"), "n", (("share", "n_present"),),
        ("n", "n_present", "share", "ci_low", "ci_high", "n_recalled"),
    ),
    "mart.barrier_change": _Shares(
        ("barrier", "measure", "phase_from", "phase_to", "design"), "n_paired",
        (("share_from", None), ("share_to", None)),
        ("n_paired", "share_from", "share_to", "difference", "ci_low", "ci_high",
         "p_value", "q_value", "verdict", "reason"),
    ),
    "mart.topic_prevalence": _Shares(
        ("topic_id", "phase"), "n", (("share", "n_topic"),),
        ("n", "n_topic", "share", "ci_low", "ci_high"),
    ),
}  # fmt: skip

CONTROLLED = (*_SHARES, "mart.barrier_summary")
"""Tables in which an empty base means a hidden row."""


def protect(tables: Mapping[str, pd.DataFrame], k: int) -> dict[str, pd.DataFrame]:
    """The tables of the reader edition.

    Args:
        tables: Frames by full name, columns as in ``tables.yml``; uses
            ``core.organisations`` for which groups contain each other.
        k: Fewer organisations than this are not shown.

    Returns:
        The ``reader: true`` tables. Rows of topics that fewer than ``k`` organisations
        speak of or that a researcher hid are gone; quotes have no statement, and no
        type where fewer than ``k`` organisations share it.
    """
    from crisislearn.warehouse.tables import load_tables

    kept = {n: f for n, f in tables.items() if load_tables()[n].reader}
    nested = nested_groups(tables.get("core.organisations"))
    if "mart.topics" in kept:
        kept["mart.topics"] = _topics(kept["mart.topics"], k)
        if "mart.topic_prevalence" in kept:
            shares = kept["mart.topic_prevalence"]
            there = shares["topic_id"].isin(kept["mart.topics"]["topic_id"])
            kept["mart.topic_prevalence"] = shares[there].reset_index(drop=True)
    sizes = _sizes(kept)
    for name, spec in _SHARES.items():
        if name in kept:
            kept[name] = _protect_shares(kept[name], spec, nested, sizes, k)
    if "mart.barrier_summary" in kept:
        kept["mart.barrier_summary"] = _protect_summary(
            kept["mart.barrier_summary"], nested, k
        )
    if "ops.agreement" in kept:
        kept["ops.agreement"] = _nameless(kept["ops.agreement"])
    if "mart.quotes" in kept:
        organisations = tables.get("core.organisations")
        kept["mart.quotes"] = _quotes(kept["mart.quotes"], organisations, k)
    return kept


def _protect_shares(
    frame: pd.DataFrame,
    spec: _Shares,
    nested: list[Sum],
    sizes: dict[Cell, float],
    k: int,
) -> pd.DataFrame:
    def sensitive(f: Figures) -> bool:
        return 0 < f[0] < k or (f[0] < FEW and telling(f, extremes_only=True))

    def telling(f: Figures, extremes_only: bool = False) -> bool:
        extreme = f[0] > 0 and any(x in (0, f[0]) for x in f[1:])
        return extreme or (not extremes_only and sensitive(f))

    few: list[int] = []
    for block in blocks(frame, spec.block):
        figures = {cell: _counted(row, spec) for _, cell, row in block}
        hidden = hide(
            figures,
            sums_of(figures, nested),
            sensitive,
            telling=telling,
            fixed=[c for c in figures if c[0] == "all"],
            size=lambda cell: sizes[cell],
        )
        few += [at for at, c, _ in block if c in hidden or figures[c][0] == 0]
    return emptied(frame, {column: few for column in spec.figures})


def _counted(row: dict[str, Any], spec: _Shares) -> Figures:
    """Base, and of each share the count: as given, or worked out from the share."""
    n = float(row[spec.base] or 0)
    counts = []
    for share, count in spec.shares:
        if row[share] is None:
            counts.append(float("nan"))
        else:
            counts.append(float(row[count] if count else round(row[share] * n)))
    return (n, *counts)


def _protect_summary(frame: pd.DataFrame, nested: list[Sum], k: int) -> pd.DataFrame:
    """Counts by trajectory: a table in two directions, groups and trajectories."""
    few: list[int] = []
    few_known: list[int] = []
    for block in blocks(frame, ("barrier", "episode", "measure")):
        figures: dict[Cell, Figures] = {}
        base: Counter[Cell] = Counter()
        for _, cell, row in block:
            figures[(*cell, row["trajectory"])] = (float(row["n"] or 0),)
            figures[(*cell, "n_known")] = (float(row["n_known"] or 0),)
            says_something = row["trajectory"] != "insufficient_data"
            base[cell] += int(row["n"] or 0) * says_something
        small = {cell for cell, n in base.items() if n < max(k, FEW)}
        hidden = hide(
            figures,
            _summary_sums(figures, nested),
            lambda f: 0 < f[0] < k,
            always=[c for c in figures if c[:2] in small],
        )
        for at, cell, row in block:
            if cell in small or (*cell, row["trajectory"]) in hidden:
                few.append(at)
            if cell in small or (*cell, "n_known") in hidden:
                few_known.append(at)
    return emptied(frame, {"n": few, "n_known": few_known})


def _summary_sums(figures: dict[Cell, Figures], nested: list[Sum]) -> list[Sum]:
    found = []
    for trajectory in sorted({c[2] for c in figures}):
        groups = {c[:2]: f for c, f in figures.items() if c[2] == trajectory}
        for s in sums_of(groups, nested):
            parts = tuple((*p, trajectory) for p in s.parts)
            found.append(Sum((*s.whole, trajectory), parts))
    for group in sorted({c[:2] for c in figures}):
        known = tuple((*group, t) for t in FULLY_KNOWN if (*group, t) in figures)
        if known:
            found.append(Sum((*group, "n_known"), known))
    return found


def _topics(topics: pd.DataFrame, k: int) -> pd.DataFrame:
    """Topics that enough organisations speak of; no ids of statements."""
    enough = topics["organisations"].fillna(0).astype(int) >= k
    shown = ~topics["hidden"].astype("boolean").fillna(False).astype(bool)
    kept = topics[enough & shown].reset_index(drop=True)
    kept["examples"] = None
    return kept


def _nameless(agreement: pd.DataFrame) -> pd.DataFrame:
    """Persons who coded as numbers; the machine keeps its name."""
    people = agreement["kind"] == "people"
    names = {*agreement["coder_a"], *agreement.loc[people, "coder_b"]}
    numbers = {name: f"person {n}" for n, name in enumerate(sorted(names), start=1)}
    return agreement.assign(
        coder_a=agreement["coder_a"].map(numbers),
        coder_b=[numbers.get(name, name) for name in agreement["coder_b"]],
    )


def _quotes(
    quotes: pd.DataFrame, organisations: pd.DataFrame | None, k: int
) -> pd.DataFrame:
    """Quotes without statement, and without traits that few organisations share.

    Their id is made anew from what is shown: the old one leads to the coding.
    """
    import pandas as pd

    quotes = quotes.assign(statement_id=None)
    sharing: Counter[Cell] = Counter()
    for one in [] if organisations is None else records(organisations):
        kind, youth = str(one["organisation_type"]), str(one["youth"])
        sharing.update([(kind, ""), ("", youth), (kind, youth)])
    kinds, youths = [], []
    for row in records(quotes):
        kind, youth = row["organisation_type"], row["youth"]
        kinds.append(kind if sharing[str(kind), ""] >= k else None)
        together = (str(kind) if kinds[-1] else "", str(youth))
        youths.append(youth if sharing[together] >= k else None)
    quotes["organisation_type"] = pd.Series(kinds, index=quotes.index, dtype="object")
    quotes["youth"] = pd.Series(youths, index=quotes.index, dtype="object")
    shown = quotes.drop(columns="quote_id").drop_duplicates()
    ids = [f"Q-{digest(row)[:12]}" for row in records(shown)]
    return shown.assign(quote_id=ids)[list(quotes.columns)].reset_index(drop=True)


def _sizes(tables: Mapping[str, pd.DataFrame]) -> dict[Cell, float]:
    """Largest base of every group in any table: the same partner is hidden in all."""
    sizes: dict[Cell, float] = {}
    for name, spec in _SHARES.items():
        frame = tables.get(name)
        if frame is not None:
            for cell, n in zip(cells(frame), frame[spec.base], strict=True):
                sizes[cell] = max(sizes.get(cell, 0.0), float(n))
    return sizes
