"""Microsoft Forms exports (xlsx, csv): headings are the questions themselves.

Here: its own columns, and those of quizzes. Not here: choices, which it does not
export: the instrument lists them, and answers are known by their wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from crisislearn.ingest.surveys.cells import read_sheets
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.lines import read_csv_records
from crisislearn.ingest.surveys.table import Table, make_table

_TIMES = frozenset(
    "start time|completion time|starttidspunkt|fuldførelsestidspunkt|sluttidspunkt"
    "|afslutningstidspunkt|last modified time|tidspunkt for sidste ændring"
    "|seneste ændringstidspunkt|fullføringstidspunkt|starttid|slutförandetid".split("|")
)
_OWN = _TIMES | frozenset(
    "id|email|e-mail|mail|mailadresse|name|navn|language|sprog|total points"
    "|quiz feedback|grade posted time|samlede point|feedback på quiz".split("|")
)
_GRADED = re.compile(r"(?:points?|feedback) ?[-–] ?.+", re.IGNORECASE | re.DOTALL)


def read(received: Received) -> Table:
    """Read an export. Name and mail stay unread unless the study names them.

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
    # Its own columns come first: a question may be called "Navn" too.
    own = 0
    while own < len(table.headers) and table.headers[own].casefold() in _OWN:
        own += 1
    graded = {header for header in table.headers if _GRADED.fullmatch(header)}
    table.technical = frozenset(table.headers[:own]) | graded
    return table


def looks_like_microsoft(header: Iterable[str]) -> bool:
    """Whether a header holds both of its columns of times."""
    return len({name.casefold() for name in header} & _TIMES) > 1
