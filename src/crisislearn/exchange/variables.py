"""The questionnaires as variables: one an item and wave, one a choice of many.

Here: names, wordings, categories and the kinds of missing answers, for the codebook and
for the wide tables alike. Not here: how often they were chosen (``frequencies``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crisislearn.exchange.codelists import STATES

STATES_EN = {
    "answered": "answered",
    "no_answer": "asked, no answer",
    "not_asked": "not asked",
    "dont_know": "don't know",
    "not_relevant": "not relevant",
}
MISSING = ("no_answer", "not_asked", "dont_know", "not_relevant")
"""What stands for a missing answer: never the same as one another, or as 'no'."""

_CHOSEN = (("1", "Valgt", "Chosen"), ("0", "Ikke valgt", "Not chosen"))


@dataclass(frozen=True)
class Category:
    """One value of a variable.

    Attributes:
        value: As it stands in a wide table; the state for a missing answer.
        label_da: Danish label.
        label_en: English label; empty where there is none.
        missing: Whether it is no answer.
        counts_as: ``present``, ``reduced`` or ``not_present`` on a barrier's scale.
    """

    value: str
    label_da: str
    label_en: str = ""
    missing: bool = False
    counts_as: str | None = None


@dataclass(frozen=True)
class Variable:
    """One column of a wide table.

    Attributes:
        wave: Wave.
        item_id: Item of the wave's instrument.
        choice: Choice of an item with many; empty for others.
        type: Type of the item.
        question_da: Danish wording.
        question_en: English wording; empty where there is none.
        categories: Answers, then the kinds of missing; open ones have the latter only.
        barrier: Barrier that a rating is of; empty for others.
        concept: The same question over waves.
    """

    wave: str
    item_id: str
    choice: str
    choice_label: str
    type: str
    question_da: str
    question_en: str
    categories: tuple[Category, ...]
    barrier: str
    concept: str

    @property
    def name(self) -> str:
        """Name of the column: item, or item and choice."""
        return f"{self.item_id}__{self.choice}" if self.choice else self.item_id

    @property
    def coded(self) -> bool:
        """Whether answers are codes; else they are words, numbers or days."""
        return self.type.startswith("select")

    @property
    def label_da(self) -> str:
        """Danish label: the question, with the choice where there are many."""
        chosen = f" – {self.choice_label}" if self.choice else ""
        return f"{self.question_da}{chosen}"


def variables(items: Iterable[dict[str, Any]]) -> list[Variable]:
    """All variables, by wave and in the order of the items.

    Args:
        items: Rows of ``core.items``.
    """
    return [v for item in items for v in _of_item(item)]


def _of_item(item: dict[str, Any]) -> list[Variable]:
    choices = json.loads(item["choices"]) if item["choices"] else []
    said = {c["state"]: c for c in choices if c.get("state") in MISSING}
    missing = tuple(
        Category(
            state,
            said[state]["label_da"] if state in said else STATES[state].capitalize(),
            (said[state].get("label_en") or "") if state in said else STATES_EN[state],
            missing=True,
        )
        for state in MISSING
    )
    valid = [c for c in choices if c.get("state") not in MISSING]
    if item["type"] != "select_multiple":
        answers = tuple(_category(c) for c in valid)
        return [_variable(item, "", "", (*answers, *missing))]
    both = tuple(Category(*entry) for entry in _CHOSEN)
    return [
        _variable(item, c["code"], c["label_da"] or c["code"], (*both, *missing))
        for c in valid
    ]


def _category(choice: dict[str, Any]) -> Category:
    return Category(
        choice["code"],
        choice.get("label_da") or choice["code"],
        choice.get("label_en") or "",
        counts_as=choice.get("value"),
    )


def _variable(
    item: dict[str, Any], choice: str, label: str, categories: tuple[Category, ...]
) -> Variable:
    return Variable(
        wave=item["wave"],
        item_id=item["item_id"],
        choice=choice,
        choice_label=label,
        type=item["type"],
        question_da=item["label_da"] or item["item_id"],
        question_en=item["label_en"] or "",
        categories=categories,
        barrier=item["barrier"] or "",
        concept=item["concept_id"] or item["item_id"],
    )
