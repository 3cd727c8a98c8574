"""Both files: what is in them, how they are stored, and how they are put in place."""

from __future__ import annotations

import os
import subprocess
import sys

import duckdb
import pandas as pd
import pytest
from fabricated import filled

from crisislearn.errors import WarehouseError
from crisislearn.settings import Settings
from crisislearn.warehouse import publish as publishing
from crisislearn.warehouse.connect import open_warehouse
from crisislearn.warehouse.publish import publish
from crisislearn.warehouse.tables import load_tables

INDEXED = {"core.statement_words": 23, "core.words": 21}
MACROS = {"share", "rebound", "quotes_for"}


@pytest.fixture(params=["warehouse", "reader_edition"])
def connection(request, settings):
    with open_warehouse(getattr(settings, request.param)) as found:
        yield found


@pytest.fixture(scope="module")
def few(frames):
    """Enough to publish."""
    return {name: frames[name] for name in ("ops.runs", "core.statements")}


def test_every_table_view_column_and_macro_has_a_comment(connection):
    for kind in ("tables", "views", "columns"):
        query = (
            f"SELECT count(*), count(comment) FROM duckdb_{kind}() WHERE NOT internal"
        )
        total, commented = connection.execute(query).fetchone()
        assert total == commented > 0, kind
    macros = connection.execute(
        "SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal"
    ).fetchall()
    names = {name for name, _ in macros}
    assert names in (MACROS, MACROS | {"stem", "find_statements"})
    assert all(comment for _, comment in macros)


def test_columns_have_the_declared_types_and_keys_are_not_null(connection):
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for table, *column in connection.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable "
        "FROM duckdb_columns() WHERE table_oid IN (SELECT table_oid FROM "
        "duckdb_tables()) ORDER BY table_oid, column_index"
    ).fetchall():
        found.setdefault(table, []).append(tuple(column))
    for name, columns in found.items():
        table = load_tables()[name]
        assert columns == [
            (c.name, c.type, c.name not in table.key) for c in table.columns
        ]


