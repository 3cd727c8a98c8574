"""How many answers a large csv file holds, guessed from a little of it.

Here: refusing within seconds what would be refused after minutes. Not here: the count
of what was read (``answers``), which decides in the end.
"""

from __future__ import annotations

from dataclasses import replace

from crisislearn.definition import Columns
from crisislearn.errors import ReadError
from crisislearn.ingest.surveys.columns import match_columns
from crisislearn.ingest.surveys.exports import Received, read_export
from crisislearn.ingest.surveys.items import Instrument

MOST = 100_000_000
"""Answers of one file: five gigabytes of memory."""

SAMPLE = 1_000_000
_PIECES = 32
_PIECE = 100_000
# The guess has to be well above the limit: lines of a file differ.
_SURELY = 1.25


def check_size(answers: int, where: str, about: bool = False) -> None:
    """Refuse more answers than are read at once.

    Args:
        answers: How many there are.
        where: Name of the file, for messages.
        about: Whether that is guessed.

    Raises:
        ReadError: If they are more than ``MOST``.
    """
    if answers > MOST:
        number = f"about {round(answers, 3 - len(str(answers))):,}" if about else (
            f"{answers:,}"
        )  # fmt: skip
        raise ReadError(
            f"the file holds {number} answers, more than the {MOST:,} that are read at "
            "once",
            where=where,
            remedy="export it in parts, each with some of the respondents, or take "
            "items that are not needed out of the instrument",
        )


def refuse_early(
    reader: str, received: Received, instrument: Instrument, columns: Columns
) -> None:
    """Refuse a csv file that surely holds too much, before it is read.

    Its first lines say how many answers a row makes; pieces from all over the file, how
    long a row is.

    Raises:
        ReadError: If it holds far more than ``MOST`` answers.
    """
    content = received.content
    if len(content) < 8 * SAMPLE or b"\0" in content[:SAMPLE]:
        return  # a small file, or a workbook, UTF-16 and the like
    head = content[: content.rfind(b"\n", 0, SAMPLE) + 1]
    try:
        table = read_export(reader, replace(received, content=head))
        found = match_columns(table, instrument, columns, received.where)
    except ReadError:
        return  # the whole file says better what is wrong
    several = {i.name: len(i.choices) for i in instrument.items
               if i.type == "select_multiple"}  # fmt: skip
    width = sum(several.get(name, 1) for name in {*found.single, *found.split})
    ends = head.count(b"\n") or 1
    # A cell may hold lines of its own.
    rows = _lines(content) * len(table.lines) / ends
    if rows * width > _SURELY * MOST:
        check_size(int(rows * width), received.where, about=True)


def _lines(content: bytes) -> float:
    """How many lines a file has, from pieces all over it."""
    step = (len(content) - _PIECE) // _PIECES
    ends = sum(content.count(b"\n", n * step, n * step + _PIECE) for n in
               range(_PIECES))  # fmt: skip
    return len(content) * ends / (_PIECES * _PIECE)
