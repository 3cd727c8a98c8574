"""The table of a survey export: rows and columns of text.

Here: csv and xlsx of any dialect into one shape. Not here: exports of one program
(``exports``), what the columns stand for (``columns``) and what the cells say
(``values``).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from pathlib import Path

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean, decode, sniff_encoding
from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.cells import Row, read_sheets
from crisislearn.ingest.surveys.told import Told

_NAMES = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
_SEPARATORS = tuple(_NAMES)
_DATA_SHEETS = ("data", "dataset")
_SEP_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_MAX_FIELD = 10_000_000


@dataclass
class Table:
    """An export as text.

    Attributes:
        headers: Column names, each once; a second column of a name is ``name (2)``.
        rows: (number of the row from 1, one cell a column); empty cells are ``''``.
        problems: Rows that could not be read.
        told: Column → what the export itself says of it (labels, choices, what is
            missing), where its format says anything.
        outside: Columns that the export's own structure does not know: they may hold
            anything, and are read only where the study names them.
        technical: Columns that the program adds to every export (an id, an address,
            seconds): left unread without a word, unless the study names them.
        dialect: How it was written: encoding and separator.
    """

    headers: list[str]
    rows: list[tuple[int, Row]]
    problems: list[Problem] = field(default_factory=list)
    told: dict[str, Told] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    technical: frozenset[str] = frozenset()
    dialect: str = field(default="", compare=False)

    def column(self, header: str) -> list[str]:
        """The cells of a column."""
        at = self.headers.index(header)
        return [row[at] for _, row in self.rows]


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


def read_csv_records(
    content: bytes,
    where: str,
    encoding: str | None = None,
    separator: str | None = None,
) -> tuple[list[Row], str]:
    """The lines of a csv file, and how it was written ("cp1252, semicolon").

    Raises:
        ReadError: If it is empty, cut off within a quoted cell, or no text.
    """
    text = decode(content, where, encoding)
    if match := _SEP_LINE.match(text):
        separator = separator or match.group(1)
        text = text[match.end() :]
    used = separator or sniff_separator(text)
    csv.field_size_limit(_MAX_FIELD)
    dialect = f"{encoding or sniff_encoding(content)}, {_NAMES.get(used, used)}"
    return _records(text, used, where), dialect


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


def sniff_separator(text: str) -> str:
    """The separator that stands most often in the header, outside quotes."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        elif letter == "\n" and not quoted and any(counts.values()):
            break
        elif not quoted and letter in counts:
            counts[letter] += 1
    return max(_SEPARATORS, key=lambda s: counts[s])


def _records(text: str, separator: str, where: str) -> list[Row]:
    def parse(strict: bool) -> list[Row]:
        lines = io.StringIO(text, newline="")
        return list(csv.reader(lines, delimiter=separator, strict=strict))

    try:
        return parse(strict=True)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise ReadError(
                "the file ends within a quoted cell: it is cut off, or a quote is "
                "missing",
                where=where,
                remedy="export it again",
            ) from error
        return parse(strict=False)


def make_table(records: list[Row], where: str, dialect: str = "") -> Table:
    """A header and the rows below it as a table.

    Args:
        records: Lines as cells; blank ones are no rows.
        where: Name of the file, for messages.
        dialect: How the file was written.

    Raises:
        ReadError: If there is no header, or nothing below it.
    """
    filled = [(n, r) for n, r in enumerate(records) if any(c.strip() for c in r)]
    if not filled:
        raise ReadError("the file is empty", where=where, remedy="export it again")
    first, header = filled[0]
    if len(filled) == 1:
        raise ReadError(
            "the file holds a header and no rows", where=where, remedy="export it again"
        )
    # Some programs end every line with a separator too many.
    width = max(n for _, r in filled for n, c in enumerate(r[: len(header)], 1) if c)
    table = Table(unique([clean(name) for name in header[:width]]), [], dialect=dialect)
    for number, record in filled[1:]:
        line = number - first
        if len(record) < width:
            table.problems.append(_uneven("fewer", line))
        elif any(cell.strip() for cell in record[len(header) :]):
            table.problems.append(_uneven("more", line))
        else:
            table.rows.append((line, [clean(cell) for cell in record[:width]]))
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
