"""Pages on which findings of personal data, quotes and cases are cleared.

Here: the three queues and keeping what was decided. Not here: what follows in the next
run (``pipeline.approvals``, ``ingest``).

The words around a finding are originals: they are read from the study's files with its
key when somebody asks, sent to that browser, and kept nowhere.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from crisislearn.pipeline.context import Context
from crisislearn.pipeline.review import AROUND, open_doubts
from crisislearn.review import acts
from crisislearn.review.asking import Ask
from crisislearn.review.effects import apply
from crisislearn.study import DECISIONS

PAGE = 40
PURPOSES = {"quote": "statement_id", "named_case": "source_id"}


def clear(ask: Ask) -> Response:
    """The findings that are open, by source."""
    rows = ask.desk.published.rows(
        "SELECT r.source_id, r.review_id, r.kind, r.confidence, r.replaced, r.place, "
        "s.kind AS genre FROM ops.review r LEFT JOIN core.sources s USING (source_id) "
        "WHERE r.state = 'open' ORDER BY r.source_id, r.place, r.start"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        entry = ask.desk.ledger.top("finding", row["source_id"], row["review_id"])
        row["decision"] = entry["body"]["decision"] if entry else ""
        found.setdefault(row["source_id"], []).append(row)
    return ask.page("clear.html", found=found, here="findings", left=_left(ask))


def _left(ask: Ask) -> dict[str, int]:
    """How much is left in each of the three queues."""
    ledger, column = ask.desk.ledger, ask.desk.published.column
    done = {p: {e["body"]["subject_id"] for e in ledger.tops("approval")
                if e["body"]["purpose"] == p} for p in PURPOSES}  # fmt: skip
    known = {e["body"]["review_id"] for e in ledger.tops("finding")}
    findings = column("SELECT review_id FROM ops.review WHERE state = 'open'")
    quotes = column("SELECT DISTINCT statement_id FROM mart.quotes")
    cases = column("SELECT source_id FROM core.sources WHERE kind = 'case'")
    return {
        "findings": len(set(findings) - known),
        "quotes": len(set(quotes) - done["quote"]),
        "cases": len(set(cases) - done["named_case"]),
    }


def words(ask: Ask) -> Response:
    """The findings of one source with the words around them; takes a while."""
    source = ask.params["source"]
    doubts = open_doubts(Context(ask.desk.settings), source)
    rows = []
    for doubt in doubts:
        start, end, text = doubt.row["start"], doubt.row["end"], doubt.text
        around = {
            "before": text[max(0, start - AROUND) : start],
            "found": text[start:end],
            "after": text[end : end + AROUND],
        }
        rows.append(doubt.row | around)
    with ask.desk.ready():
        left = _left(ask)
    return ask.page("clear_words.html", rows=rows, source=source, here="findings",
                    left=left)  # fmt: skip


def decide(ask: Ask) -> Response:
    """Keep what somebody said of the findings of a source."""
    desk, source = ask.desk, ask.params["source"]
    known = set(desk.published.column(
        "SELECT review_id FROM ops.review WHERE source_id = ?", [source]
    ))  # fmt: skip
    for name, decision in ask.sent.items():
        if name not in known or not decision:
            continue
        if decision not in DECISIONS:
            raise acts.RefusedError("no such decision", remedy="choose one of the two")
        held = desk.ledger.top("finding", source, name)
        if held and held["body"]["decision"] == decision:
            continue
        body = {"source_id": source, "review_id": name, "decision": decision}
        desk.ledger.add("finding", ask.who, desk.now(), body)
    apply(desk, "finding")
    return ask.go("/clear")


def quotes(ask: Ask) -> Response:
    """Quotes that may be published, for somebody to approve or refuse."""
    rows = ask.desk.published.rows(
        "SELECT statement_id AS subject_id, min(text) AS text, "
        "list({'code': code, 'status': status} ORDER BY code, status) AS codes, "
        "min(role) AS role, min(organisation_type) AS type FROM mart.quotes "
        "GROUP BY 1 ORDER BY 1"
    )
    return _approvals(ask, "quote", rows, "quotes")


def cases(ask: Ask) -> Response:
    """Cases, and whether they may be told under the organisation's name."""
    rows = ask.desk.published.rows(
        "SELECT s.source_id AS subject_id, s.organisation_id, s.named_case, "
        "string_agg(t.text, ' ' ORDER BY t.segment, t.start) AS text FROM core.sources "
        "s LEFT JOIN core.statements t ON t.source_id = s.source_id AND t.segment < 3 "
        "WHERE s.kind = 'case' GROUP BY 1, 2, 3 ORDER BY 1"
    )
    return _approvals(ask, "named_case", rows, "cases")


def _approvals(
    ask: Ask, purpose: str, rows: list[dict[str, Any]], here: str
) -> Response:
    ledger = ask.desk.ledger
    for row in rows:
        row["entry"] = ledger.top("approval", purpose, row["subject_id"])
    open_ = [row for row in rows if row["entry"] is None]
    done = [row for row in rows if row["entry"] is not None]
    first = ask.query.get("from", "0")
    at = int(first) if first.isdigit() and int(first) < len(open_) else 0
    return ask.page("approvals.html", purpose=purpose, here=here, rows=open_[at : at +
                    PAGE], done=done, at=at, size=PAGE, number=len(open_),
                    left=_left(ask))  # fmt: skip


def approve(ask: Ask) -> Response:
    """Keep an approval or a refusal."""
    desk = ask.desk
    purpose, name = ask.params["purpose"], ask.params["subject"]
    if purpose not in PURPOSES or ask.sent.get("granted") not in ("yes", "no"):
        raise acts.RefusedError("no such approval", remedy="open the page again")
    table = "mart.quotes" if purpose == "quote" else "core.sources"
    known = desk.published.column(
        f"SELECT 1 FROM {table} WHERE {PURPOSES[purpose]} = ? LIMIT 1", [name]
    )
    if not known:
        raise acts.RefusedError("there is no such text", remedy="open the page again")
    basis = desk.without_names(str(ask.sent.get("basis", "")))[:200]
    granted = ask.sent["granted"] == "yes"
    if granted and purpose == "named_case" and not basis:
        raise acts.RefusedError(
            ask.texts("approval.needs_basis"), remedy=ask.texts("approval.write_basis")
        )
    body = {"purpose": purpose, "subject_id": name, "granted": granted, "basis": basis}
    desk.ledger.add("approval", ask.who, desk.now(), body)
    back = "quotes" if purpose == "quote" else "cases"
    return ask.go(f"/clear/{back}")
