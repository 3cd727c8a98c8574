"""The attacker: everything that was published, as a linear program.

Here: between which bounds a hidden count must lie, given all that is known. Not here:
what is hidden in answer to that (``warehouse.disclosure``).

Organisations are told apart by where they stand and by what they said. Where they stand
is known in several *dimensions* (type and sector, region, size …); the groups of a
dimension are made of *atoms* that do not overlap. What they said of one subject is one
of some *states*. The unknowns are the organisations in every atom and state of every
dimension; a published figure is a sum of them, and every dimension adds up to the same
totals. This is all that follows from the figures: whatever tables of dimension and
state agree with each other can belong to one field, with everything else independent
given the state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

TOLERANCE = 1e-6

NO_END = 1e4
"""Stands for no bound: more organisations than any study has."""

QUICK = {"presolve": False}
"""The programs are small and tight: simplifying them takes longer than solving."""


@dataclass(frozen=True)
class Count:
    """Organisations of some atoms of a dimension in some states.

    Attributes:
        dimension: Number of the dimension; -1 for everybody, without atoms.
        atoms: Atoms of the dimension.
        states: States.
    """

    dimension: int
    atoms: tuple[int, ...]
    states: tuple[int, ...]


@dataclass(frozen=True)
class Known:
    """A count that was published.

    Attributes:
        count: Which one.
        low: What it is at least.
        high: What it is at most; the same where the figure is exact.
    """

    count: Count
    low: float
    high: float


class Room:
    """How far counts can be moved, as far as worlds have been found.

    Args:
        asked: The counts.
        width: Room that each must have, in organisations.
    """

    def __init__(self, asked: Sequence[Count], width: float) -> None:
        self.asked = list(asked)
        self.width = width
        self.low = [float("inf")] * len(self.asked)
        self.high = [float("-inf")] * len(self.asked)

    def note(self, values: Sequence[float]) -> None:
        """Another world was found, with these counts."""
        self.low = [min(a, b) for a, b in zip(self.low, values, strict=True)]
        self.high = [max(a, b) for a, b in zip(self.high, values, strict=True)]

    def tight(self) -> list[int]:
        """Positions of the counts without room, as far as is known."""
        need = self.width - TOLERANCE
        ends = zip(self.low, self.high, strict=True)
        return [i for i, (low, high) in enumerate(ends) if high - low < need]


class Attack:
    """All that is published about one subject.

    Args:
        atoms: How many atoms each dimension has.
        states: How many states there are.
        known: The figures.
    """

    def __init__(
        self, atoms: Sequence[int], states: int, known: Sequence[Known]
    ) -> None:
        self.states = states
        self.starts = [states]
        for number in atoms:
            self.starts.append(self.starts[-1] + number * states)
        self.atoms = list(atoms)
        once = list(dict.fromkeys(known))
        self._exact = [k for k in once if k.low == k.high]
        self._loose = [k for k in once if k.low != k.high]

    def range(self, asked: Count) -> tuple[float, float] | None:
        """Least and largest value of a count; None where the figures contradict."""
        ends = []
        for sign in (1.0, -1.0):
            found = self._solve(self._weights([asked], [sign]))
            if found is None:
                return None
            ends.append(float(found.x[self._places(asked)].sum()))
        return ends[0], ends[1]

    def roam(
        self, room: Room, rounds: int, single: int
    ) -> dict[int, set[Known]] | None:
        """Look for worlds that agree with everything published, far from each other.

        First in all counts at once that are still tight, then one count at a time.

        Args:
            room: What is asked about; is widened by what is found.
            rounds: How many worlds are sought for all counts at once.
            single: How many counts are asked about one by one.

        Returns:
            Counts still tight that were asked about one by one → the figures that hold
            them; None where there is no world, as the figures contradict each other.
        """
        import numpy as np

        draw = np.random.default_rng(len(room.asked))
        for step in range(rounds):
            left = room.tight()
            if len(left) > single:
                signs = draw.choice([-1.0, 1.0], len(left))
                signs = signs if step > 1 else np.full(len(left), (1.0, -1.0)[step])
                if self._visit(room, left, signs) is None:
                    return None
        held: dict[int, set[Known]] = {}
        for number in room.tight()[:single]:
            if number in room.tight():
                most = self._visit(room, [number], [-1.0])
                if most is None or self._visit(room, [number], [1.0]) is None:
                    return None
                held[number] = self._with_a_price(most)
        tight = set(room.tight())
        return {number: known for number, known in held.items() if number in tight}

    def _visit(self, room: Room, aim: Sequence[int], signs: Any) -> Any | None:
        """Note the counts of the world that is best for a weighted sum of some."""
        world = self._solve(self._weights([room.asked[i] for i in aim], signs))
        if world is not None:
            room.note([float(world.x[self._places(c)].sum()) for c in room.asked])
        return world

    def _with_a_price(self, found: Any) -> set[Known]:
        """The figures without which the sum could be larger."""
        prices = [*found.eqlin.marginals[: len(self._exact)], *found.ineqlin.marginals]
        # A figure with two ends has two prices, the upper ends first.
        capped = [k for k in self._loose if k.high != float("inf")]
        figures = [*self._exact, *capped, *self._loose]
        pairs = zip(figures, prices, strict=True)
        return {known for known, price in pairs if abs(price) > TOLERANCE}

    # -- the program ------------------------------------------------------------------

    def _places(self, count: Count) -> Any:
        """Positions of the unknowns that a count is the sum of."""
        import numpy as np

        states = np.array(count.states, dtype=int)
        if count.dimension < 0:
            return states
        atoms = np.array(count.atoms, dtype=int)
        start = self.starts[count.dimension]
        return (start + atoms[:, None] * self.states + states).ravel()

    def _weights(self, counts: Sequence[Count], signs: Any) -> Any:
        import numpy as np

        weights = np.zeros(self.starts[-1])
        for count, sign in zip(counts, signs, strict=True):
            weights[self._places(count)] += sign
        return weights

    def _solve(self, weights: Any) -> Any | None:
        """The world with the least weighted sum, and prices; None without any."""
        from scipy.optimize import linprog

        equal, value, below, limit = self._program
        given = {"A_ub": below, "b_ub": limit, "A_eq": equal, "b_eq": value}
        found: Any = None
        for most in (None, NO_END):  # the latter where some count has no bound at all
            found = linprog(weights, bounds=(0, most), options=QUICK, **given)  # type: ignore[call-overload]
            if found.status != 3:
                break
        return found if found.status == 0 else None

    @cached_property
    def _program(self) -> tuple[Any, Any, Any, Any]:
        """Equations and limits as sparse matrices."""
        import numpy as np
        from scipy import sparse

        exact, loose = self._exact, self._loose
        equal = sparse.vstack([self._rows(exact), self._same_totals()]).tocsr()
        value = np.zeros(equal.shape[0])
        value[: len(exact)] = [k.low for k in exact]
        if not loose:
            return equal, value, None, None
        rows = self._rows(loose)
        ends = [k.high for k in loose], [k.low for k in loose]
        capped = np.isfinite(ends[0])
        below = sparse.vstack([rows[np.flatnonzero(capped)], -rows]).tocsr()
        limit = np.concatenate([np.array(ends[0])[capped], -np.array(ends[1])])
        return equal, value, below, limit

    def _rows(self, known: Sequence[Known]) -> Any:
        import numpy as np
        from scipy import sparse

        places: list[np.ndarray[Any, Any]] = [self._places(k.count) for k in known]
        sizes = [len(p) for p in places]
        columns = np.concatenate(places) if places else np.zeros(0, dtype=int)
        numbers = np.repeat(np.arange(len(known)), sizes)
        shape = (len(known), self.starts[-1])
        return sparse.csr_matrix((np.ones(len(columns)), (numbers, columns)), shape)

    def _same_totals(self) -> Any:
        """Every dimension adds up to the organisations in each state."""
        from scipy import sparse

        one = sparse.identity(self.states, format="csr")
        rows = []
        for number, atoms in enumerate(self.atoms):
            blocks = [-one]
            for other, many in enumerate(self.atoms):
                here = other == number
                blocks += [one if here else sparse.csr_matrix(one.shape)] * many
            rows.append(sparse.hstack(blocks))
            assert len(blocks) == 1 + sum(self.atoms), atoms
        empty = sparse.csr_matrix((0, self.starts[-1]))
        return sparse.vstack([empty, *rows]) if rows else empty
