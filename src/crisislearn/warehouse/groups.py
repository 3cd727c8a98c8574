"""Groups of organisations in the aggregated tables: rows, cells and what adds up.

Here: reading blocks of rows that share a denominator, and which groups are the sum of
which. Not here: what is hidden (``suppression``, ``disclosure``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from crisislearn.warehouse.suppression import Cell, Figures, Sum

if TYPE_CHECKING:
    import pandas as pd

GROUP_KINDS = (
    "organisation_type", "sector", "youth", "size", "region", "target_group",
)  # fmt: skip

Row: TypeAlias = tuple[int, Cell, dict[str, Any]]


def sums_of(groups: Mapping[Cell, Figures], nested: list[Sum]) -> list[Sum]:
    """What readers can add up in a block: kinds to the total, groups to groups."""
    found = []
    whole = next((c for c in groups if c[0] == "all"), None)
    for kind in sorted({c[0] for c in groups} - {"all"}):
        if whole:
            parts = tuple(sorted(c for c in groups if c[0] == kind))
            found.append(Sum(whole, parts))
    names = {(kind, value.lower()): (kind, value) for kind, value in groups}
    for s in nested:
        parts = tuple(names[p] for p in s.parts if p in names)
        if s.whole in names and parts:
            found.append(Sum(names[s.whole], parts))
    return found


def nested_groups(organisations: pd.DataFrame | None) -> list[Sum]:
    """Groups of one kind that lie wholly in a group of another, in lower case."""
    if organisations is None or organisations.empty:
        return []
    everyone = records(organisations)
    # Groups are of the frame's organisations, where there is a frame.
    frame = [row for row in everyone if row["in_frame"]] or everyone
    members: dict[Cell, set[int]] = {}
    for number, row in enumerate(frame):
        for kind in GROUP_KINDS:
            if row.get(kind) is not None:
                members.setdefault((kind, str(row[kind]).lower()), set()).add(number)
    found = []
    for whole, inside in sorted(members.items()):
        for kind in GROUP_KINDS:
            parts = tuple(
                sorted(c for c, m in members.items() if c[0] == kind and m <= inside)
            )
            if kind != whole[0] and parts:
                found.append(Sum(whole, parts))
    return found


def blocks(frame: pd.DataFrame, by: tuple[str, ...]) -> list[list[Row]]:
    """The rows of a table in sets that add up: position, group and values of each."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    rows = zip(cells(frame), records(frame), strict=True)
    for at, (cell, row) in enumerate(rows):
        found.setdefault(tuple(row[c] for c in by), []).append((at, cell, row))
    return list(found.values())


def cells(frame: pd.DataFrame) -> list[Cell]:
    """Kind and value of the group of every row."""
    kinds, values = frame["group_kind"], frame["group_value"]
    return [(str(a), str(b)) for a, b in zip(kinds, values, strict=True)]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values, None where missing."""
    names = [str(name) for name in frame]
    columns = [_plain(frame[name]).tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def emptied(frame: pd.DataFrame, rows: dict[str, list[int]]) -> pd.DataFrame:
    """The frame with some columns emptied in some rows, by position."""
    import pandas as pd

    frame = frame.reset_index(drop=True)
    fewer = {}
    for column, where in rows.items():
        values = _plain(frame[column])
        values[where] = None
        fewer[column] = pd.Series(values, index=frame.index, dtype="object")
    return frame.assign(**fewer)


def _plain(values: Any) -> Any:
    """A column as a new array of Python values, None where missing."""
    return values.to_numpy(dtype="object", na_value=None, copy=True)
