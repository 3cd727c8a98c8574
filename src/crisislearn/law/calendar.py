"""The legal calendar: which duties could be deviated from, under which order, and when.

Here: orders, their events and the duties as tables. Not here: reading sentences
(``events``, ``duties``) and how orders hang together (``orders``). An order is a
possibility given to authorities, not a fact of any organisation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crisislearn.law.duties import UNKNOWN, Deviation, deviations, load_duties
from crisislearn.law.events import EXTERNAL, Event
from crisislearn.law.orders import Order, read_orders
from crisislearn.law.provisions import Clause, covers

if TYPE_CHECKING:
    import pandas as pd

Rows = list[dict[str, Any]]

COLUMNS = {
    "core.orders": (
        "order_id", "kind", "chain", "title", "issued_on", "in_force_on",
        "in_force_basis", "ended_on", "ended_basis", "ended_by", "sunset_on",
        "sunset_overtaken", "amends", "amended_by", "n_clauses", "missing", "url",
    ),
    "core.order_events": (
        "order_id", "number", "event", "affects", "scope", "happens_on", "date_basis",
        "place", "quote", "told_by", "reason",
    ),
    "mart.legal_calendar": (
        "duty", "order_id", "chain", "label_da", "says_da", "field", "bearer",
        "barriers", "state", "change", "opened_on", "opened_basis", "closed_on",
        "closed_basis", "closed_by", "sunset_on", "sunset_overtaken", "deviates_from",
        "place", "quote", "limits", "reason",
    ),
    "ops.rejects": (
        "reject_id", "source_id", "file", "line", "column", "reason", "shape",
        "next_action",
    ),
}  # fmt: skip


def legal_calendar(
    orders: pd.DataFrame,
    provisions: pd.DataFrame,
    announced: pd.DataFrame,
    sources: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """Read the orders of a study.

    Args:
        orders: What ingest found: ``order_id, source_id, line, title, issued_on, url``.
        provisions: ``order_id, position, chapter, text``.
        announced: ``order_id, source_id, line, event, happened_on, told_by``.
        sources: ``core.sources``, for the names of files.

    Returns:
        ``core.orders``, ``core.order_events``, ``mart.legal_calendar``, and the rows of
        ``ops.rejects`` for what could not be read.
    """
    import pandas as pd

    raw = {row["order_id"]: row for row in _records(orders)}
    found = read_orders(raw.values(), _records(provisions), _records(announced))
    files = dict(zip(sources["source_id"], sources["file"], strict=True))
    said = {order.order_id: deviations(order.clauses) for order in found}
    tables = {
        "core.orders": [_order_row(o, raw[o.order_id]) for o in found],
        "core.order_events": [r for o in found for r in _event_rows(o)],
        "mart.legal_calendar": list(_calendar(found, said)),
        "ops.rejects": list(_rejects(found, said, raw, _records(announced), files)),
    }
    return {
        name: pd.DataFrame(rows, columns=list(COLUMNS[name]))
        for name, rows in tables.items()
    }


def _order_row(order: Order, raw: dict[str, Any]) -> dict[str, Any]:
    start, end, sunset = order.start, order.end, order.sunset
    return {
        "order_id": order.order_id,
        "kind": order.kind,
        "chain": order.chain,
        "title": order.title,
        "issued_on": order.issued_on,
        "in_force_on": start.on,
        "in_force_basis": start.date_basis,
        "ended_on": end.on if end else None,
        "ended_basis": end.date_basis if end else None,
        "ended_by": _ended_by(end),
        "sunset_on": sunset.on if sunset else None,
        "sunset_overtaken": order.is_overtaken if sunset else None,
        "amends": order.amends,
        "amended_by": ";".join(order.amended_by) or None,
        "n_clauses": len(order.clauses),
        "missing": order.missing or None,
        "url": raw["url"],
    }


def _ended_by(end: Event | None) -> str | None:
    """The order that ended it, itself included; nobody's where it was announced."""
    return None if end is None or end.date_basis == EXTERNAL else end.order_id


def _event_rows(order: Order) -> Iterator[dict[str, Any]]:
    for number, event in enumerate(order.events, 1):
        external = event.date_basis == EXTERNAL
        yield {
            "order_id": order.order_id,
            "number": number,
            "event": event.event,
            "affects": event.affects,
            "scope": event.scope or None,
            "happens_on": event.on,
            "date_basis": event.date_basis,
            "place": event.place or None,
            "quote": event.quote or None,
            "told_by": event.reason if external else None,
            "reason": None if external else event.reason,
        }


# -- duties ----------------------------------------------------------------------------


def _calendar(
    found: list[Order], said: dict[str, list[Deviation]]
) -> Iterator[dict[str, Any]]:
    """Rows of the calendar: a duty under an order."""
    chains: dict[str, list[Order]] = {}
    for order in found:
        chains.setdefault(order.chain, []).append(order)
    for orders in chains.values():
        duties = sorted({d.duty for o in orders for d in said[o.order_id]})
        for duty in duties:
            rows = [
                row
                for order in orders
                if (row := _duty_row(duty, order, orders, said)) is not None
            ]
            _changes(rows)
            yield from rows


def _duty_row(
    duty: str, order: Order, chain: list[Order], said: dict[str, list[Deviation]]
) -> dict[str, Any] | None:
    """What one order says of a duty; None where it says nothing of it."""
    mine = [d for d in said[order.order_id] if d.duty == duty]
    if mine:
        return _spell(duty, order, mine)
    numbers = {
        d.clause.paragraph for o in chain for d in said[o.order_id] if d.duty == duty
    }
    lacking = sorted(int(n) for n in numbers if n.isdigit())
    lacking = [n for n in lacking if n in order.missing_numbers]
    if order.kind != "base" or not lacking:
        return None
    row = _spell(duty, order, [])
    places = ", ".join(f"§ {n}" for n in lacking)
    row["reason"] = f"{places}, where it would stand, is not in the text at hand"
    return row


