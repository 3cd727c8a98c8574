"""Ranked full-text search over statements, in plain SQL.

Here: the index of words, and the search with filters; DuckDB's own extension for this
is not in its package and cannot be fetched offline. Not here: the ranking itself, which
analysts have too (the macro ``find_statements``), and printing what was found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import CrisisLearnError, UnknownValueError, WarehouseError
from crisislearn.warehouse.answers import Answer
from crisislearn.warehouse.stemming import stem_macro

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

WORD = re.compile(r"[^\W_]+")

_WORDS = """
SELECT statement_id, word, count(*)::INTEGER AS "count",
    any_value(length)::INTEGER AS length
FROM (SELECT statement_id, unnest(words) AS word, len(words) AS length
    FROM (SELECT statement_id, regexp_extract_all(
        lower(nfc_normalize("text")), '[\\p{L}\\p{N}]+') AS words FROM statements))
GROUP BY statement_id, word
"""
_FORMS = """
SELECT word, stem(word) AS stem, count(*)::INTEGER AS statements,
    sum("count")::INTEGER AS "count"
FROM statement_words GROUP BY word ORDER BY word
"""

# What is asked of codings and organisations comes after the ranking, and only where it
# is asked.
_FOUND = """
SELECT r.score, s.statement_id, s.text, s.organisation_id,
    o.organisation_type, s.role, s.asked_on, s.asked_phase,
    (SELECT string_agg(DISTINCT concat_ws(':', k.code, k.status), ';'
                       ORDER BY concat_ws(':', k.code, k.status))
     FROM core.codings k WHERE k.statement_id = s.statement_id) AS codes
FROM ({best}) r JOIN core.statements s USING (statement_id)
LEFT JOIN core.organisations o USING (organisation_id)
ORDER BY r.score DESC, s.statement_id
"""
_TYPE = """statement_id IN (SELECT s.statement_id FROM core.statements s
    JOIN core.organisations o USING (organisation_id)
    WHERE o.organisation_type = $organisation_type)"""
_CODED = "statement_id IN (SELECT k.statement_id FROM core.codings k WHERE {which})"
_CODING = {
    "barrier": "k.kind = 'barrier' AND k.code = $barrier",
    "status": "k.status = $status",
    "phase": "list_contains(regexp_split_to_array(k.phase, '\\s*;\\s*'), $phase)",
}

_VALID = {
    "barrier": "SELECT code FROM core.codes WHERE kind = 'barrier'",
    "status": "SELECT DISTINCT status FROM core.codings WHERE status IS NOT NULL",
    "phase": "SELECT DISTINCT phase FROM core.phases",
    "organisation_type": "SELECT DISTINCT organisation_type FROM core.organisations "
    "WHERE organisation_type IS NOT NULL",
}


def index(statements: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The words of every statement, and all words with their stems.

    Args:
        statements: With ``statement_id`` and pseudonymised ``text``.

    Returns:
        ``core.statement_words``, in no order, and ``core.words``, by name.
    """
    import duckdb

    with duckdb.connect(":memory:") as connection:
        connection.execute(stem_macro())
        texts = (
            statements[["statement_id", "text"]]
            .astype("str")
            .where(statements["text"].notna(), None)
        )
        connection.register("statements", texts)
        connection.execute(f"CREATE TABLE statement_words AS {_WORDS}")
        words = connection.sql("FROM statement_words").to_arrow_table()
        forms = connection.sql(_FORMS).to_arrow_table()
        # By way of Arrow, which takes half the memory of df().
        return {
            "core.statement_words": words.to_pandas(),
            "core.words": forms.to_pandas(),
        }


def search(
    words: str,
    path: str | Path | None = None,
    *,
    barrier: str | None = None,
    status: str | None = None,
    phase: str | None = None,
    organisation_type: str | None = None,
    limit: int = 20,
) -> pd.DataFrame:
    """Statements that have any of the words, the best match first.

    What more than a fifth of all statements have ("det", "var") is looked for only
    where no rarer word is asked.

    Args:
        words: Words, in any form of theirs, or with a star for all that begin so:
            ``sagsbehandl*``.
        path: The published file; the one of the current settings if None.
        barrier: Only statements coded with this barrier.
        status: Only with a coding of this status (of that barrier, if both).
        phase: Only with a coding that speaks of this phase (of the same coding).
        organisation_type: Only of organisations of this type.
        limit: Most rows to return.

    Returns:
        ``score, statement_id, text, organisation_id, organisation_type, role,
        asked_on, asked_phase, codes``; no rows where nothing matches.

    Raises:
        CrisisLearnError: If there is no word to search for.
        UnknownValueError: If a filter names a value that the warehouse does not have.
        WarehouseError: If there is no warehouse, or it holds no statements.
    """
    from crisislearn.warehouse.tables import nullable

    asked = {
        "barrier": barrier,
        "status": status,
        "phase": phase,
        "organisation_type": organisation_type,
    }
    with _found(words, path, limit, asked) as relation:
        return nullable(relation.to_arrow_table())


def find(
    words: str, path: str | Path | None = None, *, limit: int = 20, **asked: str | None
) -> Answer:
    """As ``search``, but plain rows: what is only shown needs no pandas."""
    with _found(words, path, limit, asked) as relation:
        return Answer.of(relation)


@contextmanager
def _found(
    words: str, path: str | Path | None, limit: int, asked: Mapping[str, str | None]
) -> Iterator[duckdb.DuckDBPyRelation]:
    from crisislearn.warehouse.connect import open_warehouse

    if not WORD.search(words):
        raise CrisisLearnError(
            "there is no word to search for",
            where=repr(words),
            remedy="give one or more words, such as: sagsbehandl* kommune",
        )
    given = {name: value for name, value in asked.items() if value is not None}
    with open_warehouse(path) as connection:
        _require_statements(connection, path)
        for name, value in given.items():
            _check(connection, name, value)
        sql = _FOUND.format(best=_best(given))
        parameters = {**given, "words": words, "limit": limit}
        yield connection.sql(sql, params=parameters)


def _best(given: dict[str, str]) -> str:
    """SQL for the best matches among those that have what is asked for."""
    which = [sql for name, sql in _CODING.items() if name in given]
    tests = [_CODED.format(which=" AND ".join(which))] if which else []
    tests += [_TYPE] if "organisation_type" in given else []
    where = f"WHERE {' AND '.join(tests)} " if tests else ""
    return (
        f"FROM find_statements($words) {where}"
        "ORDER BY score DESC, statement_id LIMIT $limit"
    )


def _require_statements(
    connection: duckdb.DuckDBPyConnection, path: str | Path | None
) -> None:
    tables = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'statement_words'"
    if not connection.execute(tables).fetchall():
        raise WarehouseError(
            "the reader edition holds no statements",
            where=str(path or ""),
            remedy="search in the research group's file crisislearn.duckdb",
        )


def _check(connection: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    valid = sorted(str(row[0]) for row in connection.execute(_VALID[name]).fetchall())
    if value not in valid:
        raise UnknownValueError(name.replace("_", " "), value, valid)
