"""How many organisations had which barrier at which times, by group and cluster.

Here: reading codes of a layout over an episode, and counting them. Not here: the codes
themselves (``layout``) and what the counts say (``change``, ``tested``, ``headline``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from crisislearn.barriers.layout import IMPLIED, SEEN, VALUE, Codes, Layout
from crisislearn.calendars import POSITIONS, Calendars

COVARIATES = "covariates"
"""Kind of groups that only serve to adjust: type and size together."""

CODES = ("asked_before", "asked_during", "asked_after", "before", "during", "after")
COUNTED = ("barrier", "calendar", "group_kind", "group_value", "cluster", *CODES, "n")

Numbers = npt.NDArray[np.int64]
_KNOWN = 3 << VALUE


def known(codes: Codes) -> Codes:
    """The codes, 0 where the value is unknown."""
    found: Codes = np.where(codes & _KNOWN > 0, codes & (SEEN - 1), 0).astype(np.uint16)
    return found


def reading(parts: Sequence[Sequence[Codes]], size: int) -> tuple[Codes, Codes, Codes]:
    """Codes of before, during and after for each organisation; 0 where unknown.

    The latest before; the lowest value during; the latest after that was stated.

    Args:
        parts: Codes of the phases in each position, in time order.
        size: Organisations.
    """
    before, during, after = (np.zeros(size, np.uint16) for _ in range(3))
    for codes in parts[0]:
        told = known(codes)
        before = np.where(told > 0, told, before)
    for codes in parts[1]:
        told = known(codes)
        lower = (told > 0) & ((during == 0) | (told < during))
        during = np.where(lower, told, during)
    for codes in parts[2]:
        told = np.where(codes & IMPLIED, 0, known(codes)).astype(np.uint16)
        after = np.where(told > 0, told, after)
    return before, during, after


def asked_phases(calendars: Calendars) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(calendar, episode) → the phases that stand for before, during and after.

    Of several phases in a position the one is taken that the questionnaires ask about:
    the latest before, the first of the middle, the first after.
    """
    return {
        key: (places["before"][-1], places["during"][0], places["after"][0])
        for key, places in calendars.episodes.items()
        if all(places.values())
    }


@dataclass(frozen=True)
class Places:
    """Where organisations stand.

    Attributes:
        layers: Kind of group, its values, and (organisations,) the value of each; -1
            where it has none. Kinds whose groups overlap have a layer a value.
        cluster: (organisations,) number of the parent that several share, 0 for none.
    """

    layers: list[tuple[str, list[str], Numbers]]
    cluster: Numbers


def places_of(
    layout: Layout, membership: pd.DataFrame, parents: Mapping[str, str]
) -> Places:
    """Find the groups and clusters of the organisations of a layout.

    Args:
        layout: Observations.
        membership: Rows of ``organisation_id, group_kind, group_value``.
        parents: Organisation → the municipality or body it belongs to. One that only
            one organisation in a group belongs to is no cluster.
    """
    ids = pd.Index(layout.organisations)
    where = ids.get_indexer(pd.Index(membership["organisation_id"]))
    rows = membership.assign(at=where)[where >= 0]
    layers = []
    for kind, part in rows.groupby("group_kind", sort=True, observed=True):
        numbers, values = pd.factorize(part["group_value"].astype(object), sort=True)
        overlap = bool(part["at"].duplicated().any())
        for only in range(len(values)) if overlap else [None]:
            at = np.full(len(ids), -1, np.int64)
            chosen = numbers == only if only is not None else numbers >= 0
            at[part["at"].to_numpy()[chosen]] = 0 if overlap else numbers[chosen]
            names = [str(values[only])] if only is not None else list(map(str, values))
            layers.append((str(kind), names, at))
    grouped = np.zeros(len(ids), bool)
    for _, _, at in layers:
        grouped |= at >= 0
    parent = pd.Series(parents, dtype=object).reindex(ids).where(grouped)
    numbers, bodies = pd.factorize(parent, sort=True)
    shared = np.bincount(numbers[numbers >= 0], minlength=len(bodies)) > 1
    cluster = np.where((numbers >= 0) & np.append(shared, False)[numbers], numbers, -1)
    return Places(layers, cluster + 1)


