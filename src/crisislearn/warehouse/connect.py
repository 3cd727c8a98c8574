"""Opening the published warehouse and asking it.

Here: a hardened read-only connection, and SQL with errors a person can act on. Not
here: building the file (``publish``), and the answer as text (``answers``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import WarehouseError
from crisislearn.warehouse.answers import Answer

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_HARDENED = {
    "enable_external_access": False,
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


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
    import pandas as pd

    from crisislearn.warehouse.tables import nullable

    with _asked(sql, path, values) as relation:
        if relation is None:
            return pd.DataFrame()
        return nullable(relation.to_arrow_table())


def answer(
    sql: str, path: str | Path | None = None, values: Mapping[str, Any] | None = None
) -> Answer:
    """As ``query``, but plain rows: what is only shown needs no pandas."""
    with _asked(sql, path, values) as relation:
        return Answer.of(relation)


@contextmanager
def _asked(
    sql: str, path: str | Path | None, values: Mapping[str, Any] | None
) -> Iterator[duckdb.DuckDBPyRelation | None]:
    import duckdb

    with open_warehouse(path) as connection:
        try:
            yield connection.sql(sql, params=dict(values) if values else None)
        except duckdb.Error as error:
            raise WarehouseError(
                str(error).strip(), where="SQL", remedy=_remedy(error)
            ) from error


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
