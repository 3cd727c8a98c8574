"""What is told of a change leaves open how many changed which way."""

from __future__ import annotations

import itertools

import pytest

from crisislearn.barriers.statistics import mcnemar_midp, newcombe_paired
from crisislearn.warehouse.coarse import ends, grid_of, level, lost_between

TABLES = [
    (both, lost, won, neither)
    for both, lost, won, neither in itertools.product((2, 9, 40), repeat=4)
]


def row_of(both, lost, won, neither):
    low, high = newcombe_paired(both, won, lost, neither)
    return {"ci_low": low, "ci_high": high, "p_value": mcnemar_midp(lost, won)}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_at_least_three_answers_stay_open_and_the_true_one_is_among_them(table):
    both, lost, won, _ = table
    n, first, last = sum(table), both + lost, both + won
    low, high = lost_between(row_of(*table), n, first, last)
    assert low <= lost <= high
    possible = min(first, n - last) - max(0, first - last) + 1
    grid = grid_of(row_of(*table), n, first, last)
    assert high - low + 1 >= min(3, possible) or grid == 0.2


def test_an_exact_interval_would_tell():
    """So that the test above says something: one answer fits the exact ends."""
    one, other = row_of(40, 9, 9, 40), row_of(39, 10, 10, 39)
    assert one["ci_low"] != other["ci_low"]


@pytest.mark.parametrize("grid", [0.01, 0.05, 0.2])
def test_ends_are_rounded_outwards(grid):
    for low, high in [(-0.123, 0.456), (-0.991, 0.999), (0.05, 0.1)]:
        down, up = ends(low, high, grid)
        assert -1 <= down <= low < high <= up <= 1
        assert up - high < grid + 1e-9


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, 0.001), (0.0011, 0.01), (0.05, 0.05), (0.2, 1.0), (None, None)],
)
def test_a_p_value_is_told_as_a_level(value, told):
    assert level(value) == told
