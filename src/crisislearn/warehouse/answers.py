"""The answer to a question as text.

Here: rows as DuckDB gives them, and tables, CSV and JSON made of them. Not here: asking
(``connect``, ``search``). Without pandas, whose import takes longer than most answers.
"""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisislearn.errors import UnknownValueError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

FORMATS = ("table", "csv", "json")

WIDEST = 60
"""Characters of a cell that the table format shows."""

_NUMBERS = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
    "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE",
}  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """Columns and rows.

    Attributes:
        names: Names of the columns.
        numbers: Whether each is a column of numbers.
        rows: Values in order; None where one is missing.
    """

    names: tuple[str, ...] = ()
    numbers: tuple[bool, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()

    @classmethod
    def of(cls, relation: duckdb.DuckDBPyRelation | None) -> Answer:
        """Fetch what was asked for; a statement without an answer has no columns."""
        if relation is None:
            return cls()
        numbers = tuple(str(kind) in _NUMBERS for kind in relation.types)
        rows = tuple(tuple(map(_value, row)) for row in relation.fetchall())
        return cls(tuple(relation.columns), numbers, rows)

    @classmethod
    def of_frame(cls, frame: pd.DataFrame) -> Answer:
        """The rows of a frame."""
        import pandas as pd

        def value(one: Any) -> Any:
            return None if pd.api.types.is_scalar(one) and pd.isna(one) else one

        rows = frame.astype("object").itertuples(index=False, name=None)
        return cls(
            tuple(map(str, frame.columns)),
            tuple(dtype.kind in "iuf" for dtype in frame.dtypes),
            tuple(tuple(map(value, row)) for row in rows),
        )


def to_text(found: Answer | pd.DataFrame, format: str = "table") -> str:
    """An answer in one of the formats that are text.

    Args:
        found: What to write.
        format: ``table`` for people (long cells are cut and end in …), ``csv``, or
            ``json`` (a list of objects, missing values null).

    Returns:
        Text that ends in a line break.

    Raises:
        UnknownValueError: If the format is none of these.
    """
    answer = found if isinstance(found, Answer) else Answer.of_frame(found)
    if format == "table":
        return _as_table(answer)
    if format == "csv":
        return _as_csv(answer)
    if format == "json":
        return _as_json(answer)
    raise UnknownValueError("format", format, list(FORMATS))


def _value(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def _as_table(answer: Answer) -> str:
    """Columns side by side; numbers to the right."""
    names = [_cell(c) for c in answer.names]
    rows = [[_cell(v) for v in row] for row in answer.rows]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]

    def line(cells: list[str]) -> str:
        placed = [
            cell.rjust(width) if number else cell.ljust(width)
            for cell, width, number in zip(cells, widths, answer.numbers, strict=True)
        ]
        return "  ".join(placed).rstrip()

    rule = ["-" * width for width in widths]
    count = f"({len(rows)} row{'' if len(rows) == 1 else 's'})"
    return "\n".join([line(names), line(rule), *map(line, rows), count]) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    # What a terminal would act on is not shown.
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _as_csv(answer: Answer) -> str:
    into = io.StringIO()
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow(answer.names)
    writer.writerows(answer.rows)
    return into.getvalue()


def _as_json(answer: Answer) -> str:
    rows = [dict(zip(answer.names, row, strict=True)) for row in answer.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    """What JSON does not know: numpy values and lists as such, the rest as text."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
