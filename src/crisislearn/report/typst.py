"""The report as an accessible PDF (PDF/A-2a and PDF/UA-1), set by Typst.

Here: handing the content to the template, and the settings that make the same content
the same bytes. Not here: words and drawings (``content``) and looks
(``templates/report.typ``).
"""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import ReportError
from crisislearn.report import words
from crisislearn.report.language import tell, told_in
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
from crisislearn.report.trace import source, sources

if TYPE_CHECKING:
    from typst import PDFStandard

HERE = Path(__file__).parent
STANDARDS: list[PDFStandard] = ["a-2a", "ua-1"]
"""Both at once: long-term archiving and accessibility; Typst refuses to write a file
that breaks either, so that a compiled report has a title and every figure words."""


UNDATED = dt.date(2000, 1, 1)
"""Date in a file whose data have none: fixed, so that equal data give equal bytes."""


def render_pdf(report: Report) -> bytes:
    """The report as PDF.

    The date in the file is the last day of the data, noon in universal time, and only
    fonts shipped with the package or with Typst are used.

    Raises:
        ReportError: If Typst cannot set it, with its own message.
    """
    with told_in(report.language):
        content = plain(report)
    return set_pdf("report.typ", content, report.day or UNDATED, report.id)


def set_pdf(template: str, content: dict[str, Any], day: dt.date, where: str) -> bytes:
    """Set one of the templates with its content as PDF.

    Args:
        template: A file in ``templates``.
        content: What it reads as ``sys.inputs.data``.
        day: The date in the file, noon in universal time.
        where: What is set, for messages.

    Raises:
        ReportError: If Typst cannot set it, with its own message.
    """
    import typst

    moment = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    data = json.dumps(content, ensure_ascii=False, sort_keys=True)
    try:
        found = typst.compile(
            HERE / "templates" / template,
            root=HERE,
            font_paths=[HERE / "fonts"],
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=int(moment.timestamp()),
        )
    except RuntimeError as error:
        raise ReportError(
            f"Typst cannot set the page: {error}",
            where=where,
            remedy="look for a title, quote or label that is empty or not text",
        ) from error
    if not isinstance(found, bytes):
        raise ReportError("Typst gave no document", where=where)
    return found


def draw_png(svg: str, where: str, dots: int = 220) -> io.BytesIO:
    """A drawing as a picture, for what cannot show SVG.

    Args:
        svg: The drawing.
        where: What is drawn, for messages.
        dots: Dots an inch at the width of a page's text.

    Raises:
        ReportError: If Typst cannot draw it.
    """
    import typst

    try:
        found = typst.compile(
            HERE / "templates" / "picture.typ",
            root=HERE,
            font_paths=[HERE / "fonts"],
            ignore_system_fonts=True,
            sys_inputs={"svg": svg},
            format="png",
            ppi=dots,
        )
    except RuntimeError as error:
        raise ReportError(f"Typst cannot draw: {error}", where=where) from error
    if not isinstance(found, bytes):
        raise ReportError("Typst gave no picture", where=where)
    return io.BytesIO(found)


def plain(report: Report) -> dict[str, Any]:
    """The report as the template reads it: dictionaries, lists and text."""
    return {
        "title": report.title,
        "subtitle": report.subtitle,
        "receiver": report.receiver,
        "logo": list(report.logo[1]) if report.logo else [],
        "edition": report.edition,
        "field": report.field,
        "controller": report.controller,
        "until": words.until(report),
        "language": report.language,
        "words": _words(),
        "synthetic": report.synthetic,
        "cover": report.cover,
        "sections": [
            _section(s) | {"sources": sources(s, report.evidence)}
            for s in report.sections
        ],
        "evidence": f"{report.id}-evidence.parquet",
    }


def _words() -> dict[str, str]:
    """What the template itself says."""
    pairs = {
        "figure": words.FIGURE, "table": words.TABLE, "question": words.QUESTION,
        "base": words.BASE, "note": words.NOTE, "source": words.SOURCE,
        "contents": words.CONTENTS, "to": words.REPORT_TO,
        "by": words.PUBLISHED_BY, "synthetic": words.SYNTHETIC,
        "sources": ("Kilder til tallene i kapitlet", "Sources of its figures"),
        "in": ("i", "in"), "quotes": ("»«", "“”"),
        "keywords": ("socialområdet|modtryk|innovation",
                     "social sector|barriers|innovation"),
        "warning": ("Syntetiske data", "Synthetic data"),
        "warned": (
            "Alle tal, citater og organisationer i rapporten er opdigtede. Den viser, "
            "hvordan en rapport ser ud, og siger intet om virkeligheden.",
            "All figures, quotes and organisations in the report are made up. It shows "
            "what a report looks like and says nothing about the real world.",
        ),
    }  # fmt: skip
    return {name: tell(*pair) for name, pair in pairs.items()} | {
        "made-up": words.made_up()
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "opens": section.opens,
        "mark": section.mark,
        "blocks": [_block(block) for block in section.blocks],
        "sections": [_section(part) for part in section.sections],
    }


def _block(block: Block) -> dict[str, Any]:
    found: dict[str, Any] = {"t": type(block).__name__}
    if isinstance(block, Paragraph):
        found |= {"kind": block.kind, "parts": _inline(block.parts)}
    elif isinstance(block, Note):
        found |= {"title": block.title, "parts": _inline(block.parts)}
    elif isinstance(block, Quote):
        found |= {"text": block.text, "attribution": block.attribution}
        found["language"] = block.language
    elif isinstance(block, Listing):
        found["items"] = [_inline(item) for item in block.items]
    elif isinstance(block, KeyFigures):
        found["figures"] = [
            {"number": f.number.text, "caption": f.caption} for f in block.figures
        ]
    elif isinstance(block, Figure):
        found |= {
            "title": block.title, "alt": block.alt, "svg": block.wide,
            "question": block.question, "base": block.base, "note": block.note,
            "source": source(block),
        }  # fmt: skip
    elif isinstance(block, Table):
        found |= {
            "title": block.title, "columns": block.columns, "align": block.align,
            "widths": block.widths, "note": block.note, "groups": block.groups,
            "rows": [[_inline((cell,)) for cell in row] for row in block.rows],
            "source": source(block),
        }  # fmt: skip
    return found


def _inline(parts: tuple[Inline, ...]) -> list[dict[str, str]]:
    return [
        {"k": "b" if isinstance(part, Strong) else "t",
         "s": part if isinstance(part, str) else part.text}
        for part in parts
    ]  # fmt: skip
