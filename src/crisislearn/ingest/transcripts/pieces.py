"""Timed pieces of speech as turns.

Here: joining what one speaker says piece by piece, as subtitles and transcription
programs cut it. Not here: reading the pieces from a format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from crisislearn.errors import ReadError
from crisislearn.ingest.records import Problem, Script, Segment

_ENDS = (".", "?", "!", "…", "«", "”", '"')


@dataclass(frozen=True)
class Piece:
    """Words of one speaker; None where the file does not say who speaks."""

    speaker: str | None
    text: str
    start_s: float | None


def join(
    pieces: Iterable[Piece],
    problems: list[Problem],
    where: str,
    meta: dict[str, str] | None = None,
) -> Script:
    """Turns: consecutive pieces of one speaker are one, with the time of the first.

    Pieces of nobody known are joined as far as their sentence goes, since another one
    may say the next.

    Raises:
        ReadError: If there are no words.
    """
    script = Script(meta or {}, problems=problems)
    for piece in pieces:
        last = script.segments[-1] if script.segments else None
        if last and piece.speaker == last.speaker and _goes_on(last):
            joined = replace(last, text=f"{last.text} {piece.text}")
            script.segments[-1] = joined
        else:
            number = len(script.segments) + 1
            script.segments.append(
                Segment(piece.text, number, piece.speaker, piece.start_s)
            )
    if not script.segments:
        raise ReadError(
            "the file holds no words", where=where, remedy="export it again"
        )
    return script


def _goes_on(last: Segment) -> bool:
    return last.speaker is not None or not last.text.endswith(_ENDS)
