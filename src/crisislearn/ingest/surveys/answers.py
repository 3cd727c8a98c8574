"""Rows of an export as respondents and answers.

Here: which rows count, which items a row was asked, and the words without personal
data. Not here: what a row says (``rows``), single cells (``values``) and columns
(``columns``).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.cells import Row
from crisislearn.ingest.surveys.items import Item
from crisislearn.ingest.surveys.rows import RowReader, Survey
from crisislearn.ingest.surveys.table import Table
from crisislearn.ingest.surveys.values import Value
from crisislearn.privacy import Pseudonymiser


@dataclass
class Answers:
    """What an export holds.

    Attributes:
        respondents: Rows of ``core.respondents``.
        answers: Rows of ``core.answers``.
        problems: What could not be used.
    """

    respondents: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_answers(table: Table, survey: Survey) -> Answers:
    """Read every row of an export.

    Each row becomes a respondent with an answer to each item (and choice), or a problem
    that is ``dropped``; a cell that cannot be used is a problem and no answer.

    Raises:
        ReadError: If a column that the study names is missing.
    """
    rows = RowReader(table, survey)
    out = Answers(problems=[*rows.problems, *table.problems])
    used = _used(rows, table, out)
    texts = [text for one in used for text in one.texts]
    survey.cleaning.read(texts)
    for one in used:
        who = {
            "respondent_id": one.respondent,
            "organisation_id": one.organisation,
            "wave": survey.wave,
        }
        tool = rows.tool(one.organisation, one.row, one.texts)
        asked, answered = _add(out, who, survey, one.values, tool)
        out.respondents.append(
            who
            | {
                "source_id": survey.source_id,
                "answered_on": one.day,
                "items_asked": asked,
                "items_answered": answered,
            }
        )
    return out


@dataclass(frozen=True)
class _Used:
    """A row that counts, and what it says."""

    respondent: str
    organisation: str
    row: Row
    day: dt.date | None
    values: dict[str, list[Value]]

    @property
    def texts(self) -> list[str]:
        found = [v.text for values in self.values.values() for v in values]
        return [text for text in found if text]


def _used(rows: RowReader, table: Table, out: Answers) -> list[_Used]:
    """The rows that count; what is wrong with the others goes to the problems."""
    used: list[_Used] = []
    seen: set[str] = set()
    for line, row in table.rows:
        organisation, problem = rows.organisation(line, row)
        if organisation is None:
            out.problems.append(problem)
            continue
        values, cell_problems = rows.values(line, row)
        respondent = rows.respondent_id(organisation, row)
        if not any(_says_something(v) for found in values.values() for v in found):
            reason, action = _EMPTY
        elif respondent in seen:
            reason, action = _DUPLICATE
        else:
            seen.add(respondent)
            day, day_problems = rows.day(line, row)
            out.problems += cell_problems + day_problems
            used.append(_Used(respondent, organisation, row, day, values))
            continue
        out.problems.append(Problem(reason, action, line=line, dropped=True))
    return used


_EMPTY = ("the row holds no answer", "nothing, if the questionnaire was never opened")
_DUPLICATE = (
    "an earlier row is by the same respondent",
    "keep one row a respondent, or name the source's columns: respondent",
)


_SILENT = ("no_answer", "not_asked")


def _says_something(value: Value) -> bool:
    # Some programs write 0 for every choice of a questionnaire that nobody opened.
    return value.state not in _SILENT and not (value.choice and value.code == "0")


def _add(
    out: Answers,
    who: dict[str, str],
    survey: Survey,
    values: dict[str, list[Value]],
    tool: Pseudonymiser,
) -> tuple[int, int]:
    """Add a row's answers; returns how many items were asked and answered."""
    given: dict[str, frozenset[str]] = {}
    asked = answered = 0
    for item in survey.instrument.items:
        if item.name not in values:
            continue
        found = values[item.name]
        given[item.name] = _given(item, found)
        is_asked = _is_asked(item, found, given)
        asked += is_asked
        answered += is_asked and any(value.state not in _SILENT for value in found)
        for value in found:
            place = f"{who['respondent_id']} {item.name}"
            text = (
                survey.cleaning.clean(value.text, place, tool) if value.text else None
            )
            out.answers.append(
                who
                | {
                    "item_id": item.name,
                    "choice": value.choice,
                    "state": value.state if is_asked else "not_asked",
                    "code": value.code if is_asked else None,
                    "label": value.label or None,
                    "text": text,
                }
            )
    return asked, answered


def _is_asked(
    item: Item, values: list[Value], given: dict[str, frozenset[str]]
) -> bool:
    """Whether a row was asked an item: the export's word, else the routing's.

    An answer outweighs the routing; zeros for choices of a question that routing kept
    from the row are none, since some programs write them to everybody.
    """
    if all(value.state == "not_asked" for value in values):
        return False
    silent = not any(_says_something(value) for value in values)
    return not (silent and item.relevant and not item.relevant.holds(given))


def _given(item: Item, values: list[Value]) -> frozenset[str]:
    if item.type == "select_multiple":
        return frozenset(value.choice for value in values if value.code == "1")
    return frozenset(value.code or value.text or "" for value in values) - {""}
