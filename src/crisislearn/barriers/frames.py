"""Frames of a study's open questions, from its items.

Here: the table of items. Not here: frames that the words of a question give
(``questions``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from crisislearn.barriers.questions import Frame, day_or_none


def item_frames(items: pd.DataFrame | None) -> dict[tuple[Any, Any], Frame]:
    """Frames of the questions, by wave and item."""
    frames: dict[tuple[Any, Any], Frame] = {}
    for row in items.to_dict("records") if items is not None else []:
        kind, status = given(row.get("frame_kind")), given(row.get("frame_status"))
        interval = (
            day_or_none(row.get("about_from")),
            day_or_none(row.get("about_to")),
        )
        named = given(row.get("about"))
        if kind or named:
            precision = named if named in ("before", "during", "now") else "phase"
            about = None if interval == (None, None) else interval
            frames[given(row.get("wave")), given(row.get("item_id"))] = Frame(
                kind, status, about, precision if about else "unspecified"
            )
    return frames


def given(value: Any) -> str | None:
    """A text that is there and not empty, else None."""
    return value if isinstance(value, str) and value else None
