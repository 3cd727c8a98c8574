"""Why the machine says what it says of a statement, and what stands around it.

Here: rules, terms, doubt and statements that are alike, and the words before and after.
Not here: cards.
"""

from __future__ import annotations

from starlette.responses import Response

from crisislearn.review.asking import Ask
from crisislearn.review.cards import suggestion
from crisislearn.review.queues import queue_of

ALIKE = """
WITH mine AS (
  SELECT m.word, ln((SELECT count(*) FROM core.statements) / w.statements) AS weight
  FROM core.statement_words m JOIN core.words w USING (word) WHERE m.statement_id = ?
)
SELECT s.statement_id, s.text, sum(m.weight) / sqrt(s.words + 8) AS likeness
FROM core.statement_words o JOIN mine m USING (word)
JOIN core.statements s USING (statement_id)
WHERE s.statement_id <> ? AND s.duplicate_of IS NULL AND NOT s.non_answer
GROUP BY s.statement_id, s.text, s.words
ORDER BY likeness DESC, s.statement_id LIMIT 4
"""
AROUND = 3
"""Statements before and after one."""


def why(ask: Ask) -> Response:
    """The machine's suggestion for a statement, and what it rests on."""
    mine, name = queue_of(ask.desk, ask.params["name"]), ask.params["statement"]
    if mine.blind:
        return ask.page("why.html", blind=True)
    ask_for = ask.desk.published.rows
    doubt = ask_for("FROM ops.review_codings WHERE statement_id = ?", [name])
    alike = ask_for(ALIKE, [name, name])
    machine = ask.desk.machine(name)
    for row in alike:
        row["codings"] = suggestion(ask.desk.machine(row["statement_id"]))
        readings = ask.desk.ledger.readings.get(row["statement_id"], {})
        open_ = [e["body"] for e in readings.values() if not e["body"]["blind"]]
        row["by"] = sorted({body["coder"] for body in open_})
        if open_:
            row["codings"] = ask.desk.codings(open_[-1])
    return ask.page(
        "why.html", blind=False, machine=machine, doubt=doubt[0] if doubt else None,
        alike=alike, book=ask.desk.codebook,
    )  # fmt: skip


def around(ask: Ask) -> Response:
    """What was said before and after a statement."""
    name = ask.params["statement"]
    row = ask.desk.statement(name)
    if row is None:
        return ask.page("around.html", rows=[], this=name)
    if row["respondent_id"]:
        rows = ask.desk.published.rows(
            "SELECT statement_id, role, context, text FROM core.statements "
            "WHERE respondent_id = ? AND source_id = ? "
            "ORDER BY item_id, segment, start",
            [row["respondent_id"], row["source_id"]],
        )
    else:
        rows = ask.desk.published.rows(
            "SELECT statement_id, role, NULL AS context, text FROM core.statements "
            "WHERE source_id = ? AND segment BETWEEN ? AND ? ORDER BY segment, start",
            [row["source_id"], row["segment"] - AROUND, row["segment"] + AROUND],
        )
    return ask.page("around.html", rows=rows, this=name)
