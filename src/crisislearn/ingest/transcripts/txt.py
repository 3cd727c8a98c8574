"""Transcripts as plain text: ``NAME: words``, a header of ``# key: value`` lines.

Here: that format. Not here: telling speakers from other words (``labels``).
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.meta import header_lines, read_meta
from crisislearn.ingest.records import Script
from crisislearn.ingest.transcripts.turns import Line, make_turns


def read_txt(
    content: bytes,
    where: str,
    declared: Sequence[str] = (),
    encoding: str | None = None,
) -> Script:
    """Read a transcript.

    Args:
        content: The file as received.
        where: Its name, for messages.
        declared: Labels of speakers, in lower case, that the source's sheet names.
        encoding: Its encoding; found out if None.

    Raises:
        ReadError: If it is empty, no text, or names no speakers.
    """
    text = decode(content, where, encoding)
    meta, used = header_lines(text)
    named = [*declared, *read_meta(meta, needed=False).roles]
    lines = [clean(line) for line in text.split("\n")[used:]]
    return make_turns([Line(line) for line in lines if line], named, meta, where)
