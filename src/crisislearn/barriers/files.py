"""Coding any table of texts, for people who have no study.

Here: reading and writing the table around ``code_texts``. Not here: coding (``coder``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import CrisisLearnError, UnknownValueError

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = [".csv", ".parquet", ".xlsx"]


def code_file(
    file: Path,
    output: Path,
    column: str,
    id_column: str | None = None,
    date: str | None = None,
    date_column: str | None = None,
    question: str | None = None,
    question_column: str | None = None,
    kinds: Sequence[str] = ("barrier",),
) -> int:
    """Code the texts in one column of a table and write one row per coding.

    Args:
        file: Table, .csv, .xlsx or .parquet.
        output: Where the codings go, by ending as above.
        column: Column with the texts.
        id_column: Column that becomes ``text_id``; the row number, from 0, if None.
        date: Day that all of it was said.
        date_column: Column with the day instead.
        question: What was asked, of all rows.
        question_column: Column with what was asked instead.
        kinds: Kinds of codes wanted.

    Returns:
        Number of codings.

    Raises:
        UnknownValueError: If a column is not in the table, or an ending not known.
        CrisisLearnError: If a date is none.
    """
    from crisislearn.barriers import code_texts

    for path in (file, output):
        if path.suffix.lower() not in ENDINGS:
            raise UnknownValueError("file type", path.suffix, ENDINGS, str(path))
    table = _read(file)
    for name in (column, id_column, date_column, question_column):
        if name is not None and name not in table.columns:
            raise UnknownValueError("column", name, list(table.columns), str(file))
    texts = [value if isinstance(value, str) else "" for value in table[column]]
    days = [date] * len(texts) if date_column is None else list(table[date_column])
    asked = (
        [question] * len(texts)
        if question_column is None
        else list(table[question_column])
    )
    found = code_texts(
        texts,
        dates=[_day(value, row, file) for row, value in enumerate(days, start=2)],
        questions=[value if isinstance(value, str) else None for value in asked],
        kinds=tuple(kinds),
    )
    if id_column is not None:
        found["text_id"] = [table[id_column].iloc[n] for n in found["text_id"]]
    _write(found, output)
    return len(found)


def _read(file: Path) -> pd.DataFrame:
    import pandas as pd

    if file.suffix.lower() == ".parquet":
        return pd.read_parquet(file)
    from crisislearn.ingest.surveys.table import read_table

    table = read_table(file)
    cells = [[cell or None for cell in row] for _, row in table.rows]
    return pd.DataFrame(cells, columns=table.headers)


def _write(found: pd.DataFrame, output: Path) -> None:
    if output.suffix.lower() == ".parquet":
        found.to_parquet(output, index=False)
    elif output.suffix.lower() == ".xlsx":
        found.to_excel(output, index=False)
    else:
        found.to_csv(output, index=False)


def _day(value: object, row: int, file: Path) -> dt.date | None:
    import pandas as pd

    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise CrisisLearnError(
            f"{value!r} is not a date",
            where=f"{file}, line {row}",
            remedy="write days as 2020-06-10",
        ) from error
