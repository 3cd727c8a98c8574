"""Transcripts as Whisper and WhisperX write them: JSON with ``segments``.

Here: segments, their speakers, and segments in which two people speak. Not here:
joining them (``pieces``). The output of whisper.cpp, ``transcription``, is read too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.meta import LANGUAGES
from crisislearn.ingest.records import Problem, Script
from crisislearn.ingest.transcripts.pieces import Piece, join
from crisislearn.textfiles import parse_json

_LONGEST = 1e9


def read_whisper(content: bytes, where: str, encoding: str | None = None) -> Script:
    """Read a transcript; consecutive segments of one speaker are one turn.

    Where the words of a segment have speakers of their own (WhisperX), they decide.

    Args:
        content: The file as received.
        where: Its name, for messages.
        encoding: Its encoding; found out if None.

    Raises:
        ReadError: If it is empty, cut off, no such JSON, or holds no words.
    """
    data = load_json(content, where, encoding)
    segments = data.get("segments", data.get("transcription"))
    if not isinstance(segments, list):
        raise ReadError(
            "the file holds no list of segments",
            where=where,
            remedy="transcribe with --output_format json, or save it as vtt or srt",
        )
    pieces: list[Piece] = []
    problems: list[Problem] = []
    for number, segment in enumerate(segments, start=1):
        found = list(_pieces(segment)) if isinstance(segment, dict) else []
        pieces += found
        if not found:
            problems.append(
                Problem("the segment holds no words", "nothing, if nothing was said",
                        number, dropped=True)
            )  # fmt: skip
    said = data.get("language")
    meta = {"language": said} if said in LANGUAGES else {}
    return join(pieces, problems, where, meta)


def load_json(content: bytes, where: str, encoding: str | None) -> dict[str, Any]:
    """The object a file holds.

    Raises:
        ReadError: If it is empty, cut off or no JSON object.
    """
    try:
        data = parse_json(decode(content, where, encoding))
    except ValueError as error:
        raise ReadError(
            "the file is cut off or no JSON",
            where=where,
            remedy="copy or export it again",
        ) from error
    if not isinstance(data, dict):
        raise ReadError(
            "the file holds no JSON object", where=where, remedy="export it again"
        )
    return data


def _pieces(segment: dict[str, Any]) -> Iterator[Piece]:
    speaker = _text(segment.get("speaker")) or None
    start_s = _start(segment)
    words = segment.get("words")
    words = words if isinstance(words, list) else []
    spoken = [word for word in words if isinstance(word, dict)]
    if len({_text(word.get("speaker")) for word in spoken} - {""}) > 1:
        yield from _by_word(spoken, speaker, start_s)
    elif text := _text(segment.get("text")):
        yield Piece(speaker, text, start_s)


def _by_word(
    words: list[dict[str, Any]], speaker: str | None, start_s: float | None
) -> Iterator[Piece]:
    """Runs of words of one speaker; a word of nobody goes with the one before."""
    said: list[tuple[str | None, str, float | None]] = []
    for word in words:
        speaker = _text(word.get("speaker")) or speaker
        said.append((speaker, _text(word.get("word")), _start(word)))
    for who, run in groupby(said, key=lambda one: one[0]):
        parts = list(run)
        times = (time for _, _, time in parts if time is not None)
        text = " ".join(text for _, text, _ in parts if text)
        if text:
            yield Piece(who, text, next(times, start_s))


def _start(part: dict[str, Any]) -> float | None:
    offsets = part.get("offsets")
    if isinstance(offsets, dict):
        start = _seconds(offsets.get("from"))
        if start is not None:
            return start / 1000
    return _seconds(part.get("start"))


def _seconds(value: object) -> float | None:
    """A number of a size that a time can have."""
    if not isinstance(value, int | float) or not -_LONGEST < value < _LONGEST:
        return None
    return None if math.isnan(value) else float(value)


def _text(value: object) -> str:
    return " ".join(clean(value).split()) if isinstance(value, str) else ""
