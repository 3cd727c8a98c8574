"""Figures told so that together they do not give single answers away.

Here: how exactly a figure is told, and what can be read off that. Not here: which
figures are shown (``disclosure``).

Exact shares of many groups that overlap give back nearly every trajectory, and exact
intervals and p-values of paired answers how many changed which way. Counts in groups
and behind changes are therefore told by threes: 0 to 2, 3 to 5 and so on. What is shown
is the middle one, at most one organisation from the true one (two at the upper end);
the interval of a change spans those of all tables that fit. Bases are exact, and so are
shares and trajectories of the whole field.
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


def span_from(count: float, least: float) -> Span:
    """Likewise of counts that are nobody or at least so many."""
    low = least + (count - least) // WIDTH * WIDTH
    return (low, low + WIDTH - 1) if count else (0.0, 0.0)


def middle(told: Span) -> int:
    """The count that is shown of a span."""
    return int((told[0] + told[1]) // 2)


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
