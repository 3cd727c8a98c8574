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
import pyarrow as pa
import pyarrow.compute as pc

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
    ids = _texts(layout.organisations)
    where = pc.index_in(_texts(membership["organisation_id"]), ids)
    found = where.fill_null(-1).to_numpy().astype(np.int64)
    kinds, kind = _numbered(membership["group_kind"][found >= 0])
    told, at = membership["group_value"][found >= 0], found[found >= 0]
    layers = []
    grouped = np.zeros(len(ids), bool)
    grouped[at] = True
    for number, name in enumerate(kinds):
        members = at[kind == number]
        values, numbers = _numbered(told[kind == number])
        overlap = bool((np.bincount(members) > 1).any())
        for only in range(len(values)) if overlap else [None]:
            group = np.full(len(ids), -1, np.int64)
            chosen = numbers == only if only is not None else numbers >= 0
            group[members[chosen]] = 0 if overlap else numbers[chosen]
            layers.append((name, values if only is None else [values[only]], group))
    bodies = _texts(list(parents.values())).take(pc.index_in(ids, _texts([*parents])))
    _, parent = _numbered(pc.if_else(pa.array(grouped), bodies, None))
    shared = np.append(np.bincount(parent[parent >= 0]) > 1, False)
    return Places(layers, np.where(shared[parent], parent, -1) + 1)


def _numbered(values: Any) -> tuple[list[str], Numbers]:
    """The texts there are, sorted, and the number of each value; -1 for none."""
    texts = _texts(values).dictionary_encode()
    names = texts.dictionary.to_pylist()
    ranks = np.full(len(names) + 1, -1, np.int64)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    return sorted(names), ranks[texts.indices.fill_null(len(names)).to_numpy()]


def _texts(values: Any) -> pa.Array:
    found = pa.array(values, pa.string())
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


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
    slots = _slots(places)
    found = {}
    for (calendar, episode), phases in asked_phases(calendars).items():
        at = calendars.episodes[calendar, episode]
        frames = [
            frame
            for measure, barrier, where in layout.barriers
            if measure == "rated" and where == calendar
            for frame in _barrier(layout, slots, (barrier, calendar), at, phases)
        ]
        if frames:
            found[calendar, episode] = _stacked(frames)
    return found


def _barrier(
    layout: Layout,
    slots: tuple[int, list[tuple[str, list[str], Numbers]]],
    about: tuple[str, str],
    at: Mapping[str, list[str]],
    phases: tuple[str, str, str],
) -> Iterator[dict[str, Any]]:
    size, (clusters, layers) = len(layout.organisations), slots
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
    for layer in layers:
        yield _counted(about, layer, clusters, number, patterns)


def _patterns(columns: list[Codes], seen: npt.NDArray[np.bool_]) -> tuple[Numbers, Any]:
    """Number of each organisation's combination of codes, and the combinations.

    The number after the last combination where nothing was seen.
    """
    number = np.zeros(len(seen), np.int64)
    combinations = np.zeros((1, 0), np.int64)
    for codes in columns:
        if len(combinations) > _MANY:
            number, combinations = _dense(number, combinations)
        values = np.flatnonzero(np.bincount(codes, minlength=SEEN))
        small = np.zeros(SEEN, np.int64)
        small[values] = np.arange(len(values))
        number = number * len(values) + small[codes]
        before = np.repeat(combinations, len(values), axis=0)
        every = np.tile(values, len(combinations))
        combinations = np.column_stack([before, every])
    number, combinations = _dense(number, combinations)
    return np.where(seen, number, len(combinations)), combinations


def _dense(number: Numbers, combinations: Numbers) -> tuple[Numbers, Numbers]:
    """Numbers of the combinations there are, and these alone."""
    there = np.flatnonzero(np.bincount(number, minlength=len(combinations)))
    again = np.zeros(len(combinations), np.int64)
    again[there] = np.arange(len(there))
    return again[number], combinations[there]


_MANY = 1 << 12
"""More combinations than this are reduced to those there are before the next code."""


def _counted(
    about: tuple[str, str],
    layer: tuple[str, list[str], Numbers],
    clusters: int,
    number: Numbers,
    patterns: Any,
) -> dict[str, Any]:
    """Count one kind of groups, by what ``_slots`` gives of it."""
    kind, values, slots = layer
    many = len(patterns) + 1
    inside = len(values) * clusters
    counts = np.bincount(slots * many + number, minlength=inside * many)
    table = counts[: inside * many].reshape(inside, many)[:, :-1]
    where, which = np.nonzero(table)
    value, own = np.divmod(where, clusters)
    return {
        "barrier": about[0], "calendar": about[1], "group_kind": kind,
        "group_value": _category(value, values), "cluster": own,
        **{c: patterns[which, i] for i, c in enumerate(CODES)},
        "n": table[where, which],
    }  # fmt: skip


def _slots(places: Places) -> tuple[int, list[tuple[str, list[str], Numbers]]]:
    """How many clusters, and each layer with group and cluster as one number.

    The number after the last one for those in no group.
    """
    clusters = int(places.cluster.max(initial=0)) + 1
    return clusters, [
        (kind, values, np.where(at < 0, len(values) * clusters,
                                at * clusters + places.cluster))
        for kind, values, at in places.layers
    ]  # fmt: skip


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
