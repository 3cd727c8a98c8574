"""The log: every act, who did it and when, and taking it back.

Here: the entries of the journal as rows. Not here: what undoing does (``ledger``).
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from crisislearn.barriers.hand import TAKEN_BACK
from crisislearn.review.asking import Ask
from crisislearn.review.ledger import UNDOABLE, UNDOES, Entry

PAGE = 100


def log(ask: Ask) -> Response:
    """The newest entries, or those before one."""
    kind, mine = ask.query.get("kind", ""), ask.query.get("whose") == "mine"
    entries = ask.desk.ledger.entries
    before = ask.query.get("before", "")
    last = int(before) if before.isdigit() else len(entries)
    rows: list[dict[str, Any]] = []
    more, samples = 0, set()
    for entry in reversed(entries[:last]):
        if (kind and entry["kind"] != kind) or (mine and entry["who"] != ask.who):
            continue
        if entry["kind"] == "sample":
            # A draw is one act, of as many entries as statements.
            if entry["body"]["sample"] in samples:
                continue
            samples.add(entry["body"]["sample"])
        if len(rows) == PAGE:
            more = entry["at"] + 1
            break
        rows.append(_row(ask, entry))
    kinds = ("sample", *UNDOABLE)
    return ask.page("log.html", rows=rows, kinds=kinds, kind=kind, mine=mine,
                    more=more, total=len(entries))  # fmt: skip


def _row(ask: Ask, entry: Entry) -> dict[str, Any]:
    ledger, texts, body = ask.desk.ledger, ask.texts, entry["body"]
    told = texts("log.undoes") if body.get(UNDOES) else _told(ask, entry)
    codings = body.get("codings", []) if not body.get(TAKEN_BACK) else []
    hidden = _is_hidden(ask, entry)
    if hidden:
        codings, told = [], texts("code.blind")
    elif entry["kind"] == "coding" and not codings and not body.get(TAKEN_BACK):
        told = told or texts("none")
    name = body.get("statement_id") or body.get("subject_id") or body.get("review_id")
    return {
        "hash": entry["hash"],
        "when": str(entry["when"]).replace("T", " "),
        "who": entry["who"],
        "what": texts(f"kind.{entry['kind']}"),
        "name": body["sample"] if entry["kind"] == "sample" else name or "",
        "link": f"/queue/one-{name}" if entry["kind"] == "coding" else "",
        "codings": codings,
        "told": told,
        "book": body.get("codebook", ""),
        "undone": entry["hash"] in ledger.undone,
        "can_undo": ledger.can_undo(entry, ask.who),
    }


def _is_hidden(ask: Ask, entry: Entry) -> bool:
    """Whether it is a blind reading that who asks must not see before coding, too."""
    body = entry["body"]
    if not body.get("blind") or body["coder"] == ask.who:
        return False
    return ask.desk.reading(body["statement_id"], ask.who, body["sample"]) is None


def _told(ask: Ask, entry: Entry) -> str:
    """What an entry that is no coding says."""
    body = entry["body"]
    if entry["kind"] == "finding":
        return ask.texts(f"finding.{body['decision']}")
    if entry["kind"] == "approval":
        word = "granted" if body["granted"] else "refused"
        return ask.texts(f"approval.{word}")
    if entry["kind"] in ("codebook", "summary"):
        return str(body.get("told", ""))
    return str(body.get("memo") or body.get("report", ""))
