"""Agreement of coders, from tables of who gave what.

Here: Krippendorff's alpha and Cohen's kappa, and intervals of anything that is worked
out from counts, by drawing documents. Not here: which statements are compared
(``validation``) and precision and recall (``measured``).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

DRAWS = 2000
"""Bootstrap samples of an interval."""

DEFINED = 0.9
"""Share of the draws that must give a value for there to be an interval."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval; None where it cannot be worked out."""

    value: float | None
    low: float | None = None
    high: float | None = None


def alpha(tables: Floats) -> Floats:
    """Krippendorff's alpha of two coders for nominal values, none of them missing.

    Args:
        tables: ``(..., values, values)`` counts, first coder by second coder.

    Returns:
        ``(...)``; NaN where only one value occurs.
    """
    return alpha_of(tables + np.swapaxes(tables, -1, -2))


def alpha_of(both: Floats) -> Floats:
    """Krippendorff's alpha for nominal values, of any number of coders.

    ``1 - (n - 1) * sum_{c != k} o_ck / sum_{c != k} n_c n_k`` with the matrix of
    coincidences ``o`` of ``n`` values (Krippendorff 2011, Computing Krippendorff's
    Alpha-Reliability, sections B and C).

    Args:
        both: ``(..., values, values)`` coincidences.

    Returns:
        ``(...)``; NaN where only one value occurs.
    """
    each = both.sum(-1)
    n = each.sum(-1)
    apart = n - np.trace(both, axis1=-2, axis2=-1)
    by_chance = n**2 - (each**2).sum(-1)
    return _divided((n - 1) * apart, by_chance, lambda q: 1 - q)


def kappa(tables: Floats) -> Floats:
    """Cohen's kappa (Cohen 1960, Educ Psychol Meas 20:37–46); arguments as alpha's."""
    n = tables.sum((-1, -2))
    agreed = np.trace(tables, axis1=-2, axis2=-1)
    chance = (tables.sum(-1) * tables.sum(-2)).sum(-1)
    return _divided(n * agreed - chance, n**2 - chance, lambda q: q)


def _divided(over: Floats, under: Floats, then: Callable[[Floats], Floats]) -> Floats:
    fine = under > 0
    found: Floats = np.where(fine, then(over / np.where(fine, under, 1.0)), np.nan)
    return found


def contingency(
    pairs: Iterable[tuple[str, Hashable, Hashable]], values: Sequence[Hashable]
) -> Floats:
    """Tables of two coders, one a document.

    Args:
        pairs: Document, value of the first coder, value of the second, one a unit.
        values: All values.

    Returns:
        ``(documents, values, values)``, documents in order of their name.
    """
    rows = list(pairs)
    place = {name: n for n, name in enumerate(sorted({row[0] for row in rows}))}
    at = {value: n for n, value in enumerate(values)}
    tables = np.zeros((len(place), len(values), len(values)))
    for document, one, two in rows:
        tables[place[document], at[one], at[two]] += 1
    return tables


def coincidences(
    units: Iterable[tuple[str, Sequence[Hashable]]], values: Sequence[Hashable]
) -> Floats:
    """Coincidences of values within units, of any number of coders, a table a document.

    Each pair of values in a unit of m counts ``1 / (m - 1)``, both ways round; a unit
    that fewer than two coded tells nothing (Krippendorff 2011, section C).

    Args:
        units: Document, and the values that the coders of a unit gave; who did not
            code it gives none.
        values: All values.

    Returns:
        ``(documents, values, values)``, documents in order of their name.
    """
    rows = [row for row in units if len(row[1]) > 1]
    place = {name: n for n, name in enumerate(sorted({row[0] for row in rows}))}
    at = {value: n for n, value in enumerate(values)}
    tables = np.zeros((len(place), len(values), len(values)))
    for document, given in rows:
        number = np.bincount([at[v] for v in given], minlength=len(values))
        pairs = np.outer(number, number) - np.diag(number)
        tables[place[document]] += pairs / (len(given) - 1)
    return tables


@lru_cache(maxsize=8)
def draws(documents: int, seed: int, number: int = DRAWS) -> Floats:
    """How often each document is drawn, with replacement, in each bootstrap sample."""
    if not documents:
        return np.zeros((number, 0))
    random = np.random.default_rng(seed)
    shares = np.full(documents, 1 / documents)
    return random.multinomial(documents, shares, size=number).astype(float)


def estimate(counts: Floats, figure: Callable[[Floats], Floats], seed: int) -> Estimate:
    """A figure worked out from counts, with an interval by document.

    The percentile interval of a bootstrap that draws whole documents (Efron &
    Tibshirani 1993, ch. 13), since what one person says is alike.

    Args:
        counts: ``(documents, ...)``.
        figure: From summed counts ``(..., ...)`` to the figure ``(...)``.
        seed: Of the draws.
    """
    value = float(figure(counts.sum(0)[None])[0])
    if np.isnan(value):
        return Estimate(None)
    drawn = figure(np.tensordot(draws(len(counts), seed), counts, 1))
    low, high = interval(drawn)
    return Estimate(value, low, high)


def interval(drawn: Floats) -> tuple[float | None, float | None]:
    """The middle 95 % of the draws; None where they do not tell.

    That is where too few of them give a value, and where all give the same: five right
    of five is no proof that the sixth will be right.
    """
    fine = drawn[~np.isnan(drawn)]
    if len(fine) < max(1, DEFINED * len(drawn)) or fine.min() == fine.max():
        return None, None
    low, high = np.quantile(fine, [0.025, 0.975])
    return float(low), float(high)
