"""Shares corrected for the measured error of the coder.

Here: the estimator and its interval. Not here: measuring the error (``measured``) and
whether it was measured on enough (``validation``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crisislearn.barriers.agreement import Estimate, Floats, draws, interval
from crisislearn.barriers.measured import recall, specificity

LEAST_PEOPLE = 8
"""Statements that people gave the label, below which there is no interval to rely on:
in simulated studies 95 % intervals then held the truth in 80 to 88 % of the cases, with
eight or more in 90 to 99 %."""

LEAST_USE = 0.1
"""Least sensitivity + specificity - 1: below it the coder says next to nothing."""


_FEW = f"people gave it to fewer than {LEAST_PEOPLE} statements of the sample"


@dataclass(frozen=True)
class Corrected:
    """A corrected share, or why there is none."""

    share: Estimate
    reason: str = ""


def rogan_gladen(apparent: Floats, sensitivity: Floats, specific: Floats) -> Floats:
    """Share of units that truly have a label, from the share that was given it.

    ``(apparent + specificity - 1) / (sensitivity + specificity - 1)``, kept within 0
    and 1 (Rogan & Gladen 1978, Am J Epidemiol 107:71–76).
    """
    use = sensitivity + specific - 1
    fine = use > 0
    found = (apparent + specific - 1) / np.where(fine, use, 1)
    result: Floats = np.where(fine, np.clip(found, 0, 1), np.nan)
    return result


def corrected_share(
    apparent: float, table: Floats, people: float, seed: int
) -> Corrected:
    """Correct one share by what a sample says of the coder.

    The interval draws the sample's documents again: it holds the uncertainty of
    sensitivity and specificity. The apparent share is of all statements there are.

    Args:
        apparent: Share of statements with the label by the coder.
        table: Weighted counts ``(documents, 4)`` of it, from ``measured.counts``.
        people: Statements of the sample that people gave it, unweighted.
        seed: Of the draws.
    """
    if people < LEAST_PEOPLE:
        return Corrected(Estimate(None), _FEW)
    whole = table.sum(0)[None]
    sensitivity, specific = recall(whole), specificity(whole)
    if np.isnan(sensitivity[0]) or np.isnan(specific[0]):
        return Corrected(Estimate(None), _FEW)
    if sensitivity[0] + specific[0] - 1 < LEAST_USE:
        return Corrected(Estimate(None), "the coder hardly tells it from the others")
    value = rogan_gladen(np.array([apparent]), sensitivity, specific)
    drawn = np.tensordot(draws(len(table), seed), table, 1)
    shares = rogan_gladen(np.array(apparent), recall(drawn), specificity(drawn))
    low, high = interval(shares)
    if low is None:
        return Corrected(Estimate(None), "the sample holds no error to measure")
    return Corrected(Estimate(float(value[0]), low, high))
