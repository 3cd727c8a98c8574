"""The table of a survey export: rows and columns of text.

Here: csv and xlsx of any dialect into one shape. Not here: exports of one program
(``exports``), what the columns stand for (``columns``) and what the cells say
(``values``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.cells import Row, read_sheets
from crisislearn.ingest.surveys.coded import Coded, gather
from crisislearn.ingest.surveys.lines import read_csv_records
from crisislearn.ingest.surveys.told import Told

if TYPE_CHECKING:
    from crisislearn.ingest.surveys.coded import Mask

_NUMBERED = re.compile(r" \(\d+\)$")
_DATA_SHEETS = ("data", "dataset")


@dataclass
class Table:
    """An export as text.

    Attributes:
        columns: Column name → its cells; each name once, a second column of a name is
            ``name (2)``. Empty cells are ``''``.
        lines: Number of each row in the file, from 1.
        problems: Rows that could not be read.
        told: Column → what the export itself says of it (labels, choices, what is
            missing), where its format says anything.
        outside: Columns that the export's own structure does not know: they may hold
            anything, and are read only where the study names them.
        technical: Columns that the program adds to every export (an id, an address,
            seconds): left unread without a word, unless the study names them.
        dialect: How it was written: encoding and separator.
    """

    columns: dict[str, Coded]
    lines: list[int]
    problems: list[Problem] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    technical: frozenset[str] = frozenset()
    dialect: str = field(default="", compare=False)

    @property
    def headers(self) -> list[str]:
        """The column names, in order."""
        return list(self.columns)

    @property
    def rows(self) -> list[tuple[int, Row]]:
        """Number and cells of each row: for small tables, as every cell is a text."""
        columns = [cells.texts() for cells in self.columns.values()]
        return list(zip(self.lines, map(list, zip(*columns, strict=True)), strict=True))

    def column(self, header: str) -> list[str]:
        """The cells of a column, one by one."""
        return self.columns[header].texts()

    def keep(self, rows: Mask) -> None:
        """Leave out all other rows."""
        self.columns = {h: cells.only(rows) for h, cells in self.columns.items()}
        self.lines = [line for line, kept in zip(self.lines, rows, strict=True) if kept]


def read_csv_table(
    content: bytes,
    where: str,
    encoding: str | None = None,
    separator: str | None = None,
) -> Table:
    """Read a csv file.

    Args:
        content: The file as received.
        where: Its name, for messages.
        encoding: Its encoding; found out if None.
        separator: Its separator; found out if None.

    Raises:
        ReadError: If it is empty, cut off within a quoted cell, or no text.
    """
    records, dialect = read_csv_records(content, where, encoding, separator)
    return make_table(records, where, dialect)


def read_xlsx_table(content: bytes, where: str) -> Table:
    """Read the sheet Data or Dataset of an xlsx file, or else its first one.

    Raises:
        ReadError: If it is empty, cut off, locked or no xlsx.
    """
    sheets = read_sheets(content, where)
    named = [n for n in sheets if n.strip().lower() in _DATA_SHEETS]
    name = next(iter(named or sheets), "")
    return make_table(sheets.get(name, []), where)


def read_table(
    path: Path, encoding: str | None = None, separator: str | None = None
) -> Table:
    """Read a csv or xlsx file by its ending.

    Raises:
        ReadError: If it is empty, cut off, locked or something else.
    """
    content = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        return read_xlsx_table(content, str(path))
    return read_csv_table(content, str(path), encoding, separator)


def make_table(records: Iterable[Row], where: str, dialect: str = "") -> Table:
    """A header and the rows below it as a table.

    Args:
        records: Lines as cells; blank ones are no rows.
        where: Name of the file, for messages.
        dialect: How the file was written.

    Raises:
        ReadError: If there is no header, or nothing below it.
    """
    numbered = enumerate(records)
    first, header = next(((n, r) for n, r in numbered if _is_filled(r)), (0, []))
    if not header:
        raise ReadError("the file is empty", where=where, remedy="export it again")
    lines: list[int] = []
    short: dict[int, int] = {}
    problems: list[Problem] = []

    def rows() -> Iterator[Row]:
        for number, record in numbered:
            if not _is_filled(record):
                continue
            missing = len(header) - len(record)
            if missing < 0 and _is_filled(record[len(header) :]):
                problems.append(_uneven("more", number - first))
                continue
            if missing > 0:
                short[len(lines)] = len(record)
            lines.append(number - first)
            yield record + [""] * missing if missing > 0 else record[: len(header)]

    columns = gather(rows(), len(header))
    if not lines and not problems:
        raise ReadError(
            "the file holds a header and no rows", where=where, remedy="export it again"
        )
    # Some programs end every line with a separator too many.
    width = len(header)
    while width and not header[width - 1] and not any(columns[width - 1].values):
        width -= 1
    names = unique([clean(name) for name in header[:width]])
    table = Table(dict(zip(names, columns, strict=False)), lines, problems)
    table.dialect = dialect
    _leave_out(table, [row for row, length in short.items() if length < width])
    _leave_out_headers(table)
    return table


def _is_filled(record: Row) -> bool:
    return any(cell.strip() for cell in record)


def _leave_out(table: Table, rows: list[int]) -> None:
    """Drop rows that lack cells."""
    if rows:
        lines = [table.lines[row] for row in rows]
        table.problems += [_uneven("fewer", line) for line in lines]
        table.problems.sort(key=lambda problem: problem.line or 0)
        table.keep(~np.isin(np.arange(len(table.lines)), rows))


def _leave_out_headers(table: Table) -> None:
    """Drop rows that say the header again, where exports were put into one."""
    again = np.ones(len(table.lines), dtype=bool)
    for name, cells in table.columns.items():
        plain = _NUMBERED.sub("", name)
        again &= cells.mask({name, plain}.__contains__)
        if not again.any():
            return
    table.problems += [
        Problem(
            "the row repeats the header",
            "see that no answers were lost where the exports were put together",
            line=table.lines[row],
            dropped=True,
        )
        for row in again.nonzero()[0].tolist()
    ]
    table.keep(~again)


def from_columns(columns: Mapping[str, Coded], where: str, dialect: str = "") -> Table:
    """Columns of a file that has no rows of its own as a table.

    Raises:
        ReadError: If there is no column, or no row that is filled.
    """
    names = unique([clean(name) for name in columns])
    table = Table(dict(zip(names, columns.values(), strict=True)), [])
    table.dialect = dialect
    if not columns:
        raise ReadError("the file is empty", where=where, remedy="export it again")
    filled = np.any([cells.mask(bool) for cells in columns.values()], axis=0)
    if not filled.any():
        raise ReadError(
            "the file holds a header and no rows", where=where, remedy="export it again"
        )
    table.lines = list(range(1, len(filled) + 1))
    if not filled.all():
        table.keep(filled)
    return table


def _uneven(word: str, line: int) -> Problem:
    return Problem(
        f"the row has {word} cells than the header",
        "put cells that hold the separator into quotes; if it is the last row, the "
        "file may be cut off",
        line=line,
        dropped=True,
    )


def unique(names: list[str]) -> list[str]:
    """Each name once: a second one is ``name (2)``, a nameless one ``column 4``."""
    seen: dict[str, int] = {}
    found = []
    for number, name in enumerate(names, start=1):
        name = name or f"column {number}"
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
