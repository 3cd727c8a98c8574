"""A frame becomes exactly the declared table, or is refused with a reason."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pyarrow as pa
import pytest

from crisislearn.errors import WarehouseError
from crisislearn.warehouse.tables import Column, Table, conform, load_tables, nullable

TABLE = Table(
    "core.made_up",
    "One row per thing.",
    ("thing", "day"),
    (
        Column("thing", "VARCHAR", "Thing"),
        Column("day", "DATE", "Day"),
        Column("count", "INTEGER", "How many"),
        Column("size", "BIGINT", "How big"),
        Column("share", "DOUBLE", "Share"),
        Column("good", "BOOLEAN", "Whether good"),
    ),
    reader=False,
)
DAY = dt.date(2020, 3, 11)


def frame(**columns: object) -> pd.DataFrame:
    whole = {"good": [True, None], "share": [0.5, float("nan")], "count": [2, None],
             "size": [2**40, 1], "day": [DAY, DAY], "thing": ["b", "a"]}  # fmt: skip
    return pd.DataFrame(whole | columns)


def test_columns_types_and_order_are_the_declared_ones():
    found = conform(frame(), TABLE)
    assert found.column_names == [c.name for c in TABLE.columns]
    assert found.schema == TABLE.arrow_schema()
    assert found.to_pylist() == [
        {"thing": "a", "day": DAY, "count": None, "size": 1, "share": None,
         "good": None},
        {"thing": "b", "day": DAY, "count": 2, "size": 2**40, "share": 0.5,
         "good": True},
    ]  # fmt: skip


@pytest.mark.parametrize("nothing", [None, pd.DataFrame(), frame().iloc[:0]])
def test_nothing_is_the_empty_table(nothing):
    found = conform(nothing, TABLE)
    assert found.num_rows == 0
    assert found.schema == TABLE.arrow_schema()


def test_missing_and_unknown_columns_are_named_together():
    wrong = frame().drop(columns=["day", "size"]).assign(extra=1)
    with pytest.raises(WarehouseError) as error:
        conform(wrong, TABLE)
    message = str(error.value)
    assert "core.made_up" in message
    assert "day, size is missing" in message
    assert "extra is unknown" in message


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("thing", [1, 2]),
        ("thing", ["a", 1]),
        ("day", ["2020-03-11", "2020-03-12"]),
        ("day", pd.to_datetime(["2020-03-11 10:00", "2020-03-12 00:00"])),
        ("count", [1.5, 2.0]),
        ("count", ["1", "2"]),
        ("count", [2**31, 1]),
        ("count", [True, False]),
        ("share", ["0.5", "1"]),
        ("share", [True, False]),
        ("good", [0, 1]),
        ("good", ["ja", "nej"]),
    ],
)
def test_a_value_of_another_type_is_refused(column, values):
    with pytest.raises(WarehouseError, match=rf"core\.made_up\.{column}: not "):
        conform(frame(**{column: values}), TABLE)


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("count", [1.0, float("nan")], [None, 1]),
        ("count", pd.array([1, None], dtype="Int64"), [None, 1]),
        ("share", [1, 2], [2.0, 1.0]),
        ("day", pd.to_datetime(["2020-03-11", "2020-03-12"]),
         [dt.date(2020, 3, 12), DAY]),
        ("thing", pd.Categorical(["b", "a"]), ["a", "b"]),
        ("good", [None, None], [None, None]),
        ("good", pd.array([True, None], dtype="boolean"), [None, True]),
    ],
)  # fmt: skip
def test_a_value_that_fits_is_taken(column, values, expected):
    assert conform(frame(**{column: values}), TABLE)[column].to_pylist() == expected


def test_a_repeated_key_names_table_and_first_duplicate():
    rows = pd.concat([frame(), frame(), frame(thing=["z", "y"])])
    with pytest.raises(WarehouseError) as error:
        conform(rows, TABLE)
    assert "core.made_up: two rows have the key thing=a, day=2020-03-11" in str(
        error.value
    )


def test_rows_that_share_only_a_part_of_the_key_are_fine():
    later = frame(day=[DAY, dt.date(2020, 4, 1)], thing=["a", "a"])
    assert conform(later, TABLE).num_rows == 2


def test_a_key_is_never_empty():
    with pytest.raises(WarehouseError, match="key column thing is empty in 1 row"):
        conform(frame(thing=["a", None]), TABLE)


def test_the_result_does_not_hang_on_the_order_of_rows():
    assert conform(frame().iloc[::-1], TABLE) == conform(frame(), TABLE)


def test_nullable_keeps_whole_numbers_whole():
    back = nullable(conform(frame(), TABLE))
    assert str(back["count"].dtype) == "Int32"
    assert back["count"][1] == 2
    assert back["day"][0] == DAY
    assert conform(back, TABLE) == conform(frame(), TABLE)


def test_tables_are_declared_completely():
    tables = load_tables()
    assert tables["core.statement_words"].key == ("word", "statement_id")
    for name, table in tables.items():
        assert name.split(".")[0] in ("core", "mart", "ops")
        assert table.about
        assert set(table.key) <= set(table.names)
        assert all(c.meaning for c in table.columns), name
        assert isinstance(table.arrow_schema(), pa.Schema)


def test_tables_of_organisations_are_not_for_readers():
    unit_level = {"organisation_id", "respondent_id", "source_id"}
    for table in load_tables().values():
        assert not (table.reader and unit_level & set(table.names)), table.name


def test_tables_cannot_be_changed_by_accident():
    with pytest.raises(dataclasses.FrozenInstanceError):
        TABLE.name = "other"  # type: ignore[misc]
