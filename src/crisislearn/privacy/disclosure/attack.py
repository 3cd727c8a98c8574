"""The attacker: everything that was published, as a linear program.

Here: between which bounds a hidden count must lie, given all that is known. Not here:
what is hidden in answer to that (``warehouse.disclosure``), how a program is solved
(``program``).

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

from crisislearn.privacy.disclosure.program import Program

if TYPE_CHECKING:
    import numpy as np

TOLERANCE = 1e-6

Bounds = tuple[float, float]


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
        self._bounds = _narrowest(known)
        self._counts = list(self._bounds)

    def tell(self, known: Sequence[Known]) -> None:
        """Replace the figures by others about the same counts, or fewer of them."""
        bounds = _narrowest(known)
        assert bounds.keys() <= self._bounds.keys(), "a count that was never told"
        for row, count in enumerate(self._counts):
            told = bounds.get(count, NOTHING)
            if told != self._bounds[count]:
                self._bounds[count] = told
                self._program.limit(row, *told)

    def range(self, asked: Count) -> Bounds | None:
        """Least and largest value of a count; None where the figures contradict."""
        ends = []
        for sign in (1.0, -1.0):
            world = self._program.least(self._weights([asked], [sign]))
            if world is None:
                return None
            ends.append(float(world[self._places(asked)].sum()))
        return ends[0], ends[1]

    def roam(self, room: Room, rounds: int, single: int) -> dict[int, set[Count]] | None:
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
        asked = self._rows(room.asked)
        for step in range(rounds):
            left = room.tight()
            if len(left) > single:
                signs = draw.choice([-1.0, 1.0], len(left))
                signs = signs if step > 1 else np.full(len(left), (1.0, -1.0)[step])
                if not self._visit(room, asked, left, signs):
                    return None
        held: dict[int, set[Count]] = {}
        for number in room.tight()[:single]:
            if number in room.tight():
                if not self._visit(room, asked, [number], [-1.0]):
                    return None
                held[number] = self._with_a_price()
                if not self._visit(room, asked, [number], [1.0]):
                    return None
        tight = set(room.tight())
        return {number: counts for number, counts in held.items() if number in tight}

    def _visit(self, room: Room, asked: Any, aim: Sequence[int], signs: Any) -> bool:
        """Note the counts of the world that is best for a weighted sum of some."""
        weights = self._weights([room.asked[i] for i in aim], signs)
        world = self._program.least(weights)
        if world is not None:
            room.note((asked @ world).tolist())
        return world is not None

    def _with_a_price(self) -> set[Count]:
        """The figures without which the sum could be larger."""
        prices = self._program.prices()[: len(self._counts)]
        pairs = zip(self._counts, prices, strict=True)
        return {count for count, price in pairs if abs(price) > TOLERANCE}

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

    @cached_property
    def _program(self) -> Program:
        """Figures, and that every dimension adds up to the same."""
        import numpy as np
        from scipy import sparse

        rows = sparse.vstack([self._rows(self._counts), self._same_totals()]).tocsr()
        more = rows.shape[0] - len(self._counts)
        ends = np.array([self._bounds[c] for c in self._counts] + [(0.0, 0.0)] * more)
        return Program(rows, ends[:, 0], ends[:, 1])

    def _rows(self, counts: Sequence[Count]) -> Any:
        import numpy as np
        from scipy import sparse

        places: list[np.ndarray[Any, Any]] = [self._places(c) for c in counts]
        sizes = [len(p) for p in places]
        columns = np.concatenate(places) if places else np.zeros(0, dtype=int)
        numbers = np.repeat(np.arange(len(counts)), sizes)
        shape = (len(counts), self.starts[-1])
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
        empty = sparse.csr_matrix((0, self.starts[-1]))
        return sparse.vstack([empty, *rows]) if rows else empty


NOTHING = (0.0, float("inf"))
"""Bounds of a count of which nothing is told."""


def _narrowest(known: Sequence[Known]) -> dict[Count, Bounds]:
    """What is known of every count, from all figures about it."""
    found: dict[Count, Bounds] = {}
    for one in known:
        low, high = found.get(one.count, NOTHING)
        found[one.count] = max(low, one.low), min(high, one.high)
    return found
