"""A report takes aggregates from the reader edition, not from the research file."""

from __future__ import annotations

import duckdb

from crisislearn.report.facts import Facts

TABLES = ("barrier_summary", "barrier_change", "barrier_prevalence", "headline",
          "rebound_families")  # fmt: skip


def test_aggregates_are_read_from_the_reader_edition():
    facts = object.__new__(Facts)
    facts.connection = duckdb.connect()
    facts.connection.execute("ATTACH ':memory:' AS reader")
    for name, n in (("mart", 3), ("reader.mart", 12)):
        facts.connection.execute(f"CREATE SCHEMA {name}")
        for table in TABLES:
            facts.connection.execute(f"CREATE TABLE {name}.{table} AS SELECT {n} AS n")
    for table in TABLES:
        assert facts.rows(f"SELECT s.n FROM mart.{table} s") == [{"n": 12}]