def _spell(duty: str, order: Order, said: list[Deviation]) -> dict[str, Any]:
    entry = load_duties().get(duty)
    opened, closed = _days(order, said[0].clause if said else None)
    sunset = order.sunset
    return {
        "duty": duty,
        "order_id": order.order_id,
        "chain": order.chain,
        "label_da": entry.label_da if entry else "ikke på listen over pligter",
        "says_da": entry.says_da if entry else None,
        "field": entry.field if entry else None,
        "bearer": entry.bearer if entry else None,
        "barriers": ";".join(entry.barriers) if entry and entry.barriers else None,
        "state": "stated" if said else "unknown",
        "opened_on": opened.on,
        "opened_basis": opened.date_basis,
        "closed_on": closed.on if closed else None,
        "closed_basis": closed.date_basis if closed else None,
        "closed_by": _ended_by(closed),
        "sunset_on": sunset.on if sunset else None,
        "sunset_overtaken": order.is_overtaken if sunset else None,
        "deviates_from": "; ".join(dict.fromkeys(d.of for d in said if d.of)) or None,
        "place": "; ".join(d.clause.place for d in said) or None,
        "quote": said[0].quote if said else None,
        "limits": "; ".join(dict.fromkeys(d.limits for d in said if d.limits)) or None,
        "reason": _why(order, opened, closed, said),
    }


def _days(order: Order, clause: Clause | None) -> tuple[Event, Event | None]:
    """First day, and first day no longer; a chapter may have days of its own."""
    opened, closed = order.start, order.end
    for event in order.events if clause else ():
        if clause and event.scope and covers(event.scope, clause):
            if event.event == "in_force":
                opened = event
            elif event.event == "sunset" and not _is_repealed_before(closed, event):
                closed = event
    return opened, closed


def _is_repealed_before(end: Event | None, sunset: Event) -> bool:
    """Whether the whole order was repealed before a part of it was to end."""
    is_repeal = end is not None and end.event != "sunset"
    return bool(is_repeal and end and end.on and sunset.on and end.on < sunset.on)


def _why(
    order: Order, opened: Event, closed: Event | None, said: list[Deviation]
) -> str | None:
    """Why a day is unknown, may be another one, or is not that of every clause."""
    reasons = [opened.reason] if opened.on is None else []
    if closed is None:
        reasons.append("no order at hand ends it")
    elif closed.event == "sunset" and order.amended_by:
        names = ", ".join(order.amended_by)
        reasons.append(f"amended by {names}, which may have moved its last day")
    others = [d.clause for d in said if _days(order, d.clause) != (opened, closed)]
    if others:
        places = ", ".join(clause.place for clause in others)
        reasons.append(f"{places} has days of its own: core.order_events")
    return "; ".join(filter(None, reasons)) or None


def _changes(rows: Rows) -> None:
    """Say of each row whether the duty could be deviated from just before it."""
    for number, row in enumerate(rows):
        before = rows[:number]
        row["change"] = _change(row, before)
        if row["change"] == "unknown" and row["state"] == "stated":
            why = "whether it could be before is not in the texts at hand"
            row["reason"] = "; ".join(filter(None, (row["reason"], why)))


def _change(row: dict[str, Any], before: Rows) -> str:
    if row["state"] == "unknown":
        return "unknown"
    if not before:
        return "opened"
    ends = [b["closed_on"] for b in before]
    is_later = row["opened_on"] and all(end and end < row["opened_on"] for end in ends)
    stated = [b["state"] == "stated" for b in before]
    if is_later:
        return "opened_again" if any(stated) else "unknown"
    if not stated[-1]:
        return "unknown"
    # By its own words alone: an end that a later order moved is not this one's.
    last, allowed = row["sunset_on"], before[-1]["sunset_on"]
    return "extended" if last and allowed and last > allowed else "continued"


# -- what could not be read ------------------------------------------------------------


def _rejects(
    found: list[Order],
    said: dict[str, list[Deviation]],
    raw: dict[str, dict[str, Any]],
    announced: Rows,
    files: dict[str, str],
) -> Iterator[dict[str, Any]]:
    for order in found:
        row = raw[order.order_id]
        for event in order.events:
            if event.event == "unread":
                action = "read it there, and write the day as an announcement"
                yield _reject(row, files, event.place, event.reason or "", action)
        for one in said[order.order_id]:
            if one.duty == UNKNOWN:
                reason = "it lets somebody deviate from a duty not on the list"
                action = "add the duty to templates/duties.yml"
                yield _reject(row, files, one.clause.place, reason, action)
    for row in announced:
        if row["order_id"] not in raw:
            reason = "no order at hand has this number"
            action = "add the order, or correct the number"
            yield _reject(row, files, "order_id", reason, action)


def _reject(
    row: dict[str, Any], files: dict[str, str], place: str, reason: str, action: str
) -> dict[str, Any]:
    told = f"{row['source_id']}\0{row['line']}\0{place}\0{reason}"
    return {
        "reject_id": f"L{hashlib.sha256(told.encode()).hexdigest()[:12]}",
        "source_id": row["source_id"],
        "file": files[row["source_id"]],
        "line": row["line"],
        "column": place,
        "reason": reason,
        "shape": None,
        "next_action": action,
    }


def _records(frame: pd.DataFrame) -> Rows:
    """Rows with None where nothing is, and days as dates."""
    whole = frame.astype(object).where(frame.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in whole.to_dict("records")]
