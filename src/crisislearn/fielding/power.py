"""How many organisations to ask: the size of a panel that shows a change.

Here: pairs needed for a change in a share between two waves, the chance that the test
the reports use finds it, and invitations behind them. Not here: that test
(``barriers.statistics``) and drawing (``power_figure``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from crisislearn.errors import StudyError

EXACT_UP_TO = 4000
"""Pairs up to which the chance is computed exactly; above, the formula's aim holds."""


@dataclass(frozen=True)
class Plan:
    """What is to be found, and what is expected.

    Attributes:
        before: Share with the barrier at the first time, above 0 and below 1.
        correlation: Correlation (phi) of an organisation's two answers, -1 to 1.
        power: Chance of finding the change, aimed at.
        alpha: Two-sided level of the test.
        response: Share of the invited who answer the first wave.
        retention: Share of a wave's organisations who answer the next.
        waves: Waves between which the change is to be found, the first and last.
        usable: Share of pairs with a rating at both times: not don't know.
    """

    before: float = 0.6
    correlation: float = 0.4
    power: float = 0.8
    alpha: float = 0.05
    response: float = 0.4
    retention: float = 0.7
    waves: int = 2
    usable: float = 0.9


@dataclass(frozen=True)
class Size:
    """What a plan needs in each group.

    Attributes:
        change: Share at the second time less share at the first.
        correlation: As planned.
        discordant: Expected share of pairs that change.
        pairs: Organisations rated at both times.
        attained: Chance that McNemar's mid-p test finds the change in so many; None
            where it is not computed.
        answers: Organisations that have to answer, wave for wave.
        invited: Organisations to invite.
    """

    change: float
    correlation: float
    discordant: float
    pairs: int
    attained: float | None
    answers: tuple[int, ...]
    invited: int


def discordant_share(before: float, after: float, correlation: float) -> float:
    """Expected share of pairs that change, from the two shares and their phi.

    Raises:
        StudyError: If no table of pairs has these shares and this correlation.
    """
    spread = math.sqrt(before * (1 - before) * after * (1 - after))
    both = before * after + correlation * spread
    low, high = max(0.0, before + after - 1), min(before, after)
    if not low - 1e-12 <= both <= high + 1e-12:
        ends = [(end - before * after) / spread for end in (low, high)]
        raise StudyError(
            f"shares of {before:g} and {after:g} cannot correlate by {correlation:g}",
            where="--correlation",
            remedy=f"with these shares it lies from {ends[0]:.2f} to {ends[1]:.2f}",
        )
    return before + after - 2 * min(max(both, low), high)


def pairs_needed(discordant: float, change: float, plan: Plan) -> int:
    """Pairs that show a change, by Connor 1987 (Biometrics 43:207–211).

    n = (z₁ √ψ + z₂ √(ψ − δ²))² / δ², ψ the discordant share and δ the change; z₁ and z₂
    the normal quantiles of 1 − α/2 and of the power.
    """
    normal = NormalDist()
    alpha, power = normal.inv_cdf(1 - plan.alpha / 2), normal.inv_cdf(plan.power)
    rest = math.sqrt(max(discordant - change * change, 0.0))
    return math.ceil((alpha * math.sqrt(discordant) + power * rest) ** 2 / change**2)


def size(change: float, plan: Plan) -> Size:
    """What it takes to detect one change.

    Args:
        change: Difference of shares, not 0; a barrier that falls has a negative one.
        plan: What is expected.

    Raises:
        StudyError: If the plan cannot be.
    """
    _check(change, plan)
    after = plan.before + change
    discordant = discordant_share(plan.before, after, plan.correlation)
    pairs = pairs_needed(discordant, change, plan)
    attained = midp_power(pairs, discordant, change, plan.alpha)
    last = math.ceil(pairs / plan.usable)
    answers = [last]
    for _ in range(plan.waves - 1):
        answers.insert(0, math.ceil(answers[0] / plan.retention))
    return Size(change, plan.correlation, discordant, pairs, attained, tuple(answers),
                math.ceil(answers[0] / plan.response))  # fmt: skip


def midp_power(
    pairs: int, discordant: float, change: float, alpha: float
) -> float | None:
    """Chance that McNemar's mid-p test rejects, summed over all outcomes.

    The number of changed pairs is binomial in all pairs, and of those the number that
    changed one way is binomial, too; see ``barriers.statistics.mcnemar_midp``.

    Returns:
        0 to 1; None for more than ``EXACT_UP_TO`` pairs.
    """
    import numpy as np
    from scipy.stats import binom

    if pairs > EXACT_UP_TO:
        return None
    one_way = (discordant + abs(change)) / 2 / discordant
    changed = np.arange(1, pairs + 1)
    # The most that may have changed the rarer way lies beside the binomial quantile.
    near = binom.ppf(alpha / 2, changed, 0.5)
    bound = np.full(pairs, -1.0)
    for rare in (near - 1, near, near + 1):
        p = 2 * binom.cdf(rare, changed, 0.5) - binom.pmf(rare, changed, 0.5)
        bound = np.where((rare >= 0) & (p <= alpha), rare, bound)
    rejects = binom.cdf(bound, changed, one_way)
    rejects += binom.sf(changed - bound - 1, changed, one_way)
    return float((binom.pmf(changed, pairs, discordant) * rejects).sum())


def _check(change: float, plan: Plan) -> None:
    after = plan.before + change
    said = {
        "--before": 0 < plan.before < 1,
        "--change": change != 0 and 0 < after < 1,
        "--power": 0 < plan.power < 1,
        "--alpha": 0 < plan.alpha < 1,
        "--response": 0 < plan.response <= 1,
        "--retention": 0 < plan.retention <= 1,
        "--usable": 0 < plan.usable <= 1,
        "--correlation": -1 <= plan.correlation <= 1,
        "--waves": plan.waves >= 1,
    }
    for name, fine in said.items():
        if not fine:
            raise StudyError(
                f"no such plan: {plan.before:.0%} changing by {change:+.0%}",
                where=name,
                remedy="shares lie above 0 and below 100; a change must leave the "
                "share there, too",
            )
