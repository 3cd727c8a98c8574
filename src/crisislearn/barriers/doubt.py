"""Doubt: which statements the coder is least sure of, for people to look at.

Here: how unsure it is of the code and of the status, and the rows of
``ops.review_codings``. Not here: the probabilities (``candidates``) and the workbook.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.candidates import Weighed
from crisislearn.barriers.weights import BACK, TOLD_OF

DOUBTS = (
    "statement_id", "doubt", "code_doubt", "status_doubt", "code", "probability",
    "status_of", "status", "status_probability", "other_status", "other_probability",
)  # fmt: skip
"""What is kept of every statement that a barrier was weighed for."""

REVIEW = (
    "statement_id", "rank", "doubt", "code_doubt", "status_doubt", "code",
    "probability", "status_of", "status", "other_status", "reason",
)  # fmt: skip

TOLD_AS = {BACK: "gone and returned"}
"""Classes of the status model that are no status by themselves."""


_MOST_BITS = math.log2(len(TOLD_OF))


def doubt_of(statement: str, some: Sequence[Weighed]) -> dict[str, Any] | None:
    """How unsure the coder is of a statement; None where it had nothing to weigh.

    Doubt of codes is the entropy in bits of the decision that is nearest to one half;
    doubt of statuses the largest entropy, between 0 and 1, of what is claimed of a
    barrier, times how sure the barrier itself is. The doubt of the statement is their
    sum.

    Args:
        statement: Its id.
        some: Its barriers, weighed.
    """
    if not some:
        return None
    by_name = sorted(some, key=lambda w: w.candidate.code.code)
    by_code, code = _most([_bits((w.sure, 1 - w.sure)) for w in by_name], by_name)
    by_status, told = _most(_of_statuses(by_name), by_name)
    first, second = np.argsort(-told.told, kind="stable")[:2]
    return {
        "statement_id": statement,
        "doubt": round(by_code + by_status, 6),
        "code_doubt": round(by_code, 6),
        "status_doubt": round(by_status, 6),
        "code": code.candidate.code.code,
        "probability": round(code.sure, 6),
        "status_of": told.candidate.code.code,
        "status": _name(first),
        "status_probability": round(float(told.told[first]), 6),
        "other_status": _name(second),
        "other_probability": round(float(told.told[second]), 6),
    }


def _most(doubts: Sequence[float], some: Sequence[Weighed]) -> tuple[float, Weighed]:
    """The largest doubt and whose it is: of several, the first."""
    largest = max(doubts)
    return largest, some[doubts.index(largest)]


def _of_statuses(some: Sequence[Weighed]) -> list[float]:
    told = np.array([w.told for w in some])
    bits = -(told * np.log2(np.where(told > 0, told, 1.0))).sum(axis=1) / _MOST_BITS
    return [w.sure * b for w, b in zip(some, bits.tolist(), strict=True)]


def _bits(shares: Iterable[float]) -> float:
    return -sum(p * math.log2(p) for p in shares if p > 0)


def _name(place: int) -> str:
    return TOLD_AS.get(TOLD_OF[place], TOLD_OF[place])


def review_codings(
    doubts: pd.DataFrame, units: Iterable[str], coded: Collection[str]
) -> pd.DataFrame:
    """Rows of ``ops.review_codings``: the least sure first, ties by id.

    Args:
        doubts: Columns ``DOUBTS``.
        units: Statements that are analysed.
        coded: Those that people have coded already.
    """
    wanted = set(units) - set(coded)
    kept = doubts[doubts["statement_id"].isin(wanted)]
    kept = kept.sort_values(["doubt", "statement_id"], ascending=[False, True])
    reasons = [_reason(row) for row in kept.to_dict("records")]
    kept = kept.assign(rank=range(1, len(kept) + 1), reason=reasons)
    return kept[list(REVIEW)].reset_index(drop=True)


def _reason(row: dict[Any, Any]) -> str:
    """Why a statement is doubtful, for a person."""
    code = f"{row['code']} with probability {row['probability']:.2f}"
    status = (
        f"of {row['status_of']} it may say {row['status']} "
        f"({row['status_probability']:.2f}) or {row['other_status']} "
        f"({row['other_probability']:.2f})"
    )
    if row["code_doubt"] >= row["status_doubt"]:
        return f"it may speak of {code}; {status}"
    return f"{status}; it may speak of {code}"
