"""Judging: rules and what was learned decide together what a text is coded with.

Here: the evidence for each barrier of a text, and for each status of it, as numbers,
and the three small models that weigh it: whether a text claims anything of any barrier,
of which if it does, and what. Not here: the rules (``status``), the scores of
sentences (``learned``), and fitting (``fitting``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from crisislearn.barriers.codings import Coding
from crisislearn.barriers.learned import Scores
from crisislearn.barriers.questions import Frame
from crisislearn.barriers.weights import BACK, TOLD_OF

PATH = Path(__file__).parent / "model" / "judge.json"
FIRST_OF_ALL, FIRST_SOMEWHERE, FIRST_OF_TEXT = 3, 2, 2
"""How many of the likeliest barriers of the whole text, of any part, and by the models
of whole texts are judged."""

CERTAIN = 1e-4
"""Nothing is surer than this short of 0 and 1."""

WEAK = ("claim", "cue")
"""Rules that say that a barrier is at work where no word says more."""

_PLACES: dict[str | None, int] = {status: n for n, status in enumerate(TOLD_OF)}

Vector = npt.NDArray[np.float64]

CODE_EVIDENCE = (
    "whole", "whole_lead", "part", "part_lead", "claims", "claims_part", "first",
    "first_claims", "ruled", "confidence", "named", "first_named", "asked",
    "new_asked", "answer", "windows", "text", "text_lead", "text_claims", "words",
)  # fmt: skip
STATUS_EVIDENCE = ("whole", "part", "last", "ruled", "weakly_ruled", "asked", "text")


@dataclass(frozen=True)
class Judge:
    """Three linear models over evidence.

    Attributes:
        claim: Weight of each kind of evidence, the most that there is for any barrier
            of the text, that anything is claimed of one.
        claim_bias: Intercept.
        code: Weight of each kind of evidence that it is claimed of this barrier.
        code_bias: Intercept.
        least: Least that a barrier must reach to be coded; see ``Weighed.reach``.
        status: Weight of each kind of evidence for a status, the same for all.
        status_bias: Intercepts, in the order of ``TOLD_OF``.
        trust: Slope and intercept that turn the log odds of a coding into those that
            it is right (Platt 1999, Advances in Large Margin Classifiers 61–74).
    """

    claim: Vector
    claim_bias: float
    code: Vector
    code_bias: float
    least: float
    status: Vector
    status_bias: Vector
    trust: tuple[float, float] = (1.0, 0.0)

    def save(self, path: Path) -> None:
        """Write the models as JSON."""
        content = {
            "claim": [round(float(x), 4) for x in self.claim],
            "claim_bias": round(self.claim_bias, 4),
            "code": [round(float(x), 4) for x in self.code],
            "code_bias": round(self.code_bias, 4),
            "least": self.least,
            "status": [round(float(x), 4) for x in self.status],
            "status_bias": [round(float(x), 4) for x in self.status_bias],
            "trust": [round(float(x), 4) for x in self.trust],
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    def codes(self, evidence: Vector) -> Vector:
        """Probability of each of n barriers, given a claim, from (n, evidence)."""
        return _logistic(evidence @ self.code + self.code_bias)

    def claims(self, evidence: Vector) -> Vector:
        """Probability that each of n texts claims anything, from (n, evidence)."""
        return _logistic(evidence @ self.claim + self.claim_bias)

    def statuses(self, evidence: Vector) -> Vector:
        """Probability of each of ``TOLD_OF``: (n, statuses) from what was told."""
        rows = np.einsum("nes,e->ns", evidence, self.status) + self.status_bias
        power = np.exp(rows - rows.max(axis=1, keepdims=True))
        return np.asarray(power / power.sum(axis=1, keepdims=True))

    def confidence(self, p: float) -> float:
        """Probability that a coding is right, from the models' own for it."""
        slope, bias = self.trust
        return 1 / (1 + math.exp(-(slope * log_odds(p) + bias)))


def _logistic(margins: Vector) -> Vector:
    return np.asarray(1 / (1 + np.exp(-margins)))


def log_odds(p: float) -> float:
    """Log odds of a probability, which may be 0 or 1."""
    held = min(max(p, CERTAIN), 1 - CERTAIN)
    return math.log(held / (1 - held))


@cache
def load_judge() -> Judge:
    """Read the models that ship with the package."""
    raw = json.loads(PATH.read_text(encoding="utf-8"))
    return Judge(
        np.array(raw["claim"]),
        raw["claim_bias"],
        np.array(raw["code"]),
        raw["code_bias"],
        raw["least"],
        np.array(raw["status"]),
        np.array(raw["status_bias"]),
        tuple(raw["trust"]),
    )


@dataclass(frozen=True)
class Heard:
    """What was learned of each barrier of one text: (codes,) each.

    Attributes:
        whole: Margins in the whole text.
        whole_lead: How far each is ahead of all others.
        part: Best margins in any window.
        part_lead: The furthest that each is ahead of all others in a window.
        window: The window with the best lead.
        claims: Margins that any barrier is spoken of: in the whole, and the best.
        text: Margins by the models of whole texts.
        text_lead: How far each is ahead of all others.
        text_claims: Margin that any barrier is spoken of by these.
        windows: How many windows there are.
        words: How many words there are.
        likely: The barriers that are worth judging without a rule.
    """

    whole: list[float]
    whole_lead: list[float]
    part: list[float]
    part_lead: list[float]
    window: list[int]
    claims: list[float]
    text: list[float]
    text_lead: list[float]
    text_claims: float
    windows: int
    words: int

    likely: frozenset[int]


