"""Paragraphs and tables of a Word file, in the order they are read.

Here: opening a docx and walking it. Not here: what the paragraphs mean
(``transcripts.docx``, ``documents.docx``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import check_office

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Words that are not there any more, and the second copy of a text box.
_LEFT_OUT = (
    f"{_W}del",
    f"{_W}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
_BLANKS = (f"{_W}tab", f"{_W}br", f"{_W}cr")


@dataclass(frozen=True)
class Block:
    """A paragraph, or a row of a table.

    Attributes:
        text: Its words; cells of a row are joined by `` | ``.
        bold: The bold words it begins with.
        style: Name of its style: ``Heading 1``, ``Title`` …; Word's own English name.
        cells: Texts of a table's row; none for a paragraph.
    """

    text: str
    bold: str = ""
    style: str = ""
    cells: tuple[str, ...] = ()

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading or the title."""
        return self.style.lower().startswith(
            ("heading", "overskrift", "title", "titel")
        )


def read_blocks(content: bytes, where: str) -> list[Block]:
    """The filled paragraphs and rows of a docx.

    Raises:
        ReadError: If the file is empty, locked, cut off or no docx, or holds no words.
    """
    check_office(content, where, "docx")
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
        # Looking a style up walks all of them; their names are wanted for every line.
        styles = {style.style_id: style.name or "" for style in document.styles}
        blocks = [b for b in _walk(document.element.body, styles) if b.text]
    except Exception as error:  # whatever a broken file makes of the parser
        raise ReadError(
            f"the file is not readable as docx ({type(error).__name__})",
            where=where,
            remedy="open it in a word processor and save it as docx again",
        ) from error
    if not blocks:
        raise ReadError(
            "the file holds no words", where=where, remedy="check the original"
        )
    return blocks


def _walk(parent: Any, styles: dict[str, str]) -> Iterator[Block]:
    # python-docx's own iteration leaves out content controls (w:sdt).
    for element in parent:
        if element.tag == f"{_W}p":
            yield _paragraph(element, styles)
        elif element.tag == f"{_W}tbl":
            for row in element.findall(f"{_W}tr"):
                cells = tuple(_cell(cell) for cell in row.findall(f"{_W}tc"))
                filled = " | ".join(cell for cell in cells if cell)
                yield Block(filled, cells=cells)
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _walk(element, styles)


def _paragraph(element: Any, styles: dict[str, str]) -> Block:
    bold = ""
    for run in element.r_lst:
        text = str(run.text)
        if text.strip() and not (
            run.rPr is not None and _is_on(run.rPr.find(f"{_W}b"))
        ):
            break
        bold += text
    style = styles.get(element.style or "Normal", "")
    return Block(clean(_words(element)), clean(bold), style)


def _is_on(mark: Any) -> bool:
    """Whether a mark such as w:b is there and not switched off."""
    return mark is not None and mark.get(f"{_W}val") not in ("0", "false", "off")


def _cell(element: Any) -> str:
    return clean(" ".join(_words(p) for p in element.iter(f"{_W}p")))


def _words(element: Any) -> str:
    """Text with insertions, hyperlinks and boxes; python-docx leaves out insertions."""
    parts: list[str] = []
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _BLANKS and element.tag == f"{_W}r":
            parts.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        else:
            parts.append(_words(child))
    return "".join(parts)
