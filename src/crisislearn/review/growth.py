"""Where codes may be missing, and where a new one would stand.

Here: topics that no code holds, and trying terms on the statements there are. Not here:
defining a code (``book``) and coding with it, which the next run does.
"""

from __future__ import annotations

import re
from typing import Any

from crisislearn.review.desk import Desk


def tried(desk: Desk, terms: list[str], kind: str) -> list[dict[str, Any]]:
    """Statements in which the terms of a code stand, those of OTHER and of none first.

    A trial for people: terms are read as word beginnings, without the coder's grammar.
    """
    patterns = [_pattern(term) for term in terms if term.strip("* ")]
    if not patterns:
        return []
    return desk.published.rows(
        "SELECT s.statement_id, s.text, string_agg(DISTINCT c.code, ', ' ORDER BY "
        "c.code) AS codes FROM core.statements s LEFT JOIN core.codings c ON "
        "c.statement_id = s.statement_id AND c.kind = ? WHERE s.duplicate_of IS NULL "
        "AND s.role IN ('respondent', 'interviewee', 'author') AND "
        "regexp_matches(s.text, ?, 'i') GROUP BY 1, 2 "
        "ORDER BY coalesce(codes = 'OTHER', true) DESC, 1",
        [kind, "|".join(patterns)],
    )


def _pattern(term: str) -> str:
    """A term as a pattern of whole words; a star stands for any ending or beginning."""
    words = [re.escape(w).replace(r"\*", r"[\wæøå]*") for w in term.lower().split()]
    return r"\b" + r"\W+(?:[\wæøå]+\W+){0,2}".join(words) + r"(?:\b|[\wæøå]{0,3}\b)"


def proposals(desk: Desk) -> list[dict[str, Any]]:
    """Topics that hold many statements without a code, or with OTHER alone."""
    return desk.published.rows(
        "WITH told AS (SELECT statement_id, bool_and(code = 'OTHER') AS other FROM "
        "core.codings WHERE kind = 'barrier' AND counts GROUP BY 1) "
        "SELECT * FROM (SELECT t.topic_id, t.label, t.words, t.size, "
        "count(*) FILTER (WHERE told.statement_id IS NULL) AS bare, "
        "count(*) FILTER (WHERE told.other) AS other "
        "FROM mart.topics t JOIN mart.topic_statements s USING (topic_id) "
        "LEFT JOIN told ON told.statement_id = s.statement_id "
        "WHERE t.topic_id >= 0 AND NOT t.hidden GROUP BY ALL) "
        "ORDER BY (bare + 2 * other) / size DESC, size DESC, topic_id LIMIT 8"
    )
