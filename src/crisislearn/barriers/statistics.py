"""Formulas for shares and paired shares, each with its source.

Here: pure functions of counts. Not here: which organisations are counted (``change``,
``prevalence``).
"""

from __future__ import annotations

import math

Z95 = 1.959963984540054


def wilson(present: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927, J Am Stat Assoc 22:209–212).

    Args:
        present: Number, or weighted effective number, with the property.
        n: Number, or effective number, in all; above 0.
        z: Normal quantile.

    Returns:
        Lower and upper end, 0 to 1.
    """
    p = present / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def newcombe_paired(n11: int, n12: int, n21: int, n22: int) -> tuple[float, float]:
    """Interval of the difference of paired shares, first minus second.

    Square-and-add with continuity-corrected phi: method 10 of Newcombe 1998 (Stat Med
    17:2635–2650).

    Args:
        n11: Present at both times.
        n12: Present at the first only.
        n21: Present at the second only.
        n22: Present at neither.

    Returns:
        Lower and upper end of (n12 - n21) / n, -1 to 1.
    """
    n = n11 + n12 + n21 + n22
    first, second = (n11 + n12) / n, (n11 + n21) / n
    low1, high1 = wilson(n11 + n12, n)
    low2, high2 = wilson(n11 + n21, n)
    phi = _phi(n11, n12, n21, n22)
    down = _distance(first - low1, high2 - second, phi)
    up = _distance(high1 - first, second - low2, phi)
    difference = first - second
    return difference - down, difference + up


def _phi(n11: int, n12: int, n21: int, n22: int) -> float:
    n = n11 + n12 + n21 + n22
    margins = (n11 + n12) * (n21 + n22) * (n11 + n21) * (n12 + n22)
    if margins == 0:
        return 0.0
    excess = n11 * n22 - n12 * n21
    if excess > 0:
        excess = max(excess - n / 2, 0)  # type: ignore[assignment]
    return excess / math.sqrt(margins)


def _distance(one: float, two: float, phi: float) -> float:
    # Rounding can take the radicand a hair below zero.
    return math.sqrt(max(0.0, one * one - 2 * phi * one * two + two * two))


def mcnemar_midp(n12: int, n21: int) -> float:
    """Two-sided mid-p value of McNemar's test.

    Fagerland, Lydersen & Laake 2013 (BMC Med Res Methodol 13:91).

    Args:
        n12: Changed one way.
        n21: Changed the other way.

    Returns:
        0 to 1; 1 where nobody changed.
    """
    n = n12 + n21
    if n == 0:
        return 1.0
    least = min(n12, n21)
    ways = 2 * sum(math.comb(n, k) for k in range(least + 1)) - math.comb(n, least)
    return min(1.0, float(ways / 2**n))


def benjamini_hochberg(p_values: list[float]) -> list[float]:
    """q-values of a family of tests (Benjamini & Hochberg 1995, J R Stat Soc B 57)."""
    m = len(p_values)
    order = sorted(range(m), key=lambda i: p_values[i], reverse=True)
    q_values, least = [0.0] * m, 1.0
    for rank, i in zip(range(m, 0, -1), order, strict=True):
        least = min(least, p_values[i] * m / rank)
        q_values[i] = least
    return q_values
