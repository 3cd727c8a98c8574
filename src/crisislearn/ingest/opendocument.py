"""Paragraphs and tables of OpenDocument texts (LibreOffice).

Here: opening an odt and walking its content; notes, comments, headers and deleted words
are left out. Not here: what the paragraphs mean. The XML is parsed by defusedxml, which
refuses documents that declare entities.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.blocks import Block, row
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import check_office

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT = f"{{{_NS}office:1.0}}", f"{{{_NS}text:1.0}}"
_TABLE, _STYLE = f"{{{_NS}table:1.0}}", f"{{{_NS}style:1.0}}"
_WEIGHT = f"{{{_NS}xsl-fo-compatible:1.0}}font-weight"
_LEFT_OUT = (
    f"{_TEXT}note", f"{_TEXT}tracked-changes", f"{_OFFICE}annotation",
    f"{_TEXT}table-of-content", f"{_TEXT}sequence-decls",
)  # fmt: skip
_BLANKS = {f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}


def read_odt(content: bytes, where: str) -> list[Block]:
    """The paragraphs and rows of an odt.

    Raises:
        ReadError: If the file is empty, locked, cut off or no odt.
    """
    from defusedxml.ElementTree import fromstring

    check_office(content, where, "odt")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            manifest = archive.read("META-INF/manifest.xml")
            if b"encryption-data" not in manifest:
                root = fromstring(archive.read("content.xml"), forbid_dtd=True)
                body = root.find(f"{_OFFICE}body/{_OFFICE}text")
                return [] if body is None else list(_walk(body, _styles(root)))
    except Exception as error:  # whatever a broken file makes of the parser
        raise ReadError(
            f"the file is not readable as odt ({type(error).__name__})",
            where=where,
            remedy="open it in a word processor and save it as odt or docx again",
        ) from error
    raise ReadError(
        "the file is locked with a password",
        where=where,
        remedy="take the password off",
    )


def _styles(root: Any) -> dict[str, str]:
    """Styles of the document's own: bold, or the name of the style they rest on."""
    found = {"Strong_20_Emphasis": "bold"}
    for style in root.iter(f"{_STYLE}style"):
        name = style.get(f"{_STYLE}name", "")
        marks = style.find(f"{_STYLE}text-properties")
        if marks is not None and marks.get(_WEIGHT) == "bold":
            found[name] = "bold"
        else:
            found[name] = style.get(f"{_STYLE}parent-style-name", "")
    return found


def _walk(parent: Any, styles: dict[str, str]) -> Iterator[Block]:
    for element in parent:
        if element.tag in _LEFT_OUT:
            continue
        if element.tag in (f"{_TEXT}p", f"{_TEXT}h"):
            yield _paragraph(element, styles)
        elif element.tag == f"{_TABLE}table-row":
            cells = element.findall(f"{_TABLE}table-cell")
            yield row(tuple(_cell(cell, styles) for cell in cells))
        else:
            yield from _walk(element, styles)


def _paragraph(element: Any, styles: dict[str, str]) -> Block:
    runs = list(_runs(element, styles, False))
    bold = ""
    for text, is_bold in runs:
        if text.strip() and not is_bold:
            break
        bold += text
    name = element.get(f"{_TEXT}style-name", "")
    style = styles.get(name, "")
    if element.tag == f"{_TEXT}h":
        style = "Heading"
    return Block(
        clean("".join(text for text, _ in runs)), clean(bold),
        name if style in ("", "bold") else style,
    )  # fmt: skip


def _runs(
    element: Any, styles: dict[str, str], bold: bool
) -> Iterator[tuple[str, bool]]:
    """Words and whether they are bold."""
    bold = bold or styles.get(element.get(f"{_TEXT}style-name", "")) == "bold"
    yield element.text or "", bold
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 80), bold
        elif child.tag in _BLANKS:
            yield _BLANKS[child.tag], bold
        elif child.tag not in _LEFT_OUT:
            yield from _runs(child, styles, bold)
        yield child.tail or "", bold


def _cell(cell: Any, styles: dict[str, str]) -> str:
    return " ".join(block.plain for block in _walk(cell, styles) if block.text)
