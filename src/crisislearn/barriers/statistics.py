"""Formulas for shares and differences of two shares, each with its source.

Here: pure functions of counts. Not here: three phases and more (``homogeneity``),
organisations that belong together (``clusters``) and which organisations are counted
(``counts``, ``prevalence``).
"""

from __future__ import annotations

import math
from functools import lru_cache

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


def tango(n11: int, n12: int, n21: int, n22: int) -> tuple[float, float]:
    """Score interval of the difference of paired shares, first minus second.

    The differences that a score test does not reject (Tango 1998, Stat Med 17:891–908);
    the share of those that change, given a difference, is the closed form of its eq. 4.

    Args:
        n11: Present at both times.
        n12: Present at the first only.
        n21: Present at the second only.
        n22: Present at neither.

    Returns:
        Lower and upper end of (n12 - n21) / n, -1 to 1.
    """
    n = n11 + n12 + n21 + n22
    low = -_score_end(n21, n12, n)
    return low, _score_end(n12, n21, n)


@lru_cache(maxsize=50_000)  # many cells of small groups have the same counts
def _score_end(up: int, down: int, n: int) -> float:
    """Largest difference that up - down of n does not rule out, by bisection."""
    inside, outside = (up - down) / n, 1.0
    if inside >= 1:
        return 1.0
    for _ in range(45):
        middle = (inside + outside) / 2
        b = -up - down + (2 * n - up + down) * middle
        c = -down * middle * (1 - middle)
        changed = (math.sqrt(max(0.0, b * b - 8 * n * c)) - b) / (4 * n)
        spread = n * max(0.0, 2 * changed + middle * (1 - middle))
        away = n * middle - (up - down)
        if away * away > Z95 * Z95 * spread:
            outside = middle
        else:
            inside = middle
    return inside


def newcombe(present: float, n: float, later: float, m: float) -> tuple[float, float]:
    """Interval of the difference of two independent shares, later minus first.

    Square-and-add of Wilson intervals: method 10 of Newcombe 1998 (Stat Med
    17:873–890). Numbers may be effective ones.

    Args:
        present: Of the first sample's n those with the property.
        n: Size of the first sample; above 0.
        later: Of the second sample's m those with the property.
        m: Size of the second sample; above 0.
    """
    first, second = present / n, later / m
    low1, high1 = wilson(present, n)
    low2, high2 = wilson(later, m)
    difference = second - first
    return (
        difference - math.hypot(second - low2, high1 - first),
        difference + math.hypot(high2 - second, first - low1),
    )


def mcnemar_midp(n12: int, n21: int) -> float:
    """Two-sided mid-p value of McNemar's test.

    Fagerland, Lydersen & Laake 2013 (BMC Med Res Methodol 13:91).

    Args:
        n12: Changed one way.
        n21: Changed the other way.

    Returns:
        0 to 1; 1 where nobody changed.
    """
    from scipy.special import bdtr

    n, least = n12 + n21, min(n12, n21)
    if n12 == n21:
        return 1.0
    below = bdtr(least - 1, n, 0.5) if least else 0.0
    return min(1.0, float(below + bdtr(least, n, 0.5)))


def mcnemar_exact(n12: int, n21: int) -> float:
    """Two-sided exact p-value of McNemar's test: the binomial test of those who change.

    McNemar 1947 (Psychometrika 12:153–157); conservative.
    """
    from scipy.special import bdtr

    n = n12 + n21
    return min(1.0, 2 * float(bdtr(min(n12, n21), n, 0.5))) if n else 1.0


def independent_test(present: int, n: int, later: int, m: int) -> float:
    """p-value of the difference of two independent shares.

    The "N - 1" chi-squared test (Campbell 2007, Stat Med 26:3661–3675).
    """
    whole, total = present + later, n + m
    spread = n * m * whole * (total - whole)
    if spread == 0:
        return 1.0
    apart = present * m - later * n
    return math.erfc(math.sqrt((total - 1) * apart * apart / spread / 2))


def least_difference(n: int, changed: float, power: float = 0.8) -> float:
    """Smallest difference that n pairs would show at 5 % with this power.

    Solves the sample size formula of Connor 1987 (Biometrics 43:207–211) for the
    difference, given the share of organisations that change either way.

    Args:
        n: Pairs; above 0.
        changed: Share that changes, 0 to 1; no difference is larger than it.
        power: Chance of a significant test.

    Returns:
        The difference, 0 to 1; 1 where not even all change would show.
    """
    from scipy.special import ndtri

    z = float(ndtri(power))

    def needed(difference: float) -> float:
        rest = max(0.0, changed - difference * difference)
        return ((Z95 * math.sqrt(changed) + z * math.sqrt(rest)) / difference) ** 2

    if changed <= 0 or needed(changed) > n:
        return 1.0
    low, high = 0.0, changed
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if needed(middle) <= n else (middle, high)
    return high


def benjamini_hochberg(p_values: list[float]) -> list[float]:
    """q-values of a family of tests (Benjamini & Hochberg 1995, J R Stat Soc B 57)."""
    m = len(p_values)
    order = sorted(range(m), key=lambda i: p_values[i], reverse=True)
    q_values, least = [0.0] * m, 1.0
    for rank, i in zip(range(m, 0, -1), order, strict=True):
        least = min(least, p_values[i] * m / rank)
        q_values[i] = least
    return q_values
