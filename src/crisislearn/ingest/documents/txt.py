"""Documents as plain text: a blank line ends a paragraph.

Here: that format, with a header of ``# key: value`` lines or without. Not here:
headings, which plain text does not mark.
"""

from __future__ import annotations

import re

from crisislearn.ingest.decode import clean, decode
from crisislearn.ingest.meta import header_lines
from crisislearn.ingest.records import Script, Segment

_BLANK_LINE = re.compile(r"\n\s*\n")


def read_txt(content: bytes, where: str, encoding: str | None = None) -> Script:
    """Read a document.

    A text without any blank line has a paragraph a line.

    Args:
        content: The file as received.
        where: Its name, for messages.
        encoding: Its encoding; found out if None.

    Raises:
        ReadError: If it is empty or no text.
    """
    text = decode(content, where, encoding)
    meta, used = header_lines(text)
    body = "\n".join(text.split("\n")[used:]).strip("\n")
    parts = _BLANK_LINE.split(body) if _BLANK_LINE.search(body) else body.split("\n")
    paragraphs = [" ".join(clean(part).split()) for part in parts]
    filled = [paragraph for paragraph in paragraphs if paragraph]
    return Script(meta, [Segment(p, line) for line, p in enumerate(filled, start=1)])
