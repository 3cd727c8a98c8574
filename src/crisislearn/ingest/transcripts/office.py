"""Transcripts as word processors and web pages write them.

Here: ``NAME: words``, bold names, tables with a row a turn, and tables with a column a
speaker; which part of a paragraph or row may be the speaker. Not here: walking the file
(``blocks``) and telling speakers from other words (``labels``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crisislearn.ingest.blocks import Block, read_blocks
from crisislearn.ingest.meta import header_lines, read_meta
from crisislearn.ingest.records import Script
from crisislearn.ingest.transcripts.labels import is_generic, strip_stamp
from crisislearn.ingest.transcripts.turns import Line, make_turns

_NAME = re.compile(r"[^\W\d_][\w .'’/-]{0,39}")
_HEADERS = frozenset(
    "taler speaker navn name hvem person tid time nr nr. linje".split()
)
# Heads of columns that are questions and answers.
_SIDES = {
    "spørgsmål": "Interviewer", "question": "Interviewer",
    "svar": "Informant", "answer": "Informant",
}  # fmt: skip


def read_office(
    reader: str,
    content: bytes,
    where: str,
    declared: Sequence[str] = (),
    encoding: str | None = None,
) -> Script:
    """Read a transcript.

    Args:
        reader: Its format: docx, odt, rtf or html.
        content: The file as received.
        where: Its name, for messages.
        declared: Labels of speakers, in lower case, that the source's sheet names.
        encoding: Encoding of a text; found out if None.

    Raises:
        ReadError: If it is not readable so, or names no speakers.
    """
    blocks = read_blocks(reader, content, where, encoding)
    return script_of(blocks, declared, where)


def script_of(blocks: Sequence[Block], declared: Sequence[str], where: str) -> Script:
    """The turns of a transcript's paragraphs and rows.

    Raises:
        ReadError: If they name no speakers.
    """
    lines = list(_lines(blocks))
    meta, used = header_lines("\n".join(line.text for line in lines))
    named = [*declared, *read_meta(meta, needed=False).roles]
    return make_turns(lines[used:], named, meta, where)


def _lines(blocks: Sequence[Block]) -> Iterator[Line]:
    sides: tuple[str, ...] = ()
    for block in blocks:
        if not block.cells:
            sides = ()
        elif found := _sides(block.cells):
            sides = found
            continue
        if _is_header(block):
            continue
        if block.cells:
            yield from _row(block, sides)
        else:
            yield from _paragraph(block)


def _is_header(block: Block) -> bool:
    """The title above the interview, and the first row of a table."""
    return block.is_heading or (
        bool(block.cells) and block.cells[0].casefold() in _HEADERS
    )


def _sides(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Speakers of a table's columns, if this row is a head that names them."""
    labels = tuple(_SIDES.get(cell.casefold(), cell) for cell in cells)
    heads = len(set(labels)) > 1 and all(map(is_generic, labels))
    return labels if heads else ()


def _paragraph(block: Block) -> Iterator[Line]:
    first, *others = (" ".join(line.split()) for line in block.text.split("\n"))
    bold = " ".join(block.bold.split())
    name, rest = bold.rstrip(":–- "), first[len(bold) :].lstrip(":–- ")
    # Bold words that a comma follows begin a sentence.
    if (
        _NAME.fullmatch(name)
        and first.startswith(bold)
        and rest[:1] not in tuple(",.;?!")
    ):
        yield Line(first, name, rest)
    else:
        yield Line(first)
    yield from map(Line, filter(None, others))


def _row(block: Block, sides: tuple[str, ...]) -> Iterator[Line]:
    if len(sides) == len(block.cells):
        for label, words in zip(sides, block.cells, strict=True):
            if words:
                yield Line(words, label, words, certain=True)
        return
    cells = [cell for cell in block.cells if cell]
    start_s = None
    if len(cells) > 2 and cells[0].rstrip(".").isdigit():
        cells = cells[1:]
    for at in (0, 1):  # the time stands before the name or after it
        if len(cells) > 2 and strip_stamp(cells[at])[1] == "":
            start_s = strip_stamp(cells.pop(at))[0]
    name = cells[0].rstrip(": ")
    if len(cells) > 1 and _NAME.fullmatch(name):
        yield Line(block.plain, name, " ".join(cells[1:]), start_s, certain=True)
    else:
        yield Line(block.plain)
