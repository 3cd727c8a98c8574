"""Judging: rules and what was learned decide together what a text is coded with.

Here: the evidence for each barrier of a text, and for each status of it, as numbers,
and the two small models that weigh it. Not here: the rules (``status``), the scores of
sentences (``learned``), and fitting (``fitting``).
"""

from __future__ import annotations

import heapq
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crisislearn.barriers.codings import Coding
from crisislearn.barriers.learned import Scores
from crisislearn.barriers.questions import Frame
from crisislearn.barriers.weights import BACK, TOLD_OF

PATH = Path(__file__).parent / "model" / "judge.json"
FIRST_OF_ALL, FIRST_SOMEWHERE = 3, 2
"""How many of the likeliest barriers of the whole text, and of any part, are judged."""

CERTAIN = 1e-4
"""Nothing is surer than this short of 0 and 1."""

WEAK = ("claim", "cue")
"""Rules that say that a barrier is at work where no word says more."""

Vector = npt.NDArray[np.float64]

CODE_EVIDENCE = (
    "whole", "whole_lead", "part", "part_lead", "claims", "claims_part", "first",
    "first_claims", "ruled", "confidence", "named", "first_named", "asked",
    "new_asked", "answer", "windows",
)  # fmt: skip
STATUS_EVIDENCE = ("whole", "part", "last", "ruled", "weakly_ruled", "asked")


@dataclass(frozen=True)
class Judge:
    """Two linear models over evidence.

    Attributes:
        code: Weight of each kind of evidence that a barrier is spoken of.
        code_bias: Intercept.
        least: Least probability of a barrier to be coded.
        status: Weight of each kind of evidence for a status, the same for all.
        status_bias: Intercepts, in the order of ``TOLD_OF``.
        trust: Slope and intercept that turn the log odds of a coding into those that
            it is right (Platt 1999, Advances in Large Margin Classifiers 61–74).
    """

    code: Vector
    code_bias: float
    least: float
    status: Vector
    status_bias: Vector
    trust: tuple[float, float] = (1.0, 0.0)

    def save(self, path: Path) -> None:
        """Write the models as JSON."""
        content = {
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
        """Probability of each of n barriers, from (n, evidence)."""
        return np.asarray(1 / (1 + np.exp(-(evidence @ self.code + self.code_bias))))

    def statuses(self, evidence: Vector) -> Vector:
        """Probability of each of ``TOLD_OF``, from (evidence, statuses)."""
        rows = self.status @ evidence + self.status_bias
        power = np.exp(rows - rows.max())
        return np.asarray(power / power.sum())

    def confidence(self, p: float) -> float:
        """Probability that a coding is right, from the models' own for it."""
        slope, bias = self.trust
        return 1 / (1 + math.exp(-(slope * log_odds(p) + bias)))


def log_odds(p: float) -> float:
    """Log odds of a probability, which may be 0 or 1."""
    held = min(max(p, CERTAIN), 1 - CERTAIN)
    return math.log(held / (1 - held))


@cache
def load_judge() -> Judge:
    """Read the models that ship with the package."""
    raw = json.loads(PATH.read_text(encoding="utf-8"))
    return Judge(
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
        windows: How many windows there are.
    """

    whole: list[float]
    whole_lead: list[float]
    part: list[float]
    part_lead: list[float]
    window: list[int]
    claims: tuple[float, float]
    windows: int

    @classmethod
    def of(cls, scores: Scores) -> Heard:
        """From the margins of a text's windows."""
        codes = scores.codes
        two = np.partition(codes, -2, axis=1)[:, -2:]
        top = two[:, 1:]
        leads = codes - np.where(codes == top, two[:, :1], top)
        return cls(
            codes[-1].tolist(),
            leads[-1].tolist(),
            codes.max(axis=0).tolist(),
            leads.max(axis=0).tolist(),
            leads.argmax(axis=0).tolist(),
            (float(scores.claims[-1]), float(scores.claims.max())),
            len(codes),
        )

    def likely(self) -> set[int]:
        """The barriers that are worth judging without a rule."""
        places = range(len(self.whole))
        whole = heapq.nlargest(FIRST_OF_ALL, places, key=self.whole.__getitem__)
        part = heapq.nlargest(FIRST_SOMEWHERE, places, key=self.part_lead.__getitem__)
        return {*whole, *part}


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
    ]


def status_evidence(
    scores: Scores, window: int, ruled: Sequence[Coding], wanted: str | None
) -> Vector:
    """What speaks for each status of a barrier; see ``STATUS_EVIDENCE``.

    Args:
        scores: Of the text.
        window: The window that speaks most of the barrier.
        ruled: The codings that the rules give the barrier.
        wanted: Status that the question asks about.

    Returns:
        (evidence, statuses), statuses in the order of ``TOLD_OF``.
    """
    strong = {c.status for c in ruled if c.rule not in WEAK}
    weak = {c.status for c in ruled if c.rule in WEAK}
    if {"gone", "returned"} <= strong:
        strong = {BACK}
    last = next(
        n for n, w in enumerate(scores.windows) if w[1] == scores.windows[-1][1]
    )
    return np.array(
        [
            scores.statuses[-1],
            scores.statuses[window],
            scores.statuses[last],
            [float(s in strong) for s in TOLD_OF],
            [float(s in weak) for s in TOLD_OF],
            [float(s == wanted) for s in TOLD_OF],
        ]
    )
