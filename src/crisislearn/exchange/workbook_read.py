"""Reading a workbook that a person has filled in: the file and its sheets.

Here: whether it is such a workbook, the day of coding, and going through the rows. Not
here: what the cells of a row may hold (``workbook_row``), and where readings are kept
(``pipeline.coding``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.exchange.coding_words import Words
from crisislearn.exchange.workbook import (
    DAY_CELL,
    FORMAT,
    HELP,
    META,
    SHEET,
    columns,
)
from crisislearn.exchange.workbook_row import Filled, FilledRow, Known, Reject
from crisislearn.exchange.xlsx import cell_text


def read_meta(path: Path) -> tuple[Any, dict[str, str]]:
    """Open a workbook and read what it says of itself.

    Raises:
        ReadError: If it is not one that ``export workbook`` wrote.
    """
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    remedy = "import a workbook that 'crisislearn export workbook' wrote"
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError) as error:
        raise ReadError("no readable workbook", where=str(path), remedy=remedy) from (
            error
        )
    missing = [name for name in (HELP, SHEET, META) if name not in book.sheetnames]
    if missing:
        raise ReadError(
            f"the sheet {missing[0]} is missing", where=str(path), remedy=remedy
        )
    rows = book[META].iter_rows(min_row=2, max_col=2, values_only=True)
    meta = {str(key): str(value or "") for key, value in rows if key}
    if meta.get("format") != FORMAT:
        raise ReadError(
            f"the workbook has format {meta.get('format', 'none')!r}, this program "
            f"reads {FORMAT!r}",
            where=str(path),
            remedy="export the workbook again with this version",
        )
    return book, meta


def read_filled(
    book: Any, meta: dict[str, str], words: Words, known: Mapping[str, Known]
) -> Filled:
    """Read and check every cell.

    Args:
        book: From ``read_meta``.
        meta: From ``read_meta``.
        words: The choices of the study.
        known: The study's statements that the workbook may hold, by id.

    Raises:
        ReadError: If columns of the sheet are missing.
    """
    filled = Filled(meta)
    filled.coded_on = _day(book[HELP][DAY_CELL].value)
    if filled.coded_on is None:
        filled.rejects.append(
            Reject(
                f"{HELP}!{DAY_CELL}",
                "the day of coding is missing or no day",
                "write it as 2020-11-22",
            )
        )
    sheet = book[SHEET]
    heads = [cell_text(cell.value) for cell in sheet[1]]
    wanted = columns(meta["blind"] == "yes")
    missing = [name for name in wanted if name not in heads]
    if missing:
        raise ReadError(
            f"column {', '.join(missing)} is missing",
            where=SHEET,
            remedy="do not change the headers; copy the codings into a fresh export",
        )
    at = {name: heads.index(name) for name in wanted}
    seen: set[str] = set()
    for cells in sheet.iter_rows(min_row=2):
        row = {name: cells[n] for name, n in at.items()}
        if any(cell.value is not None for cell in row.values()):
            FilledRow(row, filled, words, known).read(seen)
    return filled


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value or "").strip())
    except ValueError:
        return None
