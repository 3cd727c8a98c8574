"""The published tables as data, and the check that a frame is one of them.

Here: reading ``tables.yml`` and bringing a frame into exactly the declared shape. Not
here: how the frames are made, and how they are written (``publish``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import WarehouseError
from crisislearn.textfiles import parse_yaml

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

SCHEMA_VERSION = 6
"""Stands in ``ops.runs``; raised whenever a table, view or macro comes, goes or changes
its columns, so that a file that lacks what commands read is refused and built anew."""

_REMEDY = "bring the stage that makes this table in line with warehouse/tables.yml"


@dataclass(frozen=True)
class Column:
    """One column of a published table.

    Attributes:
        name: Its name.
        type: Its DuckDB type.
        meaning: What it means, which becomes its comment.
    """

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One published table.

    Attributes:
        name: Schema and table: ``core.answers``.
        about: What a row is, which becomes the table's comment.
        key: The columns that tell rows apart; none of them is ever empty.
        columns: All columns, in order.
        reader: Whether it also goes into the reader edition.
    """

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    reader: bool

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(c.name for c in self.columns)

    def arrow_schema(self) -> pa.Schema:
        """The columns as Arrow fields."""
        types = _arrow_types()
        import pyarrow as pa

        return pa.schema([pa.field(c.name, types[c.type]) for c in self.columns])


@cache
def load_tables() -> dict[str, Table]:
    """All published tables by full name, in the order of ``tables.yml``.

    Raises:
        WarehouseError: If a key names no column or a type is unknown.
    """
    path = Path(__file__).with_name("tables.yml")
    content = parse_yaml(path.read_text(encoding="utf-8"))
    return {name: _table(name, entry) for name, entry in content.items()}


def conform(frame: pd.DataFrame | None, table: Table) -> pa.Table:
    """A frame in exactly the declared columns, types and order.

    Args:
        frame: Rows in any order; None or without rows gives the empty table.
        table: What it must be.

    Returns:
        An Arrow table with the declared columns, sorted by key. Missing values (None,
        NaN, NA) are null.

    Raises:
        WarehouseError: If a column is missing or unknown, a value does not fit its
            type (a text for a number, a fraction for an integer, a time of day in a
            date), a key is empty, or two rows have the same key.
    """
    import pyarrow as pa

    if frame is None or frame.empty:
        return table.arrow_schema().empty_table()
    _check_columns(frame, table)
    arrays = [_cast(frame[c.name], c, table) for c in table.columns]
    whole = pa.Table.from_arrays(arrays, schema=table.arrow_schema())
    whole = whole.sort_by([(name, "ascending") for name in table.key])
    _check_key(whole, table)
    return whole


def nullable(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a frame that keeps whole numbers whole beside missing ones.

    Returns:
        Integers, floats and booleans as pandas' nullable types; dates as
        ``datetime.date``.
    """
    import pandas as pd
    import pyarrow as pa

    types = {
        pa.bool_(): pd.BooleanDtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.float64(): pd.Float64Dtype(),
    }
    frame: pd.DataFrame = table.to_pandas(types_mapper=types.get, date_as_object=True)
    return frame


def _table(name: str, entry: dict[str, Any]) -> Table:
    columns = tuple(
        Column(column, kind, meaning)
        for column, (kind, meaning) in entry["columns"].items()
    )
    key = tuple(entry["key"])
    known = {c.name for c in columns}
    wrong = [k for k in key if k not in known]
    wrong += [c.type for c in columns if c.type not in _arrow_types()]
    if wrong:
        raise WarehouseError(
            f"no such column or type: {', '.join(wrong)}",
            where=f"tables.yml, {name}",
            remedy=f"use columns of the table, and types {', '.join(_arrow_types())}",
        )
    return Table(name, entry["about"], key, columns, bool(entry.get("reader", False)))


@cache
def _arrow_types() -> dict[str, Any]:
    import pyarrow as pa

    return {
        "VARCHAR": pa.string(),
        "INTEGER": pa.int32(),
        "BIGINT": pa.int64(),
        "DOUBLE": pa.float64(),
        "BOOLEAN": pa.bool_(),
        "DATE": pa.date32(),
    }


def _check_columns(frame: pd.DataFrame, table: Table) -> None:
    missing = [c for c in table.names if c not in frame.columns]
    unknown = [str(c) for c in frame.columns if c not in table.names]
    twice = [str(c) for c in frame.columns[frame.columns.duplicated()]]
    problems = [
        f"column {', '.join(names)} {what}"
        for names, what in (
            (missing, "is missing"),
            (unknown, "is unknown"),
            (twice, "stands twice"),
        )
        if names
    ]
    if problems:
        raise WarehouseError("; ".join(problems), where=table.name, remedy=_REMEDY)


def _cast(values: pd.Series[Any], column: Column, table: Table) -> pa.Array:
    import pyarrow as pa

    where = f"{table.name}.{column.name}"
    target = _arrow_types()[column.type]
    try:
        found = pa.Array.from_pandas(values)
        if isinstance(found, pa.ChunkedArray):
            found = found.combine_chunks()
        if pa.types.is_dictionary(found.type):
            found = found.dictionary_decode()
        if not _fits(found.type, column.type):
            raise pa.ArrowInvalid(f"the values are {found.type}")
        cast = found.cast(target)
        # Arrow cuts the time of day off a timestamp without a word.
        if pa.types.is_timestamp(found.type) and not cast.cast(found.type).equals(
            found
        ):
            raise pa.ArrowInvalid("a value has a time of day")
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise WarehouseError(
            f"not {column.type}: {error}", where=where, remedy=_REMEDY
        ) from error
    return cast


def _fits(found: pa.DataType, declared: str) -> bool:
    from pyarrow import types

    number = types.is_integer(found) or types.is_floating(found)
    text = types.is_string(found) or types.is_large_string(found)
    fitting = {
        "VARCHAR": text,
        "INTEGER": number,
        "BIGINT": number,
        "DOUBLE": number,
        "BOOLEAN": types.is_boolean(found),
        "DATE": types.is_date(found) or types.is_timestamp(found),
    }
    return bool(types.is_null(found) or fitting[declared])


def _check_key(whole: pa.Table, table: Table) -> None:
    import pyarrow.compute as pc

    for name in table.key:
        if whole[name].null_count:
            raise WarehouseError(
                f"key column {name} is empty in {whole[name].null_count} row(s)",
                where=table.name,
                remedy=_REMEDY,
            )
    same = None
    for name in table.key:
        column = whole[name].combine_chunks()
        equal = pc.equal(column[1:], column[:-1])
        same = equal if same is None else pc.and_(same, equal)
    first = pc.index(same, True).as_py() if same is not None and len(same) else -1
    if first >= 0:
        values = ", ".join(f"{name}={whole[name][first]}" for name in table.key)
        raise WarehouseError(
            f"two rows have the key {values}", where=table.name, remedy=_REMEDY
        )
