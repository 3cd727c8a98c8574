"""Pages on which statements are coded.

Here: the list of queues, a queue, its cards, saving, undoing, and drawing a sample. Not
here: what a card holds (``cards``), why the machine says what it says (``why``).
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from crisislearn.barriers.entries import KINDS
from crisislearn.barriers.sampling import STRATA
from crisislearn.errors import CrisisLearnError
from crisislearn.review import acts
from crisislearn.review.asking import Ask
from crisislearn.review.cards import cards, palette, times
from crisislearn.review.desk import ANALYSED
from crisislearn.review.effects import apply
from crisislearn.review.queues import Queue, done_by, first_open, queue_of, samples
from crisislearn.warehouse.views import STATUSES

AHEAD = 12
"""Cards that the script gets at once."""


def home(ask: Ask) -> Response:
    """The queues there are, and how far everybody is."""
    desk = ask.desk
    unsure = queue_of(desk, "unsure")
    coded = set(desk.ledger.readings)
    left = sum(name not in coded for name in unsure.ids)
    drawn = []
    for name in samples(desk):
        queue = queue_of(desk, f"sample-{name}")
        people = [(who, done_by(desk, queue, who)) for who in _people(ask, name)]
        drawn.append((queue, people))
    sources = desk.once("sources", lambda: _sources(ask))
    return ask.page(
        "home.html", unsure=len(unsure.ids), left=left, drawn=drawn,
        sources=[row | {"coded": _coded(ask, row)} for row in sources],
        seed=desk.settings.seed, strata=STRATA, today=_today(ask),
    )  # fmt: skip


def _people(ask: Ask, sample: str) -> list[str]:
    """Who has coded in a sample, and who asks."""
    mine = {ask.who}
    for readings in ask.desk.ledger.readings.values():
        mine |= {coder for coder, of in readings if of == sample}
    return sorted(mine)


def _sources(ask: Ask) -> list[dict[str, Any]]:
    return ask.desk.published.rows(
        "SELECT s.source_id, s.kind, s.wave, s.organisation_id, "
        "list(t.statement_id) AS ids FROM core.sources s JOIN core.statements t "
        f"USING (source_id) WHERE {ANALYSED} "
        "GROUP BY ALL ORDER BY s.kind, s.wave, s.source_id"
    )


def _coded(ask: Ask, row: dict[str, Any]) -> int:
    readings = ask.desk.ledger.readings
    return sum(name in readings and bool(readings[name]) for name in row["ids"])


def _today(ask: Ask) -> int:
    """Statements that somebody has coded today."""
    day = ask.desk.now()[:10]
    return len(
        {
            entry["body"]["statement_id"]
            for entry in ask.desk.ledger.tops("coding")
            if entry["who"] == ask.who and str(entry["when"]).startswith(day)
        }
    )


def queue(ask: Ask) -> Response:
    """The page to code on."""
    desk = ask.desk
    mine = queue_of(desk, ask.params["name"])
    resolve = mine.kind == "one" and ask.query.get("resolve") == "1"
    wanted = ask.query.get("at", "")
    at = wanted if wanted in mine.places else first_open(desk, mine, ask.who)
    if at is None and mine.ids:
        at = mine.ids[-1]
    shown = cards(ask, mine, [at], resolve) if at else []
    kinds = _kinds(ask)
    return ask.page(
        "code.html", queue=mine, cards=shown, at=at, kinds=kinds,
        every=[k for k in KINDS if desk.codebook.of(k)], resolve=resolve,
        done=done_by(desk, mine, ask.who), palette=palette(ask, kinds),
        statuses=list(STATUSES), times=times(ask), title=title(ask, mine),
    )  # fmt: skip


def title(ask: Ask, mine: Queue) -> str:
    """What a queue is called."""
    if mine.kind == "code" and mine.value in ask.desk.codebook:
        return ask.texts.label(ask.desk.codebook[mine.value])
    return ask.texts(f"queue.{mine.kind}", value=mine.value)


def _kinds(ask: Ask) -> list[str]:
    """Kinds of codes that are asked for; barriers where nothing is said."""
    wanted = ask.query.get("kinds", "").split(".")
    found = [k for k in KINDS if k in wanted and ask.desk.codebook.of(k)]
    return found or ["barrier"]


def ahead(ask: Ask) -> Response:
    """Cards from a statement on, for the script to hold ready."""
    mine = queue_of(ask.desk, ask.params["name"])
    at = mine.places.get(ask.query.get("from", ""), 0)
    names = mine.ids[max(at - 2, 0) : at + AHEAD]
    return ask.json(cards=cards(ask, mine, names, ask.query.get("resolve") == "1"))


def save(ask: Ask) -> Response:
    """Keep a reading; when the answer is there, it is on the disk."""
    desk = ask.desk
    mine = queue_of(desk, ask.params["name"])
    name = ask.params["statement"]
    if name not in mine.places:
        raise acts.RefusedError(
            "the statement is not in this queue", remedy="go back to the queues"
        )
    entry = acts.code(desk, mine, ask.who, name, ask.sent)
    return ask.json(
        base=entry["hash"], saved=entry["when"], done=done_by(desk, mine, ask.who),
        next=first_open(desk, mine, ask.who, name),
    )  # fmt: skip


def undo(ask: Ask) -> Response:
    """Take back what somebody coded last, or the act that is named."""
    ledger = ask.desk.ledger
    last = str(ask.sent.get("entry") or "")
    if not last:
        found = ledger.last_reading(ask.who)
        if found is None:
            raise CrisisLearnError(ask.texts("undo.nothing"))
        last = found["hash"]
    entry = ledger.undo(last, ask.who, ask.desk.now())
    apply(ask.desk, entry["kind"])
    if ask.sent.get("back"):
        return ask.go("/log")
    return ask.json(kind=entry["kind"], statement=entry["body"].get("statement_id"),
                    told=ask.texts(f"undone.{entry['kind']}"))  # fmt: skip


def sample(ask: Ask) -> Response:
    """Draw a sample, and go to it."""
    wanted = [s for s in STRATA if ask.sent.get(f"strata-{s}")]
    try:
        size, seed = int(ask.sent.get("size", "")), int(ask.sent.get("seed", ""))
    except ValueError as error:
        raise acts.RefusedError(
            ask.texts("sample.number"), remedy=ask.texts("sample.number_do")
        ) from error
    if size < 1:
        raise acts.RefusedError(
            ask.texts("sample.number"), remedy=ask.texts("sample.number_do")
        )
    name = acts.draw_sample(ask.desk, size, seed, wanted)
    return ask.go(f"/queue/sample-{name}")
