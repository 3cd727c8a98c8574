"""The items of all waves, and which of them are not what they were in the wave before.

Here: comparing the questions that stand for one concept. Not here: reading instruments
(``instrument``), and what a change means for figures (``report``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crisislearn.ingest.frames import make_frame
from crisislearn.ingest.surveys.instrument import read_instrument
from crisislearn.ingest.surveys.items import items_frame
from crisislearn.study import Study

if TYPE_CHECKING:
    import pandas as pd

# A question about another time is another question.
_KEY = ("concept_id", "about", "about_from", "about_to")
_Parts = tuple[str, str, str]
_Asked = dict[tuple[object, ...], list[_Parts]]


def study_items(study: Study) -> pd.DataFrame:
    """The items of all instruments as ``core.items``, wave by wave as they were opened.

    ``changed`` names what differs from the last wave that asked the same concept about
    the same time: type, wording, choices; of several items of one concept, from the one
    that is most alike.

    Raises:
        StudyError: If an instrument cannot be used.
    """
    rows: list[Mapping[str, Any]] = []
    before: _Asked = {}
    for wave in sorted(study.file.waves, key=lambda w: (w.opened, w.wave)):
        frame = items_frame(read_instrument(study.path(wave.instrument)), wave)
        asked: _Asked = {}
        found = frame.astype(object).where(frame.notna(), None).to_dict("records")
        for row in found:
            key = tuple(row[name] for name in _KEY)
            parts = _parts(row)
            asked.setdefault(key, []).append(parts)
            row["changed"] = _changed(parts, before.get(key, []))
            rows.append({str(name): value for name, value in row.items()})
        before |= asked
    return make_frame("items", rows)


def _parts(row: Mapping[Any, Any]) -> _Parts:
    choices = [
        (c["code"], _plain(c["label_da"])) for c in json.loads(row["choices"] or "[]")
    ]
    return row["type"], _plain(row["label_da"]), json.dumps(choices)


def _plain(label: str) -> str:
    return " ".join(label.split())


def _changed(now: _Parts, before: list[_Parts]) -> str | None:
    """What differs from the item of before that is most alike."""
    if not before:
        return None
    names = ("type", "wording", "choices")
    differing = [
        [name for name, one, two in zip(names, now, other, strict=True) if one != two]
        for other in before
    ]
    least: list[str] = min(differing, key=len)
    return ", ".join(least) or None
