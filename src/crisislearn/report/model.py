"""What a report consists of, before anyone decides how it looks.

Here: frozen dataclasses shared by both renderers, so that PDF and web page say the
same. Not here: where the content comes from (``facts``, ``sections``) and its looks.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from crisislearn.report.language import Language


@dataclass(frozen=True)
class Trace:
    """Where a number comes from.

    Attributes:
        sql: A query that gives it back when run on the published warehouse.
    """

    sql: str


@dataclass(frozen=True)
class Number:
    """A number as the reader sees it, with its source.

    Attributes:
        text: As written in the report's language.
        value: Unrounded value; what the query returns.
        trace: Where it comes from.
    """

    text: str
    value: float
    trace: Trace


@dataclass(frozen=True)
class Evidence:
    """A number's query, run on a published file.

    Attributes:
        ref: Place of the number in the report, from 1.
        section: Id of the section it stands in.
        edition: The file it was run on: ``reader``, or ``research`` where it counts
            what only that one holds.
        columns: Names of what the query returned.
        rows: What it returned.
    """

    ref: int
    section: str
    number: Number
    edition: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Strong:
    """Words to emphasise."""

    text: str


Inline: TypeAlias = str | Number | Strong


@dataclass(frozen=True)
class Paragraph:
    """Running text. ``kind`` is body, lead (an opening paragraph) or small."""

    parts: tuple[Inline, ...]
    kind: str = "body"

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(p if isinstance(p, str) else p.text for p in self.parts)


@dataclass(frozen=True)
class KeyFigure:
    """A large number with a line under it."""

    number: Number
    caption: str


@dataclass(frozen=True)
class KeyFigures:
    """A row of key figures."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Figure:
    """A drawing with everything a reader needs to judge it.

    Attributes:
        id: Anchor.
        title: What it shows, as a statement.
        alt: The same in words, for those who do not see it.
        wide: SVG for a page.
        narrow: SVG for a telephone.
        question: Wording of the question behind it.
        base: Who was asked and how many answered.
        note: Weighting, intervals and reading help.
        trace: Query that gives the plotted values.
    """

    id: str
    title: str
    alt: str
    wide: str
    narrow: str
    question: str
    base: str
    note: str
    trace: Trace


@dataclass(frozen=True)
class Table:
    """A table whose first column heads its rows.

    Attributes:
        align: One letter a column: l, r or c.
        widths: Relative widths of the columns.
        groups: Row number → heading printed above that row.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]
    align: str
    widths: tuple[float, ...]
    note: str
    trace: Trace
    groups: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Quote:
    """Somebody's words, with a role that identifies nobody.

    Attributes:
        statement: Id of the statement; never shown.
        named: Whether the attribution names the organisation, as in a case.
        language: That the words were said in; they are never translated.
    """

    text: str
    attribution: str
    statement: str = ""
    named: bool = False
    language: str = "da"

    @property
    def purpose(self) -> str:
        """What consent it needs, as ``core.consents`` calls it."""
        return "named_case" if self.named else "quote"


@dataclass(frozen=True)
class Note:
    """A boxed remark the reader must not miss."""

    title: str
    parts: tuple[Inline, ...]


@dataclass(frozen=True)
class Listing:
    """A bulleted list."""

    items: tuple[tuple[Inline, ...], ...]


Block: TypeAlias = Paragraph | KeyFigures | Figure | Table | Quote | Note | Listing


@dataclass(frozen=True)
class Section:
    """A heading, its blocks, and sections below it.

    Attributes:
        mark: Outcome whose colour the heading carries; "" for none.
        opens: Whether a chapter opens a new page.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...] = ()
    mark: str = ""
    opens: bool = True

    def walk(self) -> Iterator[Section]:
        """The section and all below it, in reading order."""
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True)
class Report:
    """One report for one receiver.

    Attributes:
        edition: Season of the latest data ("Efteråret 2020"); empty without a date.
        field: The part of the field it is about.
        day: Last day of the data; stands for the date of the report, None if unknown.
        cover: Decorative SVG drawn from the data.
        synthetic: Whether the material is made up.
        evidence: What stands behind each number, in reading order.
        logo: The receiver's: media type and content; None for none.
        language: That it is written in.
    """

    id: str
    title: str
    subtitle: str
    receiver: str
    edition: str
    field: str
    controller: str
    day: dt.date | None
    synthetic: bool
    cover: str
    sections: tuple[Section, ...]
    language: Language = "da"
    evidence: tuple[Evidence, ...] = ()
    logo: tuple[str, bytes] | None = None

    def walk(self) -> Iterator[Section]:
        """All sections, in reading order."""
        for section in self.sections:
            yield from section.walk()


def say(
    template: str, values: Mapping[str, Inline] | None = None, *, kind: str = "body"
) -> Paragraph:
    """A paragraph from a sentence with holes: ``say("{n} svarede", {"n": number})``."""
    return Paragraph(parts(template, values or {}), kind)


def parts(template: str, values: Mapping[str, Inline]) -> tuple[Inline, ...]:
    """The pieces of a sentence with holes; empty ones and plain neighbours are merged.

    Raises:
        KeyError: If a hole has no value.
    """
    found: list[Inline] = []
    for text, name, _, _ in string.Formatter().parse(template):
        pieces: list[Inline] = [text] if name is None else [text, values[name]]
        for piece in pieces:
            if isinstance(piece, str) and found and isinstance(found[-1], str):
                found[-1] += piece
            elif piece != "":
                found.append(piece)
    return tuple(found)


def numbers(block: Block) -> list[Number]:
    """Every number of a block, in reading order."""
    found: tuple[Inline, ...] = ()
    if isinstance(block, Paragraph | Note):
        found = block.parts
    elif isinstance(block, KeyFigures):
        return [figure.number for figure in block.figures]
    elif isinstance(block, Table):
        found = tuple(cell for row in block.rows for cell in row)
    elif isinstance(block, Listing):
        found = tuple(part for item in block.items for part in item)
    return [part for part in found if isinstance(part, Number)]
