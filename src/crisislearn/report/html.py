"""The report as one self-contained, accessible web page.

Here: the content as HTML, with fonts and style inside the file, so that it opens from a
mail attachment. No script: a number is a link, and what stands behind it is shown over
the foot of the page while it is the link's target. Not here: words and drawings
(``content``) and looks (``templates/report.css``).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from crisislearn.report import grammar
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
from crisislearn.report.trace import READER, source

HERE = Path(__file__).parent
_FONTS = (
    ("Inter", "Inter-Regular", 400, "normal"),
    ("Inter", "Inter-SemiBold", 600, "normal"),
    ("Libertinus Serif", "LibertinusSerif-Regular", 400, "normal"),
    ("Libertinus Serif", "LibertinusSerif-Italic", 400, "italic"),
)
MADE_UP = "SYNTETISKE DATA – tal, citater og organisationer er opdigtede"


def render_html(report: Report) -> str:
    """The report as one HTML file that asks for nothing from outside itself."""
    counter = _Counter(report)
    sections = "".join(_section(s, 2, counter) for s in report.sections)
    strip = (
        f'<p class="strip" style="margin:0">{MADE_UP}</p>' if report.synthetic else ""
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
        f"{_proofs(report)}"
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
    """Numbers of figures and tables as in the PDF, and what comes next of evidence."""

    def __init__(self, report: Report) -> None:
        self.figures = 0
        self.tables = 0
        self.proofs: Iterator[Evidence] = iter(report.evidence)


def _cover(report: Report) -> str:
    receiver = f"<p>Rapport til <strong>{escape(report.receiver)}</strong></p>"
    return (
        '<header class="cover"><div>'
        f'<p class="edition">{escape(report.edition)}</p>'
        f"<h1>{escape(report.title)}</h1>"
        f'<p class="sub">{escape(report.subtitle)}</p>'
        + (f'<p class="made-up">{MADE_UP}</p>' if report.synthetic else "")
        + _logo(report)
        + (receiver if report.receiver else "")
        + f"<p>{escape(report.field)} · {escape(report.controller)}</p></div>"
        + f"{report.cover}</header>\n"
    )


def _logo(report: Report) -> str:
    if not report.logo:
        return ""
    kind, content = report.logo
    data = base64.b64encode(content).decode()
    name = escape(report.receiver)
    return f'<p><img class="logo" alt="{name}" src="data:{kind};base64,{data}"></p>'


def _contents(report: Report) -> str:
    items = "".join(
        f'<li><a href="#{s.id}">{escape(s.title)}</a></li>' for s in report.sections
    )
    return (
        '<nav class="toc" aria-labelledby="oversigt"><h2 id="oversigt">Indhold</h2>'
        f"<ul>{items}</ul>"
        "<p>Hvert tal i tekst og tabeller er et link til den forespørgsel, der giver "
        "det.</p></nav>\n"
    )


def _end(report: Report) -> str:
    made_up = f" {MADE_UP}." if report.synthetic else ""
    until = (
        f"{escape(report.edition)}. Data til og med {grammar.date(report.day)}. "
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
        f"{blocks}{below}</section>\n"
    )


def _block(block: Block, counter: _Counter) -> str:
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
        return (
            f"<blockquote><p>{escape(block.text)}</p>"
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


def _inline(parts: tuple[Inline, ...], counter: _Counter) -> str:
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


_HELD = {
    True: "Alle med læserudgaven af databasen kan køre forespørgslen.",
    False: "Forespørgslen tæller i forskergruppens database, som ikke deles, fordi den "
    "har rækker for hver organisation.",
}


def _proofs(report: Report) -> str:
    """What stands behind each number; shown while a number's link leads to it."""
    found = []
    for proof in report.evidence:
        answers = ", ".join(
            f"{name} = {value}"
            for row in proof.rows
            for name, value in zip(proof.columns, row, strict=True)
        )
        text = escape(proof.number.text)
        found.append(
            f'<div class="proof" id="k{proof.ref}" tabindex="-1" role="dialog" '
            f'aria-labelledby="t{proof.ref}"><p id="t{proof.ref}">Tal {proof.ref}: '
            f"<b>{text}</b></p><pre><code>{escape(proof.number.trace.sql)}</code></pre>"
            f"<p>Svar: <code>{escape(answers)}</code></p>"
            f"<p>{_HELD[proof.edition == READER]}</p>"
            f'<a href="#n{proof.ref}">Luk, og gå tilbage til tallet</a></div>\n'
        )
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
        f"{_line('Grundlag', figure.base)}{_line('Note', figure.note)}"
        f"{_line('Kilde', source(figure))}</div>"
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
        head_cell = f'<th scope="row">{_inline((row[0],), counter)}</th>'
        cells = "".join(
            f"<td{look}>{_inline((cell,), counter)}</td>"
            for cell, look in zip(row[1:], looks[1:], strict=True)
        )
        rows.append(f"<tr>{head_cell}{cells}</tr>")
    return (
        '<div class="scroll" tabindex="0" role="region" '
        f'aria-label="{escape(table.title)}">'
        f'<table id="{table.id}"{wide}><caption><b>Tabel {counter.tables}</b>'
        f"{escape(table.title)}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>{''.join(rows)}</tbody></table></div>\n"
        f'<div class="print">{_line("Note", table.note)}'
        f"{_line('Kilde', source(table))}</div>"
        f"{_query(table.trace.sql)}\n"
    )
