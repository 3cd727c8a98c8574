"""The values of a drawing as a table, and the script that tells them one by one.

Here: what a figure on the web page offers besides being looked at. Not here: drawing
the marks (``svg``) and the page (``html``). The values are read from the drawing, so
that the table says what is drawn. Without the script the marks have native tooltips and
the table opens; with it a mark tells its value when it is pointed at or touched, and
the arrow keys go from mark to mark.
"""

from __future__ import annotations

import base64
import hashlib
import re
from html import escape, unescape
from pathlib import Path

from crisislearn.report.language import tell

SCRIPT = (Path(__file__).parent / "templates" / "report.js").read_text(encoding="utf-8")

_VALUE = re.compile(r'<g class="v" data-r="([^"]*)" data-c="([^"]*)" data-v="([^"]*)">')


def allowed() -> str:
    """The rule by which a browser runs this script, and fetches nothing."""
    sha = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    return (
        "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; "
        f"script-src 'sha256-{sha}'; base-uri 'none'; form-action 'none'"
    )


def values_of(drawing: str) -> dict[str, dict[str, str]]:
    """Row → column → value, in the order drawn."""
    found: dict[str, dict[str, str]] = {}
    for match in _VALUE.findall(drawing):
        row, column, told = (unescape(words) for words in match)
        found.setdefault(row, {})[column] = told
    return found


def as_table(drawing: str, title: str) -> str:
    """The values of a drawing as a table that opens; "" where it has none.

    Args:
        drawing: SVG with marked values.
        title: Of the figure.
    """
    rows = values_of(drawing)
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in columns)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(row.get(column, '–'))}</td>" for column in columns)
        + "</tr>"
        for name, row in rows.items()
    )
    name = escape(title)
    return (
        f"<details><summary>{tell('Vis som tabel', 'Show as a table')}</summary>"
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}">'
        f"<table><caption>{name}</caption><thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table>"
        "</div></details>"
    )
