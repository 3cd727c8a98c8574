"""Opening the published warehouse, asking it, and printing the answer.

Here: a hardened read-only connection, SQL with errors a person can act on, and the
answer as text. Not here: building the file (``publish``).
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import UnknownValueError, WarehouseError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

FORMATS = ("table", "csv", "json", "parquet")

_HARDENED = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}

WIDEST = 60
"""Characters of a cell that the table format shows."""


def open_warehouse(path: str | Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a published file read-only, cut off from other files and the network.

    Within one Python process, connections to a path share the file that the first one
    opened: a newer publication shows after all of them are closed.

    Args:
        path: The file; the one of the current settings if None.

    Returns:
        A DuckDB connection; close it, or use it in a ``with``.

    Raises:
        WarehouseError: If the file is missing, no warehouse, or of another version.
    """
    import duckdb

    from crisislearn.settings import Settings

    file = Path(path) if path is not None else Settings().warehouse
    if not file.is_file():
        raise WarehouseError(
            "there is no published warehouse",
            where=str(file),
            remedy="run 'make demo' or 'crisislearn run'",
        )
    try:
        connection = duckdb.connect(str(file), read_only=True, config=dict(_HARDENED))
    except duckdb.Error as error:
        raise WarehouseError(
            f"cannot be opened: {_first_line(error)}",
            where=str(file),
            remedy="close programs that write to it, or rebuild it: crisislearn run",
        ) from error
    try:
        _check_version(connection, file)
    except WarehouseError:
        connection.close()
        raise
    return connection


def query(
    sql: str, path: str | Path | None = None, values: Mapping[str, Any] | None = None
) -> pd.DataFrame:
    """The answer to one SQL query on the published warehouse.

    Args:
        sql: A query; it cannot change anything.
        path: The file; the one of the current settings if None.
        values: What ``$name`` stands for in the query.

    Returns:
        One row an answer row; integers stay whole beside missing values, dates are
        ``datetime.date``.

    Raises:
        WarehouseError: If the warehouse cannot be opened or DuckDB refuses the query;
            the message holds DuckDB's own, with the place in the query.
    """
    import duckdb
    import pandas as pd

    from crisislearn.warehouse.tables import nullable

    with open_warehouse(path) as connection:
        try:
            answer = connection.sql(sql, params=dict(values) if values else None)
            if answer is None:
                return pd.DataFrame()
            return nullable(answer.to_arrow_table())
        except duckdb.Error as error:
            raise WarehouseError(
                str(error).strip(), where="SQL", remedy=_remedy(error)
            ) from error


def to_text(frame: pd.DataFrame, format: str = "table") -> str | bytes:
    """A frame in one of the output formats.

    Args:
        frame: What to write.
        format: ``table`` for people (long cells are cut and end in …), ``csv``,
            ``json`` (a list of objects, missing values null), or ``parquet``.

    Returns:
        Text that ends in a line break; bytes for ``parquet``.

    Raises:
        UnknownValueError: If the format is none of these.
    """
    if format == "table":
        return _as_table(frame)
    if format == "csv":
        return str(frame.to_csv(index=False, lineterminator="\n"))
    if format == "json":
        return _as_json(frame)
    if format == "parquet":
        into = io.BytesIO()
        frame.to_parquet(into, index=False)
        return into.getvalue()
    raise UnknownValueError("format", format, list(FORMATS))


def _check_version(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    import duckdb

    from crisislearn.warehouse.tables import SCHEMA_VERSION

    try:
        rows = connection.execute("SELECT schema_version FROM ops.runs").fetchall()
    except duckdb.Error:
        rows = []
    if rows != [(SCHEMA_VERSION,)]:
        found = ", ".join(str(row[0]) for row in rows) or "unknown"
        raise WarehouseError(
            f"its tables are of version {found}, this program reads {SCHEMA_VERSION}",
            where=str(file),
            remedy="rebuild it: crisislearn run",
        )


def _remedy(error: duckdb.Error) -> str:
    import duckdb

    if isinstance(error, duckdb.ParserException):
        return "mind commas, quotes ('text', \"column\") and the order of the clauses"
    if isinstance(error, (duckdb.CatalogException, duckdb.BinderException)):
        return "look up tables and columns: crisislearn schema"
    if isinstance(error, (duckdb.PermissionException, duckdb.InvalidInputException)):
        return "ask with SELECT; the warehouse is read-only and reaches no other files"
    return "change the query"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]


def _as_table(frame: pd.DataFrame) -> str:
    """Columns side by side; numbers to the right."""
    names = [_cell(c) for c in frame.columns]
    rows = [[_cell(v) for v in row] for row in frame.itertuples(index=False, name=None)]
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    right = [dtype.kind in "iuf" for dtype in frame.dtypes]

    def line(cells: list[str]) -> str:
        placed = [
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(cells, widths, right, strict=True)
        ]
        return "  ".join(placed).rstrip()

    rule = ["-" * width for width in widths]
    count = f"({len(rows)} row{'' if len(rows) == 1 else 's'})"
    return "\n".join([line(names), line(rule), *map(line, rows), count]) + "\n"


def _cell(value: Any) -> str:
    if _is_missing(value):
        return ""
    if isinstance(value, float):
        return f"{value:.6g}"
    # What a terminal would act on is not shown.
    text = "".join(c if c.isprintable() else " " for c in str(value))
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _as_json(frame: pd.DataFrame) -> str:
    rows = [
        {
            name: None if _is_missing(value) else value
            for name, value in zip(frame.columns, row, strict=True)
        }
        for row in frame.astype("object").itertuples(index=False, name=None)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    """What JSON does not know: numpy values and lists as such, the rest as text."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _is_missing(value: Any) -> bool:
    import pandas as pd

    return bool(pd.api.types.is_scalar(value) and pd.isna(value))