def heard_in(scores: Sequence[Scores]) -> list[Heard]:
    """What was learned of the barriers of texts, from the margins of their windows."""
    if not scores:
        return []
    ends = np.cumsum([len(s.windows) for s in scores])
    starts = np.concatenate([[0], ends[:-1]])
    codes = np.concatenate([s.codes for s in scores])
    claims = np.concatenate([s.claims for s in scores])
    texts = np.stack([s.text for s in scores])
    text = texts[:, : codes.shape[1]]
    leads = _leads(codes)
    ahead = np.maximum.reduceat(leads, starts)
    number = np.arange(len(codes)) - np.repeat(starts, ends - starts)
    best = leads == np.repeat(ahead, ends - starts, axis=0)
    windows = np.minimum.reduceat(np.where(best, number[:, None], len(codes)), starts)
    whole = codes[ends - 1]
    first = np.argsort(-whole, axis=1, kind="stable")[:, :FIRST_OF_ALL]
    other = np.argsort(-ahead, axis=1, kind="stable")[:, :FIRST_SOMEWHERE]
    by_text = np.argsort(-text, axis=1, kind="stable")[:, :FIRST_OF_TEXT]
    judged = np.hstack([first, other, by_text]).tolist()
    likely = [frozenset(places) for places in judged]
    columns = (
        whole, leads[ends - 1], np.maximum.reduceat(codes, starts), ahead, windows,
        np.stack([claims[ends - 1], np.maximum.reduceat(claims, starts)], axis=1),
        text, _leads(text), texts[:, codes.shape[1]], ends - starts,
        np.array([s.words for s in scores]),
    )  # fmt: skip
    rows = zip(*[column.tolist() for column in columns], likely, strict=True)
    return [Heard(*row) for row in rows]


def _leads(margins: Vector) -> Vector:
    """How far each column is ahead of all others."""
    two = np.partition(margins, -2, axis=1)[:, -2:]
    top = two[:, 1:]
    return np.asarray(margins - np.where(margins == top, two[:, :1], top))


def code_evidence(
    heard: Heard, place: int, ruled: Sequence[Coding], named: bool, frame: Frame
) -> list[float]:
    """What speaks for a barrier in a text; see ``CODE_EVIDENCE``.

    Args:
        heard: What was learned of the text.
        place: Column of the code.
        ruled: The codings that the rules give it.
        named: Whether a term of the codebook names it.
        frame: What was asked.
    """
    first = heard.whole_lead[place] > 0
    return [
        heard.whole[place],
        heard.whole_lead[place],
        heard.part[place],
        heard.part_lead[place],
        *heard.claims,
        first,
        heard.claims[0] if first else 0.0,
        bool(ruled),
        max((c.confidence for c in ruled), default=0.0),
        named,
        first and named,
        frame.kind == "barrier",
        frame.kind == "innovation",
        any(c.rule == "short_answer" for c in ruled),
        math.log(heard.windows),
        heard.text[place],
        heard.text_lead[place],
        heard.text_claims,
        math.log1p(heard.words),
    ]


def claim_evidence(evidence: Vector, counts: Sequence[int]) -> Vector:
    """What speaks for any claim in each text: (texts, evidence), the most of each kind.

    Args:
        evidence: (barriers, evidence) ``code_evidence``, text after text.
        counts: How many barriers each text has, one or more.
    """
    starts = np.cumsum([0, *counts[:-1]])
    return np.asarray(np.maximum.reduceat(evidence, starts))


class Told(NamedTuple):
    """What a text says of a barrier, before it is weighed.

    Attributes:
        scores: Of the text.
        window: The window that speaks most of the barrier.
        ruled: The codings that the rules give the barrier.
        wanted: Status that the question asks about.
        asked: What the words of the question add to the margins of statuses.
    """

    scores: Scores
    window: int
    ruled: Sequence[Coding]
    wanted: str | None
    asked: Vector


def status_evidence(some: Sequence[Told]) -> Vector:
    """What speaks for each status of n barriers; see ``STATUS_EVIDENCE``.

    Returns:
        (n, evidence, statuses), statuses in the order of ``TOLD_OF``.
    """
    found = np.zeros((len(some), len(STATUS_EVIDENCE), len(TOLD_OF)))
    last = [max(t.scores.windows[-1][1] - 1, 0) for t in some]
    for kind, windows in enumerate(([-1] * len(some), [t.window for t in some], last)):
        pairs = zip(some, windows, strict=True)
        found[:, kind] = [t.scores.statuses[w] + t.asked for t, w in pairs]
    found[:, -1] = [t.scores.text[-len(TOLD_OF) :] for t in some]
    for n, told in enumerate(some):
        strong = {c.status for c in told.ruled if c.rule not in WEAK}
        if {"gone", "returned"} <= strong:
            strong = {BACK}
        weak = {c.status for c in told.ruled if c.rule in WEAK}
        for kind, statuses in enumerate((strong, weak, {told.wanted}), start=3):
            for status in statuses:
                if status in _PLACES:
                    found[n, kind, _PLACES[status]] = 1.0
    return found
