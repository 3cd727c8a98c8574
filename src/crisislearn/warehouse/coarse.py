"""Intervals and tests told so that they do not give single answers away.

Here: rounding what is shown of a change, and what can still be read off it. Not here:
which changes are shown (``disclosure``).

An exact interval or p-value of paired answers gives back how many changed which way,
and with that nearly every trajectory. Ends are therefore rounded outwards, to a grid
that leaves at least ``CHOICES`` answers open.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any

from crisislearn.barriers.statistics import mcnemar_midp, newcombe_paired

GRIDS = (0.01, 0.02, 0.05, 0.1, 0.2)
LEVELS = (0.001, 0.01, 0.05, 0.1, 1.0)
"""A p- or q-value is told as the least of these that it does not exceed."""

CHOICES = 3


def level(value: float | None) -> float | None:
    """The least level that a p- or q-value does not exceed."""
    if value is None:
        return None
    return next(limit for limit in LEVELS if value <= limit + 1e-12)


def ends(low: float, high: float, grid: float) -> tuple[float, float]:
    """An interval rounded outwards to a grid, within -1 and 1."""
    down = math.floor(low / grid + 1e-9) * grid
    up = math.ceil(high / grid - 1e-9) * grid
    return max(-1.0, round(down, 6)), min(1.0, round(up, 6))


def grid_of(row: dict[str, Any], n: float, first: float, last: float) -> float:
    """The finest grid on which a change's interval leaves enough open."""
    for grid in GRIDS:
        fitting = _fitting(row, int(n), int(first), int(last), grid)
        if len(fitting) >= min(CHOICES, len(_possible(int(n), int(first), int(last)))):
            return grid
    return GRIDS[-1]


def lost_between(
    row: dict[str, Any], n: float, first: float, last: float
) -> tuple[float, float]:
    """How many lost the barrier, as far as the rounded interval tells."""
    possible = _possible(int(n), int(first), int(last))
    if row["ci_low"] is None or not possible:
        return 0.0, float(n)
    grid = grid_of(row, n, first, last)
    fitting = _fitting(row, int(n), int(first), int(last), grid) or list(possible)
    return float(fitting[0]), float(fitting[-1])


def _possible(n: int, first: int, last: int) -> range:
    """Numbers who may have lost it, given how many had it first and last."""
    return range(max(0, first - last), min(first, n - last) + 1)


def _fitting(
    row: dict[str, Any], n: int, first: int, last: int, grid: float
) -> list[int]:
    """Those of them that would be shown with the same interval and level."""
    if row["ci_low"] is None:
        return []
    seen = (*ends(row["ci_low"], row["ci_high"], grid), level(row["p_value"]))
    shown = _shown(n, first, last, grid)
    return [lost for lost, told in shown if told == seen]


@cache
def _shown(
    n: int, first: int, last: int, grid: float
) -> list[tuple[int, tuple[float, float, float | None]]]:
    """What would be shown of every number who may have lost it."""
    return [
        (lost, (*ends(low, high, grid), level(p_value)))
        for lost, low, high, p_value in _exact(n, first, last)
    ]


@cache
def _exact(n: int, first: int, last: int) -> list[tuple[int, float, float, float]]:
    found = []
    for lost in _possible(n, first, last):
        both, won = first - lost, last - first + lost
        low, high = newcombe_paired(both, won, lost, n - both - won - lost)
        found.append((lost, low, high, mcnemar_midp(lost, won)))
    return found
