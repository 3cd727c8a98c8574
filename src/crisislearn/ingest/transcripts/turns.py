"""Lines of a transcript as turns.

Here: lines that go on with a turn, empty turns, times, and lines that nobody says. Not
here: how labels are told (``labels``), and formats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crisislearn.errors import ReadError
from crisislearn.ingest.records import Problem, Script, Segment
from crisislearn.ingest.transcripts.labels import (
    Labels,
    Spoken,
    label_in,
    strip_stamp,
    take_marks,
)


@dataclass(frozen=True)
class Line:
    """A line or paragraph of a transcript.

    Attributes:
        text: Its words.
        speaker: Bold print or the first column of a table: perhaps a speaker.
        words: What follows that.
        start_s: Seconds from the start, where a table has a column of times.
        certain: Whether it surely is a speaker.
    """

    text: str
    speaker: str | None = None
    words: str = ""
    start_s: float | None = None
    certain: bool = False


def make_turns(
    lines: Sequence[Line], declared: Sequence[str], meta: dict[str, str], where: str
) -> Script:
    """Turns of a transcript, numbered from 1 as they begin.

    Args:
        lines: Its filled lines in order.
        declared: Labels of speakers in lower case, where the study names them.
        meta: What the file says of itself.
        where: Name of the file, for messages.

    Raises:
        ReadError: If no line begins with a speaker.
    """
    lines = _timed(lines)
    labels = Labels([ln.speaker or label_in(ln.text) for ln in lines], declared)
    script = Script(meta)
    current: Spoken | None = None
    number = 0
    for line in lines:
        spoken = labels.split(line.text)
        if spoken and spoken.start_s is None:
            spoken = replace(spoken, start_s=line.start_s)
        if line.speaker and (line.certain or labels.is_speaker(line.speaker)):
            spoken = Spoken(line.speaker, line.words, line.start_s)
        if spoken is not None:
            _close(script, current, number)
            current, number = spoken, number + 1
        elif current is not None:
            _, more = strip_stamp(line.text)
            text = f"{current.text} {more}".strip()
            current = Spoken(current.label, text, current.start_s)
        else:
            number += 1
            script.problems.append(
                Problem(
                    "nobody is named who says this",
                    "begin the line with NAME: or, at the top, with # key: value",
                    line=number,
                    dropped=True,
                )
            )
    if current is None:
        raise ReadError(
            "no speakers are found in the transcript",
            where=where,
            remedy="begin each turn with NAME: and name the speakers in the source's "
            "sheet",
        )
    _close(script, current, number)
    return script


def _timed(lines: Sequence[Line]) -> list[Line]:
    """Lines without the time marks of f4, each with the time when it begins.

    Such a mark stands before the words or, as f4 sets it, where they end: there the
    next line begins.
    """
    timed: list[Line] = []
    ended: float | None = None
    for line in lines:
        before, text, after = take_marks(line.text)
        _, words, _ = take_marks(line.words)
        times = (line.start_s, before, ended)
        start_s = next((time for time in times if time is not None), None)
        if text:
            timed.append(replace(line, text=text, words=words, start_s=start_s))
        ended = after if text else before
    return timed


def _close(script: Script, turn: Spoken | None, number: int) -> None:
    if turn is None:
        return
    if turn.text:
        script.segments.append(Segment(turn.text, number, turn.label, turn.start_s))
    else:
        script.problems.append(
            Problem("the turn is empty", "nothing, if nothing was said", number,
                    dropped=True)
        )  # fmt: skip
