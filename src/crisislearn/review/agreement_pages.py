"""The page Agreement: figures, disagreements side by side, and resolving them.

Here: choosing sample and coders, and keeping a resolution. Not here: the figures
(``agree``). Who said what stays: a resolution is a reading of its own, beside theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from crisislearn.barriers.hand import NO_SAMPLE, RESOLVED
from crisislearn.review import acts
from crisislearn.review.agree import MACHINE, compared, readings_of, statuses_of
from crisislearn.review.asking import Ask
from crisislearn.review.cards import quoted
from crisislearn.review.queues import samples

SHOWN = 40
"""Disagreements on a page."""


def agreement(ask: Ask) -> Response:
    """How well two coders agree."""
    desk = ask.desk
    choices = {s: list(readings_of(desk, s)) for s in (*samples(desk), NO_SAMPLE)}
    fitting = [s for s, people in choices.items() if len(people) > 1]
    sample = ask.query.get("sample", "")
    if sample not in choices:
        sample = fitting[0] if fitting else next(iter(choices))
    people = choices[sample]
    one, two = _pair(ask, people)
    found = compared(desk, sample, one, two) if one and two else None
    differing = found.differing() if found else []
    settled = [n for n in differing if desk.reading(n, RESOLVED, RESOLVED)]
    left = [n for n in differing if n not in settled]
    at = ask.query.get("from", "")
    first = int(at) if at.isdigit() and int(at) < len(left) else 0
    shown = (left[first:] or left)[:SHOWN]
    known, same = statuses_of(found.given) if found else (0, 0)
    return ask.page(
        "agreement.html", choices=choices, sample=sample, people=people, one=one,
        two=two, found=found, left=left, settled=settled, first=first,
        rows=_side_by_side(ask, sample, one, two, shown), size=SHOWN,
        machine=MACHINE, known=known, same=same, book=desk.codebook,
        learned=[_said(ask, r) for r in desk.once("learned", lambda: _learned(ask))],
        since=_since(ask),
    )  # fmt: skip


def _pair(ask: Ask, people: list[str]) -> tuple[str, str]:
    """The two coders that are asked for; else the first two, or one and the machine."""
    one, two = ask.query.get("one", ""), ask.query.get("two", "")
    if one not in people:
        one = people[0] if people else ""
    if two not in (*people, MACHINE) or two == one:
        others = [p for p in people if p != one]
        two = others[0] if others else MACHINE
    return one, two


def _side_by_side(
    ask: Ask, sample: str, one: str, two: str, names: list[str]
) -> list[dict[str, Any]]:
    people = readings_of(ask.desk, sample)
    rows = []
    for name in names:
        row = ask.desk.statement(name) or {"text": "", "context": None}
        held = [people.get(who, {}).get(name) for who in (one, two)]
        bodies = [_shown(ask, entry["body"], row["text"]) if entry else None
                  for entry in held]  # fmt: skip
        if two == MACHINE:
            given = [one | {"quote": one["evidence"]} for one in ask.desk.machine(name)]
            bodies[1] = {"codings": given, "memo": ""}
        rows.append(
            {"name": name, "text": row["text"], "context": row["context"],
             "one": bodies[0], "two": bodies[1]}
        )  # fmt: skip
    return rows


def _shown(ask: Ask, body: Mapping[str, Any], text: str) -> dict[str, Any]:
    return {"codings": quoted(ask.desk.codings(body), text), "memo": body["memo"]}


def resolve(ask: Ask) -> Response:
    """Let one of two readings stand for all; both stay in the log."""
    desk = ask.desk
    name, who = ask.params["statement"], str(ask.sent.get("take", ""))
    sample = str(ask.sent.get("sample", ""))
    entry = desk.reading(name, who, sample)
    if entry is None:
        raise acts.RefusedError(
            "that reading is not there any more", remedy="open the page again"
        )
    body = {k: v for k, v in entry["body"].items() if k != "undoes"}
    body |= {
        "coder": RESOLVED,
        "sample": RESOLVED,
        "blind": False,
        "coded_on": desk.now()[:10],
        "memo": "",
    }
    desk.ledger.add("coding", ask.who, desk.now(), body)
    back = f"/agreement?sample={sample}&one={ask.sent.get('one', '')}"
    return ask.go(f"{back}&two={ask.sent.get('two', '')}")


def _learned(ask: Ask) -> list[dict[str, Any]]:
    """What learning from people's codings gave in the last run: before and after."""
    rows = ask.desk.published.rows(
        "SELECT measure, value, measured_on FROM ops.models WHERE task = "
        "'barrier coding' AND (measure LIKE '%the general coder' OR measure LIKE "
        "'%as chosen') ORDER BY 1"
    )
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        name, _, which = row["measure"].rpartition(", ")
        mine = found.setdefault(name, {"name": name, "before": None, "after": None})
        mine["before" if which == "the general coder" else "after"] = row["value"]
        mine["on"] = row["measured_on"]
    return [found[name] for name in sorted(found)]


def _said(ask: Ask, row: dict[str, Any]) -> dict[str, Any]:
    """A row of what was learned in the language of the page."""
    known = {
        "code + status micro-F1": "learned.both",
        "code micro-F1": "learned.code",
        "no barrier, left uncoded": "learned.silent",
    }
    name, on = row["name"], re.findall(r"\d+", row["on"])
    told = {"name": ask.texts(known[name])} if name in known else {}
    if len(on) == 3:
        numbers = dict(zip(("n", "folds", "documents"), on, strict=True))
        told["on"] = ask.texts("learned.on_what", **numbers)
    return row | told


def _since(ask: Ask) -> tuple[int, int]:
    """Statements that people have coded, and of them those since the last run."""
    coded = {name for name, mine in ask.desk.ledger.readings.items() if mine}
    column = ask.desk.published.column
    taken = ask.desk.once(
        "taken", lambda: set(column("SELECT statement_id FROM core.hand_coded"))
    )
    return len(coded), len(coded - taken)
