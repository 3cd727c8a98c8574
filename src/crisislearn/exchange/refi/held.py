"""What the journal has of a statement, beside what a file says of it.

Here: a reading of the journal as it would be coded today, whether a file says anything
else, and codings that differ in their words alone. Not here: what the codings of a file
mean (``readings``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from crisislearn.barriers.hand import Body
from crisislearn.barriers.marking import EVIDENCE, is_lost, mark
from crisislearn.barriers.versions import carry
from crisislearn.exchange.coding_words import Words
from crisislearn.exchange.refi.documents import plain

ABOUT = ("about_from", "about_to", "about_precision")

Row = dict[str, Any]


def same(body: Body, held: Body | None, words: Words, text: str) -> bool:
    """Whether a reading says what the journal has: days of coding do not count.

    Args:
        body: The reading.
        held: What the journal has.
        words: Codebook and calendars.
        text: The statement.
    """
    if held is None:
        return False
    mine = sorted(body["codings"], key=order)
    theirs = sorted(as_today(held, words.codebook, text), key=order)
    memo = plain(held["memo"]).strip()
    return (mine, body["certainty"], body["memo"]) == (theirs, held["certainty"], memo)


def as_today(body: Body | None, book: Any, text: str) -> list[Row]:
    """Codings of the journal with the codes of today, and words that are still there.

    Args:
        body: The reading; None where there is none.
        book: The codebook.
        text: The statement.
    """
    found: list[Row] = []
    for coding in body["codings"] if body else ():
        today = carry(coding["code"], body["codebook"] if body else "", book.changes)
        kept = bare(coding) if is_lost(coding, text) else coding
        row = dict(kept) | {"code": today.code}
        if row not in found:
            found.append(row)
    return found


def claim(row: Mapping[str, Any]) -> tuple[str, str]:
    """Code and status: what every program keeps."""
    return row["code"], row["status"]


def order(row: Mapping[str, Any]) -> tuple[str, ...]:
    """To sort codings by."""
    said = tuple(str(row[k] or "") for k in ("code", "status", *ABOUT, "speaks_for"))
    return (*said, repr(row.get(EVIDENCE)))


def bare(row: Mapping[str, Any]) -> Row:
    """A coding without the words that it was given for."""
    return {key: value for key, value in row.items() if key != EVIDENCE}


def words_of(row: Mapping[str, Any]) -> Row:
    """The words alone."""
    return {EVIDENCE: row[EVIDENCE]} if EVIDENCE in row else {}


def joined(rows: Iterable[Row], text: str) -> list[Row]:
    """Codings that differ in their words alone as one, from first to last word.

    Args:
        rows: The codings.
        text: The statement.
    """
    found = []
    for mine in grouped(rows, bare):
        kept = [row[EVIDENCE] for row in mine if EVIDENCE in row]
        span = (
            min((k["start"] for k in kept), default=0),
            max((k["end"] for k in kept), default=0),
        )
        evidence = mark(text, span) if len(kept) == len(mine) else None
        found.append(bare(mine[0]) | ({EVIDENCE: evidence} if evidence else {}))
    return found


def grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> list[list[Row]]:
    """Rows of the same key together, in the order they came."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(repr(key(row)), []).append(row)
    return list(found.values())
