"""What people do at the bench, as entries of the journal.

Here: checking a reading that the browser sent, and writing readings and resolutions.
Not here: how entries are kept and undone (``ledger``) and what follows from them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from crisislearn.barriers.clock import PRECISIONS
from crisislearn.barriers.hand import CONFIDENCE, RESOLVED
from crisislearn.barriers.marking import EVIDENCE, mark
from crisislearn.errors import CrisisLearnError
from crisislearn.exchange.coding_words import SPEAKS_FOR, Words
from crisislearn.review.desk import Desk
from crisislearn.review.ledger import ConflictError, Entry
from crisislearn.review.queues import Queue
from crisislearn.warehouse.views import STATUSES

MOST = 12
"""Codings that a reading has room for."""


class RefusedError(CrisisLearnError):
    """What the browser sent is no reading."""


def code(
    desk: Desk, queue: Queue, who: str, statement: str, sent: Mapping[str, Any]
) -> Entry:
    """Keep somebody's reading of a statement.

    Args:
        desk: The desk.
        queue: Where it was coded.
        who: The coder.
        statement: Id of the statement.
        sent: ``codings``, ``kinds``, ``certainty``, ``memo`` and ``base``, the hash of
            the reading that the browser showed before.

    Returns:
        The entry; it is on the disk.

    Raises:
        RefusedError: If something in it can not be.
        ConflictError: If the coder has coded the statement elsewhere meanwhile.
    """
    coder, sample = who, queue.sample
    if sent.get("resolve"):
        coder = sample = RESOLVED
    held = desk.reading(statement, coder, sample)
    if (held["hash"] if held else "") != str(sent.get("base") or ""):
        raise ConflictError(
            "this statement was coded in another window meanwhile",
            remedy="look at what is there now, and code again if you want it changed",
        )
    body = _body(desk, statement, sent) | {
        "coder": coder,
        "sample": sample,
        "blind": queue.blind and coder != RESOLVED,
    }
    if held and _same(held["body"], body):
        return dict(held)
    return desk.ledger.add("coding", who, desk.now(), body)


def _body(desk: Desk, statement: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    row = desk.statement(statement)
    if row is None:
        raise RefusedError(
            "there is no such statement", remedy="go back to the list of queues"
        )
    book = desk.codebook
    kinds = [k for k in sent.get("kinds") or () if book.of(str(k))]
    if not kinds:
        raise RefusedError("no kind of code was asked for", remedy="choose one")
    codings = sent.get("codings")
    if not isinstance(codings, list) or len(codings) > MOST:
        raise RefusedError(
            "these are no codings", remedy=f"give a statement at most {MOST}"
        )
    words = Words(book, desk.study.calendars, tuple(kinds))
    certainty = str(sent.get("certainty") or "")
    if certainty not in {"", *CONFIDENCE}:
        raise RefusedError("no such certainty", remedy="choose one of the list")
    return {
        "statement_id": statement,
        "coded_on": desk.now()[:10],
        "codebook": book.version,
        "kinds": kinds,
        "certainty": certainty,
        "memo": desk.without_names(str(sent.get("memo") or "")),
        "codings": [
            _coding(words, kinds, one, row["asked_on"]) | _marked(one, row["text"])
            for one in codings
        ],
    }


def _coding(
    words: Words, kinds: Sequence[str], one: Any, asked_on: dt.date | None
) -> dict[str, Any]:
    said = one if isinstance(one, dict) else {}
    name, status = str(said.get("code", "")), str(said.get("status") or "")
    if name not in words.codebook or words.codebook[name].kind not in kinds:
        raise RefusedError("no such code", remedy="choose one of the codebook")
    is_barrier = words.codebook[name].kind == "barrier"
    if is_barrier != bool(status) or status not in {"", *STATUSES}:
        raise RefusedError(
            f"{name} has no status" if is_barrier else f"{name} takes no status",
            remedy="choose one of the nine (key s)" if is_barrier else "leave it out",
        )
    voice = str(said.get("speaks_for") or "own")
    if voice not in SPEAKS_FOR:
        raise RefusedError("nobody speaks so", remedy="choose one of the list")
    return {"code": name, "status": status, "speaks_for": voice} | _about(
        words, said.get("time"), asked_on
    )


def _marked(one: Any, text: str) -> dict[str, Any]:
    """The words that were marked; nothing where it is the whole statement."""
    sent = one.get(EVIDENCE) if isinstance(one, dict) else None
    if sent is None:
        return {}
    ends = (sent.get("start"), sent.get("end")) if isinstance(sent, dict) else ()
    span = [n for n in ends if type(n) is int and 0 <= n <= len(text)]
    if len(span) != 2:
        raise RefusedError("these words are not in the statement", remedy="mark others")
    kept = mark(text, (span[0], span[1]))
    return {EVIDENCE: kept} if kept else {}


def _about(words: Words, time: Any, asked_on: dt.date | None) -> dict[str, Any]:
    """The time that a coding speaks of: a choice as it was given, or words."""
    if isinstance(time, dict):
        precision = str(time.get("precision"))
        try:
            first, last = (_day(time.get(part)) for part in ("from", "to"))
        except ValueError:
            precision = ""
        if precision not in PRECISIONS or (first and last and first > last):
            raise RefusedError("no such time", remedy="choose one of the list")
    else:
        found = words.time_of(str(time or ""), asked_on)
        if found is None:
            raise RefusedError(
                "no time that can be read",
                remedy="choose one of the list, or write 2020-03-18, 2020-03 or "
                "2020-03-18..2020-04-14",
            )
        (first, last), precision = found
    return {
        "about_from": first.isoformat() if first else None,
        "about_to": last.isoformat() if last else None,
        "about_precision": precision,
    }


def _day(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(text)) if text else None


def _same(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether two readings say the same; the day does not count."""
    keys = ("codings", "kinds", "certainty", "memo", "codebook")
    return all(one.get(key) == two.get(key) for key in keys)


def draw_sample(desk: Desk, size: int, seed: int, strata: Sequence[str]) -> str:
    """Draw statements to be coded blind by several people; the sample's id.

    Raises:
        CrisisLearnError: If so many cannot be drawn.
    """
    from crisislearn.barriers.sampling import draw, traits
    from crisislearn.pipeline.coding import DRAWN, keep

    ask = desk.published.frame
    units = traits(
        ask("SELECT statement_id, source_id, wave, role, non_answer, duplicate_of "
            "FROM core.statements"),
        ask("SELECT source_id, kind FROM core.sources"),
        ask("SELECT statement_id, coder_kind, kind, confidence, code "
            "FROM core.codings"),
    )  # fmt: skip
    drawn = draw(units, size, seed, strata)
    keep(desk.context, "sample", DRAWN, desk.now(), drawn)
    desk.ledger.follow()
    desk.queues.clear()
    return str(drawn[0]["sample"])
