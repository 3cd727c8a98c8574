"""The lines of a csv file, of any encoding and separator.

Here: finding the separator and reading line by line, so that a file of any size is
never held as text. Not here: what the lines make (``table``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import read_pieces, sniff_encoding
from crisislearn.ingest.surveys.cells import Row

_NAMES = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
_SEPARATORS = tuple(_NAMES)
_SEP_LINE = re.compile(r"sep=(.)\n", re.IGNORECASE)
_MAX_FIELD = 10_000_000


def read_csv_records(
    content: bytes,
    where: str,
    encoding: str | None = None,
    separator: str | None = None,
) -> tuple[Iterator[Row], str]:
    """The lines of a csv file, one at a time, and its dialect ("cp1252, semicolon").

    Python's own csv module reads it: it gives a line its number, and a stray quote or a
    line of another width costs that line only. With what ``gather`` makes of the cells
    it takes no longer than DuckDB's reader with all columns as text.

    Raises:
        ReadError: If it is empty, no text or, when it is read so far, cut off within a
            quoted cell.
    """
    head = _head(content, where, encoding)
    if match := _SEP_LINE.match(head):
        separator = separator or match.group(1)
        head = head[match.end() :]
    used = separator or sniff_separator(head)
    lines = partial(_lines, content, where, encoding, skip=int(match is not None))
    dialect = f"{encoding or sniff_encoding(content)}, {_NAMES.get(used, used)}"
    return _records(lines, used, where), dialect


def _head(content: bytes, where: str, encoding: str | None) -> str:
    """The text to the end of its first filled line at least."""
    head = ""
    for piece in read_pieces(content, where, encoding):
        head += piece
        if len(head) > _MAX_FIELD or "\n" in head.lstrip():
            break
    return head


def _lines(
    content: bytes, where: str, encoding: str | None, skip: int
) -> Iterator[str]:
    """The text line by line, with line ends."""
    rest = ""
    for piece in read_pieces(content, where, encoding):
        *whole, rest = (rest + piece).split("\n")
        yield from (line + "\n" for line in whole[skip:])
        skip = max(0, skip - len(whole))
    if rest and not skip:
        yield rest


def sniff_separator(text: str) -> str:
    """The separator that stands most often in the header, outside quotes."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for letter in text:
        if letter == '"':
            quoted = not quoted
        elif letter == "\n" and not quoted and any(counts.values()):
            break
        elif not quoted and letter in counts:
            counts[letter] += 1
    return max(_SEPARATORS, key=lambda s: counts[s])


def _records(
    lines: Callable[[], Iterator[str]], separator: str, where: str
) -> Iterator[Row]:
    csv.field_size_limit(_MAX_FIELD)
    done = 0
    try:
        for record in csv.reader(lines(), delimiter=separator, strict=True):
            yield record
            done += 1
    except csv.Error as error:
        if any(words in str(error) for words in ("unexpected end", "field limit")):
            raise _unclosed(where) from error
    else:
        return
    # A quote within a cell: the same lines again, less strictly.
    try:
        again = csv.reader(lines(), delimiter=separator, strict=False)
        yield from islice(again, done, None)
    except csv.Error as error:
        raise _unclosed(where) from error


def _unclosed(where: str) -> ReadError:
    return ReadError(
        "the file ends within a quoted cell: it is cut off, or a quote is missing",
        where=where,
        remedy="export it again",
    )
