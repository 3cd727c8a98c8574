"""Cells of a spreadsheet as text, always the same way.

Here: opening xlsx files and writing numbers, days and truth values as text. Not here:
what the rows mean (``table``, ``instrument``).
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
import zipfile
from collections.abc import Iterator
from itertools import islice

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import OLE

Row = list[str]

# Text packs to a tenth, a sheet of zeros to a hundredth; a bomb to a thousandth.
_UNPACKED = 4_000_000_000
_RATIO = 400
_SMALL = 100_000


def cell_text(value: object) -> str:
    """A cell as text: ``3`` for 3.0, ``2020-06-24`` for a day, ``1`` for TRUE."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        # Fifteen digits are what a spreadsheet keeps: 0.1 + 0.2 is 0.3 there.
        return format(value, ".15g")
    if isinstance(value, dt.datetime):
        day = value.date().isoformat()
        return day if value.time() == dt.time() else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).replace("_x000D_", "").replace("\r\n", "\n")


def read_sheets(content: bytes, where: str) -> dict[str, list[Row]]:
    """All sheets of an xlsx file: name → rows of text, as long as the widest.

    Raises:
        ReadError: If the file is empty, cut off, locked or no xlsx.
    """
    check_office(content, where, "xlsx")
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions we do not read
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            return {s.title: list(_rows(s)) for s in book.worksheets}
    except Exception as error:  # whatever a broken file makes of the parser
        raise ReadError(
            f"the file is not readable as xlsx ({type(error).__name__})",
            where=where,
            remedy="open it in a spreadsheet program and save it as xlsx again",
        ) from error


def first_rows(content: bytes, count: int) -> dict[str, list[Row]]:
    """The first filled rows of each sheet; nothing of a file that cannot be read."""
    import openpyxl

    found: dict[str, list[Row]] = {}
    try:
        check_office(content, "", "xlsx")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True
            )
            for sheet in book.worksheets:
                rows = sheet.iter_rows(values_only=True)
                filled = ([cell_text(v) for v in row] for row in rows if any(row))
                found[sheet.title] = list(islice(filled, count))
    except Exception:  # its reader will say what is wrong
        return {}
    return found


def _rows(sheet: object) -> Iterator[Row]:
    # Some programs write the size of a sheet wrong; it is counted again.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    # Formatted but empty cells can reach to the last row and column there is.
    rows: list[Row] = []
    for values in sheet.iter_rows(values_only=True):  # type: ignore[attr-defined]
        end = len(values)
        while end and values[end - 1] is None:
            end -= 1
        rows.append([cell_text(value) for value in values[:end]] if end else [])
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        yield row + [""] * (width - len(row))


def check_office(content: bytes, where: str, kind: str) -> None:
    """Refuse a file that cannot be a docx, odt or xlsx, with the reason.

    Raises:
        ReadError: If it is empty, locked with a password, of the time before 2007,
            cut off, or unpacks to more than any text or table needs.
    """
    if not content:
        raise ReadError("the file is empty", where=where, remedy="export it again")
    if content.startswith(OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise ReadError(
            "the file is locked with a password"
            if locked
            else f"the file is of the time before 2007, not {kind}",
            where=where,
            remedy="take the password off" if locked else f"save it as {kind}",
        )
    try:
        zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadError(
            f"the file is cut off or no {kind}",
            where=where,
            remedy="copy or export it again",
        ) from error
    check_size(content, where)


def check_size(content: bytes, where: str) -> None:
    """Refuse an archive that unpacks to far more than a survey can hold.

    Raises:
        ReadError: If it does.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > _UNPACKED or size > _RATIO * max(len(content), _SMALL):
        raise ReadError(
            f"the file unpacks from {len(content):,} to {size:,} bytes",
            where=where,
            remedy="find out who made it; if it is sound, save it anew or split it",
        )
