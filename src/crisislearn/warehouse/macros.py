"""Short forms for analysts' SQL.

Here: the macros' statements and meanings. Not here: writing them (``publish``) and how
a word is cut to its stem (``stemming``). Tables
are named without a catalog, so that they work in a file of any name.
"""

from __future__ import annotations

from dataclasses import dataclass

from crisislearn.warehouse.stemming import stem_macro


@dataclass(frozen=True)
class Macro:
    """A macro for analysts; the whole statement and its comment.

    Attributes:
        name: What it is called.
        about: Its comment.
        sql: The statement that makes it.
        reader: Whether the reader edition has it too.
    """

    name: str
    about: str
    sql: str
    reader: bool = True

    @property
    def kind(self) -> str:
        """What COMMENT ON calls it."""
        return "MACRO TABLE" if " AS TABLE " in self.sql else "MACRO"


MACROS = (
    Macro(
        "share",
        "share(n, d): n of d, 0 to 1; empty where d is 0",
        "CREATE MACRO share(n, d) AS n / nullif(d, 0)",
    ),
    Macro(
        "rebound",
        "rebound(barrier): of the organisations where it went away in an episode and "
        "that were seen after it, how many have it back; empty where hidden",
        "CREATE MACRO rebound(barrier) AS TABLE SELECT s.episode, s.measure, "
        "s.group_kind, s.group_value, s.went, s.back, "
        "s.back / nullif(s.went, 0) AS share_back FROM ("
        "SELECT t.barrier AS about, t.episode, t.measure, t.group_kind, t.group_value, "
        # Readers are told of small trajectories together with others.
        "CASE WHEN bool_or(t.n IS NULL OR t.trajectory NOT IN ('disappeared', "
        "'came_back', 'disappeared+came_back')) THEN NULL "
        "ELSE sum(t.n)::INTEGER END AS went, "
        "CASE WHEN bool_or((t.n IS NULL AND t.trajectory = 'came_back') OR "
        "(t.trajectory LIKE '%+%' AND t.trajectory LIKE '%came_back%') "
        "OR t.trajectory = 'any') THEN NULL "
        "ELSE coalesce(sum(t.n) FILTER (t.trajectory = 'came_back'), 0)::INTEGER END "
        "AS back FROM mart.barrier_summary t "
        "WHERE t.trajectory LIKE '%disappeared%' OR t.trajectory LIKE '%came_back%' "
        "OR t.trajectory = 'any' GROUP BY ALL) s "
        "WHERE s.about = barrier "
        "ORDER BY s.episode, s.measure, s.group_kind, s.group_value",
    ),
    Macro(
        "quotes_for",
        "quotes_for(barrier_code, phase_id): quotes that speak of a barrier in a phase",
        "CREATE MACRO quotes_for(barrier_code, phase_id) AS TABLE SELECT q.quote_id, "
        'q."text", q.status, q.phase, q.asked_phase, q."role", q.organisation_type '
        "FROM mart.quotes q WHERE q.code = barrier_code AND "
        "list_contains(regexp_split_to_array(q.phase, '\\s*;\\s*'), phase_id) "
        "ORDER BY q.quote_id",
    ),
    Macro(
        "stem",
        "stem(word): the Danish stem of a word in lower case (Snowball)",
        stem_macro(),
        reader=False,
    ),
    # Okapi BM25 (Robertson and Zaragoza 2009, eq. 3.15) with the customary k1 = 1.2 and
    # b = 0.75, and the idf that never falls below nought (ln(1 + ...)). A word of the
    # question counts as one, whatever forms of it stand in the statements. "det" and
    # "var" tell next to nothing and would find half of all statements. Words are asked
    # for by IN before they are joined: DuckDB 2 otherwise sums up all words of all
    # statements first (2 seconds instead of 0.03 at a million statements).
    Macro(
        "find_statements",
        "find_statements(words): statements that have any of the words, in any form of "
        "theirs, or that begin with them (sagsbehandl*); score tells the better match; "
        "a word in more than a fifth of all statements counts if no rarer one is asked",
        """CREATE MACRO find_statements(words) AS TABLE WITH asked AS (
    SELECT DISTINCT rtrim(piece, '*') AS term, ends_with(piece, '*') AS prefix
    FROM (SELECT unnest(regexp_extract_all(
        lower(nfc_normalize(words)), '[\\p{L}\\p{N}]+[*]?')) AS piece)
), corpus AS (
    SELECT (SELECT count(*) FROM core.statements) AS documents,
        (SELECT sum(f."count") FROM core.words f) AS length
), forms AS MATERIALIZED (
    SELECT a.term, a.prefix, f.word,
        sum(f.statements) OVER (PARTITION BY a.term, a.prefix) AS said
    FROM asked a JOIN core.words f
    ON CASE WHEN a.prefix THEN starts_with(f.word, a.term)
        ELSE f.word = a.term OR f.stem = stem(a.term) END
), telling AS MATERIALIZED (
    SELECT f.term, f.prefix, f.word FROM forms f CROSS JOIN corpus c
    WHERE f.said * 5 <= c.documents OR (SELECT min(said) FROM forms) * 5 > c.documents
), there AS MATERIALIZED (
    SELECT w.statement_id, w.word, w."count", w.length
    FROM core.statement_words w WHERE w.word IN (SELECT word FROM telling)
), hits AS MATERIALIZED (
    SELECT w.statement_id, f.term, f.prefix,
        sum(w."count") AS tf, any_value(w.length) AS length
    FROM there w JOIN telling f USING (word) GROUP BY ALL
), spread AS (
    SELECT term, prefix, count(*) AS df FROM hits GROUP BY ALL
)
SELECT round(sum(
    ln(1 + (c.documents - s.df + 0.5) / (s.df + 0.5))
    * h.tf * 2.2
    / (h.tf + 1.2 * (0.25 + 0.75 * h.length * c.documents / c.length))), 6) AS score,
    h.statement_id
FROM hits h JOIN spread s USING (term, prefix) CROSS JOIN corpus c
GROUP BY h.statement_id
ORDER BY score DESC, h.statement_id""",
        reader=False,
    ),
)
