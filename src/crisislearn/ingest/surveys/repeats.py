"""Questions that are asked again and again: an XLSForm's repeats.

Here: one item for each turn, with conditions that stay within their turn. Not here:
reading the form (``instrument``) and an export's entries (``exports.kobo``).
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

    ``age`` becomes ``age_1``, ``age_2`` and so on. They are one concept, and labelled with their turn.
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
