"""The report as one self-contained, accessible web page.

Here: the content as HTML, with fonts and style inside the file, so that it opens from a
mail attachment. A number is a link, and what stands behind it is shown over the foot of
the page while it is the link's target; the one script tells the values of figures, and
without it nothing is lost. Not here: blocks (``html_blocks``), values of figures
(``html_values``), words and drawings (``content``), looks (``templates/report.css``).
"""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

from crisislearn.report.html_blocks import Counter, section
from crisislearn.report.html_values import SCRIPT, allowed
from crisislearn.report.language import tell, told_in
from crisislearn.report.model import Report
from crisislearn.report.trace import READER
from crisislearn.report.words import (
    CONTENTS,
    PUBLISHED_BY,
    REPORT_TO,
    made_up,
    until,
)

HERE = Path(__file__).parent
_FONTS = (
    ("Inter", "Inter-Regular", 400, "normal"),
    ("Inter", "Inter-SemiBold", 600, "normal"),
    ("Libertinus Serif", "LibertinusSerif-Regular", 400, "normal"),
    ("Libertinus Serif", "LibertinusSerif-Italic", 400, "italic"),
)


def render_html(report: Report) -> str:
    """The report as one HTML file that asks for nothing from outside itself."""
    with told_in(report.language):
        return _page(report)


def _page(report: Report) -> str:
    counter = Counter(report)
    sections = "".join(section(s, 2, counter) for s in report.sections)
    skip = tell("Gå til indholdet", "Skip to the content")
    strip = (
        f'<p class="strip" style="margin:0">{made_up()}</p>' if report.synthetic else ""
    )
    title = " – ".join(part for part in (report.title, report.edition) if part)
    return (
        f'<!DOCTYPE html>\n<html lang="{report.language}">\n<head>\n'
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{allowed()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="description" content="{escape(report.subtitle)}">\n'
        f'<meta name="author" content="{escape(report.controller)}">\n'
        f"<title>{escape(title)}</title>\n<style>\n{_style()}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#indhold">{skip}</a>\n'
        f"{strip}{_cover(report)}{_contents(report)}"
        f'<main id="indhold" tabindex="-1">\n{sections}</main>\n{_end(report)}'
        f"{_proofs(report)}<script>{SCRIPT}</script>\n"
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


def _cover(report: Report) -> str:
    receiver = f"<p>{tell(*REPORT_TO)} <strong>{escape(report.receiver)}</strong></p>"
    return (
        '<header class="cover"><div>'
        f'<p class="edition">{escape(report.edition)}</p>'
        f"<h1>{escape(report.title)}</h1>"
        f'<p class="sub">{escape(report.subtitle)}</p>'
        + (f'<p class="made-up">{made_up()}</p>' if report.synthetic else "")
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
    how = tell(
        "Hvert tal i tekst og tabeller er et link til den forespørgsel, der giver det.",
        "Every number in text and tables is a link to the query that gives it.",
    )
    point = tell(
        "I figurerne vises et tal, når du peger på det, eller når du vælger figuren og "
        "bruger piletasterne.",
        "In the figures a value is shown when you point at it, or when you select the "
        "figure and use the arrow keys.",
    )
    return (
        '<nav class="toc" aria-labelledby="oversigt">'
        f'<h2 id="oversigt">{tell(*CONTENTS)}</h2>'
        f"<ul>{items}</ul><p>{how} <span data-js hidden>{point}</span></p></nav>\n"
    )


def _end(report: Report) -> str:
    warning = f" {made_up()}." if report.synthetic else ""
    last = f"{escape(report.edition)}. {until(report)}. " if report.day else ""
    return (
        f'<footer class="end"><p>{escape(report.title)}. {last}'
        f"{tell(*PUBLISHED_BY)} {escape(report.controller)}."
        f"{warning}</p></footer>\n"
    )


_HELD = {
    True: (
        "Alle med læserudgaven af databasen kan køre forespørgslen.",
        "Anyone with the reader edition of the database can run the query.",
    ),
    False: (
        "Forespørgslen tæller i forskergruppens database, som ikke deles, fordi den "
        "har rækker for hver organisation.",
        "The query counts in the research group’s database, which is not shared "
        "because it has rows for each organisation.",
    ),
}


def _proofs(report: Report) -> str:
    """What stands behind each number; shown while a number's link leads to it."""
    found = []
    number, answer = tell("Tal", "Number"), tell("Svar", "Answer")
    close = tell("Luk, og gå tilbage til tallet", "Close, and go back to the number")
    for proof in report.evidence:
        answers = ", ".join(
            f"{name} = {value}"
            for row in proof.rows
            for name, value in zip(proof.columns, row, strict=True)
        )
        text, sql = escape(proof.number.text), escape(proof.number.trace.sql)
        found.append(
            f'<div class="proof" id="k{proof.ref}" tabindex="-1" role="dialog" '
            f'aria-labelledby="t{proof.ref}"><p id="t{proof.ref}">{number} '
            f"{proof.ref}: <b>{text}</b></p><pre><code>{sql}</code></pre>"
            f"<p>{answer}: <code>{escape(answers)}</code></p>"
            f"<p>{tell(*_HELD[proof.edition == READER])}</p>"
            f'<a href="#n{proof.ref}">{close}</a></div>\n'
        )
    return "".join(found)
