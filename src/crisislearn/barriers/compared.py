"""Two phases side by side: which organisations are compared, and how.

Here: the pairs of phases of an episode, panels told from different organisations, and
the sums of each. Not here: counting (``counts``), formulas (``statistics``,
``clusters``) and verdicts (``change``).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.clusters import Array
from crisislearn.barriers.counts import asked_phases
from crisislearn.barriers.layout import RECALLED, VALUE, WAVE
from crisislearn.calendars import Calendars

CELL = ["barrier", "group_kind", "group_value", "design"]
SUMS = ["x", "n", "y", "m"]
"""With the barrier and known at first, with it and known later."""
COUNTS = ["both", "lost", "won", "neither", "recalled_from", "recalled_to"]


@dataclass(frozen=True)
class Limits:
    """What a verdict takes.

    Attributes:
        alpha: False discovery rate of a family.
        same: A change whose whole interval lies within plus and minus this is none
            that matters.
        least: Fewer pairs than this give no verdict.
        error: Share of answers that are wrong in each phase, for the sensitivity of the
            headline.
        panel: Where fewer than this share of the organisations of the smaller phase
            are known in both, the phases are compared as two samples.
        seed: Of the bootstrap.
    """

    alpha: float = 0.05
    same: float = 0.10
    least: int = 10
    error: float = 0.10
    panel: float = 0.5
    seed: int = 20200311


@dataclass(frozen=True)
class Comparison:
    """Two phases, and what was counted of them.

    Attributes:
        calendar: Their calendar.
        first: The earlier phase.
        later: The later phase.
        family: ``primary`` or ``exploratory``.
        rows: One per barrier, group, design and sort of cluster: ``SUMS`` of a cluster,
            ``times`` it occurs, and the counts of ``COUNTS`` over all of them.
        levels: Values of ``CELL`` → (3, 3) organisations by value at first and later,
            from not present to present; paired only.
        asked: One per barrier and group: organisations ``asked``, and the ``lowest``
            and ``highest`` sum of changes that the unknown allow.
    """

    calendar: str
    first: str
    later: str
    family: str
    rows: pd.DataFrame
    levels: dict[tuple[str, ...], Array]
    asked: pd.DataFrame

    def seed(self, cell: tuple[Any, ...], base: int) -> int:
        """Of the draws for one row: its own, the same in every run."""
        name = "|".join(map(str, (self.calendar, self.first, self.later, *cell)))
        return base + zlib.crc32(name.encode())


def phase_pairs(calendars: Calendars) -> dict[tuple[str, str, str], str]:
    """(calendar, earlier, later) → family, for each episode's before, during, after.

    The primary family of tests is barriers × (before–during, during–after) of the
    calendar's first episode, everybody, in the design with more organisations; all
    else is exploratory.
    """
    return {key: family for key, (family, _, _) in _pairs(calendars).items()}


def _pairs(
    calendars: Calendars,
) -> dict[tuple[str, str, str], tuple[str, str, tuple[str, str]]]:
    """(calendar, earlier, later) → family, episode and its columns of the codes."""
    found: dict[tuple[str, str, str], tuple[str, str, tuple[str, str]]] = {}
    for (calendar, episode), phases in asked_phases(calendars).items():
        first = episode == calendars.first_episode(calendar)
        family = "primary" if first else "exploratory"
        for one, two in ((0, 1), (1, 2), (0, 2)):
            columns = (_ASKED[one], _ASKED[two])
            told = family if two - one == 1 else "exploratory"
            key = (calendar, phases[one], phases[two])
            found.setdefault(key, (told, episode, columns))
    return found


_ASKED = ("asked_before", "asked_during", "asked_after")


def compare(
    counted: Mapping[tuple[str, str], pd.DataFrame],
    calendars: Calendars,
    limits: Limits,
) -> list[Comparison]:
    """All pairs of phases that anything is known of.

    Args:
        counted: From ``counts.count``.
        calendars: Phases and episodes.
        limits: What makes a panel.
    """
    found = []
    for (calendar, first, later), told in _pairs(calendars).items():
        family, episode, columns = told
        codes = counted.get((calendar, episode))
        if codes is not None and all(codes[c].any() for c in columns):
            frame = _values(codes, *columns)
            rows = [_paired(frame), _independent(frame, limits)]
            every = pd.concat(rows, ignore_index=True)
            if len(every):
                found.append(
                    Comparison(
                        calendar, first, later, family, every, _levels(frame),
                        _asked(frame),
                    )
                )  # fmt: skip
    return found


def _values(counted: pd.DataFrame, first: str, later: str) -> pd.DataFrame:
    """Counts of the two phases alone, their codes taken apart."""
    keys = ["barrier", "group_kind", "group_value", "cluster", first, later]
    frame = counted.groupby(keys, observed=True)["n"].sum().reset_index()
    frame = frame.rename(columns={"n": "count"})
    for name, column in (("from", first), ("to", later)):
        codes = frame[column].to_numpy()
        frame[f"value_{name}"] = codes >> VALUE
        frame[f"present_{name}"] = codes >> VALUE >= 2
        frame[f"wave_{name}"] = codes & WAVE
        frame[f"recalled_{name}"] = codes & RECALLED > 0
    both = (frame["value_from"] > 0) & (frame["value_to"] > 0)
    sitting = frame["wave_from"] == frame["wave_to"]
    names = np.where(sitting, "same_sitting", "panel")
    frame["design"] = pd.Series(names, frame.index, dtype="object").where(both, None)
    return frame


def _paired(frame: pd.DataFrame) -> pd.DataFrame:
    """Organisations known at both times, one row a sort of cluster."""
    pairs = frame[frame["design"].notna()]
    x, y = pairs["present_from"], pairs["present_to"]
    return _by_cluster(pairs, x, pairs["value_from"] > 0, y, pairs["value_to"] > 0)


def _independent(frame: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Organisations known at either time, where hardly any are known at both.

    Those known at both count in both samples; their cluster holds them together.
    """
    cell = ["barrier", "group_kind", "group_value"]
    known = pd.DataFrame(
        {
            "from": (frame["value_from"] > 0) * frame["count"],
            "to": (frame["value_to"] > 0) * frame["count"],
            "both": frame["design"].notna() * frame["count"],
        }
    )
    whole = known.groupby([frame[c] for c in cell], observed=True).sum().reset_index()
    least = whole[["from", "to"]].min(axis=1)
    everybody = whole["group_kind"] == "all"
    apart = everybody & (least > 0) & (whole["both"] < limits.panel * least)
    chosen = frame["barrier"].isin(whole.loc[apart, "barrier"])
    some = (frame["value_from"] > 0) | (frame["value_to"] > 0)
    rows = frame[chosen & some].copy()
    rows["design"] = "cross_section"
    first, later = rows["value_from"] > 0, rows["value_to"] > 0
    return _by_cluster(rows, rows["present_from"], first, rows["present_to"], later)


