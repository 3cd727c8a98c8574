"""Candidates: the barriers that a text may speak of, with the evidence for each.

Here: bringing the codings of the rules and the scores of sentences side by side, and
what a judge makes of them. Not here: the rules (``assemble``), the scores
(``learned``), the judge's weights (``judging``), what a study's people taught (``own``)
and times (``about``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from crisislearn.barriers.codebook import Code
from crisislearn.barriers.codings import Coding
from crisislearn.barriers.judging import (
    WEAK,
    Heard,
    Judge,
    Told,
    Vector,
    claim_evidence,
    code_evidence,
    status_evidence,
)
from crisislearn.barriers.learned import Scores
from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.own import Own
from crisislearn.barriers.questions import Frame
from crisislearn.barriers.tokens import Parsed
from crisislearn.barriers.weights import BACK, TOLD_OF

SURE = 0.5
"""Confidence from which on a rule may hold without the judge."""


@dataclass(frozen=True)
class Candidate:
    """A barrier that a text may speak of.

    Attributes:
        code: The barrier.
        ruled: Its codings by the rules.
        evidence: That it is spoken of; see ``code_evidence``.
        scores: Of the text.
        number: The window that speaks most of it.
        wanted: Status that the question asks about.
        asked: What the words of the question add to the margins of statuses.
    """

    code: Code
    ruled: tuple[Coding, ...]
    evidence: list[float]
    scores: Scores
    number: int
    wanted: str | None
    asked: Vector

    @property
    def told(self) -> Told:
        """What is to be weighed for its statuses; see ``status_evidence``."""
        return Told(self.scores, self.number, self.ruled, self.wanted, self.asked)

    @property
    def window(self) -> tuple[int, int]:
        """(first, one after last) sentence that speaks most of it."""
        return self.scores.windows[self.number]

    @property
    def is_plain(self) -> bool:
        """Whether a rule is sure of it and there is little else to go by.

        That is so in a single sentence, which may do no more than list barriers, and
        for an answer to a question that names what is claimed.
        """
        single = len(self.scores.windows) == 1
        sure = (c for c in self.ruled if c.confidence >= SURE)
        return any(single or c.source == "question" for c in sure)


def candidates_of(
    parsed: Parsed,
    mentions: Sequence[Mention],
    ruled: Sequence[Coding],
    scores: Scores | None,
    heard: Heard | None,
    barriers: Mapping[str, tuple[int, Code]],
    frame: Frame,
    told: Vector,
) -> list[Candidate]:
    """Every barrier that the rules or what was learned find in a text.

    Args:
        parsed: The text.
        mentions: Its barriers by the terms of the codebook.
        ruled: Its codings by the rules.
        scores: What was learned of its sentences.
        heard: The same by barrier.
        barriers: Place among the learned codes, and the code, of each barrier of the
            codebook.
        frame: What was asked.
        told: What the words of the question add to the margins of statuses.
    """
    if scores is None or heard is None:
        return []
    named = {m.code.code for m in mentions}
    asked = {code.code: status for code, status in frame.named}
    default = frame.status if frame.kind == "barrier" else None
    by_code: dict[str, list[Coding]] = {}
    for coding in ruled:
        by_code.setdefault(coding.code.code, []).append(coding)
    found = []
    likely = heard.likely
    for name, (place, code) in barriers.items():
        if place not in likely and name not in by_code:
            continue
        own = by_code.get(name, [])
        if not own and name in named and len(parsed.sentences) == 1:
            continue  # the rules saw it there, and that nothing is claimed of it
        evidence = code_evidence(heard, place, own, name in named, frame)
        wanted = asked.get(name) or default
        found.append(
            Candidate(
                code, tuple(own), evidence, scores, heard.window[place], wanted, told
            )
        )
    return found


@dataclass(frozen=True)
class Verdict:
    """A coding to be made.

    Attributes:
        candidate: The barrier and what speaks for it.
        status: What is claimed of it.
        confidence: Probability that both are right.
        is_turn: Whether it is one of two that tell what went and came back.
    """

    candidate: Candidate
    status: str
    confidence: float
    is_turn: bool = False

    @property
    def coding(self) -> Coding | None:
        """The coding of the rules that says the same; else None."""
        same = [c for c in self.candidate.ruled if c.status == self.status]
        return max(same, key=lambda c: c.confidence, default=None)


@dataclass(frozen=True)
class Weighed:
    """A candidate with what the models make of it.

    Attributes:
        candidate: The barrier.
        claimed: Probability that the text claims anything of any barrier.
        sure: Probability that it claims it of this one.
        told: Probability of each of ``TOLD_OF``, given that.
    """

    candidate: Candidate
    claimed: float
    sure: float
    told: Vector

    @property
    def reach(self) -> float:
        """What decides whether it is coded: that anything is claimed counts twice.

        Most texts without a barrier are to stay uncoded, and which barrier a text would
        speak of if it spoke of one says little of whether it does.
        """
        return self.claimed * self.sure


class Case(NamedTuple):
    """One text to be weighed.

    Attributes:
        candidates: Its barriers.
        freely: Whether a barrier that no rule gives may be coded.
        own: What people's codings of the study add.
        row: The text as ``own`` sees it.
    """

    candidates: Sequence[Candidate]
    freely: bool = True
    own: Own | None = None
    row: Vector | None = None


def weighed(cases: Sequence[Case], judge: Judge) -> list[list[Weighed]]:
    """What the models make of the barriers of each text."""
    some = [[c for c in x.candidates if x.freely or c.ruled] for x in cases]
    every = [candidate for candidates in some for candidate in candidates]
    if not every:
        return [[] for _ in cases]
    evidence = np.array([c.evidence for c in every])
    counts = [len(candidates) for candidates in some if candidates]
    claimed = np.repeat(judge.claims(claim_evidence(evidence, counts)), counts)
    sure = claimed * judge.codes(evidence)
    told = judge.statuses(status_evidence([c.told for c in every]))
    found, start = [], 0
    for case, candidates in zip(cases, some, strict=True):
        end = start + len(candidates)
        mine = claimed[start:end], sure[start:end], told[start:end]
        found.append(_taught(case, candidates, *mine))
        start = end
    return found


def _taught(
    case: Case,
    candidates: Sequence[Candidate],
    claimed: Vector,
    sure: Vector,
    told: Vector,
) -> list[Weighed]:
    """The barriers of one text, with what people's codings of the study add."""
    if case.own is not None and case.row is not None:
        sure = case.own.codes([c.code.code for c in candidates], sure, case.row)
        told = np.array([case.own.statuses(shares) for shares in told])
    return [
        Weighed(*row)
        for row in zip(candidates, claimed.tolist(), sure.tolist(), told, strict=True)
    ]


