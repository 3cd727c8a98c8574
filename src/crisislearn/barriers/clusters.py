"""Differences and shares of organisations that belong together.

Here: variance by linearisation, and the bootstrap, of ratios summed over clusters. Not
here: what a cluster is (``counts``) and formulas that know of none (``statistics``).

A cluster is a row of numerators and denominators. Clusters that are alike stand in one
row with the number of times they occur: drawing whole clusters with replacement is then
one multinomial draw over the rows, however many organisations there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]

DRAWS = 999


@dataclass(frozen=True)
class Clustered:
    """A difference of two ratios, later minus first, over clusters.

    With no first ratio (all zero) it is the later one alone.

    Attributes:
        sums: (c, 4) of each sort of cluster: with the barrier and known at first, with
            the barrier and known later.
        times: (c,) clusters of that sort.
    """

    sums: Array
    times: Array

    @property
    def clusters(self) -> int:
        """How many clusters there are."""
        return int(self.times.sum())

    @property
    def value(self) -> float:
        """The difference."""
        return float(_difference((self.times @ self.sums)[None])[0])

    def ends(self) -> tuple[float, float] | None:
        """95 % interval by ``intervals``; None with fewer than two clusters."""
        low, high = intervals(self.sums, self.times, np.zeros(len(self.times), int), 1)
        return None if np.isnan(low[0]) else (float(low[0]), float(high[0]))

    def bootstrap(self, seed: int) -> tuple[float, float] | None:
        """95 % percentile interval, whole clusters drawn again.

        None with fewer than two clusters, and where most draws hold nobody known.
        """
        many = self.clusters
        if many < 2:
            return None
        source = np.random.default_rng(seed)
        drawn = source.multinomial(many, self.times / many, DRAWS) @ self.sums
        values = _difference(drawn)
        values = values[~np.isnan(values)]
        if len(values) < DRAWS / 2:
            return None
        low, high = np.quantile(values, (0.025, 0.975))
        return float(low), float(high)


def intervals(
    sums: Array, times: Array, cell: npt.NDArray[np.int64], cells: int
) -> tuple[Array, Array]:
    """95 % intervals of many differences, with the linearised variance.

    Binder 1983 (Int Stat Rev 51:279–292); t with one degree of freedom less than there
    are clusters.

    Args:
        sums: (r, 4) as in ``Clustered``, of all differences under each other.
        times: (r,) clusters in each row.
        cell: (r,) which difference a row is of.
        cells: How many differences there are.

    Returns:
        (cells,) lower and upper ends; nan with fewer than two clusters.
    """
    from scipy.special import stdtrit

    def summed(values: Array) -> Array:
        return np.asarray(np.bincount(cell, values, cells), np.float64)

    x, n, y, m = sums.T
    present, known, later, all_later = (summed(times * v) for v in sums.T)
    many = summed(times)
    with np.errstate(invalid="ignore", divide="ignore"):
        first = np.where(known > 0, present / known, 0.0)
        second = later / all_later
        part = (y - second[cell] * m) / all_later[cell]
        minus = (x - first[cell] * n) / known[cell]
        part = part - np.where(known[cell] > 0, minus, 0.0)
        spread = summed(times * part**2) * many / (many - 1)
        half = stdtrit(np.where(many > 1, many - 1, 1), 0.975) * np.sqrt(spread)
        half = np.where(many > 1, half, np.nan)
        value = second - first
    return np.maximum(-1.0, value - half), np.minimum(1.0, value + half)


def _difference(sums: Array) -> Array:
    present, known, later, all_later = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        first = np.where(known > 0, present / known, np.nan)
        alone = (sums[:, 1] == 0).all()
        found: Array = np.where(all_later > 0, later / all_later, np.nan) - (
            0.0 if alone else first
        )
    return found


def sorts(sums: Array, weights: Array) -> Clustered:
    """Clusters that are alike in one row.

    Args:
        sums: (c, 4) as in ``Clustered``.
        weights: (c,) clusters in each row.
    """
    order = np.lexsort(sums.T[::-1])
    rows = sums[order]
    new = np.append(True, (rows[1:] != rows[:-1]).any(axis=1))[: len(rows)]
    where = np.empty(len(rows), np.int64)
    where[order] = np.cumsum(new) - 1
    many = int(new.sum())
    return Clustered(rows[new], np.bincount(where, weights, many).astype(np.float64))


def ratio_by_cluster(
    part: Array, whole: Array, cluster: npt.NDArray[np.int64], n: Array
) -> Clustered:
    """A share of rows' sums over clusters.

    Args:
        part: (r,) numerator of each row.
        whole: (r,) denominator; rows without one are left out.
        cluster: (r,) cluster, 0 where every organisation stands alone.
        n: (r,) organisations in the row.
    """
    alone, shared = (whole > 0) & (cluster == 0), (whole > 0) & (cluster > 0)
    _, numbers = np.unique(cluster[shared], return_inverse=True)
    columns = [
        np.concatenate([v[alone] / n[alone], np.bincount(numbers, v[shared])])
        for v in (part, whole)
    ]
    nothing = np.zeros(len(columns[0]))
    times = np.concatenate([n[alone], np.ones(len(nothing) - int(alone.sum()))])
    return sorts(np.column_stack([nothing, nothing, *columns]), times)


@dataclass(frozen=True)
class Adjusted:
    """An odds ratio with its interval.

    Attributes:
        odds: Odds of the barrier later over odds at first, given the covariates.
        low: Lower end, 95 %.
        high: Upper end.
        clusters: Clusters behind it.
    """

    odds: float
    low: float
    high: float
    clusters: int


def adjusted_odds(
    x: Array, y: Array, n: Array, cluster: npt.NDArray[np.int64], times: Array
) -> Adjusted | None:
    """Odds ratio of the last column of a logistic model, robust to clusters.

    Generalised estimating equations with independence as working correlation (Liang &
    Zeger 1986, Biometrika 73:13–22): the sandwich holds whatever the true one is. Its
    variance is raised by c / (c - k) for c clusters and k columns, and the interval
    takes t with c - k degrees of freedom.

    Args:
        x: (r, k) design; the last column is whose odds ratio is asked for.
        y: (r,) organisations with the barrier.
        n: (r,) organisations.
        cluster: (r,) number of the row's cluster, from 0.
        times: (r,) how often that cluster occurs.

    Returns:
        None where the model has no finite solution or there are too few clusters.
    """
    from scipy.special import stdtrit

    fit = _fit(x, y * times, n * times)
    if fit is None:
        return None
    beta, bread = fit
    scores = np.zeros((int(cluster.max()) + 1, x.shape[1]))
    np.add.at(scores, cluster, (y - n * _expit(x @ beta))[:, None] * x)
    often = np.zeros(len(scores))
    often[cluster] = times
    many = int(often.sum())
    free = many - x.shape[1]
    if free < 1:
        return None
    robust = bread @ (scores.T @ (scores * often[:, None])) @ bread * many / free
    half = float(stdtrit(free, 0.975)) * math.sqrt(max(0.0, robust[-1, -1]))
    value = float(beta[-1])
    if half == 0 or abs(value) + half > 50:
        return None
    ends = math.exp(value - half), math.exp(value + half)
    return Adjusted(math.exp(value), *ends, many)


def _fit(x: Array, y: Array, n: Array) -> tuple[Array, Array] | None:
    """Coefficients and inverse information of a logistic model, by Newton's method."""
    beta: Any = np.zeros(x.shape[1])
    for _ in range(30):
        mean = _expit(x @ beta)
        information = x.T @ (x * (n * mean * (1 - mean))[:, None])
        if np.linalg.cond(information) > 1e10:
            return None
        bread: Any = np.linalg.inv(information)
        step = bread @ (x.T @ (y - n * mean))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            return beta, bread
    return None


def _expit(values: Array) -> Array:
    found: Array = 1 / (1 + np.exp(-np.clip(values, -500, 500)))
    return found
