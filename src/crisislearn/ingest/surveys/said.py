"""What the rows of an export say to each item, worked out once a distinct cell.

Here: columns of cells into columns of values, and the cells that cannot be used. Not
here: single cells (``values``), choices in columns of their own (``marks``), and which
column is whose (``columns``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crisislearn.ingest.days import is_month_first
from crisislearn.ingest.records import shape
from crisislearn.ingest.surveys.agree import compare
from crisislearn.ingest.surveys.coded import Coded
from crisislearn.ingest.surveys.columns import match_columns
from crisislearn.ingest.surveys.items import Item
from crisislearn.ingest.surveys.marks import Marks, read_marks
from crisislearn.ingest.surveys.table import Table
from crisislearn.ingest.surveys.told import Told
from crisislearn.ingest.surveys.values import (
    BLANK,
    Reader,
    Value,
    find_choice,
    multi_values,
    split_codes,
)

if TYPE_CHECKING:
    from crisislearn.ingest.surveys.coded import Mask, Places
    from crisislearn.ingest.surveys.rows import Survey

_NOTHING = Told()
_SOMEBODYS = (
    "the number reads as a CPR or phone number; a sum may be rounded to hundreds"
)
# Values (one a choice), what is wrong ('' where nothing is), and what was read.
_Read = tuple[list[Value], str, str]


@dataclass(frozen=True)
class Said:
    """What the rows say to an item or, of a multi-select one, to a choice.

    Attributes:
        choice: The choice, else ''.
        values: The distinct values; one may stand in no row.
        at: Place of each row's value in ``values``.
    """

    choice: str
    values: list[Value]
    at: Places

    def mask(self, holds: Callable[[Value], object]) -> Mask:
        """The rows whose value something holds of."""
        return np.array([bool(holds(v)) for v in self.values], dtype=bool)[self.at]


@dataclass(frozen=True)
class Unread:
    """Cells of a column that could not be used.

    Attributes:
        column: The column.
        cells: Its cells.
        reasons: Distinct cell → what is wrong with it, and its shape.
    """

    column: str
    cells: Coded
    reasons: dict[str, tuple[str, str]]


class ItemReader:
    """Reads the items of one export.

    Args:
        table: The export.
        survey: What it is read against.

    Raises:
        ReadError: If a column that the study names is missing.

    Attributes:
        matching: Which column is whose.
        reader: Reads single cells.
        problems: Columns and items without a partner.
        unread: Cells that could not be used, of the items read so far.
    """

    def __init__(self, table: Table, survey: Survey) -> None:
        self._table = table
        self._tool = survey.cleaning.tool
        self.matching = match_columns(
            table, survey.instrument, survey.columns, survey.where
        )
        self._renamed, problems = compare(
            survey.instrument, self.matching.single, table.told
        )
        self.problems = [*self.matching.problems, *problems]
        self.reader = Reader(
            frozenset(survey.spec.missing),
            frozenset(h for h, c in table.columns.items() if is_month_first(c.values)),
        )
        self.unread: list[Unread] = []

    def read(self, item: Item) -> list[Said]:
        """What the rows say to an item; nothing if it has no column."""
        if item.name in self.matching.split:
            headers = self.matching.split[item.name]
            marks = Marks(
                item,
                {name: self._table.columns[h] for name, h in headers.items()},
                {name: self._told(h).states for name, h in headers.items()},
            )
            found = read_marks(marks, self.reader)
            for name, reasons in found.unread.items():
                shown = {cell: (why, shape(cell)) for cell, why in reasons.items()}
                self._set_aside(headers[name], shown)
            return [Said(*column) for column in found.columns]
        if item.name not in self.matching.single:
            return []
        header = self.matching.single[item.name]
        cells = self._table.columns[header]
        several = item.type == "select_multiple"
        read = self._several if several else self._single
        said: list[list[Value]] = []
        wrong: dict[str, tuple[str, str]] = {}
        for cell in cells.values:
            values, reason, read_as = read(item, cell, header)
            said.append(values)
            if reason:
                wrong[cell] = (reason, shape(read_as))
        self._set_aside(header, wrong)
        return [
            Said(column[0].choice, list(column), cells.at)
            for column in zip(*said, strict=True)
        ]

    def _told(self, header: str) -> Told:
        return self._table.told.get(header, _NOTHING)

    def _set_aside(self, header: str, reasons: dict[str, tuple[str, str]]) -> None:
        if reasons:
            cells = self._table.columns[header]
            self.unread.append(Unread(header, cells, reasons))

    def _several(self, item: Item, cell: str, header: str) -> _Read:
        """A multi-select item in one column."""
        if state := self._told(header).states.get(cell):
            choices = item.choices
            return (
                [Value(state, label=c.label_da, choice=c.name) for c in choices],
                "",
                "",
            )
        renamed = self._renamed.get(item.name)
        chosen, unknown = self.reader.joined(item, cell, renamed)
        reason = f"{unknown} codes are not among the item's choices" if unknown else ""
        return multi_values(item, chosen), reason, cell

    def _single(self, item: Item, cell: str, header: str) -> _Read:
        ranked = item.name in self.matching.ranked
        whole = self._told(header).states.get(cell) if ranked else None
        if whole:
            return [Value(whole, code=cell or None)], "", ""
        if ranked:
            places = [*split_codes(item, cell), *[""] * item.place]
            cell = places[item.place - 1]
        cell = self._renamed.get(item.name, {}).get(cell, cell)
        told = self._told(header)
        # What a blank means in a set of choices, it does not in an item of its own.
        states = told.states if cell or not (told.choice or ranked) else {}
        if cell in states and not find_choice(item, cell):
            return [Value(states[cell], code=cell or None)], "", ""
        value, reason = self.reader.single(item, cell, header)
        if item.type in ("integer", "decimal") and self._is_somebodys(value.code):
            value, reason = BLANK, _SOMEBODYS
        return [value], reason, cell

    def _is_somebodys(self, number: str | None) -> bool:
        """Whether a number is a CPR or phone number; a round sum of money is none."""
        if not number or sum(map(str.isdigit, number)) < 8:
            return False
        kinds = {f.kind for f in self._tool.find_known(number)}
        return "cpr" in kinds or ("phone" in kinds and not number.endswith("00"))
