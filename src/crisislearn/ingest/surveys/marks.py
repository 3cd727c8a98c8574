"""Choices of a multi-select item in columns of their own.

Here: ticks, zeros and blanks of all rows at once, and what they say together. Not here:
single cells (``values``), and the same choices in one column (``said``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from crisislearn.ingest.surveys.coded import Coded
from crisislearn.ingest.surveys.items import Choice, Item
from crisislearn.ingest.surveys.values import Reader, Value

if TYPE_CHECKING:
    from crisislearn.ingest.surveys.coded import Mask, Places

_BLANK, _UNTICKED, _TICKED = -1, 0, 1


@dataclass(frozen=True)
class Marks:
    """The columns of an item.

    Attributes:
        item: The item.
        cells: Choice → its cells.
        states: Choice → cell → state that the export itself says it stands for.
    """

    item: Item
    cells: Mapping[str, Coded]
    states: Mapping[str, Mapping[str, str]]


@dataclass
class Read:
    """What the columns of an item say.

    Attributes:
        columns: Choice, its values, and which of them stands in each row; of every
            choice of the item.
        unread: Choice → distinct cell → why it could not be used.
    """

    columns: list[tuple[str, list[Value], Places]] = field(default_factory=list)
    unread: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass
class _Choice:
    """A choice's column: its mark, and whether a row is said not to be asked."""

    mark: Places
    unasked: Mask
    unsaid: Mask


def read_marks(marks: Marks, reader: Reader) -> Read:
    """Read an item whose choices have columns of their own.

    Beside a tick, what is blank or unanswered is not chosen; not where the export
    writes zeros: there a blank says nothing. A choice like "ved ikke", alone, speaks
    for the item.
    """
    out = Read()
    choices = {choice.name: choice for choice in marks.item.choices}
    zeros = any("0" in cells.values for cells in marks.cells.values())
    found = {
        name: _column(marks, choices[name], reader, zeros, out) for name in marks.cells
    }
    rows = len(next(iter(marks.cells.values())).at)
    ticks = np.zeros(rows, dtype=np.int32)
    for column in found.values():
        ticks += column.mark == _TICKED
    alone = np.zeros(rows, dtype=np.int16)  # which state a tick alone stands for
    states = ["answered"]
    for name, column in found.items():
        column.mark[(ticks > 0) & (column.mark == _BLANK) & column.unsaid] = _UNTICKED
        column.unasked &= column.mark == _BLANK
        if state := choices[name].state:
            alone[(ticks == 1) & (column.mark == _TICKED)] = len(states)
            states.append(state)
    for choice in marks.item.choices:
        values = _values(choice, states)
        if choice.name in found:
            column = found[choice.name]
            at = np.where(column.mark == _BLANK, column.unasked,
                          2 + 2 * alone + column.mark)  # fmt: skip
        else:
            at = np.zeros(rows, dtype=np.int8)
        out.columns.append((choice.name, values, at.astype(np.int16)))
    return out


def _column(
    marks: Marks, choice: Choice, reader: Reader, zeros: bool, out: Read
) -> _Choice:
    cells, states = marks.cells[choice.name], marks.states[choice.name]
    mark, unasked, unsaid = [], [], []
    for cell in cells.values:
        state = states.get(cell)
        chosen, known = (None, True) if state else reader.split(choice, cell)
        if not known:
            reason = "the cell says neither chosen nor not chosen"
            out.unread.setdefault(choice.name, {})[cell] = reason
        mark.append(_BLANK if chosen is None else int(chosen))
        unasked.append(state == "not_asked")
        if reader.is_blank(cell) and not state:
            unsaid.append(not zeros)
        else:
            unsaid.append(state == "no_answer" or not cell)
    return _Choice(
        np.array(mark, dtype=np.int8)[cells.at],
        np.array(unasked, dtype=bool)[cells.at],
        np.array(unsaid, dtype=bool)[cells.at],
    )


def _values(choice: Choice, states: list[str]) -> list[Value]:
    """Blank, not asked, and for each state not ticked and ticked."""
    blank = [
        Value(state, label=choice.label_da, choice=choice.name)
        for state in ("no_answer", "not_asked")
    ]
    return blank + [
        Value(state, code, choice.label_da, choice=choice.name)
        for state in states
        for code in ("0", "1")
    ]