def count(
    layout: Layout, places: Places, calendars: Calendars
) -> dict[tuple[str, str], pd.DataFrame]:
    """Count the rated observations of each episode, by group and cluster.

    Args:
        layout: Observations.
        places: Groups and clusters.
        calendars: Phases and episodes.

    Returns:
        (calendar, episode) → rows of ``COUNTED``: codes of the phases of
        ``asked_phases`` and those that the trajectory rests on (0 where unknown), and
        how many organisations have them. Organisations of which nothing is known in
        the episode count too, if they were asked. Texts are categories.
    """
    found = {}
    for (calendar, episode), phases in asked_phases(calendars).items():
        at = calendars.episodes[calendar, episode]
        frames = [
            frame
            for measure, barrier, where in layout.barriers
            if measure == "rated" and where == calendar
            for frame in _barrier(layout, places, (barrier, calendar), at, phases)
        ]
        if frames:
            found[calendar, episode] = _stacked(frames)
    return found


def _barrier(
    layout: Layout,
    places: Places,
    about: tuple[str, str],
    at: Mapping[str, list[str]],
    phases: tuple[str, str, str],
) -> Iterator[dict[str, Any]]:
    size = len(layout.organisations)
    cells = [layout.of("rated", *about, at[position]) for position in POSITIONS]
    parts = [[layout.codes[cell] for cell in position] for position in cells]
    if not any(parts):
        return
    seen = np.zeros(size, bool)
    for codes in chain(*parts):
        seen |= codes > 0
    nothing = np.zeros(size, np.uint16)
    columns = [
        known(layout.codes.get(("rated", *about, phase), nothing)) for phase in phases
    ]
    number, patterns = _patterns([*columns, *reading(parts, size)], seen)
    for kind, values, group in places.layers:
        yield from _counted(
            about, kind, values, group, places.cluster, number, patterns
        )


def _patterns(columns: list[Codes], seen: npt.NDArray[np.bool_]) -> tuple[Numbers, Any]:
    """Number of each organisation's combination of codes, and the combinations.

    -1 where nothing was seen.
    """
    number = np.zeros(len(seen), np.int64)
    combinations = np.zeros((1, 0), np.int64)
    for codes in columns:
        values = np.flatnonzero(np.bincount(codes, minlength=SEEN))
        small = np.zeros(SEEN, np.int64)
        small[values] = np.arange(len(values))
        number = number * len(values) + small[codes]
        there = np.flatnonzero(
            np.bincount(number, minlength=len(combinations) * len(values))
        )
        old, new = np.divmod(there, len(values))
        combinations = np.column_stack([combinations[old], values[new]])
        again = np.zeros(int(there[-1]) + 1, np.int64)
        again[there] = np.arange(len(there))
        number = again[number]
    return np.where(seen, number, -1), combinations


def _counted(
    about: tuple[str, str],
    kind: str,
    values: list[str],
    group: Numbers,
    cluster: Numbers,
    number: Numbers,
    patterns: Any,
) -> Iterator[dict[str, Any]]:
    inside = (group >= 0) & (number >= 0)
    clusters, many = int(cluster.max(initial=0)) + 1, len(patterns)
    key = (group[inside] * clusters + cluster[inside]) * many + number[inside]
    counts = np.bincount(key, minlength=1)
    there = np.flatnonzero(counts)
    where, which = np.divmod(there, many)
    value, own = np.divmod(where, clusters)
    yield {
        "barrier": about[0], "calendar": about[1], "group_kind": kind,
        "group_value": _category(value, values), "cluster": own,
        **{c: patterns[which, i] for i, c in enumerate(CODES)}, "n": counts[there],
    }  # fmt: skip


def _category(codes: Any, names: list[str]) -> Any:
    return pd.Categorical.from_codes(codes, pd.Index(names, dtype="object"))


def _stacked(parts: list[dict[str, Any]]) -> pd.DataFrame:
    sizes = [len(part["n"]) for part in parts]
    columns: dict[str, Any] = {}
    for name in ("barrier", "calendar", "group_kind"):
        values = [part[name] for part in parts]
        kinds = sorted(set(values))
        codes = np.repeat([kinds.index(v) for v in values], sizes)
        columns[name] = _category(codes, kinds)
    told = [part["group_value"] for part in parts]
    every = sorted({v for one in told for v in one.categories})
    columns["group_value"] = _category(
        np.concatenate([one.set_categories(every).codes for one in told]), every
    )
    for name in ("cluster", *CODES, "n"):
        columns[name] = np.concatenate([part[name] for part in parts])
    return pd.DataFrame(columns)[list(COUNTED)]
