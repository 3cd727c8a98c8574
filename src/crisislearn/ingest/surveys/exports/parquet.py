"""Parquet files: an Excel or csv table with types.

Here: values of any column type as text. Not here: labels, which Parquet has none of:
the study's instrument says what codes mean.
"""

from __future__ import annotations

import io
import json

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import Row, cell_text
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.table import Table, make_table


def read(received: Received) -> Table:
    """Read a file; a list in a cell is its codes, one after the other.

    Raises:
        ReadError: If it is empty, cut off or no Parquet file.
    """
    import pyarrow.parquet as pq

    if not received.content:
        raise ReadError(
            "the file is empty", where=received.where, remedy="export it again"
        )
    try:
        table = pq.read_table(io.BytesIO(received.content))
        columns = [column.to_pylist() for column in table.columns]
    except Exception as error:  # whatever a broken file makes of the library
        raise ReadError(
            f"the file is cut off or no Parquet file ({type(error).__name__})",
            where=received.where,
            remedy="write it again",
        ) from error
    names = [str(name) for name in table.column_names]
    rows: list[Row] = [
        [_text(value) for value in values] for values in zip(*columns, strict=True)
    ]
    return make_table([names, *rows], received.where, "parquet")


def _text(value: object) -> str:
    if isinstance(value, list):
        return ";".join(_text(part) for part in value if part is not None)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return ""
    return "" if value != value else clean(cell_text(value))
