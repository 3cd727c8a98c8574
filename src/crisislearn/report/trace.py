"""What stands behind every number of a report: its query, and what that gives.

Here: running each number's query again on a published file, as a reader would, and
refusing a report in which one does not give its number. Not here: how evidence is shown
(``html``, ``typst``) and kept (``run``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crisislearn.errors import ReportError
from crisislearn.report.language import tell
from crisislearn.report.model import (
    Evidence,
    Figure,
    Number,
    Report,
    Section,
    Table,
    numbers,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

READER, RESEARCH = "reader", "research"
"""Which of the two published files a query is for."""

_TABLE = re.compile(r"\b(?:core|mart|ops)\.\w+")

_Found = tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]


def tables_of(sql: str) -> tuple[str, ...]:
    """The published tables that a query names, sorted."""
    return tuple(sorted(set(_TABLE.findall(sql))))


def numbered(report: Report) -> Iterator[tuple[Section, Number]]:
    """Every number of a report with its section, in reading order."""
    for section in report.walk():
        for block in section.blocks:
            for number in numbers(block):
                yield section, number


def evidence(report: Report, connection: DuckDBPyConnection) -> tuple[Evidence, ...]:
    """Run the query of every number, on the reader edition where it can be run there.

    Args:
        report: The report.
        connection: The research file, with the reader edition attached as ``reader``.

    Returns:
        Evidence of each number in reading order, numbered from 1.

    Raises:
        ReportError: If a query does not give the number that the reader sees.
    """
    own, there = connection.cursor(), _tables_of_readers(connection)
    reader = connection.cursor()
    if there:
        reader.execute("USE reader")
    known: dict[tuple[str, str], _Found] = {}

    def run(edition: str, sql: str) -> _Found:
        if (edition, sql) not in known:
            cursor = (reader if edition == READER else own).execute(sql)
            names = tuple(column[0] for column in cursor.description or ())
            known[edition, sql] = names, tuple(cursor.fetchall())
        return known[edition, sql]

    found = []
    for place, (section, number) in enumerate(numbered(report), start=1):
        sql = number.trace.sql
        open_to_readers = there.issuperset(tables_of(sql))
        for edition in (READER, RESEARCH) if open_to_readers else (RESEARCH,):
            columns, rows = run(edition, sql)
            if _gives(rows, number.value):
                break
        else:
            raise ReportError(
                f"the query of {number.text!r} does not give {number.value!r}",
                where=f"section {section.id}: {sql}",
                remedy="give the number the query that it was read by",
            )
        found.append(Evidence(place, section.id, number, edition, columns, rows))
    own.close()
    reader.close()
    return tuple(found)


def _tables_of_readers(connection: DuckDBPyConnection) -> set[str]:
    found = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() "
        "WHERE database_name = 'reader' UNION ALL "
        "SELECT schema_name || '.' || view_name FROM duckdb_views() "
        "WHERE database_name = 'reader'"
    )
    return {name for (name,) in found.fetchall()}


def _gives(rows: tuple[tuple[Any, ...], ...], value: float) -> bool:
    """Whether a query's answer is the number; a hidden base is told as nobody."""
    if len(rows) != 1:
        return False
    first = 0.0 if rows[0][0] is None else float(rows[0][0])
    return math.isclose(first, value, rel_tol=1e-9, abs_tol=1e-12)


def sources(section: Section, proofs: tuple[Evidence, ...]) -> str:
    """Where to find the numbers of a chapter, in one line; "" where it has none."""
    inside = {part.id for part in section.walk()}
    mine = [proof for proof in proofs if proof.section in inside]
    if not mine:
        return ""
    first, last = mine[0].ref, mine[-1].ref
    places = f"{first}–{last}" if last > first else str(first)
    named = sorted({name for p in mine for name in tables_of(p.number.trace.sql)})
    name = tell("tal", "numbers" if last > first else "number")
    return f"{name} {places} ({', '.join(named)})"


def source(block: Figure | Table) -> str:
    """The published tables behind a figure or table."""
    return ", ".join(tables_of(block.trace.sql))
