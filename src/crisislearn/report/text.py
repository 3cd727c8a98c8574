"""The summary of a report as plain text, for the body of a mail.

Here: the summary's words and numbers, line by line. Not here: figures and tables, which
stand in the report, and sending (``release``).
"""

from __future__ import annotations

import textwrap

from crisislearn.report.language import tell, told_in
from crisislearn.report.model import (
    Block,
    Inline,
    KeyFigures,
    Listing,
    Note,
    Paragraph,
    Quote,
    Report,
)
from crisislearn.report.words import REPORT_TO, made_up

SUMMARY = "sammenfatning"
"""Id of the section that a summary is."""

WIDTH = 76


def render_text(report: Report) -> str:
    """Title, receiver and summary; without a summary the title alone."""
    with told_in(report.language):
        return _text(report)


def _text(report: Report) -> str:
    title = " – ".join(part for part in (report.title, report.edition) if part)
    lines = [title, report.subtitle]
    if report.receiver:
        lines.append(f"{tell(*REPORT_TO)} {report.receiver}")
    found = ["\n".join(lines)]
    if report.synthetic:
        found.append(_wrapped(made_up()))
    for section in report.sections:
        if section.id == SUMMARY:
            found.append(section.title.upper())
            found += [text for text in map(_block, section.blocks) if text]
    return "\n\n".join(found) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return _wrapped(block.text)
    if isinstance(block, Note):
        return _wrapped(f"{block.title}. {_words(block.parts)}")
    if isinstance(block, Quote):
        return _wrapped(f"{block.text} ({block.attribution})")
    if isinstance(block, KeyFigures):
        points = [f"{f.number.text} {f.caption}" for f in block.figures]
    elif isinstance(block, Listing):
        points = [_words(item) for item in block.items]
    else:
        return ""
    return "\n".join(_wrapped(point, "- ") for point in points)


def _words(parts: tuple[Inline, ...]) -> str:
    return "".join(part if isinstance(part, str) else part.text for part in parts)


def _wrapped(text: str, mark: str = "") -> str:
    """Lines of a mail; numbers and their units stay together."""
    return textwrap.fill(
        text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
