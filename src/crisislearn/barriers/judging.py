"""Judging: rules and what was learned decide together what a text is coded with.

Here: the evidence for each barrier of a text, and for each status of it, as numbers,
and the two small models that weigh it. Not here: the rules (``status``), the scores of
sentences (``learned``), and fitting (``training``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crisislearn.barriers.learned import Scores
from crisislearn.barriers.questions import Frame
from crisislearn.barriers.rules import STATUSES

PATH = Path(__file__).parent / "model" / "judge.json"
LEAST = 0.1
"""Least probability of a code in a sentence without a rule for it to be judged."""

WEAK = ("claim", "cue")
"""Rules that say that a barrier is at work where no word says more."""

Vector = npt.NDArray[np.float64]

CODE_EVIDENCE = (
    "learned", "lead", "ruled", "ruled_learned", "confidence", "named", "asked",
    "new_asked", "answer", "sentences", "nothing",
)  # fmt: skip


STATUS_EVIDENCE = ("learned", "ruled", "weakly_ruled", "asked")


@dataclass(frozen=True)
class Judge:
    """Two linear models over evidence.

    Attributes:
        code: Weight of each kind of evidence that a barrier is spoken of.
        code_bias: Intercept.
        least: Least probability of a barrier to be coded.
        status: Weight of each kind of evidence for a status, the same for all.
        status_bias: (statuses,) intercepts.
    """

    code: Vector
    code_bias: float
    least: float
    status: Vector
    status_bias: Vector

    def save(self, path: Path) -> None:
        """Write the models as JSON."""
        content = {
            "code": [round(float(x), 4) for x in self.code],
            "code_bias": round(self.code_bias, 4),
            "least": self.least,
            "status": [round(float(x), 4) for x in self.status],
            "status_bias": [round(float(x), 4) for x in self.status_bias],
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    def codes(self, evidence: Vector) -> Vector:
        """Probability of each of n barriers, from (n, evidence)."""
        return np.asarray(1 / (1 + np.exp(-(evidence @ self.code + self.code_bias))))

    def statuses(self, evidence: Vector) -> Vector:
        """Probability of each status, from (evidence, statuses)."""
        rows = self.status @ evidence + self.status_bias
        power = np.exp(rows - rows.max())
        return np.asarray(power / power.sum())


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
    )


def code_evidence(
    scores: Scores,
    place: int,
    confidences: Sequence[float],
    named: bool,
    frame: Frame,
    answered: bool,
) -> Vector:
    """What speaks for a barrier in a text; see ``CODE_EVIDENCE``.

    Args:
        scores: Of the text.
        place: Column of the code.
        confidences: Of the codings that the rules give it.
        named: Whether a term of the codebook names it.
        frame: What was asked.
        answered: Whether the text answers a question with yes or no.
    """
    column = scores.codes[:, place]
    best = int(column.argmax())
    others = np.delete(scores.codes[best], [0, place])
    learned = _logit(float(column[best]))
    ruled = bool(confidences)
    return np.array(
        [
            learned,
            learned - _logit(float(others.max())),
            ruled,
            ruled * learned,
            max(confidences, default=0.0),
            named,
            frame.kind == "barrier",
            frame.kind == "innovation",
            answered,
            np.log(len(scores.windows)),
            _logit(float(scores.codes[:, 0].min())),
        ],
        dtype=float,
    )


def status_evidence(
    scores: Scores, ruled: str | None, rule: str, wanted: str | None
) -> Vector:
    """What speaks for each status of one coding; see ``STATUS_EVIDENCE``.

    Args:
        scores: Of the text.
        ruled: Status that the rules give; None if they give none.
        rule: Ids of these rules.
        wanted: Status that the question asks about.

    Returns:
        (evidence, statuses).
    """
    is_weak = rule in WEAK
    return np.array(
        [
            scores.statuses,
            [float(ruled == s and not is_weak) for s in STATUSES],
            [float(ruled == s and is_weak) for s in STATUSES],
            [float(wanted == s) for s in STATUSES],
        ]
    )


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))
