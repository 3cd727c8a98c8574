"""Which rows were asked an item.

Here: a condition of an instrument held against what all rows say to earlier items. Not
here: the language of conditions (``relevant``), and what is done with the rows that
were not asked (``answers``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from crisislearn.ingest.surveys.items import Item
from crisislearn.ingest.surveys.relevant import Condition
from crisislearn.ingest.surveys.said import Said
from crisislearn.ingest.surveys.values import Value

if TYPE_CHECKING:
    from crisislearn.ingest.surveys.coded import Mask

SILENT = ("no_answer", "not_asked")


def says_something(value: Value) -> bool:
    """Whether a value is more than silence.

    Some programs write 0 for every choice of a questionnaire that nobody opened.
    """
    return value.state not in SILENT and not (value.choice and value.code == "0")


def asked(item: Item, said: Mapping[str, Sequence[Said]]) -> Mask:
    """The rows that were asked an item: by the export's word, else the routing's.

    An answer outweighs the routing; zeros for choices of a question that routing kept
    from the row are none, since some programs write them to everybody.

    Args:
        item: The item; it is among those said something to.
        said: Item → what the rows say to it, of this item and those before it.
    """
    columns = said[item.name]
    silent = ~np.any([column.mask(says_something) for column in columns], axis=0)
    shown = [column.mask(lambda v: v.state != "not_asked") for column in columns]
    found: Mask = np.any(shown, axis=0)
    if item.relevant:
        found &= ~silent | _holds(item.relevant, said, len(found))
    return found


def _holds(condition: Condition, said: Mapping[str, Sequence[Said]], rows: int) -> Mask:
    if condition.kind in ("and", "or", "not"):
        parts = [_holds(part, said, rows) for part in condition.parts]
        if condition.kind == "not":
            return ~parts[0]
        join = np.logical_and if condition.kind == "and" else np.logical_or
        joined: Mask = join.reduce(parts)
        return joined
    if condition.kind == "!=":
        return ~_holds(replace(condition, kind="="), said, rows)
    columns = said.get(condition.item, ())
    given = np.zeros(rows, dtype=bool)
    found = np.zeros(rows, dtype=bool)
    for column in columns:
        given |= column.mask(_given)
        found |= column.mask(lambda v: _given(v) and _holds_for(condition, _given(v)))
    return np.where(given, found, _holds_for(condition, ""))


def _holds_for(condition: Condition, answer: str) -> bool:
    answers = frozenset((answer,)) - {""}
    return condition.holds({condition.item: answers})


def _given(value: Value) -> str:
    """The code or words that a value gives to conditions; '' for none.

    A code that stands for silence (-99) is none.
    """
    if value.state in SILENT:
        return ""
    if value.choice:
        return value.choice if value.code == "1" else ""
    return value.code or value.text or ""
