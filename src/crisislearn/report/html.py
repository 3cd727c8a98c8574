"""The report as one self-contained, accessible web page.

Here: the content as HTML, with fonts and style inside the file, so that it opens from a
mail attachment. No script: nothing in it needs one. Not here: words and drawings
(``content``) and looks (``templates/report.css``).
"""

from __future__ import annotations

import base64
import re
from html import escape
from pathlib import Path

from crisislearn.report import danish
from crisislearn.report.model import (
    Block,
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
    numbers,
)

HERE = Path(__file__).parent
_FONTS = (
    ("Inter", "Inter-Regular", 400, "normal"),
    ("Inter", "Inter-SemiBold", 600, "normal"),
    ("Libertinus Serif", "LibertinusSerif-Regular", 400, "normal"),
    ("Libertinus Serif", "LibertinusSerif-Italic", 400, "italic"),
)
_MADE_UP = "SYNTETISKE DATA – tal, citater og organisationer er opdigtede"


def render_html(report: Report) -> str:
    """The report as one HTML file that asks for nothing from outside itself."""
    counter = _Counter()
    sections = "".join(_section(s, 2, counter) for s in report.sections)
    strip = (
        f'<p class="strip" style="margin:0">{_MADE_UP}</p>' if report.synthetic else ""
    )
    title = " – ".join(part for part in (report.title, report.edition) if part)
    return (
        f'<!DOCTYPE html>\n<html lang="{report.language}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="description" content="{escape(report.subtitle)}">\n'
        f'<meta name="author" content="{escape(report.controller)}">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#indhold">Gå til indholdet</a>\n'
        f"{strip}{_cover(report)}{_contents(report)}"
        f'<main id="indhold" tabindex="-1">\n{sections}</main>\n{_end(report)}'
        "</body>\n</html>\n"
    )


def _style() -> str:
    faces = "".join(
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
        "font-display:swap;src:url(data:font/woff2;base64,"
        f"{base64.b64encode((HERE / 'fonts' / f'{file}.woff2').read_bytes()).decode()})"
        ' format("woff2")}\n'
        for family, file, weight, style in _FONTS
    )
    return faces + (HERE / "templates" / "report.css").read_text(encoding="utf-8")


class _Counter:
    """Numbers of figures and tables, the same as in the PDF."""

    def __init__(self) -> None:
        self.figures = 0
        self.tables = 0


def _cover(report: Report) -> str:
    receiver = f"<p>Rapport til <strong>{escape(report.receiver)}</strong></p>"
    return (
        '<header class="cover"><div>'
        f'<p class="edition">{escape(report.edition)}</p>'
        f"<h1>{escape(report.title)}</h1>"
        f'<p class="sub">{escape(report.subtitle)}</p>'
        + (f'<p class="made-up">{_MADE_UP}</p>' if report.synthetic else "")
        + (receiver if report.receiver else "")
        + f"<p>{escape(report.field)} · {escape(report.controller)}</p></div>"
        + f"{report.cover}</header>\n"
    )


def _contents(report: Report) -> str:
    items = "".join(
        f'<li><a href="#{s.id}">{escape(s.title)}</a></li>' for s in report.sections
    )
    return (
        '<nav class="toc" aria-labelledby="oversigt"><h2 id="oversigt">Indhold</h2>'
        f"<ul>{items}</ul></nav>\n"
    )


def _end(report: Report) -> str:
    made_up = f" {_MADE_UP}." if report.synthetic else ""
    until = (
        f"{escape(report.edition)}. Data til og med {danish.date(report.day)}. "
        if report.day
        else ""
    )
    return (
        f'<footer class="end"><p>{escape(report.title)}. {until}'
        f"Udgivet af {escape(report.controller)}."
        f"{made_up}</p></footer>\n"
    )


def _section(section: Section, level: int, counter: _Counter) -> str:
    look = f' class="h-{section.mark}"' if section.mark else ""
    blocks = "".join(_block(block, counter) for block in section.blocks)
    below = "".join(_section(part, level + 1, counter) for part in section.sections)
    return (
        f'<section id="{section.id}" aria-labelledby="{section.id}-h">'
        f'<h{level} id="{section.id}-h"{look}>{escape(section.title)}</h{level}>\n'
        f"{blocks}{_sources(section)}{below}</section>\n"
    )


