"""Letters, guides and sheets: Markdown as Word, for those who fill in and sign.

Here: the part of Markdown that the papers use (headings, paragraphs, lists, tables,
bold and italic) as a Word file. Not here: their words (``templates/crisis-study``).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FONT = "Calibri"
_INLINE = re.compile(r"\*\*(?P<b>.+?)\*\*|\*(?P<i>[^*]+?)\*")
_ITEM = re.compile(r"(?P<mark>[-*]|\d+\.) +(?P<text>.*)")
_HEADING = re.compile(r"(?P<level>#{1,4}) +(?P<text>.*)")
_RULE = re.compile(r"\|?[\s:|-]+\|[\s:|-]*")

Block = tuple[str, Any]
"""Kind (h1 …, p, code, bullet, number, table) and its text or rows."""


def write_word(markdown: Path, path: Path) -> Path:
    """Write a Markdown file as Word; equal text gives equal bytes."""
    from docx import Document

    from crisislearn.exchange.xlsx import EPOCH, without_clock

    document = Document()
    _looks(document)
    blocks = list(blocks_of(markdown.read_text(encoding="utf-8")))
    for kind, content in blocks:
        _put(document, kind, content)
    properties = document.core_properties
    properties.title = next((t for k, t in blocks if k == "h1"), markdown.stem)
    properties.author = properties.comments = ""
    properties.language = "da-DK"
    properties.created = properties.modified = EPOCH
    written = io.BytesIO()
    document.save(written)
    path.write_bytes(without_clock(written.getvalue()))
    return path


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of a Markdown text, in order."""
    lines = [*text.replace("\r\n", "\n").split("\n"), ""]
    kind, gathered = "", list[str]()
    rows: list[list[str]] = []
    if lines[0] == "---":  # what the program reads stands in Word as # key: value
        end = lines.index("---", 1)
        yield from (("code", f"# {line}") for line in lines[1:end])
        lines = lines[end + 1 :]
    for line in lines:
        if line.startswith("    ") and not gathered:
            yield "code", line[4:]
            continue
        stripped = line.strip()
        item, heading = _ITEM.fullmatch(stripped), _HEADING.fullmatch(stripped)
        in_table = stripped.startswith("|")
        if gathered and (not stripped or item or heading or in_table):
            yield kind, " ".join(gathered)
            kind, gathered = "", []
        if rows and not in_table:
            yield "table", rows
            rows = []
        if heading:
            yield f"h{len(heading['level'])}", heading["text"]
        elif item:
            kind = "bullet" if item["mark"] in "-*" else "number"
            gathered = [item["text"]]
        elif in_table:
            if not _RULE.fullmatch(stripped):
                rows.append([c.strip() for c in stripped.strip("|").split("|")])
        elif stripped:
            kind = kind or "p"
            gathered.append(stripped)


def _looks(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin = section.bottom_margin = Cm(2.2)
    names = ["Normal", "Title", *(f"Heading {n}" for n in range(1, 4))]
    for name in names:
        style = document.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        fonts.set(qn("w:ascii"), FONT)
        fonts.set(qn("w:hAnsi"), FONT)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x12, 0x3B, 0x44)
    document.styles["Normal"].font.size = Pt(11)
    language = document.styles["Normal"].element.get_or_add_rPr()
    mark = language.makeelement(qn("w:lang"), {qn("w:val"): "da-DK"})
    language.append(mark)


def _put(document: Any, kind: str, content: Any) -> None:
    if kind == "table":
        _table(document, content)
    elif kind == "h1":
        document.add_heading(content, level=0)
    elif kind == "code":
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = 0
        paragraph.add_run(content)
    elif kind.startswith("h"):
        document.add_heading(content, level=int(kind[1]) - 1)
    else:
        style = {"bullet": "List Bullet", "number": "List Number"}.get(kind)
        _runs(document.add_paragraph(style=style), content)


def _table(document: Any, rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    table = document.add_table(rows=0, cols=width, style="Table Grid")
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=False):
            _runs(cell.paragraphs[0], text, bold=number == 0)
    document.add_paragraph()


def _runs(paragraph: Any, text: str, bold: bool = False) -> None:
    at = 0
    for match in _INLINE.finditer(text):
        paragraph.add_run(text[at : match.start()]).bold = bold or None
        run = paragraph.add_run(match["b"] or match["i"])
        run.bold = bold or bool(match["b"]) or None
        run.italic = bool(match["i"]) or None
        at = match.end()
    paragraph.add_run(text[at:]).bold = bold or None
