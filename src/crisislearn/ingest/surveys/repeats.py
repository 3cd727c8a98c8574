"""Questions that make several items: repeats and rankings.

Here: one item for each turn of a repeat, with conditions that stay within it, and for
each place of a ranking. Not here: reading the form (``instrument``) and the cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crisislearn.ingest.surveys.items import Item
from crisislearn.ingest.surveys.relevant import Condition

TURNS = 5
"""Turns of a repeat whose form does not say how many there are."""


def each_turn(items: Sequence[Item], turns: int) -> list[Item]:
    """The items of a repeat, once for each turn.

    ``age`` becomes ``age_1``, ``age_2`` and so on: one concept, labelled with its turn.
    """
    names = {item.name for item in items}
    return [
        replace(
            item,
            name=f"{item.name}_{turn}",
            label_da=f"{item.label_da} ({turn})",
            label_en=f"{item.label_en} ({turn})",
            relevant=_within(item.relevant, names, turn),
            turn=turn,
        )
        for turn in range(1, turns + 1)
        for item in items
    ]


def each_place(item: Item) -> list[Item]:
    """The places of a ranking: what came first, second and so on."""
    return [
        replace(
            item,
            name=f"{item.name}_{place}",
            label_da=f"{item.label_da} ({place})",
            label_en=f"{item.label_en} ({place})",
            type="select_one",
            place=place,
        )
        for place in range(1, len(item.choices) + 1)
    ]


def ranking_of(item: Item) -> tuple[str, str, str]:
    """Name and labels of the ranking that an item is a place of."""
    mark = f" ({item.place})"
    return (
        item.name.removesuffix(f"_{item.place}"),
        item.label_da.removesuffix(mark),
        item.label_en.removesuffix(mark),
    )


def _within(
    condition: Condition | None, names: set[str], turn: int
) -> Condition | None:
    if condition is None:
        return None
    item = condition.item
    parts = [_within(part, names, turn) for part in condition.parts]
    return replace(
        condition,
        parts=tuple(part for part in parts if part),
        item=f"{item}_{turn}" if item in names else item,
    )
