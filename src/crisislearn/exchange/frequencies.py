"""How many organisations gave each answer, as far as that may be told.

Here: counts of a wave's answers after disclosure control. Not here: the arithmetic of
hiding (``privacy.disclosure``). What a reader could add up is known here: an item's
answers make up the wave, those who were not asked gave certain answers before, and the
reader edition tells how many have a barrier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from crisislearn.exchange.variables import Variable
from crisislearn.privacy.disclosure.rules import Rules
from crisislearn.privacy.disclosure.sums import Cell, Sum, hide

Counts: TypeAlias = dict[str, dict[str, int | None]]
"""Variable → value → organisations; None where it is hidden. Open answers, numbers and
days are counted together, as ``answered``."""

_Members: TypeAlias = dict[Cell, frozenset[str]]


def frequencies(
    answers: Iterable[Mapping[str, Any]], asked: Iterable[Variable], wave: str, k: int
) -> Counts:
    """Counts of one wave.

    Args:
        answers: Rows of ``core.answers``.
        asked: Variables; those of other waves are left out.
        wave: The wave.
        k: Fewer organisations than this are not shown.

    Returns:
        A count for every category, and for what stands in the answers besides. None
        where under ``k`` organisations stand behind it, or where such a count could be
        worked out; 0 where nobody did.
    """
    columns = [v for v in asked if v.wave == wave]
    members = _members([a for a in answers if a["wave"] == wave], columns)
    everyone = frozenset().union(*members.values())
    if len(everyone) < max(k, Rules().few):
        return {v.name: {c: None for c in _values(members, v)} for v in columns}
    known: _Members = {("", v.name, "wave"): everyone for v in columns}
    # What the reader edition tells already is not made unsaid by hiding more here.
    known |= {c: w for c, w in _barriers(members, columns).items() if len(w) >= k}
    hidden: set[Cell] = set()
    for part in _connected(_sums(members, known, columns)):
        cells = {c for s in part for c in (s.whole, *s.parts)}
        figures = {c: (float(len(known.get(c) or members[c])),) for c in cells}
        fixed = cells & known.keys()
        hidden |= hide(figures, part, lambda f: 0 < f[0] < k, fixed=fixed)
    return {
        v.name: {
            value: None
            if (cell := (v.name, value)) in hidden
            else len(members.get(cell, ()))
            for value in _values(members, v)
        }
        for v in columns
    }


def _members(answers: list[Mapping[str, Any]], columns: list[Variable]) -> _Members:
    """(variable, value) → organisations; who has no row was not asked."""
    named = {(v.item_id, v.choice): v for v in columns}
    found: defaultdict[Cell, set[str]] = defaultdict(set)
    heard: defaultdict[str, set[str]] = defaultdict(set)
    for row in answers:
        variable = named.get((row["item_id"], row["choice"] or ""))
        if variable is None:
            continue
        value = row["state"]
        if value == "answered" and variable.coded:
            value = row["code"]
        found[variable.name, str(value)].add(row["organisation_id"])
        heard[variable.name].add(row["organisation_id"])
    everyone = set().union(*heard.values())
    for variable in columns:
        if rest := everyone - heard[variable.name]:
            found[variable.name, "not_asked"] |= rest
    return {cell: frozenset(who) for cell, who in found.items()}


def _values(members: _Members, variable: Variable) -> list[str]:
    listed = [c.value for c in variable.categories]
    if not variable.coded:
        listed.insert(0, "answered")
    more = {value for name, value in members if name == variable.name}
    return [*listed, *sorted(more - set(listed))]


def _barriers(members: _Members, columns: list[Variable]) -> _Members:
    """What the reader edition tells of a barrier: who has it, and who has not."""
    found: _Members = {}
    for variable in columns:
        if not variable.barrier:
            continue
        for told in (("present", "reduced"), ("not_present",)):
            parts = [members.get((variable.name, c.value), frozenset())
                     for c in variable.categories if c.counts_as in told]  # fmt: skip
            found["", variable.name, told[0]] = frozenset().union(*parts)
    return found


def _sums(members: _Members, known: _Members, columns: list[Variable]) -> list[Sum]:
    cells_of: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in sorted(members):
        cells_of[cell[0]].append(cell)
    found = [Sum(("", name, "wave"), tuple(cells)) for name, cells in cells_of.items()]
    for variable in columns:
        for told in ("present", "not_present"):
            whole = ("", variable.name, told)
            if whole not in known:
                continue
            # Sums are of counts: the parts of a barrier's scale lie within it.
            parts = [c for c in cells_of[variable.name] if members[c] <= known[whole]]
            found.append(Sum(whole, tuple(parts)))
    return found + _routing(members, cells_of)


def _routing(members: _Members, cells_of: Mapping[str, list[Cell]]) -> list[Sum]:
    """Who was not asked, as the answers before that led past the question."""
    found = []
    for cell, who in sorted(members.items()):
        if cell[1] != "not_asked":
            continue
        for name, cells in cells_of.items():
            parts = tuple(c for c in cells if members[c] <= who)
            if name != cell[0] and parts:
                together = frozenset().union(*(members[p] for p in parts))
                if together == who:
                    found.append(Sum(cell, parts))
    return found


def _connected(sums: list[Sum]) -> list[list[Sum]]:
    """Sums that share cells, together: what is hidden in one item may matter there."""
    parts: list[tuple[set[Cell], list[Sum]]] = []
    for one in sums:
        cells, together = {one.whole, *one.parts}, [one]
        for other in [p for p in parts if not cells.isdisjoint(p[0])]:
            parts.remove(other)
            cells |= other[0]
            together = [*other[1], *together]
        parts.append((cells, together))
    return [together for _, together in parts]