def _by_cluster(rows: pd.DataFrame, x: Any, n: Any, y: Any, m: Any) -> pd.DataFrame:
    """Sums of each cluster; organisations of their own by what they say."""
    own = rows["cluster"] == 0
    weight = rows["count"]
    told = {"x": x, "n": n, "y": y, "m": m}
    frame = pd.DataFrame({c: v.astype(int) for c, v in told.items()})
    pattern = frame["x"] + 2 * frame["n"] + 4 * frame["y"] + 8 * frame["m"]
    frame["pattern"] = pattern.where(own, 0)
    frame[[*CELL, "cluster"]] = rows[[*CELL, "cluster"]]
    frame["times"] = weight.where(own, 0)
    for column in SUMS:
        frame[column] = frame[column] * weight
    first, later = x.astype(bool), y.astype(bool)
    paired = n.astype(bool) & m.astype(bool)
    frame["both"] = (paired & first & later) * weight
    frame["lost"] = (paired & first & ~later) * weight
    frame["won"] = (paired & ~first & later) * weight
    frame["neither"] = (paired & ~first & ~later) * weight
    for name in ("from", "to"):
        frame[f"recalled_{name}"] = rows[f"recalled_{name}"] * weight
    keys = [*CELL, "cluster", "pattern"]
    summed = frame.groupby(keys, observed=True).sum().reset_index()
    single = summed["times"].where(summed["times"] > 0, 1)
    summed[SUMS] = summed[SUMS].div(single, axis=0)  # of one such organisation
    return summed.assign(times=single)


def _levels(frame: pd.DataFrame) -> dict[tuple[str, ...], Array]:
    pairs = frame[frame["design"].notna()]
    groups = pairs.groupby(CELL, observed=True, sort=True).ngroup()
    numbers = np.asarray(groups, np.int64)
    keys = pairs[CELL].iloc[np.unique(numbers, return_index=True)[1]].astype("str")
    tables = np.zeros((len(keys), 3, 3))
    values = [np.asarray(pairs[c], np.int64) - 1 for c in ("value_from", "value_to")]
    np.add.at(tables, (numbers, *values), np.asarray(pairs["count"], float))
    names = list(keys.itertuples(index=False, name=None))
    return dict(zip(names, tables, strict=True))


def _asked(frame: pd.DataFrame) -> pd.DataFrame:
    """What the differences of each cell could be, were the unknown known."""
    first = np.where(frame["value_from"] > 0, frame["present_from"], np.nan)
    later = np.where(frame["value_to"] > 0, frame["present_to"], np.nan)
    lowest = np.nan_to_num(later, nan=0) - np.nan_to_num(first, nan=1)
    highest = np.nan_to_num(later, nan=1) - np.nan_to_num(first, nan=0)
    rows = frame[["barrier", "group_kind", "group_value"]].assign(
        asked=frame["count"],
        lowest=lowest * frame["count"],
        highest=highest * frame["count"],
    )
    keys = ["barrier", "group_kind", "group_value"]
    return rows.groupby(keys, observed=True).sum().reset_index()
