"""Whether shares or scales are the same at several times, in the same organisations.

Here: Cochran's Q and the test of Stuart and Maxwell, of counts. Not here: two phases
of yes and no (``statistics``) and what is tested (``tested``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """A chi-squared test.

    Attributes:
        statistic: Of the test; nan where there is nothing to test.
        df: Degrees of freedom, 0 where there is nothing to test.
        p_value: 1 where there is nothing to test.
    """

    statistic: float
    df: int
    p_value: float


NOTHING = Outcome(float("nan"), 0, 1.0)


def cochran_q(patterns: npt.NDArray[np.int64], counts: Counts) -> Outcome:
    """Whether a barrier is equally common in k phases (Cochran 1950, Biometrika 37).

    Args:
        patterns: (p, k) of 0 and 1: not present and present in each phase. Rows without
            all phases known have no place here.
        counts: (p,) organisations with each pattern.
    """
    times = patterns.shape[1]
    by_phase = counts @ patterns
    by_organisation = patterns.sum(1)
    spread = float(counts @ (by_organisation * (times - by_organisation)))
    if not spread:
        return NOTHING
    mean = by_phase.mean()
    q = times * (times - 1) * float(((by_phase - mean) ** 2).sum()) / spread
    return Outcome(q, times - 1, _chi_squared(q, times - 1))


def stuart_maxwell(table: Counts) -> Outcome:
    """Whether a scale of k levels is used alike at two times.

    Stuart 1955 (Biometrika 42:412–416), Maxwell 1970 (Br J Psychiatry 116:651–655).
    Levels that nobody left or came to say nothing and are left out.

    Args:
        table: (k, k) organisations by level at the first time and at the second.
    """
    table = np.asarray(table, float)
    still = np.diag(np.diag(table))
    moving = (table - still).sum(0) + (table - still).sum(1) > 0
    table = table[np.ix_(moving, moving)]
    if not table.size:
        return NOTHING
    apart = table.sum(1) - table.sum(0)
    spread = -(table + table.T)
    np.fill_diagonal(spread, table.sum(1) + table.sum(0) - 2 * np.diag(table))
    # Levels that trade with each other alone make blocks, each one level too many.
    df = int(np.linalg.matrix_rank(spread))
    statistic = float(apart @ np.linalg.pinv(spread) @ apart)
    return Outcome(statistic, df, _chi_squared(statistic, df))


def _chi_squared(statistic: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic))
