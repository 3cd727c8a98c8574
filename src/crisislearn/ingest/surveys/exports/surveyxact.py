"""SurveyXact exports: Dataset, Structure and Labels, as sheets or as three csv files.

Here: joining a dataset split over sheets, what Structure and Labels say of its columns,
and zeros that nobody wrote. Not here: routing, which SurveyXact does not export: the
instrument's ``relevant`` says who was asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import Row, read_sheets
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.items import Choice
from crisislearn.ingest.surveys.lines import read_csv_records
from crisislearn.ingest.surveys.table import Table, make_table
from crisislearn.ingest.surveys.told import Told, make_choice, plain_text

DATASET = re.compile(r"dataset(?: ?\((\d+)\))?", re.IGNORECASE)
STRUCTURE = ("variablename", "questiontype", "subtype")
_STATUS = re.compile(r"stato(?:verall)?_[1-5]")
# Of "new", "distributed", "some answers", "completed", "dropped out": those who saw it.
_BEGUN, _COMPLETED = "stato_3", "stato_4"
_WHOLE = re.compile(r"-?\d*")
_UNTICKED = ("", "0", "ikke valgt", "not selected", "not chosen")
_OPEN_TYPES = (
    ("date", ("date", "dato")),
    ("integer", ("integer", "heltal")),
    ("decimal", ("num", "decimal", "tal")),
)


@dataclass
class _Variable:
    """A variable as Structure and Labels tell it."""

    question: str
    kind: str
    text: str
    choice: str = ""
    choice_text: str = ""
    labels: dict[str, str] = field(default_factory=dict)


def read(received: Received) -> Table:
    """Read an export.

    Multi-select columns hold 0 for everybody, also for those who never opened the
    questionnaire. They are blank here for rows that are neither begun nor completed
    (``stato_3``, ``stato_4``), and, where all of a set are 0, after the last question
    that a begun row answered. Columns that Structure does not know (names and
    addresses of the panel) are ``outside``.

    Raises:
        ReadError: If a part is missing, empty, cut off or does not fit the others.
    """
    if received.content.startswith(b"PK"):
        records, structure, labels, dialect = _from_sheets(received)
    else:
        records, structure, labels, dialect = _from_files(received)
    table = make_table(records, received.where, dialect)
    variables = _variables(structure, labels, received.where)
    for header in table.headers:
        if header in variables:
            table.told[header] = _told(header, variables[header], table)
    known = {header for header in table.headers if header in variables}
    table.technical = frozenset(h for h in table.headers if _STATUS.fullmatch(h))
    table.outside = frozenset(table.headers) - known - table.technical
    _blank_zeros_of_nobody(table, list(variables))
    return table


def _from_sheets(received: Received) -> tuple[Iterator[Row], list[Row], list[Row], str]:
    sheets = read_sheets(received.content, received.where)
    parts = sorted(
        (int(match.group(1) or 0), name)
        for name in sheets
        if (match := DATASET.fullmatch(name.strip()))
    )
    by_name = {name.strip().casefold(): rows for name, rows in sheets.items()}
    if not parts or "structure" not in by_name:
        raise _missing("a sheet Dataset or Structure", received.where)
    records = _joined([sheets[name] for _, name in parts], received.where)
    return iter(records), by_name["structure"], by_name.get("labels", []), ""


def _from_files(received: Received) -> tuple[Iterator[Row], list[Row], list[Row], str]:
    if "structure" not in received.beside:
        raise _missing("the file with the structure", received.where)
    parts: dict[str, list[Row]] = {}
    for name, content in received.beside.items():
        lines, _ = read_csv_records(content, f"{name} of {received.where}")
        parts[name] = list(lines)
    records, dialect = read_csv_records(
        received.content, received.where, received.encoding, received.separator
    )
    return records, parts["structure"], parts.get("labels", []), dialect


def _missing(what: str, where: str) -> ReadError:
    return ReadError(
        f"{what} is missing",
        where=where,
        remedy="export dataset, structure and labels together, and keep the names "
        "dataset, structure and labels",
    )


def _joined(parts: list[list[Row]], where: str) -> list[Row]:
    """A dataset split over sheets: side by side, or one below the other."""
    filled = [[row for row in part if any(row)] for part in parts]
    filled = [part for part in filled if part]
    if not filled:
        return []
    first, *others = filled
    if all(part[0] == first[0] for part in others):
        return [*first, *(row for part in others for row in part[1:])]
    if any(len(part) != len(first) for part in others):
        raise ReadError(
            "the sheets of the dataset do not have the same number of rows",
            where=where,
            remedy="export it again, or as csv, which is not split",
        )
    key = first[0][0]
    shared = [part[0][0] == key for part in others]
    for part, has_key in zip(others, shared, strict=True):
        if has_key and [row[0] for row in part] != [row[0] for row in first]:
            raise ReadError(
                "the sheets of the dataset are not in the same order",
                where=where,
                remedy="export it again, or as csv, which is not split",
            )
    starts = [int(has_key) for has_key in shared]
    return [
        [c for row, at in zip(rows, [0, *starts], strict=True) for c in row[at:]]
        for rows in zip(first, *others, strict=True)
    ]


def _variables(
    structure: list[Row], labels: list[Row], where: str
) -> dict[str, _Variable]:
    header = [clean(cell).casefold() for cell in structure[0]] if structure else []
    if not set(STRUCTURE) <= set(header):
        raise ReadError(
            "the structure has no columns variableName, questionType, subType",
            where=where,
            remedy="export it again with the structure",
        )
    found: dict[str, _Variable] = {}
    for record in structure[1:]:
        row = dict(zip(header, map(clean, record), strict=False))
        name = row.get("variablename", "")
        if not name:
            continue
        kind = f"{row.get('questiontype', '')} {row.get('subtype', '')}".casefold()
        choice, text = row.get("choicevalue", ""), plain_text(row.get("choicetext", ""))
        question = plain_text(row.get("questiontext", ""))
        new = _Variable(row.get("questionname") or name, kind, question, choice, text)
        variable = found.setdefault(name, new)
        if choice and "multiple" not in kind:
            variable.labels[choice] = text
    for record in labels:  # its first line is no header, in most exports
        name, code, text = (clean(cell) for cell in [*record, "", "", ""][:3])
        if name in found and code:
            found[name].labels[code] = plain_text(text)
    return found


def _told(header: str, variable: _Variable, table: Table) -> Told:
    text = variable.text or header
    if "multiple" in variable.kind:
        item, choice = header, variable.choice
        if choice and header.endswith(f"_{choice}"):
            item = header.removesuffix(f"_{choice}")
        elif "_" in header:
            item, choice = header.rsplit("_", 1)
        words = variable.choice_text or text.rsplit(" - ", 1)[-1]
        stem = text.removesuffix(f" - {words}")
        return Told(words, words, item=item, choice=choice, item_label=stem)
    if "open" in variable.kind:
        kind = next(
            (t for t, words in _OPEN_TYPES if any(w in variable.kind for w in words)),
            "text",
        )
        cells = table.columns[header].values
        if kind == "decimal" and all(map(_WHOLE.fullmatch, cells)):
            kind = "integer"
        return Told(text, text, kind)
    return Told(text, text, "select_one", _choices(variable.labels.items()))


def _choices(labels: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(make_choice(code, text) for code, text in labels)


def _blank_zeros_of_nobody(table: Table, order: list[str]) -> None:
    place = {header: n for n, header in enumerate(order)}
    sets: dict[str, list[str]] = {}
    for header, told in table.told.items():
        if told.item and header not in table.technical:
            sets.setdefault(told.item, []).append(header)
    several = {header for part in sets.values() for header in part}
    ticked = {h: table.columns[h].mask(_is_ticked) for h in several}
    said = dict(ticked)
    for header in table.told:
        if header not in several and header not in table.technical:
            said[header] = table.columns[header].mask(bool)
    # Place of the last question that a row says something to; -1 for none.
    last = np.full(len(table.lines), -1)
    for header, rows in said.items():
        last = np.where(rows, np.maximum(last, place[header]), last)
    begun, seen = np.zeros(len(last), dtype=bool), last >= 0
    if {_BEGUN, _COMPLETED} <= set(table.columns):
        begun = table.columns[_BEGUN].mask("1".__eq__)
        seen = begun | table.columns[_COMPLETED].mask("1".__eq__)
    for part in sets.values():
        beyond = begun & (last < min(place[header] for header in part))
        nobody = ~np.any([ticked[h] for h in part], axis=0) & (~seen | beyond)
        for header in part:
            table.columns[header] = table.columns[header].filled(nobody, "")


def _is_ticked(cell: str) -> bool:
    return cell.casefold() not in _UNTICKED
