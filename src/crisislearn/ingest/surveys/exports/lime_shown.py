"""Which rows of a LimeSurvey export were shown a question.

Here: the questionnaire's equations held against what the rows say, column by column.
Not here: how an equation reads (``lime_relevance``), and an archive's own word for what
was never shown (``limesurvey``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.exports.lime_fields import Field
from crisislearn.ingest.surveys.exports.lime_relevance import (
    Equation,
    parse_equation,
    renamed,
)
from crisislearn.ingest.surveys.table import Table

if TYPE_CHECKING:
    from crisislearn.ingest.surveys.coded import Coded, Mask
    from crisislearn.ingest.surveys.relevant import Condition

UNSHOWN = "{question_not_shown}"
"""What stands in a cell that was never shown."""

_NEXT = "say who was asked in the instrument's relevant, or leave it, if everybody was"


def mark_unshown(
    table: Table, found: Mapping[str, Field], fields: list[Field], told: bool
) -> None:
    """Tell blanks of those who were never shown a question from those of the others.

    An answer stays, whatever the equations say. One that cannot be read is a problem.

    Args:
        table: The export; ticks stand in it as 1 and 0.
        found: Header → field.
        fields: All fields of the questionnaire, in its order.
        told: Whether the export itself tells most of it: an archive.
    """
    shown = _Shown(table, found)
    order = {field.code: number for number, field in enumerate(fields)}
    for header in sorted(found, key=lambda h: order[found[h].code]):
        field = found[header]
        was_shown = shown.rows(field)
        if was_shown.all() or (told and field.null_is_unasked):
            continue
        cells = table.columns[header]
        # Unticked is written as nothing or as a no: of a question never shown, too.
        empty = {"", "0"} if field.told.choice else {""}
        blank = cells.mask(empty.__contains__) & ~was_shown
        if blank.any():
            table.columns[header] = cells.filled(blank, UNSHOWN)
            table.told[header] = with_unshown(field).told
    table.problems += shown.problems


def with_unshown(field: Field) -> Field:
    """The field, knowing what stands where it was never shown."""
    states = {**field.told.states, UNSHOWN: "not_asked"}
    return replace(field, told=replace(field.told, states=states))


class _Shown:
    """Equations worked out once each, in the order of questions."""

    def __init__(self, table: Table, found: Mapping[str, Field]) -> None:
        self.problems: list[Problem] = []
        self._number = len(table.lines)
        self._cells = {
            field.code: _codes(field, table.columns[header])
            for header, field in found.items()
        }
        # A code may look like another question's number: the code is meant.
        self._names = {n: f.code for f in found.values() for n in (f.column, *f.ids)}
        self._names |= {field.variable: field.code for field in found.values()}
        self._known: dict[str, Mask] = {}
        self._unread: dict[str, str] = {}
        self._told: set[tuple[str, str]] = set()
        self._rows: dict[str, Mask] = {}

    def rows(self, field: Field) -> Mask:
        """The rows that were shown a field."""
        was_shown: Mask = np.ones(self._number, dtype=bool)
        for text in field.relevance:
            if text not in self._known:
                self._known[text] = self._read(text)
            was_shown = was_shown & self._known[text]
            self._tell(field.code.split("[")[0], text)
        self._rows[field.code] = was_shown
        return was_shown

    def _tell(self, question: str, text: str) -> None:
        if text in self._unread and (question, text) not in self._told:
            self._told.add((question, text))
            reason = (
                "the question's relevance equation was not understood "
                f"({self._unread[text]}): whoever left it blank counts as asked"
            )
            self.problems.append(Problem(reason, _NEXT, column=question))

    def _read(self, text: str) -> Mask:
        try:
            equation = parse_equation(text)
            condition = renamed(equation.condition, self._names)
        except KeyError as error:
            self._unread[text] = f"it asks about {error}, which has no column"
        except ValueError as error:
            self._unread[text] = str(error)
        else:
            return self._holds(condition) & self._strict(equation)
        everybody: Mask = np.ones(self._number, dtype=bool)
        return everybody

    def _strict(self, equation: Equation) -> Mask:
        seen: Mask = np.ones(self._number, dtype=bool)
        for name in equation.strict:
            seen = seen & self._rows.get(self._names[name], seen)
        return seen

    def _holds(self, condition: Condition) -> Mask:
        if condition.kind in ("and", "or", "not"):
            parts = [self._holds(part) for part in condition.parts]
            if condition.kind == "not":
                return ~parts[0]
            every = condition.kind == "and"
            found: Mask = np.full(self._number, every)
            for part in parts:
                found = found & part if every else found | part
            return found
        item = condition.item
        return self._cells[item].mask(
            lambda cell: condition.holds({item: frozenset({cell}) - {""}})
        )


def _codes(field: Field, cells: Coded) -> Coded:
    """Cells as the codes that equations speak of."""
    if field.told.choice:
        return cells.changed(lambda cell: "Y" if cell == "1" else "")
    labels = {
        label.casefold(): choice.name
        for choice in reversed(field.told.choices)
        for label in (choice.label_da, choice.label_en)
    }
    codes = {choice.name for choice in field.told.choices}
    blank = {UNSHOWN, "N/A"}

    def code(cell: str) -> str:
        if cell in codes or cell in blank:
            return "" if cell in blank else cell
        return labels.get(cell.casefold(), cell)

    return cells.changed(code)
