"""What a lens says: who did its elements, and whose barriers went and stayed away.

Here: counting organisations by element, and holding those that tell of an element
beside the others of the panel. Not here: finding elements (``lenses``), what readers
may see of it (``warehouse.disclosure``), and sentences (``report``).

An association, never a cause: those who did something may differ in all else, and not
told of is not undone. Each difference stands beside the differences that appear when
the element is dealt to as many organisations by chance.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisislearn.barriers.groups import Groups
from crisislearn.barriers.lenses import NEGATIVE, POSITIVE
from crisislearn.barriers.statistics import benjamini_hochberg

PROFILE = (
    "lens", "element", "group_kind", "group_value", "n", "n_done", "n_not_done",
    "mentions",
)  # fmt: skip
ASSOCIATION = (
    "lens", "element", "episode", "n_done", "n_other", "share_done", "share_other",
    "difference", "ci_low", "ci_high", "null_low", "null_high", "p_value", "q_value",
    "reason",
)  # fmt: skip

WENT = "disappeared"
FOLLOWED = (WENT, "came_back", "never_went", "solved_later")
"""Trajectories of a barrier that was there before, and is known during and after."""

DRAWS = 2000
LEAST = 2
"""Fewest organisations on a side from which a difference has an interval."""

TOO_FEW = "fewer than two organisations on one side"

Floats = npt.NDArray[np.float64]


def own_elements(codings: pd.DataFrame) -> pd.DataFrame:
    """The elements that organisations tell of themselves; questions tell nothing."""
    asked = codings["rule"].astype(str).str.endswith("+asked")
    return codings[
        (codings["kind"] == "lens")
        & (codings["speaks_for"] == "own")
        & codings["organisation_id"].notna()
        & ~asked
    ]


def lens_profile(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    codes: pd.DataFrame,
    groups: Groups,
) -> pd.DataFrame:
    """Organisations by element and group.

    Args:
        codings: ``core.codings``; only those that count.
        statements: ``core.statements``, for who said anything at all.
        codes: ``core.codes``; its elements of lenses make the rows.
        groups: See ``groups_of``.

    Returns:
        Rows of ``mart.lens_profile``: every element in every group.
    """
    own = own_elements(codings)
    speaking = set(statements["organisation_id"].dropna())
    told = {name: part for name, part in own.groupby("code")}
    rows = []
    for code in codes[codes["kind"] == "lens"].to_dict("records"):
        part = told.get(code["code"], own.iloc[:0])
        for (kind, value), members in sorted(groups.items()):
            mine = part[part["organisation_id"].isin(list(members))]
            sides = [
                mine.loc[mine["polarity"] == side, "organisation_id"].nunique()
                for side in (POSITIVE, NEGATIVE)
            ]
            n = len(speaking & members)
            rows.append((code["family"], code["code"], kind, value, n, *sides,
                         len(mine)))  # fmt: skip
    return pd.DataFrame(rows, columns=list(PROFILE))


def panel_shares(
    trajectories: pd.DataFrame, respondents: pd.DataFrame
) -> dict[str, pd.Series[float]]:
    """Of each organisation's barriers, the share that went and stayed away.

    Args:
        trajectories: ``mart.barrier_trajectories``; the rated ones are taken.
        respondents: ``core.respondents``: the panel is who answered in two waves.

    Returns:
        Episode → organisation → share of the barriers that were there before and are
        known in all three parts of the episode.
    """
    waves = respondents.groupby("organisation_id")["wave"].nunique()
    panel = set(waves[waves >= 2].index)
    rated = trajectories[
        (trajectories["measure"] == "rated")
        & trajectories["trajectory"].isin(FOLLOWED)
        & trajectories["organisation_id"].isin(list(panel))
    ]
    went = rated.assign(went=(rated["trajectory"] == WENT).astype(float))
    return {
        str(episode): part.groupby("organisation_id")["went"].mean().sort_index()
        for episode, part in went.groupby("episode")
    }


def lens_association(
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    codes: pd.DataFrame,
    shares: dict[str, pd.Series[float]],
    seed: int,
) -> pd.DataFrame:
    """Each element: those of the panel that tell of it, held beside the others.

    Args:
        codings: ``core.codings``; only those that count.
        statements: ``core.statements``: who said nothing is on neither side.
        codes: ``core.codes``.
        shares: See ``panel_shares``.
        seed: Of the draws.

    Returns:
        Rows of ``mart.lens_association``; q-values within lens and episode.
    """
    own = own_elements(codings)
    speaking = set(statements["organisation_id"].dropna())
    did = own[own["polarity"] == POSITIVE].groupby("code")["organisation_id"].agg(set)
    rows: list[dict[str, Any]] = []
    for episode, share in shares.items():
        known = share[share.index.isin(list(speaking))]
        for code in codes[codes["kind"] == "lens"].to_dict("records"):
            done = known.index.isin(list(did.get(code["code"], set())))
            values = np.asarray(known.to_numpy(), dtype=np.float64)
            found = held_beside(values, done, seed)
            rows.append(
                {"lens": code["family"], "element": code["code"], "episode": episode}
                | found._asdict()
                | {"q_value": None, "reason": None if found.p_value else TOO_FEW}
            )
    table = pd.DataFrame(rows, columns=list(ASSOCIATION)).astype({"q_value": object})
    for _, part in table.groupby(["lens", "episode"]):
        tested = part[part["p_value"].notna()]
        corrected = benjamini_hochberg([float(p) for p in tested["p_value"]])
        table.loc[tested.index, "q_value"] = corrected
    return table


class Beside(NamedTuple):
    """Two sides of a panel, and what chance would make of them."""

    n_done: int
    n_other: int
    share_done: float | None = None
    share_other: float | None = None
    difference: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    null_low: float | None = None
    null_high: float | None = None
    p_value: float | None = None


def held_beside(shares: Floats, done: npt.NDArray[np.bool_], seed: int) -> Beside:
    """The difference of two means, with its interval and what chance gives.

    The interval is the percentile bootstrap within each side (Efron & Tibshirani 1993,
    ch. 13); the null deals the same sides out anew, and p counts the differences at
    least as large (Phipson & Smyth 2010, Stat Appl Genet Mol Biol 9:39).

    Args:
        shares: (n,) of each organisation.
        done: (n,) whether it tells of the element.
        seed: Of the draws.
    """
    one, two = shares[done], shares[~done]
    if min(len(one), len(two)) < LEAST:
        return Beside(len(one), len(two))
    random = np.random.default_rng(seed)
    drawn = _drawn(one, random) - _drawn(two, random)
    dealt = random.permuted(np.tile(shares, (DRAWS, 1)), axis=1)
    null = dealt[:, : len(one)].mean(axis=1) - dealt[:, len(one) :].mean(axis=1)
    difference = float(one.mean() - two.mean())
    low, high = np.quantile(drawn, (0.025, 0.975))
    null_low, null_high = np.quantile(null, (0.025, 0.975))
    # Equal sums in another order differ in their last digits.
    as_large = int((np.abs(null) >= abs(difference) - 1e-12).sum())
    return Beside(
        len(one), len(two), float(one.mean()), float(two.mean()), difference,
        float(low), float(high), float(null_low), float(null_high),
        (as_large + 1) / (DRAWS + 1),
    )  # fmt: skip


def _drawn(values: Floats, random: np.random.Generator) -> Floats:
    """Means of bootstrap samples."""
    n = len(values)
    counts = random.multinomial(n, np.full(n, 1 / n), size=DRAWS)
    return np.asarray(counts @ values / n)
