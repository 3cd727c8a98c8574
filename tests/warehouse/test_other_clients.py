"""Clients that are not ours open the published files: DuckDB's own command line, and R.

Both read what a study published: its comments, views and macros, and its exports.
"""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import crisislearn


def duckdb_cli(path, query):
    """Rows that DuckDB's own command line gives."""
    program = Path(sys.executable).with_name("duckdb")
    if not program.is_file():
        pytest.skip("duckdb-cli is not installed: pip install duckdb-cli")
    done = subprocess.run(
        [program, "-readonly", "-json", path, "-c", query],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout or "[]")


@pytest.fixture(params=["warehouse", "reader_edition"])
def published(request, demo):
    return getattr(demo, request.param)


def test_the_command_line_is_of_an_older_generation_than_the_library(demo):
    (row,) = duckdb_cli(demo.warehouse, "select version() as v")
    assert row["v"].startswith("v1.")


def test_comments_of_tables_and_columns_are_seen(published):
    lacking = duckdb_cli(
        published,
        "select table_name from duckdb_tables() where comment is null union all "
        "select table_name || '.' || column_name from duckdb_columns() "
        "where comment is null and not internal",
    )
    assert lacking == []


def test_every_macro_is_there_with_its_comment(published, demo):
    found = duckdb_cli(
        published,
        "select function_name as name, comment from duckdb_functions() "
        "where not internal and function_type like '%macro' order by 1",
    )
    names = {row["name"] for row in found}
    assert names >= {"share", "rebound", "quotes_for"}
    assert ("find_statements" in names) == (published == demo.warehouse)
    assert all(row["comment"] for row in found)


@pytest.mark.parametrize(
    "query",
    [
        "select share(1, 4) as s, share(1, 0) as nothing",
        "from rebound('DOC')",
        "from quotes_for('DOC', 'law_normal_1')",
        "from mart.change_da limit 20",
        "from mart.legal_barriers_da limit 20",
    ],
)
def test_views_and_macros_give_what_the_library_gives(published, query):
    with crisislearn.connect(published) as connection:
        answer = connection.sql(query)
        names = answer.columns
        wanted = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
    wanted = json.loads(json.dumps(wanted, default=str))
    assert duckdb_cli(published, query) == wanted
    assert wanted


def test_search_works_in_the_command_line(demo):
    query = "from find_statements('dokumentation*') limit 5"
    found = duckdb_cli(demo.warehouse, query)
    assert len(found) == 5
    assert found[0]["score"] >= found[4]["score"] > 0


def r(script, folder):
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("Rscript is not installed")
    file = folder / "script.R"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(
        [program, "--vanilla", file], cwd=folder, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def exported(demo, tmp_path_factory):
    from crisislearn.exchange.run import export

    folder = tmp_path_factory.mktemp("export")
    for kind in ("datapackage", "parquet"):
        export(kind, folder / kind, demo, False, print)
    return folder


def test_r_reads_the_csv_of_a_data_package(demo, exported):
    told = r(
        'x <- read.csv("datapackage/mart.barrier_prevalence.csv", encoding = "UTF-8")\n'
        'y <- read.csv("datapackage/core.codes.csv", encoding = "UTF-8")\n'
        'z <- subset(x, measure == "rated" & group_kind == "all")\n'
        "stopifnot(is.numeric(z$share), any(is.na(x$share)))\n"
        'write.csv(z[c("barrier", "phase", "n", "share")], row.names = FALSE)\n'
        'stopifnot(y$label_da[y$code == "DOC"] == "dokumentations- og proceskrav")\n',
        exported,
    )
    rows = list(csv.DictReader(io.StringIO(told)))
    with crisislearn.connect(demo.reader_edition) as connection:
        wanted = connection.sql(
            "select barrier, phase, n, share from mart.barrier_prevalence "
            "where measure = 'rated' and group_kind = 'all' order by all"
        ).fetchall()
    found = sorted((x["barrier"], x["phase"], int(x["n"])) for x in rows)
    assert found == [row[:3] for row in wanted]
    assert sum(float(x["share"]) for x in rows) == pytest.approx(
        sum(row[3] for row in wanted)
    )


def test_r_reads_parquet_where_arrow_is_installed(exported):
    told = r(
        'cat(requireNamespace("arrow", quietly = TRUE), "\\n")\n'
        'if (requireNamespace("arrow", quietly = TRUE))\n'
        '  cat(nrow(arrow::read_parquet("parquet/core.codes.parquet")))\n',
        exported,
    ).split()
    if told[0] == "FALSE":
        pytest.skip("R's package arrow is not installed")
    assert int(told[1]) > 30
