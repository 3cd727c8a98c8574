"""Building the two published files aside and putting them in place together.

Here: loading, comments, views, file modes and the switch. Not here: the content of the
tables, and what readers must not see (``disclosure``). There are no migrations: a file
is always built anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from crisislearn.errors import WarehouseError
from crisislearn.privacy.disclosure.editions import read_editions, write_edition
from crisislearn.privacy.disclosure.rules import Rules
from crisislearn.settings import Settings
from crisislearn.warehouse import disclosure, search
from crisislearn.warehouse.connect import open_warehouse
from crisislearn.warehouse.macros import MACROS
from crisislearn.warehouse.settling import Over
from crisislearn.warehouse.tables import (
    SCHEMA_VERSION,
    Table,
    conform,
    load_tables,
    nullable,
)
from crisislearn.warehouse.views import VIEWS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

STORAGE_VERSION = "v1.5.0"
"""DuckDB 2 writes files by default that tools with DuckDB 1.5 cannot open."""

SCHEMAS = ("core", "mart", "ops")
MARKER = "published.json"


def publish(
    tables: dict[str, pd.DataFrame],
    settings: Settings,
    key: str,
    rules: Rules | None = None,
    again: bool = False,
    over: Over = map,
) -> bool:
    """Build and publish both files, unless they are there for this key already.

    Args:
        tables: Frames by full name (``core.answers``); a table left out is empty.
            They are taken out of it: held twice, many would not fit into memory.
            ``core.statement_words`` and ``core.words`` are made here from
            ``core.statements``.
        settings: Where to, and the smallest group that readers may see.
        key: Digest of everything the tables rest on.
        rules: What readers are not told, where it is more than that smallest group.
        again: Build them even if they are there for this key.
        over: The built-in ``map``, or one that works side by side.

    Returns:
        Whether anything was written.

    Raises:
        WarehouseError: If a frame is no published table or does not fit it,
            ``ops.runs`` is not one row of this schema version, or the disk is full.
    """
    if is_published(settings, key) and not again:
        return False
    loaded = _conformed(tables)
    frames = {name: nullable(table) for name, table in loaded.items()}
    rules = rules or Rules(k=settings.k_min)
    earlier = read_editions(settings.editions, rules)
    shown, edition = disclosure.protect(frames, rules, earlier, over)
    readers = {n: conform(frame, load_tables()[n]) for n, frame in shown.items()}
    # Only the owner enters, so that the research file is never open to others.
    aside = settings.out / "publish.new"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)
    try:
        research, reader = aside / "research.duckdb", aside / "reader.duckdb"
        _build(research, loaded, "")
        _build(reader, readers, _hidden_note(rules))
        research.chmod(0o600)
        reader.chmod(0o644)
        (aside / MARKER).write_text(json.dumps({"key": key}) + "\n")
        # Before the files: what readers may have seen must be on the list.
        write_edition(settings.editions, edition)
        # Without the marker, a kill between the two makes the next run do both again.
        (settings.out / MARKER).unlink(missing_ok=True)
        research.replace(settings.warehouse)
        reader.replace(settings.reader_edition)
        (aside / MARKER).replace(settings.out / MARKER)
    except duckdb.IOException as error:
        raise WarehouseError(
            f"the published files cannot be written: {str(error).splitlines()[0]}",
            where=str(settings.out),
            remedy="make room on the disk, and run again; what was published stands",
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def unpublish(settings: Settings) -> None:
    """Take both files away: nothing is left that they could rest on."""
    for path in (settings.out / MARKER, settings.warehouse, settings.reader_edition):
        path.unlink(missing_ok=True)


def published_key(settings: Settings) -> str | None:
    """Key that the published files rest on; None where there are none."""
    if not (settings.warehouse.is_file() and settings.reader_edition.is_file()):
        return None
    try:
        content = (settings.out / MARKER).read_text(encoding="utf-8")
        key = json.loads(content)["key"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(key)


def is_published(settings: Settings, key: str) -> bool:
    """Whether both files are there, whole, for this key: nothing need be built."""
    if published_key(settings) != key:
        return False
    try:
        for path in (settings.warehouse, settings.reader_edition):
            open_warehouse(path).close()
    except WarehouseError:
        return False
    return True


def _conformed(tables: dict[str, pd.DataFrame]) -> dict[str, pa.Table]:
    known = load_tables()
    unknown = sorted(set(tables) - set(known))
    if unknown:
        raise WarehouseError(
            f"no published table is named {', '.join(unknown)}",
            where="warehouse/tables.yml",
            remedy="use full names such as core.answers, or add the table there",
        )
    if "core.statements" in tables:
        tables |= search.index(tables["core.statements"])
    loaded = {n: conform(tables.pop(n, None), table) for n, table in known.items()}
    versions = loaded["ops.runs"]["schema_version"].to_pylist()
    if versions != [SCHEMA_VERSION]:
        raise WarehouseError(
            f"schema_version is {versions}, must be [{SCHEMA_VERSION}]",
            where="ops.runs",
            remedy="give one row with warehouse.tables.SCHEMA_VERSION",
        )
    return loaded


def _hidden_note(rules: Rules) -> str:
    rounded = f" Counts are rounded to {rules.rounding}." if rules.rounding else ""
    return (
        f" Figures are empty where fewer than {rules.k} organisations stand behind "
        "them or where such a figure could be worked out. Intervals of changes are "
        f"rounded outwards, p- and q-values up to a level.{rounded}"
    )


def _build(path: Path, tables: Mapping[str, pa.Table], note: str) -> None:
    """Write one file; ``note`` tells readers why figures are empty."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(
            f"ATTACH {_text(str(path))} AS building "
            f"(STORAGE_VERSION '{STORAGE_VERSION}')"
        )
        connection.execute("USE building")
        connection.execute("BEGIN")
        for schema in SCHEMAS:
            connection.execute(f"CREATE SCHEMA {schema}")
        for name, rows in tables.items():
            hides = note if name in disclosure.CONTROLLED else ""
            _load(connection, load_tables()[name], rows, hides)
        for view in VIEWS:
            if "core.organisations" in tables or view.reader:
                connection.execute(view.sql)
                _comment(connection, "VIEW", view.name, view.about)
                for column, (_, meaning) in view.columns.items():
                    _comment(connection, "COLUMN", f'{view.name}."{column}"', meaning)
        for macro in MACROS:
            if "core.organisations" in tables or macro.reader:
                connection.execute(macro.sql)
                _comment(connection, macro.kind, macro.name, macro.about)
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH building")


def _load(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: pa.Table, note: str
) -> None:
    columns = ", ".join(
        f'"{c.name}" {c.type}{" NOT NULL" if c.name in table.key else ""}'
        for c in table.columns
    )
    key = ", ".join(f'"{name}"' for name in table.key)
    connection.execute(f"CREATE TABLE {table.name} ({columns})")
    connection.register("incoming", rows)
    connection.execute(
        f"INSERT INTO {table.name} SELECT * FROM incoming ORDER BY {key}"
    )
    connection.unregister("incoming")
    _comment(connection, "TABLE", table.name, table.about + note)
    for column in table.columns:
        where = f'{table.name}."{column.name}"'
        _comment(connection, "COLUMN", where, column.meaning)


def _comment(
    connection: duckdb.DuckDBPyConnection, kind: str, name: str, text: str
) -> None:
    connection.execute(f"COMMENT ON {kind} {name} IS {_text(text)}")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