def test_the_research_file_has_every_table_with_its_rows(settings, frames):
    with open_warehouse(settings.warehouse) as connection:
        for name in load_tables():
            (rows,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
            assert rows == (len(frames[name]) if name in frames else INDEXED[name])


def test_rows_are_stored_in_order_of_the_key(settings):
    with open_warehouse(settings.warehouse) as connection:
        (ids,) = zip(
            *connection.execute("SELECT coding_id FROM core.codings").fetchall(),
            strict=True,
        )
    assert ids == ("C1", "C2", "C3")


def test_duckdb_15_can_open_the_files(connection):
    (tags,) = connection.execute(
        "SELECT tags FROM duckdb_databases() WHERE NOT internal"
    ).fetchone()
    assert tags["storage_version"].startswith("v1.5.0")


def test_only_the_owner_reads_the_research_file(settings):
    assert settings.warehouse.stat().st_mode & 0o777 == 0o600
    assert settings.reader_edition.stat().st_mode & 0o777 == 0o644
    left = {p.name for p in settings.out.iterdir()}
    assert left == {"crisislearn.duckdb", "crisislearn-reader.duckdb", "published.json"}


def test_views_sort_danish_words_as_danes_do(settings):
    with open_warehouse(settings.warehouse) as connection:
        names = connection.execute(
            "SELECT modtryk FROM mart.trajectories_da"
        ).fetchall()
    order = list(dict.fromkeys(name for (name,) in names))
    assert order == ["zoner", "ændringer i loven", "åben vane"]


@pytest.mark.parametrize("view", ["prevalence_da", "change_da", "summary_da"])
def test_views_put_everybody_before_groups(connection, view):
    rows = connection.execute(f"SELECT modtryk, opdelt_efter FROM mart.{view}").df()
    assert rows["opdelt_efter"].iloc[0] == "alle"
    assert rows["modtryk"].unique().tolist() == [
        "zoner",
        "ændringer i loven",
        "åben vane",
    ]


def test_views_speak_danish(settings):
    with open_warehouse(settings.warehouse) as connection:
        words = connection.execute(
            'SELECT DISTINCT "forløb" FROM mart.trajectories_da'
        ).fetchall()
        assert ("forsvandt",) in words
        assert not any("_" in word for (word,) in words)
        fase = connection.execute("SELECT fase FROM mart.prevalence_da").fetchone()
        assert fase == ("fase before",)
        joined = "SELECT count(*) FROM mart.trajectories_da"
        plain = "SELECT count(*) FROM mart.barrier_trajectories"
        assert (
            connection.execute(joined).fetchone()
            == connection.execute(plain).fetchone()
        )


def test_share_of_nothing_is_empty(connection):
    query = "SELECT share(1, 4), share(0, 5), share(3, 0), share(0, 0)"
    assert connection.execute(query).fetchone() == (0.25, 0.0, None, None)


def test_rebound_counts_those_that_have_it_back(settings, frames):
    told = frames["mart.barrier_summary"]
    told = told[(told["barrier"] == "law") & (told["group_kind"] == "all")]
    n = told.set_index("trajectory")["n"]
    with open_warehouse(settings.warehouse) as connection:
        row = connection.execute(
            "SELECT went, back, share_back FROM rebound('law') WHERE group_kind = 'all'"
        ).fetchone()
        assert connection.execute("FROM rebound('nothing')").fetchall() == []
    went = n["came_back"] + n["disappeared"]
    assert row == (went, n["came_back"], n["came_back"] / went)


def test_rebound_is_empty_where_a_count_is_hidden(settings):
    with open_warehouse(settings.reader_edition) as connection:
        rows = connection.execute(
            "SELECT r.went, r.back, bool_or(s.n IS NULL OR s.trajectory NOT IN "
            "('came_back', 'disappeared', 'disappeared+came_back')) AS hidden "
            "FROM rebound('law') r JOIN mart.barrier_summary s "
            "USING (episode, measure, group_kind, group_value) "
            "WHERE s.barrier = 'law' AND (s.trajectory = 'any' OR "
            "regexp_matches(s.trajectory, 'came_back|disappeared')) GROUP BY ALL"
        ).fetchall()
    assert any(hidden for *_, hidden in rows)
    assert all((went is None) == hidden for went, _, hidden in rows)


@pytest.mark.parametrize(
    ("phase", "texts"), [("acute", ["et"]), ("after_summer", ["to"]), ("after", [])]
)
def test_quotes_for_a_barrier_in_a_phase(connection, phase, texts):
    rows = connection.execute(
        'SELECT "text" FROM quotes_for($b, $p)', {"b": "law", "p": phase}
    ).fetchall()
    assert [text for (text,) in rows] == texts


def test_the_same_key_is_published_once(tmp_path, few):
    settings = Settings(out=tmp_path)
    assert publish(dict(few), settings, "a")
    stamp = settings.warehouse.stat().st_ino
    assert not publish(dict(few), settings, "a")
    assert settings.warehouse.stat().st_ino == stamp
    assert publish(dict(few), settings, "b")
    assert settings.warehouse.stat().st_ino != stamp


@pytest.mark.parametrize("name", ["crisislearn-reader.duckdb", "published.json"])
def test_the_same_key_is_published_again_if_a_file_is_gone(tmp_path, few, name):
    settings = Settings(out=tmp_path)
    publish(dict(few), settings, "a")
    (tmp_path / name).unlink()
    assert publish(dict(few), settings, "a")
    assert (tmp_path / name).is_file()


def test_a_reader_keeps_the_old_data_while_new_ones_are_published(tmp_path, few):
    settings = Settings(out=tmp_path)
    publish(dict(few), settings, "a")
    count = "SELECT count(*) FROM core.statements"
    later = dict(few)
    later["core.statements"] = few["core.statements"].iloc[:1]
    with open_warehouse(settings.warehouse) as before:
        publish(later, settings, "b")
        assert before.execute(count).fetchone() == (4,)
        ask = f"import duckdb; print(duckdb.connect({str(settings.warehouse)!r}, "
        ask += f"read_only=True).execute({count!r}).fetchone())"
        other = subprocess.run(
            [sys.executable, "-c", ask], capture_output=True, text=True, check=True
        )
        assert other.stdout.strip() == "(1,)"
    with open_warehouse(settings.warehouse) as after:
        assert after.execute(count).fetchone() == (1,)


def test_a_failure_leaves_the_published_files_as_they_were(tmp_path, few, monkeypatch):
    settings = Settings(out=tmp_path)
    publish(dict(few), settings, "a")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    monkeypatch.setattr(publishing, "_hidden_note", lambda k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish(dict(few), settings, "b")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_what_a_killed_run_left_is_cleared(tmp_path, few):
    left = tmp_path / "publish.new"
    left.mkdir(parents=True)
    (left / "crisislearn.duckdb").write_bytes(b"half")
    publish(dict(few), Settings(out=tmp_path), "a")
    assert not left.exists()


def test_the_build_folder_is_closed_to_others(tmp_path, few, monkeypatch):
    modes = []

    def build(path, tables, note):
        modes.append(path.parent.stat().st_mode & 0o777)
        path.touch()

    monkeypatch.setattr(publishing, "_build", build)
    old = os.umask(0)
    try:
        publish(dict(few), Settings(out=tmp_path), "a")
    finally:
        os.umask(old)
    assert modes == [0o700, 0o700]


def test_tables_left_out_are_empty(tmp_path, few):
    settings = Settings(out=tmp_path)
    publish({"ops.runs": few["ops.runs"]}, settings, "a")
    for path in (settings.warehouse, settings.reader_edition):
        with open_warehouse(path) as connection:
            assert connection.execute("SELECT * FROM core.codes").fetchall() == []
            assert connection.execute("FROM mart.prevalence_da").fetchall() == []


def test_an_unknown_table_is_refused(tmp_path):
    with pytest.raises(WarehouseError, match=r"named answers"):
        publish({"answers": pd.DataFrame()}, Settings(out=tmp_path), "a")


@pytest.mark.parametrize("versions", [[], [99], [1, 1]])
def test_a_run_of_another_version_is_not_published(tmp_path, versions):
    rows = [{"run_id": str(n), "schema_version": v} for n, v in enumerate(versions)]
    runs = filled("ops.runs", *rows) if rows else None
    with pytest.raises(WarehouseError, match="schema_version"):
        publish({"ops.runs": runs}, Settings(out=tmp_path), "a")
    assert list(tmp_path.iterdir()) == []


def test_a_text_with_quotes_arrives_as_it_is(tmp_path, few):
    tables = dict(few)
    tables["core.waves"] = filled(
        "core.waves", {"wave": "d'été; --", "label_da": 'a"b'}
    )
    folder = tmp_path / "it's out"
    settings = Settings(out=folder)
    publish(dict(tables), settings, "a")
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        rows = connection.execute("SELECT wave, label_da FROM core.waves").fetchall()
    assert rows == [("d'été; --", 'a"b')]
