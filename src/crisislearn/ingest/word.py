"""Paragraphs and tables of a Word file, in the order they are read.

Here: opening a docx and walking it; headers, footers, footnotes and comments lie in
parts of their own and are not read. Not here: what the paragraphs mean
(``transcripts.office``, ``documents.office``).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.blocks import Block, row
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import check_office

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Words that are not there any more, and the second copy of a text box.
_LEFT_OUT = (
    f"{_W}del",
    f"{_W}moveFrom",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)
_MARKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def read_docx(content: bytes, where: str) -> list[Block]:
    """The paragraphs and rows of a docx.

    Raises:
        ReadError: If the file is empty, locked, cut off or no docx.
    """
    check_office(content, where, "docx")
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
        # Looking a style up walks all of them; their names are wanted for every line.
        styles = {style.style_id: style.name or "" for style in document.styles}
        return list(_walk(document.element.body, styles))
    except Exception as error:  # whatever a broken file makes of the parser
        raise ReadError(
            f"the file is not readable as docx ({type(error).__name__})",
            where=where,
            remedy="open it in a word processor and save it as docx again",
        ) from error


def _walk(parent: Any, styles: dict[str, str]) -> Iterator[Block]:
    # python-docx's own iteration leaves out content controls (w:sdt).
    for element in parent:
        if element.tag == f"{_W}p":
            yield _paragraph(element, styles)
        elif element.tag == f"{_W}tbl":
            for line in element.findall(f"{_W}tr"):
                yield row(tuple(_cell(cell) for cell in line.findall(f"{_W}tc")))
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
    return clean(" ".join(_words(p) for p in element.iter(f"{_W}p")).replace("\n", " "))


def _words(element: Any) -> str:
    """Text with insertions, hyperlinks and boxes; python-docx leaves out insertions."""
    parts: list[str] = []
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in _MARKS and element.tag == f"{_W}r":
            parts.append(_MARKS[child.tag])
        else:
            parts.append(_words(child))
    return "".join(parts)
