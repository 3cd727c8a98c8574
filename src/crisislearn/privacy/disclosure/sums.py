"""Which figures must be hidden so that none under the limit can be worked out.

Here: the arithmetic of hiding, on cells and the sums between them. Not here: which
tables and columns these are (``warehouse.disclosure``), and what follows from several
tables together (``attack``).

A cell is a group of organisations with its figures; a sum says that one cell is the
whole of others. Hiding goes in two steps that repeat until nothing more shows:

1. What is left of a visible whole after its visible parts are taken away is itself a
   figure. If that is under the limit, the next smallest visible part is hidden too.
2. All sums together are equations in the hidden figures. If they determine a figure
   under the limit, a cell beside it is hidden too.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

Cell: TypeAlias = tuple[str, ...]
Figures: TypeAlias = tuple[float, ...]
"""Organisations behind the cell, then counts among them (NaN where not known)."""


@dataclass(frozen=True)
class Sum:
    """One cell that is the sum of others and of what belongs to none of them.

    Attributes:
        whole: The sum.
        parts: Cells that do not overlap.
    """

    whole: Cell
    parts: tuple[Cell, ...]


def hide(
    figures: Mapping[Cell, Figures],
    sums: Sequence[Sum],
    sensitive: Callable[[Figures], bool],
    *,
    telling: Callable[[Figures], bool] | None = None,
    always: Collection[Cell] = (),
    fixed: Collection[Cell] = (),
    size: Callable[[Cell], float] | None = None,
    together: bool = True,
) -> set[Cell]:
    """Cells to hide: those under the limit and those that would give them away.

    Args:
        figures: Figures of every cell.
        sums: What a reader can add up; sums that do not hold are left out.
        sensitive: Whether figures may not be shown.
        telling: Whether figures of hidden cells together may not be worked out, where
            that is stricter than ``sensitive``.
        always: Cells that may not be shown whatever their figures.
        fixed: Cells that are not hidden for the sake of others.
        size: Order in which cells are hidden for the sake of others, smallest first.
        together: Whether step 2 is done; not where an ``Attack`` follows.

    Returns:
        The hidden cells. Empty if no cell and no rest of a sum is sensitive.
    """
    holding = [(s, rest) for s in sums if (rest := _rest(figures, s)) is not None]
    hidden = {cell for cell, found in figures.items() if sensitive(found)}
    hidden |= {cell for cell in always if figures[cell][0] > 0}
    puzzle = _Puzzle(
        figures=figures,
        sums=holding,
        secret=frozenset(hidden),
        sensitive=sensitive,
        telling=telling or sensitive,
        fixed=frozenset(fixed),
        size=size or (lambda cell: figures[cell][0]),
    )
    while more := puzzle.partners_in_sums(hidden) or (
        together and puzzle.partners_in_all(hidden)
    ):
        hidden |= more
    return hidden


@dataclass(frozen=True)
class _Puzzle:
    """What a reader knows and could work out."""

    figures: Mapping[Cell, Figures]
    sums: list[tuple[Sum, Figures]]
    secret: frozenset[Cell]
    sensitive: Callable[[Figures], bool]
    telling: Callable[[Figures], bool]
    fixed: frozenset[Cell]
    size: Callable[[Cell], float]

    @cached_property
    def sums_with(self) -> dict[Cell, list[int]]:
        """Numbers of the sums that a cell stands in."""
        found: dict[Cell, list[int]] = {}
        for number, (s, _) in enumerate(self.sums):
            for cell in (s.whole, *s.parts):
                found.setdefault(cell, []).append(number)
        return found

    def partners_in_sums(self, hidden: set[Cell]) -> set[Cell]:
        """Step 1: one more part of each sum whose hidden parts are too few."""
        more: set[Cell] = set()
        for s, rest in self.sums:
            gone = hidden | more
            if s.whole in gone:
                continue
            inside = [self.figures[p] for p in s.parts if p in gone]
            if _is_something(rest):
                inside.append(rest)
            if inside and self.telling(_add(inside)):
                more |= self._next(set(s.parts), gone)
        return more

    def partners_in_all(self, hidden: set[Cell]) -> set[Cell]:
        """Step 2: one more cell in the sums that give a hidden figure away."""
        more: set[Cell] = set()
        given_away = self._determined(hidden)
        for numbers in given_away.values():
            used = [self.sums[number][0] for number in numbers]
            beside = {c for s in used for c in (s.whole, *s.parts)}
            # One that was just added there may be enough.
            if not beside & more:
                more |= self._next(beside, hidden)
        if given_away and not more:
            more = self._next(set(self.sums_with), hidden)
        return more

    def _next(self, cells: set[Cell], hidden: set[Cell]) -> set[Cell]:
        """The one of these to hide next, if there is any.

        Best is one whose other sums have hidden figures already: it needs no partner
        there. Nobody in a cell hides nobody.
        """

        def unbroken(cell: Cell) -> int:
            sums = [self.sums[number][0] for number in self.sums_with[cell]]
            return sum(hidden.isdisjoint((s.whole, *s.parts)) for s in sums)

        there = [c for c in cells - hidden - self.fixed if self.figures[c][0] > 0]
        return set(sorted(there, key=lambda c: (unbroken(c), self.size(c), c))[:1])

    def _unknown(self, hidden: set[Cell]) -> list[dict[Cell, tuple[Figures, int]]]:
        """The unknown terms of every sum, with figures and sign."""
        unknown = {c for c in hidden if self.figures[c][0] > 0}
        equations = []
        for number, (s, rest) in enumerate(self.sums):
            terms = {p: (self.figures[p], 1) for p in s.parts if p in unknown}
            if s.whole in unknown:
                terms[s.whole] = (self.figures[s.whole], -1)
            if _is_something(rest):
                # The rest of a sum is an unknown of its own.
                terms["", str(number)] = (rest, 1)
            equations.append(terms)
        return equations

    def _determined(self, hidden: set[Cell]) -> dict[Cell, set[int]]:
        """Unknown terms that may not be shown and for which there is one solution.

        Returns:
            Each with the numbers of the sums that it follows from.
        """
        equations = self._unknown(hidden)
        terms = {cell: term[0] for e in equations for cell, term in e.items()}
        delicate = [
            cell
            for cell, found in terms.items()
            if cell in self.secret or self.sensitive(found)
        ]
        if not delicate:
            return {}
        signs = [{c: sign for c, (_, sign) in e.items()} for e in equations]
        solved = _solved_one_by_one(signs)
        if solved.keys().isdisjoint(delicate):
            solved = _solved_together(signs, list(terms))
        return {cell: solved[cell] for cell in delicate if cell in solved}


def _solved_one_by_one(equations: list[dict[Cell, int]]) -> dict[Cell, set[int]]:
    """Terms that follow from equations with one unknown, again and again."""
    solved: dict[Cell, set[int]] = {}
    before = -1
    while before != len(solved):
        before = len(solved)
        for number, equation in enumerate(equations):
            open_terms = equation.keys() - solved.keys()
            if len(open_terms) == 1:
                used = [solved[c] for c in equation if c in solved]
                solved[open_terms.pop()] = {number}.union(*used)
    return solved


def _solved_together(
    equations: list[dict[Cell, int]], terms: list[Cell]
) -> dict[Cell, set[int]]:
    """Terms that have one solution: nought in every vector of the null space."""
    import numpy as np

    places = {cell: place for place, cell in enumerate(terms)}
    matrix = np.zeros((len(equations), len(terms)))
    for row, equation in enumerate(equations):
        for cell, sign in equation.items():
            matrix[row, places[cell]] = sign
    # The null space of a matrix is that of its square, which is faster to take apart.
    values, vectors = np.linalg.eigh(matrix.T @ matrix)
    free = vectors[:, values < 1e-9]
    fixed = np.abs(free).max(axis=1, initial=0.0) < 1e-7
    return {
        cell: {number for number, e in enumerate(equations) if cell in e}
        for cell, place in places.items()
        if fixed[place]
    }


def _rest(figures: Mapping[Cell, Figures], s: Sum) -> Figures | None:
    """What belongs to no part; None where the parts are more than the whole."""
    whole = figures[s.whole]
    together = _add([figures[p] for p in s.parts])
    rest = [w - t for w, t in zip(whole, together, strict=True)]
    if rest[0] < 0:
        return None
    return tuple(max(0.0, min(r, rest[0])) if r == r else r for r in rest)


def _is_something(rest: Figures) -> bool:
    return rest[0] > 0


def _add(several: list[Figures]) -> Figures:
    return tuple(float(sum(column)) for column in zip(*several, strict=True))
