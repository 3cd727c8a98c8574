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

from collections.abc import Mapping, Sequence
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


class Room:
    """How far counts can be moved, as far as worlds have been found.

    Args:
        asked: The counts.
        width: Room that each must have, in organisations.
    """

    def __init__(self, asked: Sequence[Count], width: float) -> None:
        import numpy as np

        self.asked = list(asked)
        self.width = width
        self.rows: Any = None
        self.low = np.full(len(self.asked), np.inf)
        self.high = np.full(len(self.asked), -np.inf)

    def note(self, values: Any) -> None:
        """Another world was found, with these counts."""
        import numpy as np

        self.low = np.minimum(self.low, values)
        self.high = np.maximum(self.high, values)

    def tight(self, among: Sequence[int] | None = None) -> list[int]:
        """Positions of the counts without room, as far as is known."""
        need = self.width - TOLERANCE
        numbers = range(len(self.asked)) if among is None else among
        return [i for i in numbers if self.high[i] - self.low[i] < need]


class Attack:
    """All that is published about one subject.

    Args:
        atoms: How many atoms each dimension has.
        states: How many states there are.
        known: Counts that figures tell, and what they are at least and at most.
    """

    def __init__(
        self, atoms: Sequence[int], states: int, known: Mapping[Count, Bounds]
    ) -> None:
        self.states = states
        self.starts = [states]
        for number in atoms:
            self.starts.append(self.starts[-1] + number * states)
        self.atoms = list(atoms)
        self._bounds = dict(known)
        self._rows_of = {count: row for row, count in enumerate(known)}

    def limit(self, count: Count, bounds: Bounds) -> None:
        """Say anew what is known of a count that was told of."""
        if bounds != self._bounds[count]:
            self._bounds[count] = bounds
            self._program.limit(self._rows_of[count], *bounds)

    def range(self, asked: Count) -> Bounds | None:
        """Least and largest value of a count; None where the figures contradict."""
        ends = []
        for sign in (1.0, -1.0):
            world = self._program.least(self._weights([asked], [sign]))
            if world is None:
                return None
            ends.append(float(world[self._places(asked)].sum()))
        return ends[0], ends[1]

    def roam(self, room: Room, rounds: int, single: int) -> bool:
        """Look for worlds that agree with everything published, far from each other.

        Args:
            room: What is asked about; is widened by what is found.
            rounds: How many worlds are sought, for all counts that are still tight.
            single: So few tight counts are better asked about one by one.

        Returns:
            Whether there is a world at all: none is where figures contradict.
        """
        import numpy as np

        draw = np.random.default_rng(len(room.asked))
        for step in range(rounds):
            left = room.tight()
            if len(left) > single or not step:
                signs = draw.choice([-1.0, 1.0], len(left))
                signs = signs if step > 1 else np.full(len(left), (1.0, -1.0)[step])
                if not self._visit(room, left, signs):
                    return False
        return True

    def holding(self, room: Room, number: int) -> set[Count] | None:
        """The figures that leave a count no room; None where it has some."""
        held: set[Count] = set()
        for sign in (-1.0, 1.0):
            if number not in room.tight([number]):
                return None
            if not self._visit(room, [number], [sign]):
                return set(self._bounds)  # no answer: any of them may
            held |= self._with_a_price()
        return held if number in room.tight([number]) else None

    def _visit(self, room: Room, aim: Sequence[int], signs: Any) -> bool:
        """Note the counts of the world that is best for a weighted sum of some."""
        weights = self._weights([room.asked[i] for i in aim], signs)
        world = self._program.least(weights)
        if world is not None:
            if room.rows is None:
                room.rows = self._rows(room.asked)
            room.note(room.rows @ world)
        return world is not None

    def _with_a_price(self) -> set[Count]:
        """The figures without which the sum could be larger."""
        pairs = zip(self._bounds, self._program.prices(), strict=False)
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

        figures = self._rows(list(self._bounds))
        rows = sparse.vstack([figures, self._same_totals()]).tocsr()
        more = rows.shape[0] - len(self._bounds)
        ends = np.zeros((len(self._bounds) + more, 2))
        ends[: len(self._bounds)] = list(self._bounds.values()) or 0.0
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
        for number in range(len(self.atoms)):
            blocks = [-one]
            for other, many in enumerate(self.atoms):
                here = other == number
                blocks += [one if here else sparse.csr_matrix(one.shape)] * many
            rows.append(sparse.hstack(blocks))
        empty = sparse.csr_matrix((0, self.starts[-1]))
        return sparse.vstack([empty, *rows]) if rows else empty
