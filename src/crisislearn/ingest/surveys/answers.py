"""Rows of an export as respondents and answers.

Here: which rows count, which items they were asked, and the words without personal
data. Not here: what the rows say (``said``), who they are by (``rows``), and the long
table of answers (``long``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from crisislearn.ingest.gone import ACTION, REASON
from crisislearn.ingest.names import Name
from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.long import Column, Respondent, long_table
from crisislearn.ingest.surveys.routing import SILENT, asked, says_something
from crisislearn.ingest.surveys.rows import RowReader, Survey
from crisislearn.ingest.surveys.said import ItemReader, Said
from crisislearn.ingest.surveys.size import check_size
from crisislearn.ingest.surveys.table import Table
from crisislearn.ingest.surveys.values import cell_problem

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.ingest.surveys.coded import Mask, Places


@dataclass
class Answers:
    """What an export holds.

    Attributes:
        respondents: Rows of ``core.respondents``.
        answers: ``core.answers``, respondent by respondent in the order of items.
        problems: What could not be used.
        people: Names that the rows give.
        gone: Lines by people who withdrew.
    """

    respondents: list[dict[str, Any]]
    answers: pd.DataFrame
    problems: list[Problem]
    people: set[Name] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)


@dataclass
class _Kept:
    """The rows that count.

    Attributes:
        rows: Their places in the table.
        people: Who they are by.
        problems: Why others do not count, and cells that could not be used.
        names: People whom all rows name.
        gone: Lines by people who withdrew.
    """

    rows: list[int] = field(default_factory=list)
    people: list[Respondent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names: set[Name] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)


_EMPTY = ("the row holds no answer", "nothing, if the questionnaire was never opened")
_DUPLICATE = (
    "an earlier row is by the same respondent",
    "keep one row a respondent, or name the source's columns: respondent",
)


def read_answers(table: Table, survey: Survey) -> Answers:
    """Read every row of an export.

    Each row becomes a respondent with an answer to each item (and choice), or a problem
    that is ``dropped``; a cell that cannot be used is a problem and no answer.

    Raises:
        ReadError: If a column that the study names is missing, or there are more
            answers than are read at once.
    """
    items = ItemReader(table, survey)
    asked_items = survey.instrument.items
    read = {i.name: found for i in asked_items if (found := items.read(i))}
    check_size(len(table.lines) * sum(map(len, read.values())), survey.where)
    rows = RowReader(table, survey, items)
    kept = _kept_rows(table, rows, items, _silent(read, len(table.lines)))
    places = np.array(kept.rows, dtype=np.int64)
    said = {
        name: [replace(column, at=column.at[places]) for column in columns]
        for name, columns in read.items()
    }
    counts = np.zeros((2, len(places)), dtype=np.int64)
    columns: list[Column] = []
    for item in asked_items:
        if item.name in said:
            was_asked = asked(item, said)
            counts[0] += was_asked
            counts[1] += was_asked & _answered(said[item.name])
            columns += [_column(item.name, part, was_asked) for part in said[item.name]]
    _pseudonymise(columns, kept, rows, survey)
    respondents = [
        {
            "respondent_id": person.respondent_id,
            "organisation_id": person.organisation_id,
            "wave": survey.wave,
            "source_id": survey.source_id,
            "answered_on": person.answered_on,
            "items_asked": number_asked,
            "items_answered": number_answered,
        }
        for person, number_asked, number_answered in zip(
            kept.people, *counts.tolist(), strict=True
        )
    ]
    answers = long_table(kept.people, survey.wave, columns)
    problems = [*items.problems, *table.problems, *kept.problems]
    return Answers(respondents, answers, problems, kept.names, kept.gone)


def _silent(read: dict[str, list[Said]], rows: int) -> Mask:
    """The rows that say nothing to any item."""
    silent = np.ones(rows, dtype=bool)
    for columns in read.values():
        for column in columns:
            silent &= ~column.mask(says_something)
    return silent


def _answered(columns: list[Said]) -> Mask:
    found: Mask = np.any([c.mask(lambda v: v.state not in SILENT) for c in columns],
                         axis=0)  # fmt: skip
    return found


def _kept_rows(table: Table, rows: RowReader, items: ItemReader, silent: Mask) -> _Kept:
    """Go through the rows, not their cells: in their order, the first one counts."""
    out = _Kept()
    unread = _unread(table, items)
    seen: set[str] = set()
    for row, is_silent in enumerate(silent.tolist()):
        out.names.update(rows.names(row))
        organisation, problem = rows.organisation(row)
        line = table.lines[row]
        if rows.is_gone(organisation, row):
            out.gone.add(line)
            out.problems.append(Problem(REASON, ACTION, line=line, dropped=True))
            continue
        if organisation is None:
            out.problems += [problem] if problem else []
            continue
        respondent = rows.respondent_id(organisation, row)
        if is_silent or respondent in seen:
            reason, action = _EMPTY if is_silent else _DUPLICATE
            out.problems.append(Problem(reason, action, line=line, dropped=True))
            continue
        seen.add(respondent)
        day, problems = rows.day(row)
        out.problems += unread.get(row, []) + problems
        out.rows.append(row)
        out.people.append(Respondent(respondent, organisation, day))
    return out


def _unread(table: Table, items: ItemReader) -> dict[int, list[Problem]]:
    """Row → its cells that could not be used, in the order of items."""
    found: dict[int, list[Problem]] = {}
    for part in items.unread:
        for row in part.cells.mask(part.reasons.__contains__).nonzero()[0].tolist():
            reason, shape = part.reasons[part.cells[row]]
            problem = cell_problem(reason, table.lines[row], part.column, shape)
            found.setdefault(row, []).append(problem)
    return found


def _column(item: str, said: Said, was_asked: Mask) -> Column:
    """An item's answers, as not asked where it was not."""
    unasked = [replace(v, state="not_asked", code=None) for v in said.values]
    at: Places = said.at + len(said.values) * ~was_asked
    return Column(item, said.choice, [*said.values, *unasked], at)


def _pseudonymise(
    columns: list[Column], kept: _Kept, rows: RowReader, survey: Survey
) -> None:
    """Replace personal data in words, row by row: each knows names of its own."""
    written = [c for c in columns if any(value.text for value in c.values)]
    said = [
        [(c, text) for c in written if (text := c.values[c.at[place]].text)]
        for place in range(len(kept.rows))
    ]
    survey.cleaning.read(text for row in said for _, text in row)
    for place, (row, person) in enumerate(zip(kept.rows, kept.people, strict=True)):
        if not said[place]:
            continue
        texts = [text for _, text in said[place]]
        tool = rows.tool(person.organisation_id, row, texts)
        for column, words in said[place]:
            where = f"{person.respondent_id} {column.item}"
            text = survey.cleaning.clean(words, where, tool)
            column.texts[place] = survey.gone.blank(text) if survey.gone else text
