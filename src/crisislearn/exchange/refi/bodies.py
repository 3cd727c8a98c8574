"""What somebody said of a statement in a file, as the journal keeps it.

Here: bringing together the codings of one statement by one person, and what the journal
holds of them already. Not here: what a single coding means (``readings``).

A reading is taken whole or not at all: of a statement to which a person gave a barrier
without a status, nothing is taken. What a file is silent on (time, voice, certainty,
memo), because its program dropped the comment, stays as the journal has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crisislearn.barriers.hand import NO_SAMPLE, Body
from crisislearn.exchange.coding_words import NO_CODE
from crisislearn.exchange.refi.documents import plain
from crisislearn.exchange.refi.held import (
    as_today,
    bare,
    claim,
    grouped,
    joined,
    order,
    words_of,
)
from crisislearn.exchange.refi.model import Losses

if TYPE_CHECKING:
    from crisislearn.exchange.refi.readings import Ours


@dataclass
class Reading:
    """Codings of one statement by one person, as they are met.

    Attributes:
        codings: Those with a comment that says more.
        silent: Those without.
        nothing: Whether the statement was said to have no code.
        broken: Whether one of them cannot be taken over.
        unknown: Whether one has a code that the study does not have.
        dates: Days on which they were given.
        certainties: How certain the person was.
        memos: What the person wrote.
    """

    codings: list[dict[str, Any]] = field(default_factory=list)
    silent: list[dict[str, Any]] = field(default_factory=list)
    nothing: bool = False
    broken: bool = False
    unknown: bool = False
    dates: set[str] = field(default_factory=set)
    certainties: set[str] = field(default_factory=set)
    memos: list[str] = field(default_factory=list)


def bodies_of(
    found: Mapping[tuple[str, str], Reading],
    ours: Ours,
    texts: Mapping[str, str],
    losses: Losses,
) -> tuple[list[dict[str, Any]], int]:
    """Readings as the journal keeps them.

    Args:
        found: Statement and coder → what was met.
        ours: The study.
        texts: Statement → its text.
        losses: Takes what cannot be taken over.

    Returns:
        The readings, sorted by statement and coder, and how many codings were given to
        several places of a statement, and became one.
    """
    bodies, together = [], 0
    for (statement, coder), reading in sorted(found.items()):
        held = ours.held.get((statement, coder))
        rows = [*reading.codings, *reading.silent]
        if reading.broken or not (rows or reading.nothing):
            continue
        if reading.nothing and rows:
            losses.add(f"a statement has {NO_CODE} and a code as well",
                       remedy="take one of the two away")  # fmt: skip
            continue
        known = as_today(held, ours.words.codebook, texts[statement])
        if reading.unknown and {claim(k) for k in known} - {claim(r) for r in rows}:
            losses.add(
                "a code that is not in the codebook may stand for one that the "
                "journal has; the reading of its statement is left out"
            )
            continue
        codings = _codings(reading, known, texts[statement])
        together += max(len(rows) - len(codings), 0)
        about = {"statement_id": statement, "coder": coder}
        bodies.append(about | _body(reading, codings, held, ours))
    return bodies, together


def _codings(
    reading: Reading, known: list[dict[str, Any]], text: str
) -> list[dict[str, Any]]:
    """The codings, with what the journal knows of those that are silent."""
    codings = joined(reading.codings, text)
    for rows in grouped(reading.silent, claim):
        mine = [row for row in known if claim(row) == claim(rows[0])]
        if len(mine) < 2:
            (row,) = joined(rows, text)
            # What the file is silent on is the journal's; the words are the file's.
            mine = [bare(mine[0] if mine else row) | words_of(row)]
        codings += [row for row in mine if row not in codings]
    return codings


def _body(
    reading: Reading, codings: list[dict[str, Any]], held: Body | None, ours: Ours
) -> dict[str, Any]:
    book = ours.words.codebook
    kinds = {book[row["code"]].kind for row in codings}
    kinds |= set(held["kinds"]) if held else set()
    silent = bool(held and not reading.codings and not reading.certainties)
    certainty = held["certainty"] if silent and held else ""
    memo = plain("\n".join(reading.memos)).strip()
    if silent and held and not memo:
        memo = held["memo"]
    return {
        "coded_on": max(reading.dates),
        "codebook": book.version,
        "kinds": sorted(kinds) or ["barrier"],
        "sample": NO_SAMPLE,
        "blind": False,
        "certainty": max(reading.certainties, default=certainty),
        "memo": memo,
        "codings": sorted(codings, key=order),
    }
