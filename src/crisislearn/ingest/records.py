"""What readers hand over: segments of text, and problems that stop no run.

Here: the shapes between a reader and ``run``. Not here: columns of tables (``frames``)
and how any format is read.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

_LETTER = re.compile(r"[^\W\d_]")
_SHOWN = 24


@dataclass(frozen=True)
class Problem:
    """Something that could not be used; becomes a row of ``ops.rejects``.

    Attributes:
        reason: What is wrong; never the value itself.
        next_action: What to do about it.
        line: Row, turn or paragraph from 1; None for the whole file.
        column: Column, where it is about one.
        shape: Shape of the value.
        dropped: Whether the whole row, turn or paragraph is left out.
    """

    reason: str
    next_action: str
    line: int | None = None
    column: str | None = None
    shape: str | None = None
    dropped: bool = False


@dataclass(frozen=True)
class Segment:
    """A turn or a paragraph as it stands in the file, personal data and all.

    Attributes:
        text: The words.
        line: Number of the turn or paragraph in the file, from 1.
        speaker: Label of the speaker; None for written text.
        start_s: Seconds from the start of the recording.
        context: Heading above a paragraph.
        asked_on: Day, where it differs within the file.
    """

    text: str
    line: int
    speaker: str | None = None
    start_s: float | None = None
    context: str | None = None
    asked_on: dt.date | None = None


@dataclass
class Script:
    """A transcript or document as read.

    Attributes:
        meta: What the file says of itself: ``title``, ``organisation_id``, ``date`` …
        segments: In the order of the file.
        problems: What was left out.
    """

    meta: dict[str, str] = field(default_factory=dict)
    segments: list[Segment] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def shape(value: str) -> str:
    """Letters as a, digits as 9, the rest as it is; at most 24 characters.

    Enough to see what kind of value it was, too little to see whose.
    """
    digits = re.sub(r"\d", "9", value)
    letters = _LETTER.sub("a", digits)
    return letters if len(letters) <= _SHOWN else letters[:_SHOWN] + "…"
