"""Changes told so that they do not give single answers away.

Here: how exactly a change is told, and what can be read off that. Not here: which
changes are shown (``disclosure``).

Exact shares, intervals and p-values of paired answers give back how many changed which
way, and with that nearly every trajectory. Counts behind a change are therefore told by
threes: 0 to 2, 3 to 5 and so on. A share is that of the middle of its three, at most
one organisation from the true one; an interval spans those of all tables that fit.
"""

from __future__ import annotations

import itertools
from functools import cache

from crisislearn.barriers.statistics import mcnemar_midp, newcombe_paired

WIDTH = 3
"""Counts that are told as one."""

LEVELS = (0.001, 0.01, 0.05, 0.1, 1.0)
"""A p- or q-value is told as the least of these that it does not exceed."""

Span = tuple[float, float]
"""Least and largest count."""


def level(value: float | None) -> float | None:
    """The least level that a p- or q-value does not exceed."""
    if value is None:
        return None
    return next(limit for limit in LEVELS if value <= limit + 1e-12)


def span(count: float, n: float) -> Span:
    """The counts of 0 to n that are told as one with a count; the last ones may be 5.

    Neither nobody nor everybody is ever told by itself.
    """
    last = max((int(n) + 1) // WIDTH - 1, 0)
    number = min(int(count) // WIDTH, last)
    return float(number * WIDTH), float(n if number == last else number * WIDTH + 2)


def share(told: Span, n: float) -> float:
    """The share that is told of a span."""
    return (told[0] + told[1]) / 2 / n


@cache
def interval(n: int, first: Span, last: Span, lost: Span) -> tuple[float, float, float]:
    """Lowest and highest end of the intervals, and largest p-value, of what fits.

    Args:
        n: Organisations known at both times.
        first: How many had the barrier at first.
        last: How many had it at last.
        lost: How many had it at first and not at last.
    """
    lows, highs, p_values = [], [], []
    spans = [range(int(low), int(high) + 1) for low, high in (first, last, lost)]
    for one, two, gone in itertools.product(*spans):
        both, won = one - gone, two - one + gone
        neither = n - both - won - gone
        if min(both, won, neither) >= 0:
            low, high = newcombe_paired(both, won, gone, neither)
            lows.append(low)
            highs.append(high)
            p_values.append(mcnemar_midp(gone, won))
    return min(lows), max(highs), max(p_values)
