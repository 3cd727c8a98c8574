"""Candidates: the barriers that a text may speak of, with the evidence for each.

Here: bringing the codings of the rules and the scores of sentences side by side, and
what a judge makes of them. Not here: the rules (``assemble``), the scores
(``learned``), the judge's weights (``judging``) and times (``about``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crisislearn.barriers.codebook import Code
from crisislearn.barriers.codings import Coding
from crisislearn.barriers.judging import (
    LEAST,
    WEAK,
    Judge,
    Vector,
    code_evidence,
    status_evidence,
)
from crisislearn.barriers.learned import Learned, Scores
from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.questions import Frame
from crisislearn.barriers.rules import STATUSES
from crisislearn.barriers.tokens import Parsed

SURE = 0.6
"""Confidence from which on a coding of the rules needs nothing else to be kept."""


@dataclass(frozen=True)
class Reading:
    """One coding that a candidate may become.

    Attributes:
        coding: What the rules say; None where they say nothing.
        is_weak: Whether the rules only say that it hinders, in a text that says more.
        evidence: For its status; see ``status_evidence``.
    """

    coding: Coding | None
    is_weak: bool
    evidence: Vector


@dataclass(frozen=True)
class Candidate:
    """A barrier that a text may speak of.

    Attributes:
        code: The barrier.
        evidence: That it does; see ``code_evidence``.
        readings: One for each coding of the rules; one where they have none.
    """

    code: Code
    evidence: Vector
    readings: tuple[Reading, ...]

    @property
    def is_ruled(self) -> bool:
        """Whether the rules give it a coding."""
        return self.readings[0].coding is not None


def candidates_of(
    parsed: Parsed,
    mentions: Sequence[Mention],
    ruled: Sequence[Coding],
    learned: Learned,
    barriers: Mapping[str, Code],
    frame: Frame,
) -> list[Candidate]:
    """Every barrier that the rules or what was learned find in a text.

    Args:
        parsed: The text.
        mentions: Its barriers by the terms of the codebook.
        ruled: Its codings by the rules.
        learned: What was learned of sentences.
        barriers: The barriers of the codebook by code.
        frame: What was asked.
    """
    if not parsed.sentences:
        return []
    scores = learned.scores(parsed, mentions)
    named = {m.code.code for m in mentions}
    by_code: dict[str, list[Coding]] = {}
    for coding in ruled:
        by_code.setdefault(coding.code.code, []).append(coding)
    found = []
    for name, code in barriers.items():
        own = by_code.get(name, [])
        readable: Sequence[Coding | None] = own or [None]
        place = learned.place.get(name)
        if place is None:
            continue
        if not own and scores.codes[:, place].max() < LEAST:
            continue
        if not own and name in named and len(parsed.sentences) == 1:
            continue  # the rules saw it there, and that nothing is claimed of it
        answered = any(c.rule == "short_answer" for c in own)
        evidence = code_evidence(
            scores, place, [c.confidence for c in own], name in named, frame, answered
        )
        wanted = dict((c.code, s) for c, s in frame.named).get(name) or (
            frame.status if frame.kind == "barrier" else None
        )
        readings = tuple(
            _reading(parsed, scores, coding, wanted) for coding in readable
        )
        found.append(Candidate(code, evidence, readings))
    return found


def _reading(
    parsed: Parsed,
    scores: Scores,
    coding: Coding | None,
    wanted: str | None,
) -> Reading:
    if coding is None:
        evidence = status_evidence(scores, None, "", wanted)
        return Reading(None, True, evidence)
    evidence = status_evidence(scores, coding.status, coding.rule, wanted)
    is_weak = coding.rule in WEAK and len(parsed.sentences) > 1
    return Reading(coding, is_weak, evidence)


def best_clause(parsed: Parsed, alone: Sequence[float]) -> int:
    """The clause whose words, each by itself, say most of a code."""
    sums: dict[int, float] = {}
    for clause, value in zip(parsed.clause_of, alone, strict=True):
        sums[clause] = sums.get(clause, 0.0) + value
    return max(sums, key=lambda c: (sums[c], -c))


@dataclass(frozen=True)
class Verdict:
    """A coding to be made: code and status, and where they stand."""

    code: Code
    status: str
    reading: Reading
    confidence: float


def judged(candidates: Sequence[Candidate], judge: Judge) -> list[Verdict]:
    """The codings of a text.

    Rules that are sure hold; the judge decides the others, and what no rule found.
    """
    if not candidates:
        return []
    sure = judge.codes(np.array([c.evidence for c in candidates]))
    found: list[Verdict] = []
    for candidate, p in zip(candidates, sure, strict=True):
        if p < judge.least and not _is_sure(candidate):
            continue
        best: dict[str, Verdict] = {}
        for reading in candidate.readings:
            shares = judge.statuses(reading.evidence)
            at = int(shares.argmax())
            coding = reading.coding
            if coding is not None and coding.status and not reading.is_weak:
                at = STATUSES.index(coding.status)
            confidence = round(float(p * shares[at]), 2)
            verdict = Verdict(candidate.code, STATUSES[at], reading, confidence)
            known = best.get(verdict.status)
            if known is None or _keeps(verdict, known):
                best[verdict.status] = verdict
        found += best.values()
    return found


def _is_sure(candidate: Candidate) -> bool:
    codings = [r.coding for r in candidate.readings if r.coding is not None]
    return any(c.confidence >= SURE for c in codings)


def _keeps(new: Verdict, known: Verdict) -> bool:
    """The reading whose rules agree is the one to show."""

    def rank(verdict: Verdict) -> tuple[bool, float]:
        coding = verdict.reading.coding
        return (
            coding is not None and coding.status == verdict.status,
            verdict.confidence,
        )

    return rank(new) > rank(known)


def with_status(coding: Coding, verdict: Verdict) -> Coding:
    """A coding of the rules as it was judged."""
    return replace(coding, status=verdict.status, confidence=verdict.confidence)
