"""One row of an export, read cell by cell.

Here: who a row is by, what it says to each item, and its names. Not here: rules over
all rows and the tables made of them (``answers``), and single cells (``values``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from crisislearn.ingest.cleaning import Cleaning
from crisislearn.ingest.days import is_month_first, parse_day
from crisislearn.ingest.meta import ID
from crisislearn.ingest.names import is_name, person_id, row_names
from crisislearn.ingest.records import Problem, shape
from crisislearn.ingest.surveys.agree import compare
from crisislearn.ingest.surveys.cells import Row
from crisislearn.ingest.surveys.columns import match_columns
from crisislearn.ingest.surveys.items import Instrument, Item
from crisislearn.ingest.surveys.table import Table
from crisislearn.ingest.surveys.told import Told
from crisislearn.ingest.surveys.values import (
    Reader,
    Value,
    cell_problem,
    find_choice,
    multi_values,
    split_codes,
)
from crisislearn.privacy import Pseudonymiser, StudyKey
from crisislearn.study import Columns, SourceSpec


@dataclass(frozen=True)
class Survey:
    """All that the rows of an export are read against.

    Attributes:
        spec: The source's definition.
        wave: Id of the wave.
        instrument: What was asked.
        cleaning: Replaces personal data; knows the study's names.
        key: Makes ids of people who stand for an organisation.
        frame_ids: Organisations of the frame; None where there is no frame.
        source_id: Id of the file.
        where: Name of the file, for messages.
    """

    spec: SourceSpec
    wave: str
    instrument: Instrument
    cleaning: Cleaning
    key: StudyKey
    frame_ids: frozenset[str] | None
    source_id: str
    where: str


def _with_organisation(survey: Survey) -> Columns:
    columns = survey.spec.columns
    if columns.organisation:
        return columns
    if columns.respondent and survey.frame_ids is None:
        return columns.model_copy(update={"organisation": columns.respondent})
    return columns.model_copy(update={"organisation": "organisation_id"})


class RowReader:
    """Reads the rows of one export.

    Args:
        table: The export.
        survey: What it is read against.

    Raises:
        ReadError: If a column that the study names is missing.

    Attributes:
        problems: Columns and items without a partner.
    """

    def __init__(self, table: Table, survey: Survey) -> None:
        self._headers = table.headers
        self._survey = survey
        self._columns = _with_organisation(survey)
        self._matching = matching = match_columns(
            table, survey.instrument, self._columns, survey.where
        )
        self.problems = matching.problems
        self._told = table.told
        self._renamed, problems = compare(
            survey.instrument, matching.single, table.headers, table.told
        )
        self.problems += problems
        dates = {
            header
            for position, header in enumerate(table.headers)
            if is_month_first(row[position] for _, row in table.rows)
        }
        self._reader = Reader(frozenset(survey.spec.missing), frozenset(dates))
        self._with_zeros = {
            item
            for item, split in matching.split.items()
            for position in split.values()
            if any(row[position] == "0" for _, row in table.rows)
        }

    def _cell(self, name: str | None, row: Row) -> str:
        cell = row[self._matching.position[name]] if name else ""
        return "" if self._reader.is_blank(cell) else cell

    def organisation(self, line: int, row: Row) -> tuple[str | None, Problem]:
        """The organisation a row answers for, or None and what is wrong."""
        name = self._columns.organisation
        cell = self._cell(name, row)
        known = self._survey.frame_ids
        found = self._columns.organisation_prefix + cell
        reason, action = "the row names no organisation", "fill in its key"
        if cell and known is not None:
            if found in known:
                return found, _NO_PROBLEM
            reason = "the organisation is not in the frame"
            action = "correct its key, or add the organisation to the frame"
        elif cell and name in self._columns.personal:
            return person_id(self._survey.key, cell), _NO_PROBLEM
        elif cell:
            if ID.match(found):
                return found, _NO_PROBLEM
            reason = "the organisation's key is no id"
            action = "use a key of letters and digits, or name the column as personal"
        return None, Problem(reason, action, line, name, shape(cell), dropped=True)

    def respondent_id(self, organisation: str, row: Row) -> str:
        """Id of the person answering, the same whatever the order of rows."""
        found = f"{organisation}-{self._survey.wave}"
        name = self._columns.respondent
        if name and name != self._columns.organisation and self._cell(name, row):
            found += f"-{person_id(self._survey.key, self._cell(name, row))}"
        return found

    def values(
        self, line: int, row: Row
    ) -> tuple[dict[str, list[Value]], list[Problem]]:
        """What a row says to each item that the file has a column for."""
        values: dict[str, list[Value]] = {}
        problems: list[Problem] = []
        for item in self._survey.instrument.items:
            if item.name in self._matching.split:
                values[item.name] = self._split(item, line, row, problems)
            elif item.name in self._matching.single:
                position = self._matching.single[item.name]
                values[item.name] = self._single(item, line, row[position], problems)
        return values, problems

    def _single(
        self, item: Item, line: int, cell: str, problems: list[Problem]
    ) -> list[Value]:
        header = self._headers[self._matching.single[item.name]]
        if item.name in self._matching.ranked:
            places = [*split_codes(item, cell), *[""] * item.place]
            cell = places[item.place - 1]
        told, renamed = self._told.get(header, _NOTHING), self._renamed.get(item.name)
        if item.type == "select_multiple":
            if state := told.states.get(cell):
                return [
                    Value(state, label=c.label_da, choice=c.name) for c in item.choices
                ]
            chosen, unknown = self._reader.joined(item, cell, renamed)
            if unknown:
                reason = f"{unknown} codes are not among the item's choices"
                problems.append(cell_problem(reason, line, header, cell))
            return multi_values(item, chosen)
        cell = renamed.get(cell, cell) if renamed else cell
        # What a blank means in a set of choices, it does not in an item of its own.
        states = told.states if cell or not told.choice else {}
        if cell in states and not find_choice(item, cell):
            return [Value(states[cell], code=cell or None)]
        value, reason = self._reader.single(item, cell, header)
        if reason:
            problems.append(cell_problem(reason, line, header, cell))
        return [value]

    def _split(
        self, item: Item, line: int, row: Row, problems: list[Problem]
    ) -> list[Value]:
        chosen: dict[str, bool | None] = {c.name: None for c in item.choices}
        places = self._matching.split[item.name]
        states: dict[str, str] = {}
        for name, position in places.items():
            cell, header = row[position], self._headers[position]
            if state := self._told.get(header, _NOTHING).states.get(cell):
                states[name] = state
                continue
            choice = next(c for c in item.choices if c.name == name)
            chosen[name], known = self._reader.split(choice, cell)
            if not known:
                reason = "the cell says neither chosen nor not chosen"
                problems.append(cell_problem(reason, line, header, cell))
        if any(chosen.values()):
            self._fill(item, row, chosen, states)
        values = multi_values(item, chosen)
        unasked = {name for name, state in states.items() if state == "not_asked"}
        return [
            replace(v, state="not_asked") if v.choice in unasked else v for v in values
        ]

    def _fill(
        self,
        item: Item,
        row: Row,
        chosen: dict[str, bool | None],
        states: dict[str, str],
    ) -> None:
        """Beside a tick, what is blank or unanswered is not chosen.

        Not where the export writes zeros: there a blank says nothing.
        """
        for name, position in self._matching.split[item.name].items():
            unsaid = states.get(name) == "no_answer" or not row[position]
            if self._reader.is_blank(row[position]) and not states.get(name):
                unsaid = item.name not in self._with_zeros
            if chosen[name] is None and unsaid:
                chosen[name] = False
                states.pop(name, None)

    def tool(self, organisation: str, row: Row, texts: list[str]) -> Pseudonymiser:
        """Replaces what the study knows and the names in the row itself."""
        personal = [self._cell(name, row) for name in self._columns.personal]
        names = row_names(personal)
        called = self._cell(self._columns.organisation_name, row)
        if is_name(called):
            names.append((called, "organisation", organisation))
        tool = self._survey.cleaning.tool
        return (tool.knowing(names) if names else tool).within(texts)

    def day(self, line: int, row: Row) -> tuple[dt.date | None, list[Problem]]:
        """The day of the answer, and what is wrong with its cell."""
        name = self._columns.date
        cell = self._cell(name, row)
        if not name or not cell:
            return None, []
        header = self._headers[self._matching.position[name]]
        found = parse_day(cell, header in self._reader.month_first)
        reason = "the cell holds no date"
        return found, [] if found else [cell_problem(reason, line, header, cell)]


_NO_PROBLEM = Problem("", "")
_NOTHING = Told()
