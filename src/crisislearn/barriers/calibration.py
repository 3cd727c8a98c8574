"""Calibration: whether codings with a confidence of 0.7 are right seven times in ten.

Here: figures of it from codings and coded statements, and the card of what was measured
of the coder that ships. Not here: fitting the confidence (``fitting``), and F1
(``scoring``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisislearn.barriers.scoring import Item

CARD = Path(__file__).parent / "model" / "card.json"
BINS = 10

Vector = npt.NDArray[np.float64]


class Outcomes(NamedTuple):
    """Codings that are right or wrong; those that are neither are left out.

    Attributes:
        item: (n,) number of the statement.
        confidence: (n,) of the coder.
        right: (n,) 1 where people gave code and status, too, else 0.
    """

    item: npt.NDArray[np.int64]
    confidence: Vector
    right: Vector


class Bin(NamedTuple):
    """Codings of about one confidence.

    Attributes:
        n: How many.
        confidence: Their mean confidence.
        right: Share of them that is right.
    """

    n: int
    confidence: float
    right: float


def outcomes(items: Sequence[Item], codings: pd.DataFrame) -> Outcomes:
    """Hold the confidence of codings against coded statements.

    Args:
        items: From ``scoring.read_gold``.
        codings: From ``code_texts`` of their texts. Of several with one code and status
            the surest counts.
    """
    surest: dict[tuple[int, str, str], float] = {}
    for row in codings.to_dict("records"):
        key = int(row["text_id"]), row["code"], row["status"]
        surest[key] = max(surest.get(key, 0.0), float(row["confidence"]))
    found = []
    for (number, code, status), confidence in sorted(surest.items()):
        item = items[number]
        wanted = {(c["code"], c["status"]) for c in item["codings"]}
        allowed = {(c["code"], c["status"]) for c in item.get("also_ok", ())}
        if (code, status) in wanted or (code, status) not in allowed:
            found.append((number, confidence, float((code, status) in wanted)))
    table = np.array(found, dtype=float).reshape(len(found), 3)
    return Outcomes(table[:, 0].astype(np.int64), table[:, 1], table[:, 2])


def brier(found: Outcomes) -> float:
    """Mean squared difference of confidence and outcome (Brier 1950, Mon Weather Rev).

    0 is perfect; NaN without codings.
    """
    if not len(found.right):
        return float("nan")
    return float(((found.confidence - found.right) ** 2).mean())


def bins(found: Outcomes, number: int = BINS) -> list[Bin]:
    """Codings by their confidence, in bins of equal width; empty ones left out."""
    at = np.minimum((found.confidence * number).astype(int), number - 1)
    return [
        Bin(
            int((at == n).sum()),
            float(found.confidence[at == n].mean()),
            float(found.right[at == n].mean()),
        )
        for n in range(number)
        if (at == n).any()
    ]


def expected_error(found: Outcomes) -> float:
    """Expected calibration error: how far bins are off, by the codings in them.

    Naeini, Cooper & Hauskrecht 2015, AAAI 29:2901–2907; ten bins of equal width. NaN
    without codings.
    """
    if not len(found.right):
        return float("nan")
    total = sum(b.n * abs(b.confidence - b.right) for b in bins(found))
    return total / len(found.right)


def measured_coder() -> list[dict[str, Any]]:
    """Rows of ``ops.models`` about the coder that ships."""
    rows: list[dict[str, Any]] = json.loads(CARD.read_text(encoding="utf-8"))
    return rows
