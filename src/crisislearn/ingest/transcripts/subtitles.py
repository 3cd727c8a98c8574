"""Transcripts as subtitles: WebVTT, SubRip and YouTube's sbv.

Here: voices as Teams writes them, names before words as Zoom and WhisperX do, and cues
that hold two voices. Not here: the cues themselves (``cues``) and joining them
(``pieces``).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.records import Script
from crisislearn.ingest.transcripts.cues import Cue, read_cues
from crisislearn.ingest.transcripts.labels import Labels, label_in
from crisislearn.ingest.transcripts.pieces import Piece, join

_VOICE = re.compile(r"<v(?:\.[\w.-]+)*[ \t]+([^>]*)>")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[\d:.]+>|\{\\an?\d+\}")
_FEWEST = 4  # pairs of cues, to tell a program's habit from a person's
_NAMES = {"vtt": "WebVTT", "srt": "SubRip (srt)", "sbv": "sbv"}


def read_subtitles(
    kind: str,
    content: bytes,
    where: str,
    declared: Sequence[str] = (),
    encoding: str | None = None,
) -> Script:
    """Read a transcript; consecutive cues of one speaker are one turn.

    In a file with voices a cue without one is nobody's. In a file with names before
    the words a cue without one goes on with the turn.

    Args:
        kind: ``vtt``, ``srt`` or ``sbv``.
        content: The file as received.
        where: Its name, for messages.
        declared: Labels of speakers, in lower case, that the source's sheet names.
        encoding: Its encoding; found out if None.

    Raises:
        ReadError: If it is empty, of another format, or holds no words.
    """
    text = decode(content, where, encoding)
    cues, problems = read_cues(text, kind)
    headless = kind == "vtt" and not text.lstrip().startswith("WEBVTT")
    if headless or (problems and not cues):
        first = "its first line must be WEBVTT" if headless else problems[0].next_action
        raise ReadError(
            f"the file is not readable as {_NAMES[kind]}",
            where=where,
            remedy=f"{first}; export it again",
        )
    pieces = [piece for cue in _unrolled(cues) for piece in _pieces(cue)]
    if not any(piece.speaker for piece in pieces):
        pieces = list(_named(pieces, declared))
    return join(pieces, problems, where)


def _unrolled(cues: list[Cue]) -> list[Cue]:
    """Rolling captions, as YouTube makes them, without the lines they say again.

    A cue there begins with the last line of the one before. People repeat themselves,
    too: only where most cues do is it the program.
    """
    said = [[_plain(line) for line in cue.lines] for cue in cues]
    said = [[line for line in lines if line] for lines in said]
    pairs = [(a, b) for a, b in pairwise(said) if a and b]
    if len(pairs) < _FEWEST or sum(a[-1] == b[0] for a, b in pairs) <= len(pairs) / 2:
        return cues
    found, last = [], ""
    for cue, lines in zip(cues, said, strict=True):
        kept = list(cue.lines)
        if lines and lines[0] == last:
            first = next(n for n, line in enumerate(kept) if _plain(line))
            kept = kept[first + 1 :]
        last = lines[-1] if lines else last
        if any(map(_plain, kept)):
            found.append(replace(cue, lines=kept))
    return found


def _plain(line: str) -> str:
    return clean(html.unescape(_TAG.sub("", line)))


def _pieces(cue: Cue) -> Iterator[Piece]:
    parts = _VOICE.split("\n".join(cue.lines))
    for speaker, raw in zip([None, *parts[1::2]], parts[0::2], strict=True):
        name = clean(html.unescape(speaker)) if speaker else None
        if speaker:
            raw = raw.replace("\n", " ")
        for line in raw.split("\n"):
            if text := _plain(line):
                yield Piece(name or None, " ".join(text.split()), cue.start_s)


def _named(pieces: list[Piece], declared: Sequence[str]) -> Iterator[Piece]:
    """Pieces with the names that stand before their words."""
    labels = Labels([label_in(piece.text) for piece in pieces], declared)
    speaker: str | None = None
    for piece in pieces:
        spoken = labels.split(piece.text)
        if spoken:
            speaker = spoken.label
            piece = replace(piece, text=spoken.text)
        if piece.text:
            yield replace(piece, speaker=speaker)
