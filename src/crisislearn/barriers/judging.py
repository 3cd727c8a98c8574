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
from crisislearn.barriers.rules import NONE, STATUSES

PATH = Path(__file__).parent / "model" / "judge.json"
LEAST = 0.04
"""Least probability of a code in a sentence without a rule for it to be judged."""

Vector = npt.NDArray[np.float64]

CODE_EVIDENCE = (
    "learned", "lead", "ruled", "ruled_learned", "confidence", "named", "asked",
    "new_asked", "answer", "sentences", "nothing",
)  # fmt: skip


@dataclass(frozen=True)
class Judge:
    """Two linear models over evidence.

    Attributes:
        code: Weight of each kind of evidence that a barrier is spoken of.
        code_bias: Intercept.
        least: Least probability of a barrier to be coded.
        status: (evidence, statuses) weights.
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
            "status": [[round(float(x), 4) for x in row] for row in self.status],
            "status_bias": [round(float(x), 4) for x in self.status_bias],
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")

    def codes(self, evidence: Vector) -> Vector:
        """Probability of each of n barriers, from (n, evidence)."""
        return np.asarray(1 / (1 + np.exp(-(evidence @ self.code + self.code_bias))))

    def statuses(self, evidence: Vector) -> Vector:
        """Probability of each status, from (evidence,)."""
        rows = evidence @ self.status + self.status_bias
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
    scores: Scores, window: int, ruled: str | None, rule: str, wanted: str | None
) -> Vector:
    """What speaks for each status of one coding.

    Args:
        scores: Of the text.
        window: Window that the coding stands in.
        ruled: Status that the rules give; None if they give none.
        rule: Ids of these rules.
        wanted: Status that the question asks about.
    """
    weak = rule in ("claim", "cue", "hinders")
    one = [float(ruled == s and not weak) for s in STATUSES]
    two = [float(ruled == s and weak) for s in STATUSES[:1]]
    three = [float(wanted == s) for s in STATUSES]
    return np.concatenate(
        [scores.statuses[window], scores.statuses[-1], one, two, three]
    )


def _logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))


UNRULED = NONE
