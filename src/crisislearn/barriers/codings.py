"""Codings: what is kept of everything that was read in one text.

Here: a coding, and which of several about the same barrier say more. Not here: how a
coding comes about (``assemble``) and the table (``coder``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from crisislearn.barriers.claims import Claim
from crisislearn.barriers.clock import UNSPECIFIED
from crisislearn.barriers.codebook import Code
from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.tokens import Parsed
from crisislearn.calendars import Interval

COLUMNS = (
    "coding_id", "statement_id", "source_id", "organisation_id", "kind", "code",
    "status", "polarity", "about_from", "about_to", "about_precision", "phase",
    "asked_on", "speaks_for", "status_source", "evidence", "start", "end",
    "confidence", "rule", "coder", "coder_kind",
)  # fmt: skip
"""Columns of ``core.codings`` that a coder fills."""

EVIDENCE = 160
"""Longest evidence in characters; beyond it the barrier's own words are shown."""


class Coding(NamedTuple):
    """One coding of one text, without the ids of its statement."""

    code: Code
    status: str | None
    about: Interval
    precision: str
    voice: str
    source: str
    start: int
    end: int
    confidence: float
    rule: str
    is_general: bool = False
    polarity: str | None = None


def evidence_of(parsed: Parsed, claim: Claim) -> tuple[int, int]:
    """Characters that show a claim: the barrier and what is said about it."""
    mention = claim.mention
    own = parsed.span(mention.first, mention.last)
    if not claim.tokens:
        return own
    if claim.inherited and (
        parsed.clauses[claim.clause].sentence != parsed.sentence_of(mention.first)
    ):
        return parsed.span(claim.tokens[0], claim.tokens[-1] + 1)
    start = min(own[0], parsed.tokens[claim.tokens[0]].start)
    end = max(own[1], parsed.tokens[claim.tokens[-1]].end)
    return (start, end) if end - start <= EVIDENCE else own


def coding_of_term(parsed: Parsed, mention: Mention) -> Coding:
    """The coding of a code that has no status."""
    start, end = parsed.span(mention.first, mention.last)
    return Coding(
        mention.code, None, *UNSPECIFIED, "own", "text", start, end, 0.6, "term"
    )


def without_weak(codings: list[Coding]) -> list[Coding]:
    """A bare 'it hinders' is part of a change claimed of the same barrier."""
    changed = {
        c.code.code
        for c in codings
        if c.status not in ("at_work", "expected") and c.source == "text"
    }
    return [
        c
        for c in codings
        if c.code.code not in changed
        or not (
            (c.status == "at_work" and c.precision in ("unspecified", "before"))
            or c.source == "question"
        )
    ]


def without_general(codings: list[Coding]) -> list[Coding]:
    """General words of hindrance give way to a barrier with a name."""
    if all(c.is_general for c in codings):
        return codings
    return [c for c in codings if not c.is_general]


def distinct(codings: list[Coding]) -> list[Coding]:
    """One coding for each code and what is said of it: the surest, then the first."""
    best: dict[tuple[Any, ...], Coding] = {}
    for c in sorted(codings, key=lambda c: (-c.confidence, c.start, c.end)):
        best.setdefault((c.code.code, c.status, c.polarity, c.about, c.voice), c)
    return sorted(
        best.values(), key=lambda c: (c.start, c.end, c.code.code, c.status or "")
    )
