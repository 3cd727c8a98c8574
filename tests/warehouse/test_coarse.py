"""What is told by threes leaves open how many there are."""

from __future__ import annotations

import itertools

import pytest

from crisislearn.barriers.statistics import mcnemar_midp, newcombe_paired
from crisislearn.warehouse.coarse import interval, level, middle, span, span_from

TABLES = [
    (both, lost, won, neither)
    for both, lost, won, neither in itertools.product((2, 9, 40), repeat=4)
]


@pytest.mark.parametrize("n", [5, 6, 7, 8, 30, 31, 32, 120])
def test_every_count_stands_with_two_others_and_is_told_closely(n):
    for count in range(n + 1):
        low, high = span(count, n)
        assert low <= count <= high
        assert 3 <= high - low + 1 <= 5
        assert abs(middle((low, high)) - count) <= 2
        assert 0 < middle((low, high)) < n
        assert {span(c, n) for c in range(int(low), int(high) + 1)} == {(low, high)}


def test_counts_that_are_nobody_or_enough():
    assert [span_from(n, 5) for n in (0, 5, 7, 8)] == [(0, 0), (5, 7), (5, 7), (8, 10)]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_the_interval_told_holds_the_true_one_and_is_that_of_its_neighbours(table):
    both, lost, won, neither = table
    n, first, last = sum(table), both + lost, both + won
    told = interval(n, span(first, n), span(last, n), span(lost, n))
    low, high = newcombe_paired(both, won, lost, neither)
    assert told[0] <= low <= high <= told[1]
    assert told[2] >= mcnemar_midp(lost, won)
    shown = set()
    for near in range(int(span(lost, n)[0]), int(span(lost, n)[1]) + 1):
        if min(first - near, last - first + near, n - last - near) >= 0:
            spans = span(first, n), span(last, n), span(near, n)
            shown.add(interval(n, *spans))
    assert shown == {told}


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.0, 0.001), (0.0011, 0.01), (0.05, 0.05), (0.2, 1.0), (None, None)],
)
def test_a_p_value_is_told_as_a_level(value, told):
    assert level(value) == told
