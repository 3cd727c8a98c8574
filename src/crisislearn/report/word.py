"""The report as a Word file that people can edit: real styles, captions and fields.

Here: the content as paragraphs, tables and pictures of a docx file. Not here: words and
drawings (``content``), the styles themselves (``word_styles``) and Word's own markup
(``word_parts``).
"""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

from crisislearn.report.language import current, tell, told_in
from crisislearn.report.model import (
    Block,
    Figure,
    Inline,
    KeyFigures,
    Listing,
    Note,
    Paragraph,
    Quote,
    Report,
    Section,
    Strong,
    Table,
)
from crisislearn.report.typst import draw_png
from crisislearn.report.word_front import add, day_of, dress, front
from crisislearn.report.word_parts import (
    bookmark,
    describe,
    in_language,
    numbered,
    repeat_on_each_page,
    span_row,
    stay_whole,
    strong,
)
from crisislearn.report.word_styles import TAGS, TEXT_WIDTH, give_styles
from crisislearn.report.words import BASE, FIGURE, NOTE, QUESTION, TABLE

_PARAGRAPHS = {"body": "Body Text", "lead": "Lead", "small": "Fine Print"}
_SIDES = {"l": "LEFT", "r": "RIGHT", "c": "CENTER"}


def render_docx(report: Report) -> bytes:
    """The report as a Word file; equal reports give equal bytes.

    Figures are pictures of 220 dots an inch with their alternative text; headings,
    captions, quotes and lists have styles of their own, figures and tables are numbered
    by fields, and the table of contents is a field that Word brings up to date (F9).

    Raises:
        ReportError: If a figure cannot be drawn.
    """
    with told_in(report.language):
        return _document(report)


def _document(report: Report) -> bytes:
    from docx import Document

    from crisislearn.exchange.xlsx import without_clock

    document = Document()
    give_styles(document, report.language)
    front(document, report)
    counts: Counter[str] = Counter()
    for section in report.sections:
        _section(document, section, 1, counts)
    into = io.BytesIO()
    document.save(into)
    return without_clock(into.getvalue(), day_of(report))


def _section(document: Any, section: Section, level: int, counts: Counter[str]) -> None:
    heading = document.add_heading(section.title, level=min(level, 4))
    heading.paragraph_format.page_break_before = level == 1 and section.opens
    bookmark(heading, section.id)
    for block in section.blocks:
        _block(document, block, counts)
    for part in section.sections:
        _section(document, part, level + 1, counts)


def _block(document: Any, block: Block, counts: Counter[str]) -> None:
    if isinstance(block, Paragraph):
        look = _PARAGRAPHS.get(block.kind, "Body Text")
        _runs(add(document, style=look), block.parts)
    elif isinstance(block, Note):
        title = add(document, block.title, "Remark Title")
        title.paragraph_format.keep_with_next = True
        _runs(add(document, style="Remark"), block.parts)
    elif isinstance(block, Quote):
        said = add(document, style="Quote")
        run = said.add_run(block.text)
        if block.language != current() and block.language in TAGS:
            in_language(run, TAGS[block.language])
        said.paragraph_format.keep_with_next = True
        add(document, block.attribution, "Attribution")
    elif isinstance(block, Listing):
        for item in block.items:
            _runs(add(document, style="List Bullet"), item)
    elif isinstance(block, KeyFigures):
        _key_figures(document, block)
    elif isinstance(block, Figure):
        _figure(document, block, counts)
    else:
        _table(document, block, counts)


def _runs(paragraph: Any, parts: tuple[Inline, ...]) -> None:
    for part in parts:
        if isinstance(part, Strong):
            strong(paragraph, part.text)
        else:
            paragraph.add_run(part if isinstance(part, str) else part.text)


def _key_figures(document: Any, block: KeyFigures) -> None:
    table = document.add_table(rows=1, cols=len(block.figures))
    describe(table, "; ".join(f"{f.number.text} {f.caption}" for f in block.figures))
    for cell, figure in zip(table.rows[0].cells, block.figures, strict=True):
        dress(cell.paragraphs[0], "Key Figure").add_run(figure.number.text)
        dress(cell.add_paragraph(figure.caption), "Fine Print")
    stay_whole(table.rows[0])
    add(document, style="Body Text")


def _figure(document: Any, figure: Figure, counts: Counter[str]) -> None:
    caption = add(document, style="Caption")
    caption.paragraph_format.keep_with_next = True
    counts["figure"] += 1
    numbered(caption, tell(*FIGURE), counts["figure"], figure.title)
    bookmark(caption, figure.id)
    holder = add(document, style="Figure")
    holder.paragraph_format.keep_with_next = True
    picture = draw_png(figure.wide, figure.id)
    shape = holder.add_run().add_picture(picture, width=TEXT_WIDTH)
    shape._inline.docPr.set("descr", figure.alt)
    shape._inline.docPr.set("name", figure.title)
    _small_print(document, (QUESTION, figure.question), (BASE, figure.base),
                 (NOTE, figure.note))  # fmt: skip


def _small_print(document: Any, *lines: tuple[tuple[str, str], str]) -> None:
    for name, text in lines:
        if text:
            paragraph = add(document, style="Fine Print")
            strong(paragraph, f"{tell(*name)}: ")
            paragraph.add_run(text)


def _table(document: Any, block: Table, counts: Counter[str]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    caption = add(document, style="Caption")
    caption.paragraph_format.keep_with_next = True
    counts["table"] += 1
    numbered(caption, tell(*TABLE), counts["table"], block.title)
    bookmark(caption, block.id)
    sides = [getattr(WD_ALIGN_PARAGRAPH, _SIDES[a]) for a in block.align]
    share = TEXT_WIDTH / sum(block.widths)
    widths = [round(width * share) for width in block.widths]
    rows = len(block.rows) + len(block.groups) + 1
    table = document.add_table(rows, len(block.columns), "Report Table")
    describe(table, block.title)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    heads = tuple((name,) for name in block.columns)
    groups, at = dict(block.groups), 1
    _cells(table.rows[0], heads, sides, widths, "Table Head")
    repeat_on_each_page(table.rows[0])
    for number, row in enumerate(block.rows):
        if number in groups:
            span_row(table.rows[at], groups[number])
            at += 1
        cells = tuple((cell,) for cell in row)
        _cells(table.rows[at], cells, sides, widths, "Table Text")
        at += 1
    _small_print(document, (NOTE, block.note))


def _cells(
    row: Any,
    cells: tuple[tuple[Inline, ...], ...],
    sides: list[Any],
    widths: list[int],
    style: str,
) -> None:
    from docx.table import _Cell

    stay_whole(row)
    made = [_Cell(cell, row) for cell in row._tr.tc_lst]
    for cell, parts, side, width in zip(made, cells, sides, widths, strict=True):
        cell.width = width
        paragraph = dress(cell.paragraphs[0], style)
        _runs(paragraph, parts)
        paragraph.alignment = side
