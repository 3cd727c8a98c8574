"""Places in a text before and after personal data was replaced in it.

Here: the map between the two, both ways. Not here: what is replaced
(``pseudonymiser``).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


class Offsets:
    """Where characters of the original are in the pseudonymised text, and back.

    A place inside of what was replaced has none of its own on the other side: as the
    start of a span it becomes the start of the whole, as an end its end.

    Args:
        spans: (start, end) of what is replaced in the original, in order and apart.
        lengths: How long what stands there instead is.
    """

    def __init__(
        self, spans: Sequence[tuple[int, int]], lengths: Sequence[int]
    ) -> None:
        self._original = list(spans)
        self._new: list[tuple[int, int]] = []
        moved = 0
        for (start, end), length in zip(spans, lengths, strict=True):
            self._new.append((start + moved, start + moved + length))
            moved += length - (end - start)

    def to_new(self, start: int, end: int) -> tuple[int, int]:
        """The span of the pseudonymised text that a span of the original became."""
        return _span(start, end, self._original, self._new)

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a span of the pseudonymised text stands for."""
        return _span(start, end, self._new, self._original)

    @property
    def replaced(self) -> list[tuple[int, int]]:
        """Spans of the pseudonymised text that stand for something else."""
        return self._new


def _span(
    start: int, end: int, here: list[tuple[int, int]], there: list[tuple[int, int]]
) -> tuple[int, int]:
    first = _place(start, here, there, is_end=False)
    return first, max(first, _place(end, here, there, is_end=True))


def _place(
    place: int,
    here: list[tuple[int, int]],
    there: list[tuple[int, int]],
    is_end: bool,
) -> int:
    number = bisect_right(here, (place, -1)) - 1
    if number + 1 < len(here) and here[number + 1][0] == place and not is_end:
        return there[number + 1][0]
    if number < 0:
        return place
    (_, stop), (begins, ends) = here[number], there[number]
    if place >= stop:
        return ends + place - stop
    return ends if is_end else begins
