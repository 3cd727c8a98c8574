"""A column of cells, each distinct text kept once.

Here: cells of a hundred thousand rows as places in a short list of texts, so that what
a closed question's cells say is worked out once a text, not once a row. Not here: where
the cells come from (``table``) and what they say (``values``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING, Any

import numpy as np

from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.integer[Any]]
    Mask = NDArray[np.bool_]

_ROWS = 1000


@dataclass(frozen=True, eq=False)
class Coded:
    """Cells of a column.

    Attributes:
        values: The distinct texts, each of which stands in a row at least.
        at: Place of each row's text in ``values``.
    """

    values: list[str]
    at: Places

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Coded) and self.texts() == other.texts()

    __hash__ = None  # type: ignore[assignment]

    def __getitem__(self, row: int) -> str:
        return self.values[int(self.at[row])]

    def texts(self) -> list[str]:
        """The cells one by one."""
        return [self.values[place] for place in self.at.tolist()]

    def counts(self, first: int | None = None) -> dict[str, int]:
        """How often each text stands in all rows, or in the first few."""
        found = np.bincount(self.at[:first], minlength=len(self.values)).tolist()
        return {text: n for text, n in zip(self.values, found, strict=True) if n}

    def mask(self, holds: Callable[[str], object]) -> Mask:
        """The rows whose text something holds of."""
        return np.array([bool(holds(v)) for v in self.values], dtype=bool)[self.at]

    def changed(self, change: Callable[[str], str]) -> Coded:
        """The cells with another text for each text."""
        return coded([change(value) for value in self.values], self.at)

    def filled(self, rows: Mask, text: str) -> Coded:
        """The cells with one text in these rows."""
        at = np.where(rows, len(self.values), self.at)
        return coded([*self.values, text], at)

    def only(self, rows: Mask) -> Coded:
        """The cells of these rows."""
        return coded(self.values, self.at[rows])


def coded(values: Sequence[str], at: Places) -> Coded:
    """Cells whose texts may recur in ``values`` or stand in no row."""
    new: defaultdict[str, int] = defaultdict(count().__next__)
    used = np.zeros(len(values), dtype=bool)
    used[at] = True
    moved = np.array(
        [new[value] if is_used else 0 for value, is_used in zip(values, used.tolist(),
                                                                strict=True)],
        dtype=np.min_scalar_type(max(len(values), 1)),
    )  # fmt: skip
    return Coded(list(new), moved[at])


def coded_texts(texts: Iterable[str]) -> Coded:
    """Cells one by one as a column."""
    places: defaultdict[str, int] = defaultdict(count().__next__)
    at = np.fromiter(map(places.__getitem__, texts), dtype=np.int32)
    return Coded(list(places), at)


def gather(rows: Iterator[Row], width: int) -> list[Coded]:
    """Rows of ``width`` cells as columns of clean text.

    A thousand rows at a time are held as rows.
    """
    places: list[defaultdict[str, int]] = [
        defaultdict(count().__next__) for _ in range(width)
    ]
    parts: list[list[Places]] = [[np.zeros(0, dtype=np.uint8)] for _ in range(width)]
    while block := list(islice(rows, _ROWS)):
        for place, part, column in zip(
            places, parts, zip(*block, strict=True), strict=True
        ):
            at = np.fromiter(map(place.__getitem__, column), np.int32, len(column))
            # As narrow as it can be: most columns have a few dozen texts.
            part.append(at.astype(np.min_scalar_type(len(place))))
    found = []
    for place, part in zip(places, parts, strict=True):
        found.append(coded([clean(text) for text in place], np.concatenate(part)))
        part.clear()
    return found
