"""Ranked full-text search over statements, in plain SQL.

Here: the index of words and the search on it; DuckDB's own extension for this is not
in its package and cannot be fetched offline. Not here: printing what was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import CrisisLearnError, UnknownValueError, WarehouseError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

WORD = re.compile(r"[^\W_]+")

# Okapi BM25 (Robertson and Zaragoza 2009, eq. 3.15) with the customary k1 = 1.2 and
# b = 0.75, and the idf that never falls below nought (ln(1 + ...)). A prefix counts as
# one word: all its forms together. Equal scores in order of statement_id.
_RANK = """
WITH asked AS (
    SELECT unnest($words) AS word, unnest($prefix) AS prefix
), hits AS (
    SELECT w.statement_id, a.word, a.prefix, sum(w."count") AS tf
    FROM core.statement_words w JOIN asked a
      ON w.word = a.word OR (a.prefix AND starts_with(w.word, a.word))
    GROUP BY ALL
), lengths AS (
    SELECT statement_id, sum("count") AS length
    FROM core.statement_words GROUP BY ALL
), corpus AS (
    SELECT count(*) AS documents, avg(length) AS mean FROM lengths
), spread AS (
    SELECT word, prefix, count(*) AS df FROM hits GROUP BY ALL
), ranked AS (
    SELECT h.statement_id, sum(
        ln(1 + (c.documents - s.df + 0.5) / (s.df + 0.5))
        * h.tf * 2.2 / (h.tf + 1.2 * (0.25 + 0.75 * l.length / c.mean))) AS score
    FROM hits h JOIN lengths l USING (statement_id)
    JOIN spread s USING (word, prefix) CROSS JOIN corpus c
    GROUP BY ALL
)
SELECT round(r.score, 6) AS score, s.statement_id, s.text, s.organisation_id,
    o.organisation_type, s.role, s.asked_on, s.asked_phase,
    (SELECT string_agg(DISTINCT concat_ws(':', k.code, k.status), ';'
                       ORDER BY concat_ws(':', k.code, k.status))
     FROM core.codings k WHERE k.statement_id = s.statement_id) AS codes
FROM ranked r JOIN core.statements s USING (statement_id)
LEFT JOIN core.organisations o USING (organisation_id)
WHERE ($organisation_type IS NULL OR o.organisation_type = $organisation_type)
  AND ($coded IS FALSE OR EXISTS (
    SELECT 1 FROM core.codings k WHERE k.statement_id = s.statement_id
      AND ($barrier IS NULL OR (k.kind = 'barrier' AND k.code = $barrier))
      AND ($status IS NULL OR k.status = $status)
      AND ($phase IS NULL OR list_contains(
        regexp_split_to_array(k.phase, '\\s*;\\s*'), $phase))))
ORDER BY score DESC, s.statement_id
LIMIT $limit
"""

_VALID = {
    "barrier": "SELECT code FROM core.codes WHERE kind = 'barrier'",
    "status": "SELECT DISTINCT status FROM core.codings WHERE status IS NOT NULL",
    "phase": "SELECT DISTINCT phase FROM core.phases",
    "organisation_type": "SELECT DISTINCT organisation_type FROM core.organisations "
    "WHERE organisation_type IS NOT NULL",
}


def index(statements: pd.DataFrame) -> pd.DataFrame:
    """The words of every statement, as ``core.statement_words``.

    Args:
        statements: With ``statement_id`` and pseudonymised ``text``.

    Returns:
        ``statement_id, word, count``: one row a statement and lower-case word, sorted.
    """
    import pandas as pd

    rows = [
        (statement_id, word, count)
        for statement_id, text in zip(
            statements["statement_id"], statements["text"], strict=True
        )
        if isinstance(text, str)
        for word, count in sorted(Counter(_words(text)).items())
    ]
    found = pd.DataFrame(rows, columns=["statement_id", "word", "count"])
    return found.sort_values(["statement_id", "word"], ignore_index=True)


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

    Args:
        words: Words, whole or with a star at the end: ``sagsbehandl*``.
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
    from crisislearn.warehouse.connect import open_warehouse
    from crisislearn.warehouse.tables import nullable

    asked = _asked(words)
    filters = {
        "barrier": barrier,
        "status": status,
        "phase": phase,
        "organisation_type": organisation_type,
    }
    with open_warehouse(path) as connection:
        _require_statements(connection, path)
        for name, value in filters.items():
            _check(connection, name, value)
        parameters = {
            **filters,
            "words": [word for word, _ in asked],
            "prefix": [prefix for _, prefix in asked],
            "coded": bool(barrier or status or phase),
            "limit": limit,
        }
        return nullable(connection.sql(_RANK, params=parameters).to_arrow_table())


def _words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


def _asked(words: str) -> list[tuple[str, bool]]:
    """Words to look for, each with whether it is only the beginning of one."""
    found: dict[tuple[str, bool], None] = {}
    for piece in words.split():
        inside = _words(piece)
        for number, word in enumerate(inside, start=1):
            found[word, piece.endswith("*") and number == len(inside)] = None
    if not found:
        raise CrisisLearnError(
            "there is no word to search for",
            where=repr(words),
            remedy="give one or more words, such as: sagsbehandl* kommune",
        )
    return list(found)


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


def _check(connection: duckdb.DuckDBPyConnection, name: str, value: str | None) -> None:
    if value is None:
        return
    valid = sorted(str(row[0]) for row in connection.execute(_VALID[name]).fetchall())
    if value not in valid:
        raise UnknownValueError(name.replace("_", " "), value, valid)
