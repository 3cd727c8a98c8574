"""Opening the warehouse, asking it, and the answer as text."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import duckdb
import pandas as pd
import pytest

import crisislearn
from crisislearn.errors import UnknownValueError, WarehouseError
from crisislearn.warehouse.answers import to_text
from crisislearn.warehouse.connect import answer, open_warehouse, query


def test_without_a_path_the_settings_say_where(settings, monkeypatch):
    monkeypatch.setenv("CRISISLEARN_OUT", str(settings.out))
    with crisislearn.connect() as connection:
        found = connection.execute("SELECT count(*) FROM core.statements").fetchone()
    assert found == (4,)


def test_a_missing_file_says_how_to_make_it(tmp_path):
    with pytest.raises(WarehouseError, match=r"make demo.*crisislearn run"):
        open_warehouse(tmp_path / "crisislearn.duckdb")


def test_a_file_that_is_no_warehouse_is_refused(tmp_path):
    path = tmp_path / "a.duckdb"
    path.write_bytes(b"no database at all, only some text" * 1000)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        open_warehouse(path)


@pytest.mark.parametrize(
    "setup",
    [
        "CREATE TABLE t (a INTEGER)",
        "CREATE SCHEMA ops; CREATE TABLE ops.runs AS SELECT 99 AS schema_version",
        "CREATE SCHEMA ops; CREATE TABLE ops.runs (schema_version INTEGER)",
    ],
)
def test_a_file_of_another_version_must_be_rebuilt(tmp_path, setup):
    path = tmp_path / "a.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(setup)
    with pytest.raises(WarehouseError, match="rebuild it: crisislearn run"):
        open_warehouse(path)
    # Nothing holds the file any more.
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE later (a INTEGER)")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM 'https://example.org/a.parquet'",
        "COPY core.codes TO 'codes.csv'",
        "ATTACH 'other.duckdb'",
        "INSTALL fts",
        "SET enable_external_access = true",
        "DELETE FROM core.codes",
        "CREATE TABLE core.mine (a INTEGER)",
    ],
)
def test_a_connection_changes_nothing_and_reaches_nothing_else(settings, sql):
    connection = open_warehouse(settings.warehouse)
    with connection, pytest.raises(duckdb.Error):
        connection.execute(sql)


def test_an_answer_keeps_whole_numbers_and_days(settings):
    found = query(
        "SELECT * FROM (VALUES (1, DATE '2020-03-11', true), (NULL, NULL, NULL)) "
        "t(a, b, c)",
        settings.warehouse,
    )
    assert str(found["a"].dtype) == "Int32"
    assert found["b"][0] == dt.date(2020, 3, 11)
    assert found.isna().iloc[1].all()


@pytest.mark.parametrize(
    ("sql", "said", "remedy"),
    [
        ("SELEC 1", "LINE 1", "mind commas"),
        ("SELECT * FROM core.answer", "answer", "look up"),
        ("SELECT cod FROM core.codes", '"cod" not found', "look up"),
        ("DELETE FROM core.codes", "read-only", "ask with SELECT"),
        ("FROM read_csv('/etc/passwd')", "disabled", "ask with SELECT"),
        ("SELECT 'a'::INTEGER", "convert", "change the query"),
    ],
)
def test_a_refused_query_says_where_and_what_next(settings, sql, said, remedy):
    with pytest.raises(WarehouseError) as error:
        query(sql, settings.warehouse)
    assert said in str(error.value)
    assert f"Next: {remedy}" in str(error.value)


def test_a_statement_without_an_answer_gives_an_empty_frame(settings):
    assert query("SET threads = 1", settings.warehouse).empty


@pytest.fixture
def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "navn": ["Ærø", None],
            "n": pd.array([5, None], dtype="Int32"),
            "andel": [0.123456789, float("nan")],
            "dag": [dt.date(2020, 3, 11), None],
        }
    )


def test_a_table_for_people(frame):
    assert to_text(frame, "table") == (
        "navn  n     andel  dag\n"
        "----  -  --------  ----------\n"
        "Ærø   5  0.123457  2020-03-11\n"
        "\n"
        "(2 rows)\n"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 100, "x" * 59 + "…"),
        ("a\nb\tc", "a b c"),
        ("\x1b[31mred", " [31mred"),
    ],
)
def test_a_table_cuts_long_cells_and_steers_no_terminal(value, shown):
    lines = str(to_text(pd.DataFrame({"a": [value]}), "table")).splitlines()
    assert lines[2] == shown
    assert lines[3] == "(1 row)"


def test_csv(frame):
    assert to_text(frame, "csv") == (
        "navn,n,andel,dag\nÆrø,5,0.123456789,2020-03-11\n,,,\n"
    )


def test_json(frame):
    frame["liste"] = [[1, 2], None]
    assert json.loads(to_text(frame, "json")) == [
        {"navn": "Ærø", "n": 5, "andel": 0.123456789, "dag": "2020-03-11",
         "liste": [1, 2]},
        {"navn": None, "n": None, "andel": None, "dag": None, "liste": None},
    ]  # fmt: skip


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_no_rows_are_still_text(format):
    text = to_text(pd.DataFrame({"a": []}), format)
    assert str(text).endswith("\n")


def test_lists_from_the_database_come_out_as_json(settings):
    found = answer("SELECT [1, 2] AS a, {'b': 1} AS c", settings.warehouse)
    assert json.loads(to_text(found, "json")) == [{"a": [1, 2], "c": {"b": 1}}]


ASKED = [
    "FROM core.codes", "FROM core.statements", "FROM ops.runs", "FROM core.phases",
    "SELECT 1 WHERE false", "SET threads = 1", "SELECT NULL AS a, '' AS b",
    "SELECT 'x,\"y\"\nz' AS a, true AS b, 1e300 AS c, 1e-9::DOUBLE AS d",
    "SELECT 'nan'::DOUBLE AS a, 'inf'::DOUBLE AS b, 3::DECIMAL(5, 2) AS c",
    "SELECT * FROM (VALUES (1, 2.5::DOUBLE, DATE '2020-03-11'), (NULL, NULL, NULL))",
]  # fmt: skip


@pytest.mark.parametrize("format", ["table", "csv", "json"])
@pytest.mark.parametrize("sql", ASKED)
def test_plain_rows_and_frames_read_the_same(settings, sql, format):
    rows = to_text(answer(sql, settings.warehouse), format)
    assert rows == to_text(query(sql, settings.warehouse), format)


def test_a_long_list_is_whole_in_csv(settings):
    text = to_text(answer("SELECT range(1500) AS a", settings.warehouse), "csv")
    assert "1499" in text
    assert text.count("\n") == 2


def test_a_sum_is_a_number(settings):
    found = answer("SELECT sum(1) AS n FROM core.codes", settings.warehouse)
    (row,) = json.loads(to_text(found, "json"))
    assert isinstance(row["n"], int)


def test_asking_and_searching_load_no_pandas(settings):
    code = (
        "import sys\n"
        "from crisislearn.warehouse import answers, connect, schema, search\n"
        f"path = {str(settings.warehouse)!r}\n"
        "answers.to_text(connect.answer('FROM core.statements', path))\n"
        "answers.to_text(search.find('kommune', path))\n"
        "schema.schema_text(None, path)\n"
        "print({'pandas', 'pyarrow', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_an_unknown_format_names_the_known_ones(frame):
    with pytest.raises(UnknownValueError, match="table, csv, json"):
        to_text(frame, "xml")


def test_importing_is_light():
    code = (
        "import sys; import crisislearn.warehouse.connect;"
        "import crisislearn.warehouse.schema, crisislearn.warehouse.search;"
        "print({'duckdb', 'pandas', 'pyarrow', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
