"""The data dictionary, read from the comments in the database itself.

Here: tables, views, macros and columns as text. Not here: where the comments come from
(``tables.yml`` and ``views``).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from crisislearn.errors import UnknownValueError

_TABLES = """
SELECT schema_name || '.' || table_name AS name, comment, estimated_size AS n
FROM duckdb_tables() WHERE NOT internal
UNION ALL
SELECT schema_name || '.' || view_name, comment, NULL
FROM duckdb_views() WHERE NOT internal
ORDER BY name
"""
_COLUMNS = """
SELECT schema_name || '.' || table_name, column_name, data_type, NOT is_nullable,
    coalesce(comment, '')
FROM duckdb_columns() WHERE NOT internal
ORDER BY table_oid, column_index
"""
_MACROS = """
SELECT DISTINCT comment FROM duckdb_functions()
WHERE NOT internal AND comment IS NOT NULL ORDER BY comment
"""

Column: TypeAlias = tuple[str, str, bool, str]


def schema_text(table: str | None = None, path: str | Path | None = None) -> str:
    """The data dictionary as text.

    Args:
        table: One table or view, ``core.answers`` or just ``answers``; all if None.
        path: The published file; the one of the current settings if None.

    Returns:
        For every table its name, meaning and columns with type and meaning, and key
        columns marked; with all tables the macros too.

    Raises:
        UnknownValueError: If there is no such table.
        WarehouseError: If the warehouse cannot be opened.
    """
    from crisislearn.warehouse.connect import open_warehouse

    with open_warehouse(path) as connection:
        tables = connection.execute(_TABLES).fetchall()
        columns = connection.execute(_COLUMNS).fetchall()
        macros = connection.execute(_MACROS).fetchall()
    names = [row[0] for row in tables]
    if table is not None:
        chosen = [n for n in names if table in (n, n.split(".")[1])]
        if not chosen:
            raise UnknownValueError("table", table, names)
        tables = [row for row in tables if row[0] in chosen]
    parts = [
        _entry(name, about or "", [c[1:] for c in columns if c[0] == name], rows)
        for name, about, rows in tables
    ]
    if table is None:
        lines = [_wrapped(comment, "  ") for (comment,) in macros]
        parts.append("\n".join(["Macros", *lines]))
    return "\n\n".join(parts) + "\n"


def _entry(name: str, about: str, columns: Iterable[Column], rows: int | None) -> str:
    columns = list(columns)
    kind = "view" if rows is None else f"{rows} row{'' if rows == 1 else 's'}"
    width = max(len(column) for column, *_ in columns)
    types = max(len(kind) for _, kind, *_ in columns)
    lines = [f"{name} ({kind})", _wrapped(about, "  "), ""]
    for column, data_type, key, meaning in columns:
        mark = "key" if key else ""
        head = f"  {column:<{width}}  {data_type:<{types}}  {mark:<3}  "
        lines.append(_wrapped(meaning, head))
    return "\n".join(lines)


def _wrapped(text: str, head: str) -> str:
    """Text after a head, later lines below its beginning."""
    return textwrap.fill(
        text,
        width=100,
        initial_indent=head,
        subsequent_indent=" " * len(head),
        break_on_hyphens=False,
    ).rstrip()
