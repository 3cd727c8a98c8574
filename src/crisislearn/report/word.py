"""The report as a Word file that people can edit: real styles, captions and fields.

Here: the content as paragraphs, tables and pictures of a docx file. Not here: words and
drawings (``content``), the styles themselves (``word_styles``) and Word's own markup
(``word_parts``).
"""

from __future__ import annotations

import datetime as dt
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
from crisislearn.report.typst import UNDATED, draw_png
from crisislearn.report.word_parts import (
    bookmark,
    contents,
    describe,
    in_language,
    number_of_page,
    numbered,
    repeat_on_each_page,
    span_row,
    stay_whole,
    strong,
)
from crisislearn.report.word_styles import IDS, TAGS, TEXT_WIDTH, give_styles
from crisislearn.report.words import (
    BASE,
    CONTENTS,
    FIGURE,
    NOTE,
    QUESTION,
    REPORT_TO,
    SYNTHETIC,
    TABLE,
    made_up,
    until,
)

_PARAGRAPHS = {"body": "Body Text", "lead": "Lead", "small": "Fine Print"}
_SIDES = {"l": "LEFT", "r": "RIGHT", "c": "CENTER"}


def _style(paragraph: Any, name: str) -> Any:
    """Give a paragraph a style; python-docx's own way goes through all of them."""
    paragraph._p.style = IDS[name]
    return paragraph


def _add(document: Any, text: str = "", style: str = "Body Text") -> Any:
    return _style(document.add_paragraph(text), style)


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
    _properties(document, report)
    _margins(document, report)
    _front(document, report)
    counts: Counter[str] = Counter()
    for section in report.sections:
        _section(document, section, 1, counts)
    into = io.BytesIO()
    document.save(into)
    return without_clock(into.getvalue(), _day(report))


def _properties(document: Any, report: Report) -> None:
    told = document.core_properties
    told.title = " – ".join(p for p in (report.title, report.edition) if p)
    told.subject = report.subtitle
    told.language = TAGS[report.language]
    told.comments = made_up() if report.synthetic else ""
    told.author = told.last_modified_by = report.controller
    told.created = told.modified = _day(report)


def _day(report: Report) -> dt.datetime:
    return dt.datetime.combine(report.day or UNDATED, dt.time(12))


def _margins(document: Any, report: Report) -> None:
    """What stands above and below every page but the first."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    above = section.header.paragraphs[0]
    _style(above, "Header")
    warning = f"  ·  {tell(*SYNTHETIC)}" if report.synthetic else ""
    above.add_run(f"{report.title}  ·  {report.edition}{warning}")
    below = section.footer.paragraphs[0]
    _style(below, "Footer")
    below.add_run(f"{report.receiver or report.field}\t\t")
    number_of_page(below)


def _front(document: Any, report: Report) -> None:
    if report.edition:
        _add(document, report.edition, "Edition")
    _add(document, report.title, "Title")
    _add(document, report.subtitle, "Subtitle")
    if report.synthetic:
        _add(document, made_up(), "Warning")
    if report.receiver:
        _add(document, f"{tell(*REPORT_TO)} {report.receiver}", "Edition")
    last = f"  ·  {until(report)}" if report.day else ""
    _add(document, f"{report.field}  ·  {report.controller}{last}", "Fine Print")
    _add(document, tell(*CONTENTS), "TOC Heading")
    contents(document, [(s.id, s.title) for s in report.sections])


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
        _runs(_add(document, style=look), block.parts)
    elif isinstance(block, Note):
        title = _add(document, block.title, "Remark Title")
        title.paragraph_format.keep_with_next = True
        _runs(_add(document, style="Remark"), block.parts)
    elif isinstance(block, Quote):
        said = _add(document, style="Quote")
        run = said.add_run(block.text)
        if block.language != current() and block.language in TAGS:
            in_language(run, TAGS[block.language])
        said.paragraph_format.keep_with_next = True
        _add(document, block.attribution, "Attribution")
    elif isinstance(block, Listing):
        for item in block.items:
            _runs(_add(document, style="List Bullet"), item)
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
        _style(cell.paragraphs[0], "Key Figure").add_run(figure.number.text)
        _style(cell.add_paragraph(figure.caption), "Fine Print")
    stay_whole(table.rows[0])
    _add(document, style="Body Text")


def _figure(document: Any, figure: Figure, counts: Counter[str]) -> None:
    caption = _add(document, style="Caption")
    caption.paragraph_format.keep_with_next = True
    counts["figure"] += 1
    numbered(caption, tell(*FIGURE), counts["figure"], figure.title)
    bookmark(caption, figure.id)
    holder = _add(document, style="Figure")
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
            paragraph = _add(document, style="Fine Print")
            strong(paragraph, f"{tell(*name)}: ")
            paragraph.add_run(text)


def _table(document: Any, block: Table, counts: Counter[str]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    caption = _add(document, style="Caption")
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
        paragraph = _style(cell.paragraphs[0], style)
        _runs(paragraph, parts)
        paragraph.alignment = side