def _block(block: Block, counter: _Counter) -> str:
    if isinstance(block, Paragraph):
        look = "" if block.kind == "body" else f' class="{block.kind}"'
        return f"<p{look}>{_inline(block.parts)}</p>\n"
    if isinstance(block, Note):
        return (
            '<div class="remark" role="note">'
            f"<p><strong>{escape(block.title)}</strong></p><p>{_inline(block.parts)}</p></div>\n"
        )
    if isinstance(block, Quote):
        return (
            f"<blockquote><p>{escape(block.text)}</p>"
            f"<footer>{escape(block.attribution)}</footer></blockquote>\n"
        )
    if isinstance(block, Listing):
        items = "".join(f"<li>{_inline(item)}</li>" for item in block.items)
        return f'<ul class="points">{items}</ul>\n'
    if isinstance(block, KeyFigures):
        figures = "".join(
            f"<div><dt>{escape(f.caption)}</dt><dd>{_inline((f.number,))}</dd></div>"
            for f in block.figures
        )
        return f'<dl class="keys">{figures}</dl>\n'
    if isinstance(block, Figure):
        return _figure(block, counter)
    return _table(block, counter)


def _inline(parts: tuple[Inline, ...]) -> str:
    found = []
    for part in parts:
        if isinstance(part, Number):
            sql = escape(part.trace.sql)
            found.append(f'<data class="n" value="{part.value:g}" title="{sql}">'
                         f"{escape(part.text)}</data>")  # fmt: skip
        elif isinstance(part, Strong):
            found.append(f"<strong>{escape(part.text)}</strong>")
        else:
            found.append(escape(part))
    return "".join(found)


def _figure(figure: Figure, counter: _Counter) -> str:
    counter.figures += 1
    wide, narrow = (
        re.sub(
            r'^<svg ([^>]*?)(?: width="[^"]*" height="[^"]*")([^>]*)>',
            rf'<svg class="{name}" \1\2>',
            drawing,
        )
        for name, drawing in (("wide", figure.wide), ("narrow", figure.narrow))
    )
    return (
        f'<figure id="{figure.id}"><figcaption><b>Figur {counter.figures}</b>'
        f"{escape(figure.title)}</figcaption>\n{wide}\n{narrow}\n"
        f'<div class="print">{_line("Spørgsmål", figure.question)}'
        f"{_line('Grundlag', figure.base)}{_line('Note', figure.note)}</div>"
        f"<details><summary>Figuren i "
        f"ord</summary><p>{escape(figure.alt)}</p></details>"
        f"{_query(figure.trace.sql)}</figure>\n"
    )


def _line(name: str, text: str) -> str:
    return f"<p><b>{name}:</b> {escape(text)}</p>" if text else ""


def _query(sql: str) -> str:
    return (
        "<details><summary>Forespørgslen bag tallene</summary>"
        f"<pre><code>{escape(sql)}</code></pre></details>"
    )


def _table(table: Table, counter: _Counter) -> str:
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
        cells = "".join(
            f"<td{look}>{_inline((cell,))}</td>"
            for cell, look in zip(row[1:], looks[1:], strict=True)
        )
        rows.append(f'<tr><th scope="row">{_inline((row[0],))}</th>{cells}</tr>')
    return (
        '<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(table.title)}">'
        f'<table id="{table.id}"{wide}><caption><b>Tabel {counter.tables}</b>'
        f"{escape(table.title)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>{''.join(rows)}</tbody></table></div>\n"
        f'<div class="print">{_line("Note", table.note)}</div>'
        f"{_query(table.trace.sql)}\n"
    )


def _sources(section: Section) -> str:
    """The queries behind the numbers of a section's running text."""
    found = [
        number
        for block in section.blocks
        if not isinstance(block, Table)
        for number in numbers(block)
    ]
    if not found:
        return ""
    items = "".join(
        f"<dt>{escape(n.text)}</dt><dd><pre><code>{escape(n.trace.sql)}</code></pre></dd>"
        for n in dict.fromkeys(found)
    )
    return (
        "<details><summary>Sådan er tallene i afsnittet fundet</summary>"
        f'<dl class="sql">{items}</dl></details>\n'
    )
