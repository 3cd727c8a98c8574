"""Queues: which statements are coded, and in which order.

Here: the queues there are, their order, and where somebody stands in one. Not here:
drawing a sample (``barriers.sampling``) and the pages.

Each is known by a word: ``unsure``, ``sample-ID``, ``source-ID``, ``code-CODE``,
``topic-N`` or ``one-ID``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

from crisislearn.barriers.hand import NO_SAMPLE
from crisislearn.errors import UnknownValueError
from crisislearn.review.desk import ANALYSED, Desk

KINDS_OF_QUEUE = ("unsure", "sample", "source", "code", "topic", "one")

_ORDERS = {
    "unsure": "SELECT statement_id FROM ops.review_codings ORDER BY rank",
    "source": "SELECT statement_id FROM core.statements WHERE source_id = ? AND "
    f"{ANALYSED} ORDER BY respondent_id, segment, start, statement_id",
    "code": "SELECT DISTINCT c.statement_id FROM core.codings c JOIN core.statements s "
    f"USING (statement_id) WHERE c.code IN (SELECT unnest(?)) AND {ANALYSED} "
    "ORDER BY 1",
    "topic": "SELECT statement_id FROM mart.topic_statements WHERE topic_id = "
    "TRY_CAST(? AS INTEGER) ORDER BY similarity DESC, statement_id",
    "one": "SELECT statement_id FROM core.statements WHERE statement_id = ?",
}


@dataclass(frozen=True)
class Queue:
    """Statements in order.

    Attributes:
        name: The word it is known by.
        kind: First part of it.
        value: What follows the kind.
        ids: The statements.
        places: Statement → its place, from 0.
    """

    name: str
    kind: str
    value: str
    ids: tuple[str, ...] = field(repr=False)
    places: dict[str, int] = field(repr=False)

    @property
    def sample(self) -> str:
        """The sample that readings from it belong to."""
        return self.value if self.kind == "sample" else NO_SAMPLE

    @property
    def blind(self) -> bool:
        """Whether nobody is shown what the machine or others say."""
        return self.kind == "sample"

    def around(self, name: str) -> tuple[str | None, str | None]:
        """The statements before and after one."""
        at = self.places[name]
        before = self.ids[at - 1] if at else None
        after = self.ids[at + 1] if at + 1 < len(self.ids) else None
        return before, after

    def after(self, name: str, number: int) -> tuple[str, ...]:
        """The next few statements after one."""
        at = self.places[name] + 1
        return self.ids[at : at + number]


def queue_of(desk: Desk, name: str) -> Queue:
    """A queue, by the word it is known by.

    Raises:
        UnknownValueError: If there is no such queue.
    """
    if name not in desk.queues:
        desk.queues[name] = _build(desk, name)
    return desk.queues[name]


def _build(desk: Desk, name: str) -> Queue:
    kind, _, value = name.partition("-")
    if kind not in KINDS_OF_QUEUE or (kind != "unsure" and not value):
        raise UnknownValueError("queue", kind, list(KINDS_OF_QUEUE), "the address")
    if kind == "sample":
        ids = _drawn(desk, value)
    else:
        values: list[Any] = [value] if kind != "unsure" else []
        if kind == "code":
            values = [desk.codebook.names(value)]
        ids = desk.published.column(_ORDERS[kind], values)
    return Queue(name, kind, value, tuple(ids), {n: at for at, n in enumerate(ids)})


def _drawn(desk: Desk, sample: str) -> list[str]:
    """The statements of a sample, mixed, the same for everybody."""
    known = set(desk.once("units", lambda: analysed_ids(desk)))
    drawn = [n for n in samples(desk).get(sample, ()) if n in known]

    def mixed(name: str) -> str:
        return hashlib.sha256(f"{sample}\n{name}".encode()).hexdigest()

    return sorted(drawn, key=mixed)


def analysed_ids(desk: Desk) -> list[str]:
    """Every statement that can be coded."""
    return desk.published.column(
        f"SELECT statement_id FROM core.statements WHERE {ANALYSED}"
    )


def samples(desk: Desk) -> dict[str, list[str]]:
    """Statements by sample, the latest sample first."""
    found: dict[str, list[str]] = {}
    for entry in desk.ledger.entries:
        if entry["kind"] == "sample":
            body = entry["body"]
            found.setdefault(body["sample"], []).append(body["statement_id"])
    return dict(reversed(found.items()))


def done_by(desk: Desk, queue: Queue, coder: str) -> int:
    """How many statements of a queue somebody has coded."""
    key = coder, queue.sample
    readings = desk.ledger.readings
    if len(readings) < len(queue.ids):
        return sum(key in mine and n in queue.places for n, mine in readings.items())
    return sum(key in readings.get(n, ()) for n in queue.ids)


def is_open(desk: Desk, queue: Queue, name: str, coder: str) -> bool:
    """Whether somebody has still to code a statement.

    Of a sample everybody codes everything; elsewhere one coder is enough.
    """
    mine = desk.ledger.readings.get(name, {})
    return (coder, queue.sample) not in mine if queue.blind else not mine


def first_open(desk: Desk, queue: Queue, coder: str, after: str = "") -> str | None:
    """The next statement to code, from a place on and round the end."""
    at = queue.places.get(after, -1)
    order = chain(islice(queue.ids, at + 1, None), islice(queue.ids, max(at, 0)))
    return next((n for n in order if is_open(desk, queue, n, coder)), None)
