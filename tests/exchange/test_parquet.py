"""Parquet: read back by DuckDB and pandas, with comments, the same each time."""

from __future__ import annotations

import json

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from crisislearn.errors import WarehouseError
from crisislearn.exchange.run import export
from crisislearn.warehouse.connect import open_warehouse
from crisislearn.warehouse.tables import load_tables

AGGREGATES = sorted(n for n, t in load_tables().items() if t.reader)


def test_one_file_a_table_of_the_reader_edition(exported):
    found = sorted(p.stem for p in (exported / "parquet").glob("*.parquet"))
    assert found == AGGREGATES


@pytest.mark.parametrize("name", AGGREGATES)
def test_duckdb_and_pandas_read_what_the_reader_edition_holds(exported, demo, name):
    file = exported / "parquet" / f"{name}.parquet"
    key = ", ".join(f'"{c}"' for c in load_tables()[name].key)
    with open_warehouse(demo.reader_edition) as connection:
        expected = connection.execute(f"FROM {name} ORDER BY {key}").df()
    found = duckdb.sql(f"FROM '{file}' ORDER BY {key}").df()
    pd.testing.assert_frame_equal(found, expected)
    assert len(pd.read_parquet(file)) == len(expected)


@pytest.mark.parametrize("name", AGGREGATES)
def test_comments_go_along(exported, name):
    schema = pq.read_schema(exported / "parquet" / f"{name}.parquet")
    table = load_tables()[name]
    for column in table.columns:
        assert schema.field(column.name).metadata[b"comment"].decode() == column.meaning
    assert schema.metadata[b"comment"].decode().startswith(table.about)
    assert json.loads(schema.metadata[b"study"])["synthetic"] is True


def test_bytes_are_the_same_each_time(exported, demo, tmp_path):
    export("parquet", tmp_path / "again", demo)
    first = sorted((exported / "parquet").iterdir())
    assert [p.read_bytes() for p in first] == [
        p.read_bytes() for p in sorted((tmp_path / "again").iterdir())
    ]


def test_the_readme_is_a_dictionary_and_says_that_it_is_synthetic(exported):
    text = (exported / "parquet" / "README.md").read_text(encoding="utf-8")
    assert "Synthetic" in text
    assert "fewer than 5 organisations" in text
    for name in AGGREGATES:
        assert f"## {name}.parquet" in text
        for column in load_tables()[name].columns:
            assert f"`{column.name}`" in text


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE ops.runs SET schema_version = 5", "rebuild it: crisislearn run"),
        ("ALTER TABLE mart.topics DROP COLUMN coherence", "build them again"),
        ("DROP TABLE mart.headline", "build them again"),
    ],
)
def test_files_that_lack_something_are_refused_in_words(demo, tmp_path, sql, said):
    older = demo.model_copy(update={"out": tmp_path})
    older.reader_edition.write_bytes(demo.reader_edition.read_bytes())
    with duckdb.connect(str(older.reader_edition)) as connection:
        connection.execute(sql)
    with pytest.raises(WarehouseError, match=said):
        export("parquet", tmp_path / "exported", older)
    assert not (tmp_path / "exported").exists()
