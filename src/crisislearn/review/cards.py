"""Cards: one statement each, with everything that is needed to code it.

Here: fetching many at once, cutting the text at the evidence, and what the script gets
to know. Not here: queues, and what the script does with it (``static/bench.js``).

A card of a blind sample holds nothing of what the machine or others say, nor who
speaks.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from crisislearn.barriers.clock import UNSPECIFIED, Clock
from crisislearn.barriers.hand import RESOLVED
from crisislearn.barriers.marking import marked
from crisislearn.review.asking import Ask
from crisislearn.review.desk import Desk
from crisislearn.review.published import Row
from crisislearn.review.queues import Queue
from crisislearn.review.words import Texts

DIGITS = 9
"""Codes that have a number key."""

_WORD = re.compile(r"(?:\w[\u0300-\u036f]*)+(?:[-'’.,](?:\w[\u0300-\u036f]*)+)*")

_COLUMNS = (
    "statement_id, source_id, organisation_id, respondent_id, kind, role, speaker, "
    "text, context, asked_on, asked_phase"
)


def cards(
    ask: Ask, queue: Queue, names: Sequence[str], resolve: bool = False
) -> list[dict[str, Any]]:
    """Cards of statements, in order: id, and the card as HTML.

    Args:
        ask: Who asks.
        queue: Where the statements stand.
        names: Their ids.
        resolve: Whether it is coded for all who differed.
    """
    desk = ask.desk
    marks = ", ".join("?" * len(names))
    rows = desk.published.rows(
        f"SELECT {_COLUMNS} FROM core.statements WHERE statement_id IN ({marks})", names
    ) if names else []  # fmt: skip
    by_id = {row["statement_id"]: row for row in rows}
    machine: dict[str, list[Row]] = {}
    if not queue.blind and names:
        given = desk.published.rows(
            'SELECT statement_id, kind, code, status, about_from, about_to, '
            'about_precision, speaks_for, start, "end", evidence, confidence, rule '
            f"FROM core.codings WHERE statement_id IN ({marks}) "
            "AND coder_kind = 'model' ORDER BY start, code, coding_id",
            names,
        )  # fmt: skip
        for row in desk.given(given):
            machine.setdefault(row["statement_id"], []).append(row)
    return [
        {"id": n, "html": _card(ask, queue, by_id[n], machine.get(n, []), resolve)}
        for n in names
        if n in by_id
    ]


def _card(ask: Ask, queue: Queue, row: Row, machine: list[Row], resolve: bool) -> str:
    desk, name = ask.desk, row["statement_id"]
    coder, sample = (RESOLVED, RESOLVED) if resolve else (ask.who, queue.sample)
    held = desk.reading(name, coder, sample)
    others = {} if queue.blind else _others(ask, desk.ledger.readings.get(name, {}))
    clock = Clock(desk.study.calendars, row["asked_on"])
    (first, last), _ = clock.now
    before, after = queue.around(name)
    facts = {
        "base": held["hash"] if held else "",
        "saved": held["when"] if held else "",
        "reading": _sent(desk, held["body"], row["text"]) if held else None,
        "suggestion": [] if queue.blind else suggestion(machine),
        "now": [_text(first), _text(last)],
        "before": before,
        "after": after,
        "place": queue.places[name] + 1,
    }
    return ask.html(
        "card.html", row=row, queue=queue, facts=facts,
        others={who: quoted(codings, row["text"]) for who, codings in others.items()},
        runs=runs(row["text"], machine),
    )  # fmt: skip


def _others(
    ask: Ask, mine: Mapping[tuple[str, str], Any]
) -> dict[str, list[dict[str, Any]]]:
    """What others gave the statement, by their name; never from a blind sample."""
    return {
        coder: ask.desk.codings(entry["body"])
        for (coder, _), entry in sorted(mine.items())
        if coder != ask.who and not entry["body"]["blind"]
    }


def quoted(codings: Iterable[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """Codings of the journal, each with the words that were marked as ``quote``."""
    spans = [(one, marked(one, text)) for one in codings]
    return [{**one, "quote": text[slice(*at)] if at else ""} for one, at in spans]


def _sent(desk: Desk, body: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A reading as the script has it."""
    codings = [
        {
            "code": one["code"],
            "status": one["status"],
            "speaks_for": one["speaks_for"],
            "time": {
                "from": one["about_from"],
                "to": one["about_to"],
                "precision": one["about_precision"],
            },
            "evidence": _span(*(marked(one, text) or (None, None))),
        }
        for one in desk.codings(body)
    ]
    return {"codings": codings, "certainty": body["certainty"], "memo": body["memo"]}


