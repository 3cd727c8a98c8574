"""Exports of survey programs, one module a program or file format.

Each turns a file into the one table of text, with what the format itself tells of its
columns.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from crisislearn.ingest.surveys.exports.received import Received, files_beside
from crisislearn.ingest.surveys.table import Table, read_csv_table, read_xlsx_table

FORMATS = (
    "surveyxact", "limesurvey", "qualtrics", "kobo", "google_forms",
    "microsoft_forms", "spss", "stata", "parquet",
)  # fmt: skip
"""Names of the modules below."""

__all__ = ["FORMATS", "Received", "files_beside", "read_export"]


def read_export(reader: str, received: Received) -> Table:
    """Read an export with the reader of that name.

    Raises:
        ReadError: If the file is empty, cut off, locked or something else.
    """
    if reader == "csv":
        return read_csv_table(
            received.content, received.where, received.encoding, received.separator
        )
    if reader == "xlsx":
        return read_xlsx_table(received.content, received.where)
    module = import_module(f"{__name__}.{reader}")
    read: Callable[[Received], Table] = module.read
    return read(received)
