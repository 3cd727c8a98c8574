"""The pages of the codebook.

Here: the list, a code, the effect of a change, and doing it. Not here: what a change
does (``book``).
"""

from __future__ import annotations

from starlette.responses import Response

from crisislearn.barriers.entries import KINDS
from crisislearn.errors import UnknownValueError
from crisislearn.review import book, growth
from crisislearn.review.asking import Ask
from crisislearn.review.published import Row

EXAMPLES = 6


def codebook(ask: Ask) -> Response:
    """All codes, with how often each was given, and what may become one."""
    desk = ask.desk
    rows = desk.once("given", lambda: _given(ask))
    counts = {row["code"]: row for row in desk.given(rows)}
    today: dict[str, int] = {}
    for mine in desk.ledger.readings.values():
        given = {c["code"] for e in mine.values() for c in desk.codings(e["body"])}
        for code in given:
            today[code] = today.get(code, 0) + 1
    return ask.page(
        "codebook.html", book=desk.codebook, counts=counts, today=today,
        kinds=[k for k in KINDS if desk.codebook.of(k)],
        proposals=desk.once("proposals", lambda: growth.proposals(desk)),
        other=counts.get("OTHER", {}).get("machine", 0),
    )  # fmt: skip


def _given(ask: Ask) -> list[Row]:
    return ask.desk.published.rows(
        "SELECT code, count(DISTINCT statement_id) AS machine FROM core.codings WHERE "
        "coder_kind = 'model' GROUP BY 1"
    )


def code(ask: Ask) -> Response:
    """One code: its definition, examples, and what can be done with it."""
    desk, name = ask.desk, ask.params["code"]
    if name not in desk.codebook:
        raise UnknownValueError("code", name, [], "the address")
    found = desk.codebook[name]
    given = desk.published.rows(
        "SELECT s.statement_id, s.text, max(c.coder_kind = 'person') AS person, "
        "max(c.confidence) AS sure FROM core.codings c JOIN core.statements s USING "
        "(statement_id) WHERE c.code IN (SELECT unnest(?)) AND s.duplicate_of IS NULL "
        "GROUP BY 1, 2 ORDER BY person DESC, sure DESC, 1 LIMIT ?",
        [desk.codebook.names(name), EXAMPLES],
    )
    return ask.page("code_entry.html", code=found, given=given,
                    moves=book.moves_of(found))  # fmt: skip


def new(ask: Ask) -> Response:
    """The form for a new code."""
    return ask.page("code_new.html", kinds=[k for k in KINDS if k != "lens"])


def effect(ask: Ask) -> Response:
    """What a change would do; and on the button of that page, doing it."""
    desk, sent = ask.desk, dict(ask.sent)
    action, name = str(sent.get("action", "")), str(sent.get("code", "")).upper()
    planned = book.plan(desk, action, name, sent)
    if sent.get("sure"):
        book.change(desk, ask.who, planned, str(sent["sure"]))
        return ask.go("/codebook")
    terms = str(sent.get("terms", "")).splitlines()
    kind = str(sent.get("kind") or "barrier")
    found = growth.tried(desk, terms, kind) if action == "define" else []
    kept = {k: v for k, v in sent.items() if k not in ("csrf", "sure")}
    return ask.page("code_effect.html", planned=planned, sent=kept, name=name,
                    found=found[:20], number=len(found))  # fmt: skip
