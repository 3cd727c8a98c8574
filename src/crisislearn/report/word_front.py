"""What comes before the chapters of the Word file: properties, title and contents.

Here: the front, and paragraphs in a style. Not here: the chapters (``word``) and the
styles themselves (``word_styles``).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from crisislearn.report.language import tell
from crisislearn.report.model import Report
from crisislearn.report.typst import UNDATED
from crisislearn.report.word_parts import contents, number_of_page
from crisislearn.report.word_styles import IDS, TAGS
from crisislearn.report.words import (
    CONTENTS,
    REPORT_TO,
    SYNTHETIC,
    made_up,
    until,
)


def dress(paragraph: Any, name: str) -> Any:
    """Give a paragraph a style; python-docx's own way goes through all of them."""
    paragraph._p.style = IDS[name]
    return paragraph


def add(document: Any, text: str = "", style: str = "Body Text") -> Any:
    """A new paragraph at the end of a document."""
    return dress(document.add_paragraph(text), style)


def front(document: Any, report: Report) -> None:
    """Write properties, margins, title and table of contents."""
    _properties(document, report)
    _margins(document, report)
    _title(document, report)


def _properties(document: Any, report: Report) -> None:
    told = document.core_properties
    told.title = " – ".join(p for p in (report.title, report.edition) if p)
    told.subject = report.subtitle
    told.language = TAGS[report.language]
    told.comments = made_up() if report.synthetic else ""
    told.author = told.last_modified_by = report.controller
    told.created = told.modified = day_of(report)


def day_of(report: Report) -> dt.datetime:
    """The moment that stands in the file: noon of the data's last day."""
    return dt.datetime.combine(report.day or UNDATED, dt.time(12))


def _margins(document: Any, report: Report) -> None:
    """What stands above and below every page but the first."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    above = section.header.paragraphs[0]
    dress(above, "Header")
    warning = f"  ·  {tell(*SYNTHETIC)}" if report.synthetic else ""
    above.add_run(f"{report.title}  ·  {report.edition}{warning}")
    below = section.footer.paragraphs[0]
    dress(below, "Footer")
    below.add_run(f"{report.receiver or report.field}\t\t")
    number_of_page(below)


def _title(document: Any, report: Report) -> None:
    if report.edition:
        add(document, report.edition, "Edition")
    add(document, report.title, "Title")
    add(document, report.subtitle, "Subtitle")
    if report.synthetic:
        add(document, made_up(), "Warning")
    if report.receiver:
        add(document, f"{tell(*REPORT_TO)} {report.receiver}", "Edition")
    last = f"  ·  {until(report)}" if report.day else ""
    add(document, f"{report.field}  ·  {report.controller}{last}", "Fine Print")
    add(document, tell(*CONTENTS), "TOC Heading")
    contents(document, [(s.id, s.title) for s in report.sections])
