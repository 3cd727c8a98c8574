"""Which figures must be hidden so that none under the limit can be worked out.

Here: the arithmetic of hiding, on cells and the sums between them. Not here: which
tables and columns these are (``disclosure``).

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
        same_base: Whether parts count different answers of the same organisations
            (trajectories in a group) and not different organisations.
    """

    whole: Cell
    parts: tuple[Cell, ...]
    same_base: bool = False


def hide(
    figures: Mapping[Cell, Figures],
    sums: Sequence[Sum],
    sensitive: Callable[[Figures], bool],
    *,
    telling: Callable[[Figures], bool] | None = None,
    fixed: Collection[Cell] = (),
    size: Callable[[Cell], float] | None = None,
) -> set[Cell]:
    """Cells to hide: those under the limit and those that would give them away.

    Args:
        figures: Figures of every cell.
        sums: What a reader can add up; sums that do not hold are left out.
        sensitive: Whether figures may not be shown.
        telling: Whether figures of hidden cells together may not be worked out, where
            that is stricter than ``sensitive``.
        fixed: Cells that are not hidden for the sake of others.
        size: Order in which cells are hidden for the sake of others, smallest first.

    Returns:
        The hidden cells. Empty if no cell and no rest of a sum is sensitive.
    """
    holding = [(s, rest) for s in sums if (rest := _rest(figures, s)) is not None]
    hidden = {cell for cell, found in figures.items() if sensitive(found)}
    puzzle = _Puzzle(figures, holding, sensitive, telling or sensitive, fixed, size)
    while partner := puzzle.partner_in_a_sum(hidden) or puzzle.partner_in_all(hidden):
        hidden.add(partner)
    return hidden


class _Puzzle:
    """What a reader knows and could work out."""

    def __init__(
        self,
        figures: Mapping[Cell, Figures],
        sums: list[tuple[Sum, Figures]],
        sensitive: Callable[[Figures], bool],
        telling: Callable[[Figures], bool],
        fixed: Collection[Cell],
        size: Callable[[Cell], float] | None,
    ) -> None:
        self.figures = figures
        self.sums = sums
        self.sensitive = sensitive
        self.telling = telling
        self.fixed = set(fixed)
        self.size = size or (lambda cell: figures[cell][-1])

    def partner_in_a_sum(self, hidden: set[Cell]) -> Cell | None:
        """Step 1: one more part of a sum whose hidden parts together are too few."""
        for s, rest in self.sums:
            if s.whole in hidden:
                continue
            inside = [self.figures[p] for p in s.parts if p in hidden]
            if _is_something(rest):
                inside.append(rest)
            if inside and self.telling(_add(inside, s.same_base)):
                found = self._smallest(set(s.parts) - hidden)
                if found:
                    return found
        return None

    def partner_in_all(self, hidden: set[Cell]) -> Cell | None:
        """Step 2: one more cell in a sum with a hidden figure that is determined."""
        everything = {c for s, _ in self.sums for c in (s.whole, *s.parts)}
        for place in self._determined(hidden):
            beside: set[Cell] = set()
            for number, (s, _) in enumerate(self.sums):
                if place in (_rest_of(number), s.whole, *s.parts):
                    beside |= {s.whole, *s.parts}
            found = self._smallest(beside - hidden)
            found = found or self._smallest(everything - hidden)
            if found:
                return found
        return None

    def _smallest(self, cells: set[Cell]) -> Cell | None:
        there = [c for c in cells - self.fixed if self.figures[c][0] > 0]
        # An empty count hides nothing: it comes last.
        return min(
            there,
            key=lambda c: (self.figures[c][-1] == 0, self.size(c), c),
            default=None,
        )

    def _unknown(self, hidden: set[Cell]) -> list[dict[Cell, tuple[Figures, int]]]:
        """The unknown terms of every sum, with figures and sign."""
        unknown = {c for c in hidden if self.figures[c][0] > 0}
        equations = []
        for number, (s, rest) in enumerate(self.sums):
            terms = {p: (self.figures[p], 1) for p in s.parts if p in unknown}
            if s.whole in unknown:
                terms[s.whole] = (self.figures[s.whole], -1)
            if _is_something(rest):
                terms[_rest_of(number)] = (rest, 1)
            equations.append(terms)
        return [terms for terms in equations if terms]

    def _determined(self, hidden: set[Cell]) -> list[Cell]:
        """Unknown terms that may not be shown and for which there is one solution.

        Their entry is nought in every vector of the null space of the equations.
        """
        import numpy as np

        equations = self._unknown(hidden)
        terms = {cell: term[0] for e in equations for cell, term in e.items()}
        places = {cell: place for place, cell in enumerate(terms)}
        delicate = [cell for cell, found in terms.items() if self.sensitive(found)]
        if not delicate:
            return []
        matrix = np.zeros((len(equations), len(places)))
        for row, equation in enumerate(equations):
            for cell, (_, sign) in equation.items():
                matrix[row, places[cell]] = sign
        _, values, vectors = np.linalg.svd(matrix)
        free = vectors[int((values > 1e-9).sum()) :]
        solved = np.abs(free).max(axis=0, initial=0.0) < 1e-9
        return [cell for cell in delicate if solved[places[cell]]]


def _rest_of(number: int) -> Cell:
    """Name of the rest of a sum among the cells."""
    return ("", str(number))


def _rest(figures: Mapping[Cell, Figures], s: Sum) -> Figures | None:
    """What belongs to no part; None where the parts are more than the whole."""
    whole = figures[s.whole]
    together = _add([figures[p] for p in s.parts], s.same_base)
    rest = [w - t for w, t in zip(whole, together, strict=True)]
    if s.same_base:
        rest[0] = whole[0]
    if rest[0] < 0 or (s.same_base and rest[-1] < 0):
        return None
    if s.same_base and rest[-1] == 0:
        return (0.0,) * len(rest)
    return tuple(max(0.0, min(r, rest[0])) if r == r else r for r in rest)


def _is_something(rest: Figures) -> bool:
    return rest[0] > 0


def _add(several: list[Figures], same_base: bool) -> Figures:
    total = [float(sum(column)) for column in zip(*several, strict=True)]
    if same_base:
        total[0] = several[0][0]
    return tuple(total)