def verdicts(
    some: Sequence[Weighed], judge: Judge, own: Own | None = None
) -> list[Verdict]:
    """The codings of a text.

    What a rule is plainly sure of holds without the judge.
    """
    least = judge.least if own is None else own.least
    found: list[Verdict] = []
    for one in some:
        if one.reach >= least or one.candidate.is_plain:
            told = _statuses(one.candidate, one.told)
            is_turn = {"gone", "returned"} <= {status for status, _ in told}
            found += [
                Verdict(
                    one.candidate,
                    status,
                    round(judge.confidence(one.sure * share), 2),
                    is_turn,
                )
                for status, share in told
            ]
    return found


def _statuses(candidate: Candidate, shares: Vector) -> list[tuple[str, float]]:
    """What rules give in one sentence or by the question; else what is likeliest.

    A rule that only says that a barrier is spoken of gives way to a status that is
    likelier than not.
    """
    ruled = candidate.ruled
    told = {c.status for c in ruled}
    asked = all(c.source == "question" for c in ruled)
    at = int(shares.argmax())
    weak = all(c.source == "text" and c.rule in WEAK for c in ruled)
    holds = (asked or len(candidate.scores.windows) == 1) and not (
        weak and shares[at] > 0.5
    )
    if told and holds:
        return [(s, float(shares[n])) for n, s in enumerate(TOLD_OF) if s in told]
    best = ("gone", "returned") if TOLD_OF[at] == BACK else (TOLD_OF[at],)
    return [(status, float(shares[at])) for status in best]
