"""What people's codings of a study add to the coder that ships.

Here: the small models of one study and how they are blended with the general ones. Not
here: fitting them and choosing the blend (``retraining``), and which codings there are
(``hand``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from crisislearn.barriers.learned import Scores

Vector = npt.NDArray[np.float64]

MARGIN, RULED = 1 / 3, 0.5
"""What a margin of the general models, and a coding of the rules, weigh in a row beside
an embedding of length one."""

CERTAIN = 1e-6
"""Nothing is surer than this short of 0 and 1."""


@dataclass(frozen=True)
class Own:
    """Models of one study, blended with the general ones by their log odds.

    Attributes:
        share: Share of the study's own model of codes; 0 leaves the general one.
        least: Least probability of a barrier to be coded.
        told: Share of the study's own model of statuses.
        centre: Mean row of the texts it was fitted on.
        models: Code → weights and intercept; a code that people hardly gave has none.
        scale: What the general log probabilities of statuses are multiplied by.
        bias: What is added to them.
    """

    share: float
    least: float
    told: float
    centre: Vector
    models: Mapping[str, tuple[Vector, float]]
    scale: float
    bias: Vector

    def codes(self, names: Sequence[str], general: Vector, row: Vector) -> Vector:
        """Probability of each of n barriers, from the general (n,) and the text."""
        held = np.clip(general, CERTAIN, 1 - CERTAIN)
        odds = np.log(held) - np.log1p(-held)
        if self.share:
            mine = odds.copy()
            for n, name in enumerate(names):
                if name in self.models:
                    weights, bias = self.models[name]
                    mine[n] = (row - self.centre) @ weights + bias
            odds = (1 - self.share) * odds + self.share * mine
        return np.asarray(1 / (1 + np.exp(-odds)))

    def statuses(self, general: Vector) -> Vector:
        """Probability of each status, from the general one."""
        if not self.told:
            return general
        known = np.log(np.maximum(general, 1e-12))
        rows = (1 - self.told) * known + self.told * (known * self.scale + self.bias)
        power = np.exp(rows - rows.max())
        return np.asarray(power / power.sum())


@dataclass(frozen=True)
class Taught:
    """What a study has taught the coder.

    Attributes:
        version: Digest of what was learned.
        whole: For statements that nobody coded.
        folds: Each learned without some documents.
        places: Statement that people coded → the fold that has not seen its document,
            so that comparing machine and people there is fair.
    """

    version: str
    whole: Own
    folds: Sequence[Own] = ()
    places: Mapping[str, int] = field(default_factory=dict)

    def of(self, statement: str) -> Own:
        """What codes a statement."""
        place = self.places.get(statement)
        return self.whole if place is None else self.folds[place]


def row_of(
    embedding: Vector, scores: Scores, ruled: Iterable[str], place: Mapping[str, int]
) -> Vector:
    """A text as the models of a study see it.

    Args:
        embedding: Its vector, of any length.
        scores: What was learned of it in general.
        ruled: Codes that the rules give it.
        place: Columns of the codes.
    """
    length = float(np.sqrt(embedding @ embedding)) or 1.0
    given = np.zeros(len(place))
    for code in ruled:
        if code in place:
            given[place[code]] = RULED
    return np.concatenate([embedding / length, scores.codes[-1] * MARGIN, given])
