"""Groups of organisations in the aggregated tables: rows, cells and what adds up.

Here: reading blocks of rows that share a denominator, and which groups are the sum of
which. Not here: what is hidden (``privacy.disclosure``, ``disclosure``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from crisislearn.privacy.disclosure.sums import Cell, Figures, Sum

if TYPE_CHECKING:
    import pandas as pd

GROUP_KINDS = (
    "organisation_type", "sector", "youth", "size", "region", "target_group",
)  # fmt: skip

SLICE = "foundation"
"""Kind of the groups that are a foundation's part of the field."""

WORTH = 10
"""A smaller group that lies within one of another kind does so by chance."""

Row: TypeAlias = tuple[int, Cell, dict[str, Any]]


def sums_of(groups: Mapping[Cell, Figures], nested: list[Sum]) -> list[Sum]:
    """What readers can add up in a block: kinds to the total, groups to groups."""
    found = []
    whole = next((c for c in groups if c[0] == "all"), None)
    for kind in sorted({c[0] for c in groups} - {"all"}):
        if whole:
            parts = tuple(sorted(c for c in groups if c[0] == kind))
            # Parts of foundations may overlap: each is a whole less the rest.
            found += [Sum(whole, p) for p in _apart(kind, parts)]
    names = {(kind, value.lower()): (kind, value) for kind, value in groups}
    for s in nested:
        parts = tuple(names[p] for p in s.parts if p in names)
        if s.whole in names and parts:
            found.append(Sum(names[s.whole], parts))
    return found


@dataclass(frozen=True)
class Field:
    """Where the organisations of a field stand.

    Attributes:
        members: Group, in lower case → numbers of organisations.
        dimensions: Kinds of groups that are told apart together: those that contain
            groups of each other, or that one foundation's part is cut out of.
        atoms: Dimension → its atoms, as numbers of organisations.
    """

    members: dict[Cell, frozenset[int]]
    dimensions: list[tuple[str, ...]]
    atoms: list[list[frozenset[int]]]

    def place(self, group: Cell) -> tuple[int, tuple[int, ...]] | None:
        """Dimension and atoms of a group; None where nobody is known to be in it."""
        kind, name = group[0], group[1].lower()
        if kind == "all":
            return -1, ()
        inside = self.members.get((kind, name))
        number = next((n for n, d in enumerate(self.dimensions) if kind in d), None)
        if inside is None or number is None:
            return None
        atoms = self.atoms[number]
        return number, tuple(i for i, atom in enumerate(atoms) if atom <= inside)

    @cached_property
    def nested(self) -> list[Sum]:
        """Groups of one kind that lie wholly in a group of another."""
        found = []
        kinds = sorted({kind for kind, _ in self.members})
        for whole, inside in sorted(self.members.items()):
            for kind in kinds:
                parts = tuple(
                    c for c, m in self.members.items() if c[0] == kind and m <= inside
                )
                if kind != whole[0] and parts:
                    found += [Sum(whole, p) for p in _apart(kind, parts)]
        return found


def _apart(kind: str, parts: tuple[Cell, ...]) -> list[tuple[Cell, ...]]:
    return [(p,) for p in parts] if kind == SLICE else [parts]


def field_of(
    organisations: pd.DataFrame | None, slices: pd.DataFrame | None = None
) -> Field:
    """Where everybody stands.

    Args:
        organisations: ``core.organisations``.
        slices: ``core.slices``: the parts of the field that foundations ask about.
    """
    if organisations is None or organisations.empty:
        return Field({}, [], [])
    everyone = records(organisations)
    # Groups are of the frame's organisations, where there is a frame.
    frame = [row for row in everyone if row["in_frame"]] or everyone
    places = {row["organisation_id"]: n for n, row in enumerate(frame)}
    members: dict[Cell, set[int]] = {}
    cut: set[str] = set()
    for number, row in enumerate(frame):
        for kind in GROUP_KINDS:
            if row.get(kind) is not None:
                members.setdefault((kind, str(row[kind]).lower()), set()).add(number)
    for row in [] if slices is None else records(slices):
        if row["organisation_id"] in places:
            cell = (SLICE, str(row["foundation"]).lower())
            members.setdefault(cell, set()).add(places[row["organisation_id"]])
            cut |= set((row["cut_by"] or "").split(";")) & set(GROUP_KINDS)
    fixed = {cell: frozenset(m) for cell, m in sorted(members.items())}
    dimensions = _dimensions(fixed, cut | {SLICE} if cut else set())
    atoms = [_atoms(fixed, kinds, len(frame)) for kinds in dimensions]
    return Field(fixed, dimensions, atoms)


def _dimensions(
    members: Mapping[Cell, frozenset[int]], cut: set[str]
) -> list[tuple[str, ...]]:
    """Kinds together where a group worth the name lies in one of another kind.

    So are the kinds that foundations' parts are cut by: ``cut``.
    """
    kinds = sorted({c[0] for c in members})
    found: list[set[str]] = [{kind} for kind in kinds if kind not in cut]
    found += [cut & set(kinds)] if cut else []
    for (kind, _), inside in members.items():
        for (other, _), around in members.items():
            nests = len(inside) >= WORTH and inside < around
            if kind != other and nests:
                both = [d for d in found if kind in d or other in d]
                found = [d for d in found if d not in both] + [set().union(*both)]
    return [tuple(sorted(d)) for d in sorted(found, key=sorted)]


def _atoms(
    members: Mapping[Cell, frozenset[int]], kinds: tuple[str, ...], size: int
) -> list[frozenset[int]]:
    """The organisations of a dimension that stand in the same groups, together."""
    groups = [(c, m) for c, m in members.items() if c[0] in kinds]
    found: dict[tuple[Cell, ...], set[int]] = {}
    for number in range(size):
        found.setdefault(tuple(c for c, m in groups if number in m), set()).add(number)
    return [frozenset(found[key]) for key in sorted(found)]


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
