"""Orders as they hang together: chains, what amends what, and when each one ended.

Here: from what each order says to what became of it. Not here: reading sentences
(``events``) and duties (``calendar``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crisislearn.law.events import EXTERNAL, Event, events_of, subject_of
from crisislearn.law.provisions import Clause, clauses, listed, missing_paragraphs

_NO_TEXT = "the order is at hand without its provisions"
_NO_TARGET = "no order at hand has the title that it amends"


@dataclass
class Order:
    """One order, and what became of it.

    Attributes:
        order_id: Year and number: ``2020:218``.
        title: As published.
        issued_on: Day of issue.
        kind: ``base``, ``amendment`` or ``repeal``.
        subject: What it is about, in words that orders about the same share.
        clauses: Its provisions; none where the text is not at hand.
        events: What it says, and what was announced of it.
        chain: The first order of those that hang together.
        amends: Order that it amends.
        amended_by: Orders that amend it.
        end: What ended it: ``repeals`` or ``repealed`` of another, or its own
            ``sunset``; None where nothing at hand does.
    """

    order_id: str
    title: str
    issued_on: dt.date
    kind: str
    subject: str
    clauses: list[Clause]
    events: list[Event] = field(default_factory=list)
    chain: str = ""
    amends: str | None = None
    amended_by: list[str] = field(default_factory=list)
    end: Event | None = None

    @property
    def rank(self) -> tuple[dt.date, int]:
        """Order of issue."""
        return self.issued_on, int(self.order_id.split(":")[1])

    @property
    def start(self) -> Event:
        """Its commencement; an announced one where its own is not at hand."""
        found = [e for e in self.events if e.event == "in_force" and not e.scope]
        return max(found, key=lambda e: e.on is not None)

    @property
    def sunset(self) -> Event | None:
        """The day that it gave itself as its last."""
        found = (e for e in self.events if e.event == "sunset" and not e.scope)
        return next(found, None)

    @property
    def is_overtaken(self) -> bool:
        """Whether it ended on another day than it had given itself."""
        return bool(self.sunset and self.end and self.end.on != self.sunset.on)

    @property
    def missing(self) -> str:
        """Paragraphs that the text at hand passes over: ``2-3, 7``."""
        return "" if self.kind == "amendment" else listed(self.missing_numbers)

    @property
    def missing_numbers(self) -> list[int]:
        """The same as numbers."""
        return missing_paragraphs(self.clauses)


def read_orders(
    orders: Iterable[Mapping[str, Any]],
    provisions: Iterable[Mapping[str, Any]],
    announced: Iterable[Mapping[str, Any]],
) -> list[Order]:
    """Orders with what they say and what became of them, in order of issue.

    Args:
        orders: Rows of ``order_id, title, issued_on``.
        provisions: Rows of ``order_id, position, chapter, text``.
        announced: Rows of ``order_id, event, happened_on, told_by``.
    """
    texts: dict[str, list[Clause]] = {}
    for row in sorted(provisions, key=lambda r: (r["order_id"], r["position"])):
        parts = texts.setdefault(row["order_id"], [])
        parts += clauses(row["text"], row["chapter"])
    found = [_order(row, texts.get(row["order_id"], [])) for row in orders]
    found.sort(key=lambda order: order.rank)
    by_id = {order.order_id: order for order in found}
    for row in announced:
        if order := by_id.get(row["order_id"]):
            order.events.append(
                Event(order.order_id, row["event"], order.order_id, "",
                      row["happened_on"], EXTERNAL, quote="", place="",
                      reason=row["told_by"])
            )  # fmt: skip
    _amendments(found, by_id)
    _chains(found)
    _ends(found, by_id)
    return found


def _order(row: Mapping[str, Any], parts: list[Clause]) -> Order:
    kind, subject = subject_of(row["title"])
    issued = row["issued_on"]
    order = Order(row["order_id"], row["title"], issued, kind, subject, parts)
    order.events = events_of(order.order_id, issued, parts)
    if not parts:
        order.events[0] = replace(order.events[0], reason=_NO_TEXT)
    return order


def _amendments(found: list[Order], by_id: dict[str, Order]) -> None:
    """An amendment is of the latest order about the same that was issued before it."""
    latest: dict[str, str] = {}
    for order in found:
        if order.kind == "base":
            latest[order.subject] = order.order_id
        if order.kind != "amendment":
            continue
        order.amends = latest.get(order.subject)
        start = order.start
        order.events.append(
            Event(order.order_id, "amends", order.amends, "", start.on,
                  start.date_basis, "title", order.title,
                  start.reason if order.amends else _NO_TARGET)
        )  # fmt: skip
        if order.amends:
            by_id[order.amends].amended_by.append(order.order_id)


def _chains(found: list[Order]) -> None:
    """Orders about the same, or of which one repeals or amends the other, are one."""
    first: dict[str, str] = {}

    def root(name: str) -> str:
        while first.setdefault(name, name) != name:
            name = first[name]
        return name

    for order in found:
        others = [e.affects for e in order.events if e.event in ("repeals", "amends")]
        for other in [f"about {order.subject}", *filter(None, others)]:
            first[root(other)] = root(order.order_id)
    names: dict[str, str] = {}
    for order in found:
        order.chain = names.setdefault(root(order.order_id), order.order_id)


def _ends(found: list[Order], by_id: dict[str, Order]) -> None:
    """What ended each order.

    That it was repealed, as an order or an announcement says, counts more than the day
    it gave itself: what is repealed had been in force until then, so that a sunset
    before that day had been moved.
    """
    repealed: dict[str, list[Event]] = {}
    for order in found:
        for event in order.events:
            if event.event in ("repeals", "repealed") and event.affects:
                repealed.setdefault(event.affects, []).append(event)
    for order in found:
        ways = repealed.get(order.order_id, [])
        dated = sorted((e for e in ways if e.on), key=lambda e: (e.on, e.order_id))
        order.end = next(iter([*dated, *ways]), order.sunset)
    for order in found:
        if order.end is None and order.amends:
            order.end = by_id[order.amends].end  # goes with what it amends
