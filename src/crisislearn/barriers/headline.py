"""The rebound share: of the barriers that went, how many came back.

Here: the one headline of a study, with what it takes to believe it. Not here: single
barriers (``tested``) and what a report says of it.

It rests on rated items alone, of organisations that were asked about the time after in
another wave than about the time it went. Without enough of those there is none.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Set
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisislearn.barriers.clusters import Array, ratio_by_cluster
from crisislearn.barriers.compared import Limits
from crisislearn.barriers.counts import Places, reading
from crisislearn.barriers.layout import VALUE, WAVE, Layout
from crisislearn.barriers.statistics import wilson
from crisislearn.calendars import POSITIONS, Calendars

COLUMNS = (
    "reading", "share", "ci_low", "ci_high", "n_barriers", "n_organisations",
    "n_clusters", "n_gone", "n_known", "n_back", "attrition", "error", "share_if_none",
    "share_corrected", "reason",
)  # fmt: skip

READINGS = {"reduced_as_present": 2, "reduced_as_gone": 3}
"""Reading → least value that counts as the barrier being there."""

Flags = npt.NDArray[np.bool_]

PATTERNS = tuple(itertools.product((0, 1), repeat=3))
"""Not present (0) or present (1) before, during and after."""


class Seen:
    """What went and came back, by organisation, over all barriers.

    Attributes:
        gone: (organisations,) barriers that went.
        known: Of these, those with a known after from another wave.
        back: Of these, those that came back.
        patterns: (8,) organisations × barriers by ``PATTERNS``, of those known.
        barriers: Barriers that went anywhere.
    """

    def __init__(self, size: int) -> None:
        self.gone, self.known, self.back = (np.zeros(size, np.int64) for _ in range(3))
        self.patterns: Array = np.zeros(8)
        self.barriers = 0

    def add(self, values: list[Any], inside: Flags, later: Flags, least: int) -> None:
        """Add a barrier.

        Args:
            values: (organisations,) before, during and after; 0 where unknown.
            inside: Who counts.
            later: Whose after is known, and from another wave than during.
            least: Least value that counts as the barrier being there.
        """
        before, during, after = (value >= least for value in values)
        went = inside & before & (values[1] > 0) & ~during
        self.gone += went
        self.known += went & later
        self.back += went & later & after
        whole = later & (values[0] > 0) & (values[1] > 0)
        number = before[whole] * 4 + during[whole] * 2 + after[whole]
        self.patterns += np.bincount(number, minlength=8)
        self.barriers += bool(went.any())


def headline(
    layout: Layout, places: Places, calendars: Calendars, limits: Limits
) -> pd.DataFrame:
    """Rows of ``mart.headline``: the share, read both ways.

    Args:
        layout: Observations.
        places: Groups and clusters; organisations outside the group of all do not
            count.
        calendars: Phases and episodes; the first episode of each calendar counts.
        limits: Fewest organisations, error to suppose, seed.
    """
    rows = _rows(layout, places, calendars, limits, None)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="object")


def by_family(
    layout: Layout,
    places: Places,
    calendars: Calendars,
    limits: Limits,
    families: Mapping[str, str],
) -> pd.DataFrame:
    """Rows of ``mart.rebound_families``: the same for the barriers of each family.

    Args:
        layout: Observations.
        places: As for ``headline``.
        calendars: Likewise.
        limits: Likewise.
        families: Barrier → family of the codebook.
    """
    rows = []
    for family in sorted(set(families.values())):
        members = {code for code, its in families.items() if its == family}
        if members & {b for measure, b, _ in layout.barriers if measure == "rated"}:
            told = _rows(layout, places, calendars, limits, members)
            rows += [{"family": family} | row for row in told]
    columns = ["family", *COLUMNS]
    return pd.DataFrame(rows, columns=columns, dtype="object")


def _rows(
    layout: Layout,
    places: Places,
    calendars: Calendars,
    limits: Limits,
    among: Set[str] | None,
) -> list[dict[str, Any]]:
    every = _seen(layout, places, calendars, among)
    return [
        {"reading": name} | _row(seen, places.cluster, limits)
        for name, seen in every.items()
    ]


def _seen(
    layout: Layout, places: Places, calendars: Calendars, among: Set[str] | None
) -> dict[str, Seen]:
    """What went and came back of some barriers, or all, read both ways."""
    size = len(layout.organisations)
    inside = np.zeros(size, bool)
    for kind, _, at in places.layers:
        inside |= (kind == "all") & (at >= 0)
    found = {name: Seen(size) for name in READINGS}
    for measure, barrier, calendar in layout.barriers:
        at_all = any(where == calendar for where, _ in calendars.episodes)
        if measure != "rated" or not at_all or (among and barrier not in among):
            continue
        episode = calendars.episodes[calendar, calendars.first_episode(calendar)]
        cells = [layout.of("rated", barrier, calendar, episode[p]) for p in POSITIONS]
        parts = [[layout.codes[c] for c in part] for part in cells]
        before, during, after = reading(parts, size)
        values = [(code >> VALUE).astype(np.uint8) for code in (before, during, after)]
        later = inside & (after > 0) & (during & WAVE != after & WAVE)
        for name, least in READINGS.items():
            found[name].add(values, inside, later, least)
    return found


def _row(seen: Seen, cluster: npt.NDArray[np.int64], limits: Limits) -> dict[str, Any]:
    n_gone, n_known = int(seen.gone.sum()), int(seen.known.sum())
    organisations = int((seen.known > 0).sum())
    row: dict[str, Any] = {
        "n_barriers": seen.barriers,
        "n_organisations": organisations,
        "n_gone": n_gone,
        "n_known": n_known,
        "attrition": 1 - n_known / n_gone if n_gone else None,
        "error": limits.error,
    }
    if not n_gone:
        return row | {"reason": "no organisation rates a barrier as gone in the crisis"}
    if not n_known:
        return row | {"reason": "nobody who rated a barrier as gone was asked about the"
                      " time after in a later wave"}  # fmt: skip
    if organisations < limits.least:
        return row | {"reason": f"fewer than {limits.least} organisations were followed"
                      " from a barrier that went to the time after"}  # fmt: skip
    ones = np.ones(len(cluster))
    together = ratio_by_cluster(
        seen.back.astype(float), seen.known.astype(float), cluster, ones
    )
    ends = together.bootstrap(limits.seed)
    if ends is None:
        return row | {"reason": "too few municipalities or bodies for an interval"}
    if ends[0] == ends[1]:  # all or none came back: draws cannot say how sure that is
        ends = wilson(together.value * together.clusters, together.clusters)
    none, corrected = misclassified(seen.patterns, limits.error)
    return row | {
        "share": int(seen.back.sum()) / n_known,
        "ci_low": ends[0],
        "ci_high": ends[1],
        "n_clusters": together.clusters,
        "n_back": int(seen.back.sum()),
        "share_if_none": none,
        "share_corrected": corrected,
    }


def misclassified(patterns: Array, error: float) -> tuple[float | None, float | None]:
    """What errors of answers do to the rebound share.

    Every answer of every phase is taken to be wrong with the same chance, whatever
    the truth and the other answers (Kuha & Skinner 1997, in Lyberg et al., Survey
    Measurement and Process Quality). With 10 % wrong, and three in ten barriers gone
    for good while the others never went, 26 % seem to come back.

    Args:
        patterns: (8,) counts by ``PATTERNS``.
        error: Chance that an answer is wrong, under 0.5.

    Returns:
        The share that would be seen had none come back, and the share corrected for
        the error; None where nothing would be left that went.
    """
    one = np.array([[1 - error, error], [error, 1 - error]])
    matrix = np.kron(np.kron(one, one), one)
    true = np.clip(np.linalg.solve(matrix, patterns), 0, None)
    gone, back = PATTERNS.index((1, 0, 0)), PATTERNS.index((1, 0, 1))
    none = true.copy()
    none[gone], none[back] = true[gone] + true[back], 0.0
    told = matrix @ none

    def share(of: Array) -> float | None:
        whole = float(of[gone] + of[back])
        return float(of[back]) / whole if whole > 0 else None

    return share(told), share(true)