def suggestion(machine: Iterable[Row]) -> list[dict[str, Any]]:
    """The machine's codings as the script has them, each once."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in machine:
        time = (_text(row["about_from"]), _text(row["about_to"]))
        one = {
            "kind": row["kind"],
            "code": row["code"],
            "status": row["status"] or "",
            "speaks_for": row["speaks_for"] or "own",
            "time": {
                "from": time[0],
                "to": time[1],
                "precision": row["about_precision"],
            },
            "evidence": _span(row["start"], row["end"]),
        }
        found.setdefault((row["code"], row["status"], time), one)
    return list(found.values())


def _span(start: int | None, end: int | None) -> dict[str, int] | None:
    return None if start is None or end is None else {"start": start, "end": end}


class Piece(NamedTuple):
    """A piece of a statement.

    Attributes:
        words: The characters.
        codes: Codes that the machine gave for them, with spaces between.
        start: Its first character, if it is a word: people mark whole words.
        end: The one after its last, if it is a word.
    """

    words: str
    codes: str
    start: int | None = None
    end: int | None = None


def runs(text: str, given: Iterable[Row]) -> list[tuple[str, list[Piece]]]:
    """A text cut at its words, those together that show the same codes.

    Args:
        text: The statement.
        given: Rows of ``core.codings``, of which the evidence is shown.

    Returns:
        Codes with spaces between them, empty where there are none, and the pieces.
    """
    spans = sorted(
        (row["start"], row["end"], row["code"])
        for row in given
        if row["start"] is not None and row["end"] is not None
    )
    known = [found.span() for found in _WORD.finditer(text)]
    inside = {at for first, last in known for at in range(first, last)}
    places = {0, len(text)}.union(*(span[:2] for span in spans), *known)
    found = []
    for start, end in pairwise(sorted(places)):
        codes = " ".join(sorted({c for s, e, c in spans if s <= start and end <= e}))
        at = (start, end) if start in inside else (None, None)
        found.append(Piece(text[start:end], codes, *at))
    together = groupby(found, lambda piece: piece.codes)
    return [(codes, list(some)) for codes, some in together]


def times(ask: Ask) -> list[dict[str, Any]]:
    """The times that can be chosen; that of 'now' stands on the card."""
    calendars = ask.desk.study.calendars
    clock, texts = Clock(calendars, None), ask.texts
    fixed = [
        (texts("time.unspecified"), UNSPECIFIED),
        (texts("time.now"), ((None, None), "now")),
        (texts("time.before"), (clock.before, "before")),
        (texts("time.during"), (clock.during, "during")),
    ]
    phases = [(texts.label(p), ((p.start, p.end), "phase")) for p in calendars.phases]
    return [
        {"label": label, "from": _text(a), "to": _text(b), "precision": precision,
         "days": _days(texts, a, b) if precision == "phase" else ""}
        for label, ((a, b), precision) in [*fixed, *phases]
    ]  # fmt: skip


def palette(ask: Ask, kinds: Sequence[str]) -> list[dict[str, Any]]:
    """The codes of some kinds, the commonest first, nine of them with a number key."""
    desk, texts = ask.desk, ask.texts

    def count() -> dict[str, int]:
        rows = desk.published.rows(
            "SELECT code, count(DISTINCT statement_id) AS n FROM core.codings "
            "GROUP BY 1"
        )
        return {row["code"]: row["n"] for row in desk.given(rows)}

    counts = desk.once("counts", count)
    codes = [code for kind in kinds for code in desk.codebook.of(kind)]
    codes.sort(key=lambda c: (-counts.get(c.code, 0), c.code))
    return [
        {"code": c.code, "kind": c.kind, "label": texts.label(c),
         "key": str(n) if n <= DIGITS else "", "definition": texts.definition(c)}
        for n, c in enumerate(codes, start=1)
    ]  # fmt: skip


def _days(texts: Texts, first: dt.date | None, last: dt.date | None) -> str:
    return f"{texts.day(first)} – {texts.day(last)}".strip()


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
