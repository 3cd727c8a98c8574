"""Files as PDF: the text layer, page by page.

Here: opening the file, its lines with their place and size, and pages that are pictures
only. Not here: which lines make a paragraph (``lines``) or a turn
(``transcripts.pdf``), and recognising letters in pictures: a scanned file is refused
with that reason.
"""

from __future__ import annotations

import io
import logging
import re
from math import hypot
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.documents.lines import (
    Page,
    PageLine,
    paragraphs,
    without_edges,
)
from crisislearn.ingest.records import Problem, Script

# The share of letters and digits under which a text layer is no text: fonts without a
# table of letters come out as signs.
_LEAST_LETTERS = 0.5

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")

_SCANNED = "recognise its letters (OCR with Danish) and give the file that makes"


def read_pdf(content: bytes, where: str) -> Script:
    """Read a document; the context of a paragraph is the heading above it.

    Args:
        content: The file as received.
        where: Its name, for messages.

    Raises:
        ReadError: If it is empty, cut off, locked, scanned, or its letters are no
            letters.
    """
    pages, problems = read_pages(content, where)
    return Script(segments=paragraphs(pages), problems=problems)


def read_pages(content: bytes, where: str) -> tuple[list[Page], list[Problem]]:
    """The lines of each page without running heads and the like, and what is left out.

    Raises:
        ReadError: As ``read_pdf``.
    """
    if not content.strip():
        raise ReadError("the file is empty", where=where, remedy="export it again")
    pages, pictures = _pages(content, where)
    if not any(pages):
        raise ReadError(
            "the file holds pictures of pages and no text: it is scanned"
            if pictures
            else "the file holds no words",
            where=where,
            remedy=_SCANNED if pictures else "check the original",
        )
    words = "".join(line.text for page in pages for line in page)
    signs = re.sub(r"[\s.]", "", words)  # contents are full of dots
    if sum(map(str.isalnum, signs)) < _LEAST_LETTERS * len(signs):
        raise ReadError(
            "the text layer of the file is not readable as letters",
            where=where,
            remedy=f"export it again from the program that wrote it, or {_SCANNED}",
        )
    kept, edges = without_edges(pages)
    problems: list[Problem] = []
    if edges:
        problems.append(
            Problem(
                f"running heads, page numbers, contents: {edges} lines are left out",
                "nothing, if the pages begin and end alike",
            )
        )
    problems += [
        Problem("the page is a picture without text", _SCANNED, number, "page",
                dropped=True)
        for number, page in enumerate(pages, start=1)
        if not page and number in pictures
    ]  # fmt: skip
    return kept, problems


def _pages(content: bytes, where: str) -> tuple[list[list[PageLine]], set[int]]:
    """Lines of each page, and the numbers of pages that show pictures."""
    import pypdf

    # What it finds odd in a file it logs, now and then with words of the file.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        # A file that may be read but not printed is locked with an empty password.
        if not reader.is_encrypted or reader.decrypt(""):
            pages = [_lines(page) for page in reader.pages]
            pictures = {n for n, p in enumerate(reader.pages, 1) if _has_picture(p)}
            return pages, pictures
    except Exception as error:  # whatever a broken file makes of the parser
        raise ReadError(
            f"the file is cut off or not readable as pdf ({type(error).__name__})",
            where=where,
            remedy="copy it again, or print it to a new PDF",
        ) from error
    raise ReadError(
        "the file is locked with a password",
        where=where,
        remedy="take the password off",
    )


def _has_picture(page: Any, deep: int = 0) -> bool:
    """Whether a page shows a picture, itself or in a form on it."""
    resources: Any = page.get("/Resources")
    objects: Any = resources and resources.get_object().get("/XObject")
    for value in objects.get_object().values() if objects else ():
        found = value.get_object()
        if found.get("/Subtype") == "/Image" or (
            deep < 3 and _has_picture(found, deep + 1)
        ):
            return True
    return False


def _lines(page: Any) -> list[PageLine]:
    """The lines of a page in the order of the file, which is that of reading."""
    lines: list[PageLine] = []
    parts: list[tuple[str, float, float]] = []

    def visit(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        height = tm[5] * cm[3] + cm[5]
        # Some programs set letters in size 1 and enlarge the page.
        size *= hypot(tm[2], tm[3]) * hypot(cm[2], cm[3])
        for part in text.split("\n")[:-1]:
            parts.append((part, height, size))
            _close(parts, lines)
        parts.append((text.split("\n")[-1], height, size))

    page.extract_text(visitor_text=visit)
    _close(parts, lines)
    return lines


def _close(parts: list[tuple[str, float, float]], lines: list[PageLine]) -> None:
    # A soft hyphen in print is seen: it is one.
    text = "".join(part for part, _, _ in parts).replace("\u00ad", "-")
    text = _CONTROL.sub("\ufffd", text)  # a letter that the font has no name for
    filled = [(height, size) for part, height, size in parts if part.strip()]
    parts.clear()
    if words := " ".join(clean(text).replace("\u2010", "-").split()):
        height, size = filled[0]
        lines.append(PageLine(words, height, round(size, 1)))
