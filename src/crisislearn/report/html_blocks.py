"""Sections of the web page: headings, text, quotes, figures and tables.

Here: one block of content after the other as HTML. Not here: the page around them and
what stands behind a number (``html``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from crisislearn.report.html_values import as_table
from crisislearn.report.language import current, tell
from crisislearn.report.model import (
    Block,
    Evidence,
    Figure,
    Inline,
    KeyFigures,
    Listing,
    Note,
    Number,
    Paragraph,
    Quote,
    Report,
    Section,
    Strong,
    Table,
)
from crisislearn.report.trace import source
from crisislearn.report.words import BASE, FIGURE, NOTE, QUESTION, SOURCE, TABLE


class Counter:
    """Numbers of figures and tables as in the PDF, and what comes next of evidence."""

    def __init__(self, report: Report) -> None:
        self.figures = 0
        self.tables = 0
        self.proofs: Iterator[Evidence] = iter(report.evidence)


def section(one: Section, level: int, counter: Counter) -> str:
    """A section with all below it.

    Args:
        one: The one.
        level: Of its heading, from 2.
        counter: Of the page.
    """
    look = f' class="h-{one.mark}"' if one.mark else ""
    blocks = "".join(_block(block, counter) for block in one.blocks)
    below = "".join(section(part, level + 1, counter) for part in one.sections)
    return (
        f'<section id="{one.id}" aria-labelledby="{one.id}-h">'
        f'<h{level} id="{one.id}-h"{look}>{escape(one.title)}</h{level}>\n'
        f"{blocks}{below}</section>\n"
    )


def _block(block: Block, counter: Counter) -> str:
    if isinstance(block, Paragraph):
        look = "" if block.kind == "body" else f' class="{block.kind}"'
        return f"<p{look}>{_inline(block.parts, counter)}</p>\n"
    if isinstance(block, Note):
        return (
            '<div class="remark" role="note">'
            f"<p><strong>{escape(block.title)}</strong></p>"
            f"<p>{_inline(block.parts, counter)}</p></div>\n"
        )
    if isinstance(block, Quote):
        said = "" if block.language == current() else f' lang="{block.language}"'
        return (
            f"<blockquote><p{said}>{escape(block.text)}</p>"
            f"<footer>{escape(block.attribution)}</footer></blockquote>\n"
        )
    if isinstance(block, Listing):
        items = "".join(f"<li>{_inline(item, counter)}</li>" for item in block.items)
        return f'<ul class="points">{items}</ul>\n'
    if isinstance(block, KeyFigures):
        figures = "".join(
            f"<div><dt>{escape(f.caption)}</dt>"
            f"<dd>{_inline((f.number,), counter)}</dd></div>"
            for f in block.figures
        )
        return f'<dl class="keys">{figures}</dl>\n'
    if isinstance(block, Figure):
        return _figure(block, counter)
    return _table(block, counter)


def _inline(parts: tuple[Inline, ...], counter: Counter) -> str:
    found = []
    for part in parts:
        if isinstance(part, Number):
            ref = next(counter.proofs).ref
            found.append(
                f'<a class="n" id="n{ref}" href="#k{ref}">{escape(part.text)}</a>'
            )
        elif isinstance(part, Strong):
            found.append(f"<strong>{escape(part.text)}</strong>")
        else:
            found.append(escape(part))
    return "".join(found)


def _figure(figure: Figure, counter: Counter) -> str:
    counter.figures += 1
    name, words = tell(*FIGURE), tell("Figuren i ord", "The figure in words")
    wide, narrow = (
        re.sub(
            r'^<svg ([^>]*?)(?: width="[^"]*" height="[^"]*")([^>]*)>',
            rf'<svg class="{name}" \1\2>',
            drawing,
        )
        for name, drawing in (("wide", figure.wide), ("narrow", figure.narrow))
    )
    return (
        f'<figure id="{figure.id}"><figcaption><b>{name} {counter.figures}</b>'
        f"{escape(figure.title)}</figcaption>\n{wide}\n{narrow}\n"
        f'<div class="print">{_line(QUESTION, figure.question)}'
        f"{_line(BASE, figure.base)}{_line(NOTE, figure.note)}"
        f"{_line(SOURCE, source(figure))}</div>"
        f"{as_table(figure.wide, figure.title)}"
        f"<details><summary>{words}</summary><p>{escape(figure.alt)}</p></details>"
        f"{_query(figure.trace.sql)}</figure>\n"
    )


def _line(name: tuple[str, str], text: str) -> str:
    return f"<p><b>{tell(*name)}:</b> {escape(text)}</p>" if text else ""


def _query(sql: str) -> str:
    behind = tell("Forespørgslen bag tallene", "The query behind the figures")
    return (
        f"<details><summary>{behind}</summary>"
        f"<pre><code>{escape(sql)}</code></pre></details>"
    )


def _table(table: Table, counter: Counter) -> str:
    counter.tables += 1
    looks = [' class="r"' if a == "r" else "" for a in table.align]
    head = "".join(
        f'<th scope="col"{look}>{escape(name)}</th>'
        for name, look in zip(table.columns, looks, strict=True)
    )
    groups = dict(table.groups)
    wide = ' class="wide"' if len(table.columns) > 5 else ""
    rows = []
    for i, row in enumerate(table.rows):
        if i in groups:
            rows.append(
                f'<tr><th class="group" scope="rowgroup" colspan="{len(row)}">'
                f"{escape(groups[i])}</th></tr>"
            )
        head_cell = f'<th scope="row">{_inline((row[0],), counter)}</th>'
        cells = "".join(
            f"<td{look}>{_inline((cell,), counter)}</td>"
            for cell, look in zip(row[1:], looks[1:], strict=True)
        )
        rows.append(f"<tr>{head_cell}{cells}</tr>")
    return (
        '<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(table.title)}">'
        f'<table id="{table.id}"{wide}><caption><b>{tell(*TABLE)} {counter.tables}</b>'
        f"{escape(table.title)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>{''.join(rows)}</tbody></table></div>\n"
        f'<div class="print">{_line(NOTE, table.note)}'
        f"{_line(SOURCE, source(table))}</div>"
        f"{_query(table.trace.sql)}\n"
    )
