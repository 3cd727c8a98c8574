"""What became of a barrier in an organisation over an episode.

Here: the reading before–during–after and the table of trajectories. Not here: change
over many organisations (``change``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisislearn.barriers.counts import reading
from crisislearn.barriers.groups import Groups, membership
from crisislearn.barriers.layout import VALUE, VALUES, Layout, lay_out
from crisislearn.calendars import POSITIONS, Calendars

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    "organisation_id", "barrier", "calendar", "episode", "before", "during", "after",
    "trajectory", "trajectory_reduced_as_gone", "reason", "measure", "n_answers",
    "n_codings",
)  # fmt: skip

TRAJECTORIES = {
    (1, 0, 0): "disappeared",
    (1, 0, 1): "came_back",
    (1, 1, 1): "never_went",
    (1, 1, 0): "solved_later",
    (0, 1, 0): "crisis_only",
    (0, 1, 1): "emerged_and_stayed",
    (0, 0, 1): "emerged_after",
    (0, 0, 0): "never_there",
    (1, 0, None): "gone_so_far",
    (1, 1, None): "still_present",
    (0, 1, None): "new_so_far",
    (0, 0, None): "not_so_far",
}
"""Present (1), not present (0) or unknown (None) before, during and after."""

REASONS = {
    "before": "nothing known of before",
    "during": "nothing known of during",
    "after": "no phase after was observed, so whether it came back cannot be said",
}


def trajectory(before: str, during: str, after: str, reduced: int = 1) -> str:
    """Name the trajectory of three values.

    Args:
        before: ``present``, ``reduced``, ``not_present`` or ``unknown``.
        during: Likewise.
        after: Likewise.
        reduced: Whether reduced counts as present (1) or not (0).

    Returns:
        A name of ``TRAJECTORIES``, or ``insufficient_data`` where before or during is
        unknown.
    """
    bit = {"present": 1, "reduced": reduced, "not_present": 0, "unknown": None}
    key = (bit[before], bit[during], bit[after])
    return TRAJECTORIES.get(key, "insufficient_data")  # type: ignore[arg-type]


def trajectories(observations: pd.DataFrame, calendars: Calendars) -> pd.DataFrame:
    """Read the observations over every episode of their barrier's calendar.

    Before is the latest phase observed before; during is not present if so in at least
    one of its phases; after is the latest phase observed, and only what was stated of
    it: that a barrier came back is never concluded from what was said of another time.

    Args:
        observations: ``core.observations``.
        calendars: Phases and episodes.

    Returns:
        Rows of ``mart.barrier_trajectories``, sorted by their key.
    """
    table: pd.DataFrame = read_episodes(lay_out(observations), calendars).to_pandas()
    for name in _NAMED:
        table[name] = table[name].astype(object).where(table[name].notna(), None)
    order = ["organisation_id", "barrier", "episode", "measure"]
    return table.sort_values(order, ignore_index=True)


_NAMED = ("organisation_id", "barrier", "calendar", "episode", "before", "during",
          "after", "trajectory", "trajectory_reduced_as_gone", "reason",
          "measure")  # fmt: skip


def read_episodes(layout: Layout, calendars: Calendars) -> pa.Table:
    """Trajectories of a layout, texts as dictionaries, in no order."""
    import pyarrow as pa

    size = len(layout.organisations)
    tables = []
    for measure, barrier, where in layout.barriers:
        for (calendar, episode), places in calendars.episodes.items():
            cells = [layout.of(measure, barrier, where, places[p]) for p in POSITIONS]
            every = list(itertools.chain(*cells))
            if calendar != where or not every:
                continue
            codes = reading([[layout.codes[c] for c in part] for part in cells], size)
            seen = np.flatnonzero(np.any([layout.codes[c] > 0 for c in every], axis=0))
            values = [(code[seen] >> VALUE).astype(np.int8) for code in codes]
            counts = [
                np.asarray(sum(which[c][seen].astype(np.int32) for c in every))
                for which in (layout.answers, layout.codings)
            ]
            about = (barrier, calendar, episode, measure)
            tables.append(_told(seen, about, values, counts))
    names = {c: i for i, c in enumerate(COLUMNS)}
    if not tables:
        return pa.table({c: [] for c in names})
    organisations = pa.array(layout.organisations, pa.string())
    whole = pa.concat_tables(tables)
    numbers = whole.column("organisation_id").combine_chunks()
    first = pa.DictionaryArray.from_arrays(numbers, organisations)
    return whole.set_column(0, "organisation_id", first)


def _told(
    seen: npt.NDArray[np.int64],
    about: tuple[str, str, str, str],
    values: list[npt.NDArray[np.int8]],
    counts: list[npt.NDArray[np.int32]],
) -> pa.Table:
    """Rows of one barrier in one episode."""
    import pyarrow as pa

    number = (((values[0] * 4) + values[1]) * 4 + values[2]).astype(np.intp)
    readings, nothing = _readings(), np.zeros(len(seen), np.int8)

    def named(column: int) -> pa.DictionaryArray:
        texts = [row[column] for row in readings]
        distinct = [t for t in dict.fromkeys(texts) if t is not None]
        places = np.array([distinct.index(t) if t else -1 for t in texts], np.int8)
        told = places[number]
        return _dictionary(told, distinct, told < 0 if None in texts else None)

    barrier, calendar, episode, measure = (_dictionary(nothing, [v]) for v in about)
    columns = [
        pa.array(seen.astype(np.int32)), barrier, calendar, episode,
        *(_dictionary(v, VALUES) for v in values),
        named(0), named(1), named(2), measure, *(pa.array(c) for c in counts),
    ]  # fmt: skip
    return pa.table(dict(zip(COLUMNS, columns, strict=True)))


def _dictionary(
    numbers: npt.NDArray[np.int8],
    texts: Sequence[str],
    missing: npt.NDArray[np.bool_] | None = None,
) -> pa.DictionaryArray:
    """The text of each number, without repeating texts."""
    import pyarrow as pa

    indices = pa.array(numbers, mask=missing)
    return pa.DictionaryArray.from_arrays(indices, pa.array(texts, pa.string()))


@cache
def _readings() -> list[tuple[str, str, str | None]]:
    """Both trajectories and the reason of every combination of three values."""
    return [
        (
            trajectory(before, during, after),
            trajectory(before, during, after, reduced=0),
            _reason(before, during, after),
        )
        for before, during, after in itertools.product(VALUES, repeat=3)
    ]


def summarise(trajectories: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    """Count organisations by trajectory, barrier, episode, measure and group.

    Args:
        trajectories: ``mart.barrier_trajectories``.
        groups: See ``groups_of``.

    Returns:
        Rows of ``mart.barrier_summary``.
    """
    cell = ["barrier", "calendar", "episode", "measure", "group_kind", "group_value"]
    whole = ~trajectories[["before", "during", "after"]].isin(["unknown"]).any(axis=1)
    told = trajectories["trajectory"] != "insufficient_data"
    every = trajectories.assign(
        n_known=whole.astype(int), n_followed=told.astype(int)
    ).merge(membership(groups), on="organisation_id")
    count = every.groupby([*cell, "trajectory"]).size().rename("n").reset_index()
    known = every.groupby(cell)[["n_known", "n_followed"]].sum().reset_index()
    return count.merge(known, on=cell, validate="m:1")


def _reason(before: str, during: str, after: str) -> str | None:
    values = {"before": before, "during": during, "after": after}
    missing = [REASONS[at] for at, value in values.items() if value == "unknown"]
    return "; ".join(missing) or None
