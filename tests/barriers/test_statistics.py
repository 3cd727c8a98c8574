"""Formulas against numbers from elsewhere.

Calls in comments are R's; ``tests/reference/reference.R`` makes them all. Intervals of
paired differences are those of the R package contingencytables.
"""

import itertools
import math

import pytest

from crisislearn.barriers.statistics import (
    Z95,
    benjamini_hochberg,
    independent_test,
    least_difference,
    mcnemar_exact,
    mcnemar_midp,
    newcombe,
    newcombe_paired,
    tango,
    wilson,
)


# contingencytables::Newcombe_CI_paired_2x2, with phi correction
@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ((59, 6, 16, 80), -0.1186, -0.0046),
        ((1, 1, 7, 12), -0.5069, -0.0256),
        ((1, 0, 0, 1), -0.5734, 0.5734),
    ],
)
def test_newcombe_paired_agrees_with_r(cells, low, high):
    assert newcombe_paired(*cells) == pytest.approx((low, high), abs=5e-5)


# contingencytables::Tango_asymptotic_score_CI_paired_2x2
@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ((59, 6, 16, 80), -0.1240, -0.0054),
        ((1, 1, 7, 12), -0.5172, -0.0260),
        ((0, 3, 0, 0), -0.1230, 1.0),
    ],
)
def test_tango_agrees_with_r(cells, low, high):
    assert tango(*cells) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("interval", [newcombe_paired, tango])
def test_paired_intervals_turn_with_the_order(interval):
    low, high = interval(59, 6, 16, 80)
    assert interval(59, 16, 6, 80) == pytest.approx((-high, -low))


@pytest.mark.parametrize("interval", [newcombe_paired, tango])
def test_paired_intervals_hold_the_difference_and_stay_in_range(interval):
    for cells in itertools.product((0, 1, 7), repeat=4):
        n = sum(cells)
        if n:
            low, high = interval(*cells)
            difference = (cells[1] - cells[2]) / n
            assert -1 <= low <= difference + 1e-12
            assert difference - 1e-12 <= high <= 1


# Newcombe 1998, Stat Med 17:873-890, table II (a) and (h), method 10
@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [((48, 80, 56, 70), 0.0524, 0.3339), ((0, 10, 10, 10), 0.6075, 1.0)],
)
def test_newcombe_of_independent_shares_as_published(cells, low, high):
    assert newcombe(*cells) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("lost", "won", "exact", "midp"),
    [
        # binom.test(6, 22)$p.value; the same less dbinom(6, 22, .5)
        (6, 16, 0.05247879028, 0.03468966484),
        (16, 6, 0.05247879028, 0.03468966484),
        (0, 3, 0.25, 0.125),  # binom.test(0, 3)
        (150, 190, 0.03427004653, 0.03015227721),  # binom.test(150, 340)
        (12, 12, 1.0, 1.0),  # binom.test(12, 24)
        (0, 0, 1.0, 1.0),
    ],
)
def test_mcnemar(lost, won, exact, midp):
    assert mcnemar_exact(lost, won) == pytest.approx(exact, rel=1e-9)
    assert mcnemar_midp(lost, won) == pytest.approx(midp, rel=1e-9)


def test_mcnemar_of_a_million_changes_is_the_normal_one():
    z = 1000 / math.sqrt(1_000_000)
    normal = math.erfc(z / math.sqrt(2))
    assert mcnemar_midp(499_500, 500_500) == pytest.approx(normal, rel=1e-3)


# (n - 1) / n * chisq.test(matrix(c(48, 32, 56, 14), 2), correct = FALSE)$statistic
def test_independent_shares():
    assert independent_test(48, 80, 56, 70) == pytest.approx(0.008258287929)
    assert independent_test(0, 9, 0, 4) == 1.0


# uniroot() of Connor's formula, see reference.R
@pytest.mark.parametrize(
    ("n", "changed", "power", "expected"),
    [(100, 0.3, 0.8, 0.1516470912), (900, 0.2, 0.9, 0.04821032949)],
)
def test_least_difference(n, changed, power, expected):
    assert least_difference(n, changed, power) == pytest.approx(expected)


def test_too_few_pairs_show_no_difference():
    assert least_difference(3, 0.5) == 1.0
    assert least_difference(50, 0.0) == 1.0


@pytest.mark.parametrize(
    ("present", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775327999),  # prop.test(0, 10, correct = FALSE)$conf.int
        (10, 10, 0.7224672001, 1.0),
        (81, 263, 0.2552885199, 0.3662095770),
        (3, 7, 0.1582198553, 0.7495416355),
    ],
)
def test_wilson(present, n, low, high):
    assert wilson(present, n) == pytest.approx((low, high), rel=1e-9, abs=1e-12)


def test_the_normal_quantile():
    assert math.erf(Z95 / math.sqrt(2)) == pytest.approx(0.95, rel=1e-12)


# p.adjust(c(0.01, 0.04, 0.03, 0.5), "BH")
def test_benjamini_hochberg_keeps_order_of_input():
    expected = [0.04, 0.16 / 3, 0.16 / 3, 0.5]
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.5]) == pytest.approx(expected)
    assert benjamini_hochberg([]) == []
