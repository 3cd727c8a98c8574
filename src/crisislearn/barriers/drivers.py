"""Which drivers are spoken of where which barriers went: association, no more.

Here: a driver mentioned in text beside a rated barrier that went or did not. Not here:
what became of a barrier (``trajectories``) and change between phases (``change``).

Both come from the same organisations at about the same time, and who writes of a driver
chooses to. Nothing here says that one brought about the other.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.statistics import benjamini_hochberg, wilson
from crisislearn.calendars import Calendars

COLUMNS = (
    "driver", "barrier", "calendar", "episode", "n", "n_driver", "went_with",
    "went_without", "share_with", "share_without", "difference", "ci_low", "ci_high",
    "odds_ratio", "p_value", "q_value", "reason",
)  # fmt: skip
LEAST = 5  # organisations on either side; fewer give no figures
KEY = ["driver", "barrier"]


def driver_association(
    trajectories: pd.DataFrame,
    codings: pd.DataFrame,
    statements: pd.DataFrame,
    calendars: Calendars,
) -> pd.DataFrame:
    """Set each driver beside each barrier, over the first episode of its calendar.

    Counted are organisations that had the barrier before, whose during is known, by
    ratings, and that said anything in words at all: where nobody wrote, no driver can
    be mentioned. Not mentioned is not absent.

    Args:
        trajectories: ``mart.barrier_trajectories``.
        codings: ``core.codings`` that count.
        statements: ``core.statements``.
        calendars: For the first episodes.

    Returns:
        Rows of ``mart.driver_association``, all of them exploratory: one family.
    """
    spoke = statements.loc[~statements["non_answer"].astype(bool), "organisation_id"]
    told = trajectories[
        (trajectories["measure"] == "rated")
        & trajectories["before"].isin(["present", "reduced"])
        & (trajectories["during"] != "unknown")
        & trajectories["organisation_id"].isin(set(spoke))
    ]
    first = {c: calendars.first_episode(c) for c in calendars.names()}
    told = told[told["episode"] == told["calendar"].map(first)]
    own = codings[(codings["kind"] == "driver") & (codings["speaks_for"] == "own")]
    by_driver = own.groupby("code")["organisation_id"].agg(set)
    rows = [
        _row(driver, part, names)
        for driver, names in sorted(by_driver.items())
        for _, part in told.groupby("barrier", sort=True)
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    tested = table["p_value"].notna()
    q_values = benjamini_hochberg(table.loc[tested, "p_value"].to_list())
    table.loc[tested, "q_value"] = q_values
    return table.sort_values(KEY, ignore_index=True)


def _row(driver: Any, part: pd.DataFrame, names: set[str]) -> dict[str, Any]:
    from scipy.stats import fisher_exact

    head = part.iloc[0]
    speaks = part["organisation_id"].isin(names)
    went = part["during"] == "not_present"
    a, b = int((speaks & went).sum()), int((speaks & ~went).sum())
    c, d = int((~speaks & went).sum()), int((~speaks & ~went).sum())
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {
        "driver": driver, "barrier": head["barrier"], "calendar": head["calendar"],
        "episode": head["episode"], "n": a + b + c + d, "n_driver": a + b,
        "went_with": a, "went_without": c,
    }  # fmt: skip
    if min(a + b, c + d) < LEAST:
        return row | {
            "reason": f"fewer than {LEAST} organisations with the driver, or without it"
        }
    low, high = newcombe_independent(a, a + b, c, c + d)
    exact = fisher_exact(np.array([[a, b], [c, d]]))
    first, second = a / (a + b), c / (c + d)
    return row | {
        "share_with": first, "share_without": second, "difference": first - second,
        "ci_low": low, "ci_high": high, "p_value": float(exact.pvalue),
        "odds_ratio": a * d / (b * c) if b * c else None,
        "reason": None if b * c else "no odds ratio: a cell is empty",
    }  # fmt: skip


def newcombe_independent(x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    """Interval of the difference of two independent shares, first minus second.

    Square-and-add of Wilson intervals: method 10 of Newcombe 1998 (Stat Med
    17:873–890).

    Args:
        x1: With the property in the first group.
        n1: In the first group; above 0.
        x2: With the property in the second group.
        n2: In the second group; above 0.

    Returns:
        Lower and upper end, -1 to 1, 95 %.
    """
    p1, p2 = x1 / n1, x2 / n2
    (low1, high1), (low2, high2) = wilson(x1, n1), wilson(x2, n2)
    down = math.hypot(p1 - low1, high2 - p2)
    up = math.hypot(high1 - p1, p2 - low2)
    return p1 - p2 - down, p1 - p2 + up
