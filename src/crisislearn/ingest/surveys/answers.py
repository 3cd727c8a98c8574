"""Rows of an export as respondents and answers.

Here: which rows count, which items a row was asked, and the words without personal
data. Not here: what a row says (``rows``), single cells (``values``) and columns
(``columns``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crisislearn.ingest.gone import ACTION, REASON
from crisislearn.ingest.names import Name
from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.items import Instrument, Item
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
        names_replaced: Spans with personal data that were replaced.
        people: Names that the rows give.
        gone: Lines by people who withdrew.
    """

    respondents: list[dict[str, Any]] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    names_replaced: int = 0
    people: set[Name] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)


def read_answers(table: Table, survey: Survey) -> Answers:
    """Read every row of an export.

    Each row becomes a respondent with an answer to each item (and choice), or a problem
    that is ``dropped``; a cell that cannot be used is a problem and no answer.

    Raises:
        ReadError: If a column that the study names is missing.
    """
    rows = RowReader(table, survey)
    out = Answers(problems=[*rows.problems, *table.problems])
    seen: set[str] = set()
    for line, row in table.rows:
        out.people.update(rows.names(row))
        organisation, problem = rows.organisation(line, row)
        if rows.is_gone(organisation, row):
            out.gone.add(line)
            out.problems.append(Problem(REASON, ACTION, line=line, dropped=True))
            continue
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
            who = {
                "respondent_id": respondent,
                "organisation_id": organisation,
                "wave": survey.wave,
            }
            asked, answered = _add(
                out, who, survey.instrument, values, rows.tool(organisation, row)
            )
            out.respondents.append(
                who
                | {
                    "source_id": survey.source_id,
                    "answered_on": day,
                    "items_asked": asked,
                    "items_answered": answered,
                }
            )
            continue
        out.problems.append(Problem(reason, action, line=line, dropped=True))
    return out


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
    instrument: Instrument,
    values: dict[str, list[Value]],
    tool: Pseudonymiser,
) -> tuple[int, int]:
    """Add a row's answers; returns how many items were asked and answered."""
    given: dict[str, frozenset[str]] = {}
    asked = answered = 0
    for item in instrument.items:
        if item.name not in values:
            continue
        found = values[item.name]
        given[item.name] = _given(item, found)
        is_asked = _is_asked(item, found, given)
        asked += is_asked
        answered += is_asked and any(value.state not in _SILENT for value in found)
        for value in found:
            text, findings = tool.replace(value.text) if value.text else (None, [])
            out.names_replaced += len(findings)
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
