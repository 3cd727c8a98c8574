"""Google Forms exports: headings are the questions themselves.

Here: its own columns, and rows of a grid. Not here: choices, which Google does not
export: the instrument lists them, and answers are known by their wording.
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.ingest.days import parse_day
from crisislearn.ingest.surveys.cells import read_sheets
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.lines import read_csv_records
from crisislearn.ingest.surveys.table import Table, make_table
from crisislearn.ingest.surveys.told import Told

TIMESTAMP = frozenset(("timestamp", "tidsstempel", "tidsstämpel", "tidsstempling"))
_OWN = TIMESTAMP | frozenset(
    ("username", "email address", "e-mail address", "mailadresse", "e-mailadresse",
     "brugernavn", "score", "point", "resultat")
)  # fmt: skip


def read(received: Received) -> Table:
    """Read an export; a row of a grid is ``Question - row``.

    Raises:
        ReadError: If the file is empty, cut off or locked.
    """
    if received.content.startswith(b"PK"):
        sheets = read_sheets(received.content, received.where)
        table = make_table(next(iter(sheets.values()), []), received.where)
    else:
        records, dialect = read_csv_records(
            received.content, received.where, received.encoding, received.separator
        )
        table = make_table(records, received.where, dialect)
    table.technical = frozenset(h for h in table.headers if h.casefold() in _OWN)
    for header in table.headers:
        question, bracket, row = header.partition("[")
        if question.strip() and bracket and len(row) > 1 and row.endswith("]"):
            label = f"{question.removesuffix(' ')} - {row[:-1]}"
            table.told[header] = Told(label, label)
    return table


def looks_like_google(lines: Sequence[Sequence[str]]) -> bool:
    """Whether a table begins with Google's column of timestamps."""
    if len(lines) < 2 or not lines[0] or lines[0][0].casefold() not in TIMESTAMP:
        return False
    cell = lines[1][0]
    return any(parse_day(cell, first) for first in (False, True)) and ":" in (
        cell.replace(".", ":")
    )
