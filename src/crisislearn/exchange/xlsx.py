"""Workbooks as bytes that depend on their content alone.

Here: text that is safe in a cell, and saving without the clock. Not here: what stands
in a workbook.
"""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

LONGEST = 32_000
"""Characters that a cell takes, a little under Excel's own limit."""

EPOCH = dt.datetime(2020, 3, 11)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")


def cell_text(text: Any) -> str:
    """Words as a cell can hold them; nothing for a missing value."""
    if text is None or text != text:
        return ""
    return _FORBIDDEN.sub(" ", str(text).replace("\r\n", "\n"))[:LONGEST]


def put(cell: Any, text: Any) -> None:
    """Write words into a cell as words, also where they begin like a formula."""
    cell.value = cell_text(text) or None
    if cell.data_type == "f":
        cell.data_type = "s"
        cell.quotePrefix = True


def save(book: Workbook, path: Path) -> None:
    """Save a workbook for its owner only; equal workbooks give equal bytes."""
    book.properties.created = EPOCH
    book.properties.creator = "crisislearn"
    written = io.BytesIO()
    book.save(written)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(without_clock(written.getvalue()))
    path.chmod(0o600)


def without_clock(content: bytes, day: dt.datetime = EPOCH) -> bytes:
    """An Office file with one fixed date everywhere: equal content, equal bytes."""
    stamp = day.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", part)
            info = zipfile.ZipInfo(name, (2020, 3, 11, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, part)
    return result.getvalue()
