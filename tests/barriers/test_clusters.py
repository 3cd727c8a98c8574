"""Clustered differences against R (``tests/reference/reference.R``)."""

import math

import numpy as np
import pytest
from scipy.special import stdtrit

from crisislearn.barriers.clusters import adjusted_odds, intervals, sorts
from crisislearn.barriers.statistics import newcombe_paired

FIRST = np.tile([1, 1, 0, 1], 10)
LATER = np.tile([0, 1, 0, 0, 1, 0, 0, 1], 5)
TOWN = np.repeat(np.arange(10), 4)
TYPE = np.repeat([0, 1, 2], (20, 12, 8))


def by_cluster(first, later, cluster):
    one = np.ones(len(first))
    sums = np.column_stack([first, one, later, one])
    whole = np.zeros((cluster.max() + 1, 4))
    np.add.at(whole, cluster, sums)
    return sorts(whole, np.ones(len(whole)))


def formula(*found):
    """Intervals of several at once."""
    sums = np.concatenate([one.sums for one in found])
    times = np.concatenate([one.times for one in found])
    cell = np.repeat(range(len(found)), [len(one.times) for one in found])
    return np.transpose(intervals(sums, times, cell, len(found)))


def test_difference_of_towns():
    # svyglm(y ~ later, svydesign(ids = ~town, weights = ~1, data = pairs))
    found = by_cluster(FIRST, LATER, TOWN)
    assert found.value == pytest.approx(-0.375)
    half = stdtrit(9, 0.975) * 0.04166666667
    both = formula(found, by_cluster(LATER, FIRST, TOWN))
    assert both[0] == pytest.approx((-0.375 - half, -0.375 + half))
    assert both[1] == pytest.approx((0.375 - half, 0.375 + half))


def test_alike_clusters_stand_in_one_row():
    found = by_cluster(FIRST, LATER, np.arange(40))
    assert len(found.sums) < 5
    assert found.clusters == 40


def test_the_bootstrap_of_single_organisations_is_near_the_formula():
    both, lost, won, neither = 120, 60, 20, 100
    first = np.repeat([1, 1, 0, 0], (both, lost, won, neither))
    later = np.repeat([1, 0, 1, 0], (both, lost, won, neither))
    found = by_cluster(first, later, np.arange(300)).bootstrap(1)
    assert found == pytest.approx(newcombe_paired(both, won, lost, neither), abs=0.012)


def test_the_bootstrap_repeats_and_is_wider_where_organisations_go_together():
    change = np.repeat(np.tile([0, 1], 15), 10)
    apart = by_cluster(np.ones(300), change, np.arange(300))
    together = by_cluster(np.ones(300), change, np.repeat(np.arange(30), 10))
    assert together.bootstrap(7) == together.bootstrap(7)
    width = [high - low for low, high in (apart.bootstrap(7), together.bootstrap(7))]
    assert width[1] > 2.5 * width[0]


def test_one_cluster_has_no_interval():
    found = by_cluster(FIRST, LATER, np.zeros(40, int))
    assert np.isnan(formula(found)).all()
    assert found.bootstrap(1) is None


def test_a_share_alone():
    whole = sorts(np.array([[0.0, 0, 1, 2], [0, 0, 0, 2]]), np.array([6.0, 4.0]))
    assert whole.value == pytest.approx(6 / 20)
    low, high = formula(whole)[0]
    assert 0 < low < 0.3 < high < 0.6


def design(times):
    later = np.repeat([0, 1], 40)
    kind = np.tile(TYPE, 2)
    x = np.column_stack([np.ones(80), kind == 1, kind == 2, later]).astype(float)
    return x, np.concatenate([FIRST, LATER]).astype(float), np.full(80, float(times))


@pytest.mark.parametrize(
    ("cluster", "error"),
    [
        # geeglm(y ~ later + type, id = town, family = binomial, "independence")
        (TOWN, 0.1690584839),
        (np.arange(40), 0.3658714831),  # the same with id = id
    ],
)
def test_adjusted_odds(cluster, error):
    x, y, n = design(1)
    found = adjusted_odds(x, y, n, np.tile(cluster, 2), np.ones(80))
    assert math.log(found.odds) == pytest.approx(-1.6111929539)
    many = cluster.max() + 1
    free = many - 4
    half = stdtrit(free, 0.975) * error * math.sqrt(many / free)
    assert math.log(found.high) == pytest.approx(-1.6111929539 + half)
    assert found.clusters == many


def test_no_odds_without_a_finite_solution():
    x, _, n = design(1)
    assert adjusted_odds(x, x[:, 3], n, np.tile(TOWN, 2), np.ones(80)) is None
