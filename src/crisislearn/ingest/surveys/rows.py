"""Who the rows of an export are by, and when they answered.

Here: organisation, respondent and day of a row, and the names in it. Not here: what it
says (``said``), and the tables made of all rows (``answers``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisislearn.definition import Columns, SourceSpec
from crisislearn.ingest.cleaning import Cleaning
from crisislearn.ingest.days import is_far, parse_day
from crisislearn.ingest.gone import Withdrawn
from crisislearn.ingest.meta import ID
from crisislearn.ingest.names import Name, is_name, person_id, row_names
from crisislearn.ingest.records import Problem, shape
from crisislearn.ingest.surveys.items import Instrument
from crisislearn.ingest.surveys.table import Table
from crisislearn.ingest.surveys.values import FAR, cell_problem
from crisislearn.privacy import Pseudonymiser, StudyKey

if TYPE_CHECKING:
    from crisislearn.ingest.surveys.said import ItemReader


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
        gone: Who withdrew; nobody if None.
    """

    spec: SourceSpec
    wave: str
    instrument: Instrument
    cleaning: Cleaning
    key: StudyKey
    frame_ids: frozenset[str] | None
    source_id: str
    where: str
    gone: Withdrawn | None = None

    @property
    def columns(self) -> Columns:
        """The columns that the study names, that of the organisation among them."""
        columns = self.spec.columns
        if columns.organisation:
            return columns
        if columns.respondent and self.frame_ids is None:
            return columns.model_copy(update={"organisation": columns.respondent})
        return columns.model_copy(update={"organisation": "organisation_id"})


class RowReader:
    """Reads who the rows of one export are by.

    Args:
        table: The export.
        survey: What it is read against.
        items: Its items: what a blank is, and the columns by their names.
    """

    def __init__(self, table: Table, survey: Survey, items: ItemReader) -> None:
        self._table = table
        self._survey = survey
        self._columns = survey.columns
        self._named = items.matching.named
        self._reader = items.reader
        self._organisations: dict[str, tuple[str | None, str, str]] = {}
        self._days: dict[str, dt.date | None] = {}

    def _cell(self, name: str | None, row: int) -> str:
        cell = self._table.columns[self._named[name]][row] if name else ""
        return "" if self._reader.is_blank(cell) else cell

    def organisation(self, row: int) -> tuple[str | None, Problem | None]:
        """The organisation a row answers for, or None and what is wrong."""
        name = self._columns.organisation
        cell = self._cell(name, row)
        if cell not in self._organisations:
            self._organisations[cell] = self._organisation(cell)
        found, reason, action = self._organisations[cell]
        if found is not None:
            return found, None
        line = self._table.lines[row]
        return None, Problem(reason, action, line, name, shape(cell), dropped=True)

    def _organisation(self, cell: str) -> tuple[str | None, str, str]:
        known = self._survey.frame_ids
        found = self._columns.organisation_prefix + cell
        reason, action = "the row names no organisation", "fill in its key"
        if cell and known is not None:
            if found in known:
                return found, "", ""
            reason = "the organisation is not in the frame"
            action = "correct its key, or add the organisation to the frame"
        elif cell and self._columns.organisation in self._columns.personal:
            return person_id(self._survey.key, cell), "", ""
        elif cell:
            if ID.match(found) and self._is_personal(found):
                return person_id(self._survey.key, cell), "", ""
            if ID.match(found):
                return found, "", ""
            reason = "the organisation's key is no id"
            action = "use a key of letters and digits, or name the column as personal"
        return None, reason, action

    def respondent_id(self, organisation: str, row: int) -> str:
        """Id of the person answering, the same whatever the order of rows."""
        found = f"{organisation}-{self._survey.wave}"
        name = self._columns.respondent
        if name and name != self._columns.organisation and self._cell(name, row):
            found += f"-{person_id(self._survey.key, self._cell(name, row))}"
        return found

    def personal(self, row: int) -> list[str]:
        """What stands in the columns that the study calls personal."""
        cells = [self._cell(name, row) for name in self._columns.personal]
        return [cell for cell in cells if cell]

    def names(self, row: int) -> list[Name]:
        """The people whom a row names in its personal columns."""
        return row_names(self.personal(row))

    def is_gone(self, organisation: str | None, row: int) -> bool:
        """Whether the row is by somebody who withdrew."""
        gone = self._survey.gone
        if not gone:
            return False
        if organisation and gone.is_marked(
            "respondent", self.respondent_id(organisation, row)
        ):
            return True
        names = [name for name, *_ in self.names(row)]
        # A mailbox may be shared: it tells who a row is by only where no name does.
        return gone.is_person(names, [] if names else self.personal(row))

    def _is_personal(self, key: str) -> bool:
        """Whether what should be an organisation's key is a person's name or number."""
        return any(
            f.kind != "organisation" for f in self._survey.cleaning.tool.find(key)
        )

    def tool(self, organisation: str, row: int, texts: list[str]) -> Pseudonymiser:
        """Replaces what the study knows and the names in the row itself."""
        names = self.names(row)
        called = self._cell(self._columns.organisation_name, row)
        if is_name(called):
            names.append((called, "organisation", organisation))
        tool = self._survey.cleaning.tool
        return (tool.knowing(names) if names else tool).within(texts)

    def day(self, row: int) -> tuple[dt.date | None, list[Problem]]:
        """The day of the answer, and what is wrong with its cell."""
        name = self._columns.date
        cell = self._cell(name, row)
        if not name or not cell:
            return None, []
        header = self._named[name]
        if cell not in self._days:
            self._days[cell] = parse_day(cell, header in self._reader.month_first)
        found = self._days[cell]
        if found and not is_far(found):
            return found, []
        reason, line = "the cell holds no date", self._table.lines[row]
        reason = FAR if found else reason
        return None, [cell_problem(reason, line, header, shape(cell))]
