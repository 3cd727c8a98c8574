"""Cues of subtitle files: WebVTT, SubRip and YouTube's sbv.

Here: the lines of a cue and its start, and every line that belongs to no readable cue.
Not here: who speaks (``subtitles``). The three formats differ in the mark between two
times only; libraries pass over what they cannot read, which here is a problem with its
line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crisislearn.ingest.records import Problem
from crisislearn.ingest.transcripts.labels import seconds

_STAMP = r"(?:\d+:)?\d{1,2}:\d{1,2}(?:[.,]\d{1,3})?"
_TIMES = {
    "vtt": re.compile(rf"\s*({_STAMP})\s*-->\s*{_STAMP}(?:\s|$)"),
    "srt": re.compile(rf"\s*({_STAMP})\s*-->\s*{_STAMP}(?:\s|$)"),
    "sbv": re.compile(r"\s*(\d+:\d\d:\d\d\.\d{3}),\d+:\d\d:\d\d\.\d{3}\s*$"),
}
_WRITTEN = {
    "vtt": "00:00:01.000 --> 00:00:04.000",
    "srt": "00:00:01,000 --> 00:00:04,000",
    "sbv": "0:00:01.000,0:00:04.000",
}
_NO_CUES = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")


@dataclass
class Cue:
    """A cue; without ``start_s`` its times are not readable.

    Attributes:
        line: Its first line in the file, from 1.
        start_s: Seconds from the start.
        lines: What is said, as written.
    """

    line: int
    start_s: float | None = None
    lines: list[str] = field(default_factory=list)


def read_cues(text: str, kind: str) -> tuple[list[Cue], list[Problem]]:
    """The cues of a file, and a problem for all that is in none.

    Args:
        text: The file.
        kind: ``vtt``, ``srt`` or ``sbv``.
    """
    cues: list[Cue] = []
    problems: list[Problem] = []
    for number, block in _blocks(text):
        if kind == "vtt" and _NO_CUES.match(block[0]):
            continue
        for cue in _cues(number, block, kind):
            if cue.start_s is not None:
                cues.append(cue)
            elif not (kind == "vtt" and cue.lines[0].startswith("WEBVTT")):
                problems.append(_untimed(cue.line, kind))
    empty = [cue for cue in cues if not any(line.strip() for line in cue.lines)]
    if empty and len(empty) < len(cues):
        problems.append(
            Problem(f"cues without words: {len(empty)}, the first one here",
                    "nothing, if nothing was said", empty[0].line)
        )  # fmt: skip
    return cues, problems


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Number of the first line, and lines, between blank lines."""
    block: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cues(number: int, block: list[str], kind: str) -> Iterator[Cue]:
    """A block's cues: one, or several where the blank line between them is missing."""
    cue, is_open = Cue(number), False
    for at, line in enumerate(block, start=number):
        match = _TIMES[kind].match(line)
        if not match and "-->" not in line:
            cue.lines.append(line)
            continue
        # The line before the times is the cue's number, or its name in WebVTT.
        alone = kind == "vtt" and len(cue.lines) == 1 and not is_open
        if cue.lines and (alone or cue.lines[-1].strip().isdigit()):
            cue.lines.pop()
        if cue.lines or is_open:
            yield cue
        cue = Cue(at, seconds(match[1])) if match else Cue(at, lines=[line])
        is_open = True
    if is_open or not "".join(cue.lines).strip().isdigit():
        yield cue


def _untimed(line: int, kind: str) -> Problem:
    return Problem(
        "the times of the cue are not readable",
        f"write them as {_WRITTEN[kind]}",
        line,
        column="cue",
        dropped=True,
    )
