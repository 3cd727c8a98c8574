"""Transcripts as Word files: ``NAME: words``, bold names, or a table of two columns.

Here: which part of a paragraph or row may be the speaker. Not here: walking the file
(``word``) and telling speakers from other words (``labels``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crisislearn.ingest.meta import header_lines, read_meta
from crisislearn.ingest.records import Script
from crisislearn.ingest.transcripts.labels import strip_stamp
from crisislearn.ingest.transcripts.turns import Line, make_turns
from crisislearn.ingest.word import Block, read_blocks

_NAME = re.compile(r"[^\W\d_][\w .'’/-]{0,39}")
_HEADERS = frozenset("taler speaker navn name hvem person tid time".split())


def read_docx(content: bytes, where: str, declared: Sequence[str] = ()) -> Script:
    """Read a transcript.

    Args:
        content: The file as received.
        where: Its name, for messages.
        declared: Labels of speakers, in lower case, that the source's sheet names.

    Raises:
        ReadError: If it is no docx, or names no speakers.
    """
    blocks = read_blocks(content, where)
    meta, used = header_lines("\n".join(" ".join(b.text.split("\n")) for b in blocks))
    named = [*declared, *read_meta(meta, needed=False).roles]
    lines = [_line(block) for block in blocks[used:] if not _is_header(block)]
    return make_turns(lines, named, meta, where)


def _is_header(block: Block) -> bool:
    """The title above the interview, and the first row of a table."""
    return block.is_heading or (
        bool(block.cells) and block.cells[0].casefold() in _HEADERS
    )


def _line(block: Block) -> Line:
    text = " ".join(block.text.split())
    if block.cells:
        return _row(text, [cell for cell in block.cells if cell])
    bold = " ".join(block.bold.split())
    name, rest = bold.rstrip(":–- "), text[len(bold) :].lstrip(":–- ")
    # Bold words that a comma follows begin a sentence.
    if (
        _NAME.fullmatch(name)
        and text.startswith(bold)
        and rest[:1] not in tuple(",.;?!")
    ):
        return Line(text, name, rest)
    return Line(text)


def _row(text: str, cells: list[str]) -> Line:
    start_s = None
    if len(cells) > 2 and strip_stamp(cells[0])[1] == "":
        start_s, cells = strip_stamp(cells[0])[0], cells[1:]
    name = cells[0].rstrip(": ")
    if len(cells) > 1 and _NAME.fullmatch(name):
        return Line(text, name, " ".join(cells[1:]), start_s, certain=True)
    return Line(text)
