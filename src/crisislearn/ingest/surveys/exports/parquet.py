"""Parquet files: an Excel or csv table with types.

Here: values of any column type as text. Not here: labels, which Parquet has none of:
the study's instrument says what codes mean.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import cell_text
from crisislearn.ingest.surveys.coded import Coded, coded, coded_texts
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.table import Table, from_columns, unique

if TYPE_CHECKING:
    import pyarrow as pa


def read(received: Received) -> Table:
    """Read a file; a list in a cell is its codes, one after the other.

    Raises:
        ReadError: If it is empty, cut off, no Parquet file, or says that it holds more
            answers than are read at once.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from crisislearn.ingest.surveys.size import check_size

    if not received.content:
        raise ReadError(
            "the file is empty", where=received.where, remedy="export it again"
        )
    try:
        # In one thread: another that still holds bytes of Python when the program ends
        # takes it down ("terminate called", exit code 134), now and then.
        file = pq.ParquetFile(pa.BufferReader(received.content), pre_buffer=False)
        size = file.metadata
        check_size(size.num_rows * size.num_columns, received.where)
        table = file.read(use_threads=False)
        cells = [_column(column.combine_chunks()) for column in table.columns]
    except ReadError:
        raise
    except Exception as error:  # whatever a broken file makes of the library
        raise ReadError(
            f"the file is cut off or no Parquet file ({type(error).__name__})",
            where=received.where,
            remedy="write it again",
        ) from error
    names = unique([str(name) for name in table.column_names])
    columns = dict(zip(names, cells, strict=True))
    return from_columns(columns, received.where, "parquet")


def _column(cells: pa.Array) -> Coded:
    """A column; what its cells say is worked out once a distinct value."""
    import pyarrow as pa

    if pa.types.is_nested(cells.type) or pa.types.is_null(cells.type):
        return coded_texts(_text(value) for value in cells.to_pylist())
    if not pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_encode()
    texts = [_text(value) for value in cells.dictionary.to_pylist()]
    places = cells.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    return coded([*texts, ""], np.asarray(places))


def _text(value: object) -> str:
    if isinstance(value, list):
        return ";".join(_text(part) for part in value if part is not None)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return ""
    return "" if value != value else clean(cell_text(value))
