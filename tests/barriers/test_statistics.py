import pytest

from crisislearn.barriers.statistics import (
    benjamini_hochberg,
    mcnemar_midp,
    newcombe_paired,
    wilson,
)


# Reference values: R contingencytables, Newcombe_CI_paired_2x2 with phi correction.
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


def test_newcombe_paired_turns_with_the_order():
    low, high = newcombe_paired(59, 6, 16, 80)
    assert newcombe_paired(59, 16, 6, 80) == pytest.approx((-high, -low))


@pytest.mark.parametrize(
    ("lost", "won", "expected"),
    [(6, 16, 0.0347), (16, 6, 0.0347), (0, 0, 1.0), (5, 5, 1.0), (0, 3, 0.125)],
)
def test_mcnemar_midp(lost, won, expected):
    assert mcnemar_midp(lost, won) == pytest.approx(expected, abs=5e-5)


# R: DescTools::BinomCI(x, n, method = "wilson")
@pytest.mark.parametrize(
    ("present", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson(present, n, low, high):
    assert wilson(present, n) == pytest.approx((low, high), abs=5e-5)


# R: p.adjust(c(0.01, 0.04, 0.03, 0.5), "BH")
def test_benjamini_hochberg_keeps_order_of_input():
    expected = [0.04, 0.16 / 3, 0.16 / 3, 0.5]
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.5]) == pytest.approx(expected)
    assert benjamini_hochberg([]) == []
