"""Items of an instrument, and the table of them.

Here: what a question, a choice and a questionnaire are. Not here: reading them from a
file (``instrument``), and answers.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crisislearn.definition import Wave
from crisislearn.errors import StudyError
from crisislearn.ingest.frames import make_frame
from crisislearn.ingest.surveys.relevant import Condition

if TYPE_CHECKING:
    import pandas as pd

TYPES = ("select_one", "select_multiple", "integer", "decimal", "date", "text")
STATES = ("dont_know", "not_relevant")
VALUES = ("present", "reduced", "not_present")
KINDS = ("barrier", "driver", "innovation", "harm", "lens")
STATUSES = (
    "at_work", "persisted", "eased", "gone", "returned", "emerged", "worsened",
    "absent", "expected",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A choice of a select item.

    Attributes:
        name: Its code in exports.
        label_da: Danish label.
        label_en: English label.
        state: ``dont_know`` or ``not_relevant`` where it is no answer.
        value: What it says of a barrier: ``present``, ``reduced`` or ``not_present``.
    """

    name: str
    label_da: str
    label_en: str
    state: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Item:
    """A question.

    Attributes:
        name: Its id, and the column's name in exports.
        type: One of ``TYPES``.
        label_da: Danish wording.
        label_en: English wording.
        choices: Choices of a select item.
        concept: The same question over waves.
        barrier: Barrier that it rates.
        frame_kind: Kind of claim an answer makes.
        frame_status: Status an answer claims where its own words do not.
        about: Word for the time it asks about, explained by the wave.
        relevant: Who is asked; None is everybody.
        turn: Which entry of a repeat it is of, from 1; 0 for none. An entry that
            nobody made has no column.
        place: Which place of a ranking it is, from 1; 0 for none.
    """

    name: str
    type: str
    label_da: str
    label_en: str
    choices: tuple[Choice, ...]
    concept: str
    barrier: str | None
    frame_kind: str | None
    frame_status: str | None
    about: str | None
    relevant: Condition | None
    turn: int = 0
    place: int = 0


@dataclass(frozen=True)
class Instrument:
    """A questionnaire: its items in the order they are asked."""

    items: tuple[Item, ...]


def items_frame(instrument: Instrument, wave: Wave) -> pd.DataFrame:
    """The items of a wave as ``core.items``.

    ``choices`` is JSON: a list of ``code, label_da, label_en, state, value``.

    Raises:
        StudyError: If an item asks about a time that the wave does not explain.
    """
    rows: list[dict[str, Any]] = []
    for item in instrument.items:
        start, end = _about(item, wave)
        choices = [
            {"code": c.name, "label_da": c.label_da, "label_en": c.label_en,
             "state": c.state, "value": c.value}
            for c in item.choices
        ]  # fmt: skip
        rows.append(
            {
                "wave": wave.wave,
                "item_id": item.name,
                "concept_id": item.concept,
                "type": item.type,
                "label_da": item.label_da,
                "label_en": item.label_en,
                "choices": json.dumps(choices, ensure_ascii=False) if choices else None,
                "barrier": item.barrier,
                "frame_kind": item.frame_kind,
                "frame_status": item.frame_status,
                "about": item.about,
                "about_from": start,
                "about_to": end,
            }
        )
    return make_frame("items", rows)


def _about(item: Item, wave: Wave) -> tuple[dt.date | None, dt.date | None]:
    if item.about is None:
        return None, None
    if item.about not in wave.about:
        raise StudyError(
            f"item {item.name!r} asks about {item.about!r}, which wave {wave.wave!r} "
            "does not explain",
            where=f"study.yml, waves, {wave.wave}, about",
            remedy=f"add {item.about}: [first day, last day], or {item.about}: asked",
        )
    if wave.about[item.about] == "asked":
        return None, None
    return wave.interval(item.about, None) or (None, None)
