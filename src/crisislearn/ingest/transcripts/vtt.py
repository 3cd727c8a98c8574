"""Transcripts as WebVTT, as Teams, Zoom and transcription programs write them.

Here: voices, cues that hold two of them, and cues that go on with a turn. Not here: the
syntax of cues (webvtt-py), whose own reading of voices loses the second one in a cue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.records import Problem, Script, Segment
from crisislearn.ingest.transcripts.labels import Labels, label_in

_VOICE = re.compile(r"<v(?:\.[\w.]+)*\s+([^>]*)>")
_TAG = re.compile(r"</?[^>\s][^>]*>")
_STAMP = r"(?:\d+:)?\d{1,2}:\d{1,2}\.\d{1,3}"
_TIMES = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}")
_NO_CUES = ("NOTE", "STYLE", "REGION")


@dataclass
class _Piece:
    """Words of one speaker within a cue."""

    speaker: str | None
    text: str
    start_s: float


def read_vtt(
    content: bytes,
    where: str,
    declared: Sequence[str] = (),
    encoding: str | None = None,
) -> Script:
    """Read a transcript; consecutive cues of one speaker are one turn.

    Raises:
        ReadError: If it is empty, no WebVTT, or holds no words.
    """
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    text = decode(content, where, encoding)
    try:
        captions = webvtt.WebVTT.from_string(text).captions
    except (MalformedFileError, MalformedCaptionError) as error:
        raise ReadError(
            "the file is not readable as WebVTT",
            where=where,
            remedy="its first line must be WEBVTT; export it again",
        ) from error
    pieces = [piece for caption in captions for piece in _pieces(caption)]
    labels = Labels([label_in(p.text) for p in pieces if not p.speaker], declared)
    script = Script(problems=list(_unreadable(text)))
    for piece in pieces:
        spoken = None if piece.speaker else labels.split(piece.text)
        if spoken:
            piece = _Piece(spoken.label, spoken.text, piece.start_s)
        _append(script, piece)
    if not script.segments:
        raise ReadError(
            "the file holds no words", where=where, remedy="export it again"
        )
    return script


def _pieces(caption: object) -> Iterator[_Piece]:
    start = caption.start_time  # type: ignore[attr-defined]
    start_s = start.in_milliseconds() / 1000
    parts = _VOICE.split(caption.raw_text)  # type: ignore[attr-defined]
    for speaker, raw in zip([None, *parts[1::2]], parts[0::2], strict=True):
        text = clean(html.unescape(_TAG.sub("", raw)))
        if text:
            name = clean(html.unescape(speaker)) if speaker else None
            yield _Piece(name, " ".join(text.split()), start_s)


def _append(script: Script, piece: _Piece) -> None:
    """Add words to the turn before if the same speaker goes on, else as a new turn."""
    last = script.segments[-1] if script.segments else None
    if last and piece.speaker in (None, last.speaker):
        script.segments[-1] = Segment(
            f"{last.text} {piece.text}".strip(), last.line, last.speaker, last.start_s
        )
    else:
        number = len(script.segments) + 1
        script.segments.append(
            Segment(piece.text, number, piece.speaker, piece.start_s)
        )


def _unreadable(text: str) -> Iterator[Problem]:
    """Blocks that the parser passes over because their times are not readable."""
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    for number, block in enumerate(blocks[1:], start=1):
        lines = block.strip().split("\n")
        if lines[0].startswith(_NO_CUES) or any(_TIMES.match(ln) for ln in lines[:2]):
            continue
        yield Problem(
            f"the times of block {number} are not readable",
            "write them as 00:00:01.000 --> 00:00:04.000",
            column="cue",
            dropped=True,
        )
