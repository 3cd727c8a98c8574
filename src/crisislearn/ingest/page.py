"""Paragraphs of web pages.

Here: which elements of HTML are paragraphs, rows and headings, and which are the frame
around the text. Not here: what the paragraphs mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.blocks import Block, row
from crisislearn.ingest.decode import clean, decode

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?([\w-]+)", re.IGNORECASE)
# What surrounds a text on a page, and what nobody reads.
_LEFT_OUT = frozenset(
    "script style noscript template nav header footer aside form button select svg "
    "iframe object head".split()
)
_PARAGRAPHS = frozenset(
    "p div li dt dd blockquote pre figcaption caption address section article main "
    "body html td th details summary ul ol dl table tbody thead tfoot figure hr "
    "h1 h2 h3 h4 h5 h6 center fieldset".split()
)
_HEADING = re.compile(r"h[1-6]$")
_BOLD = ("b", "strong")


def read_html(content: bytes, where: str, encoding: str | None = None) -> list[Block]:
    """The paragraphs and rows of a page; its title is the first heading.

    Of a page with one ``main`` or ``article`` only that is read. Menus, headers,
    footers, forms and scripts are left out. Entities are the browser's own; none is
    fetched from anywhere.

    Raises:
        ReadError: If the file is empty or no text.
    """
    page = parse(content, where, encoding)
    titles = [clean(element.text or "") for element in page.iter("title")]
    found = [Block(" ".join(title.split()), style="Title") for title in titles[:1]]
    main = list(page.iter("main")) or list(page.iter("article"))
    return [*found, *walk(main[0] if len(main) == 1 else page)]


def parse(content: bytes, where: str, encoding: str | None = None) -> Any:
    """A page as a tree of elements.

    Raises:
        ReadError: If the file is empty, no text or no HTML.
    """
    from lxml import etree
    from lxml.html import document_fromstring

    named = _CHARSET.search(content[:2000])
    try:
        text = decode(content, where, encoding or (named and named[1].decode()) or None)
    except ReadError:
        if encoding or not named:
            raise
        text = decode(content, where)  # many pages name another one than they are in
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        return document_fromstring(text)
    except (etree.ParserError, ValueError) as error:
        raise ReadError(
            "the file is not readable as html",
            where=where,
            remedy="save the page again, or its words as docx or txt",
        ) from error


def walk(element: Any) -> Iterator[Block]:
    """Paragraphs and rows below an element, in order."""
    words: list[tuple[str, bool]] = []
    yield from _walk(element, words, "", False)
    yield from _close(words, "")


def _walk(
    element: Any, words: list[tuple[str, bool]], style: str, bold: bool
) -> Iterator[Block]:
    tag = element.tag
    if tag == "tr":
        cells = [cell for cell in element if cell.tag in ("td", "th")]
        yield from _close(words, style)
        yield row(tuple(_flat(cell) for cell in cells))
        return
    starts = tag in _PARAGRAPHS
    if starts:
        yield from _close(words, style)
        style = f"Heading {tag[1]}" if _HEADING.match(tag) else style
    bold = bold or tag in _BOLD
    _add(words, element.text, bold)
    for child in element:
        if child.tag == "br":
            words.append(("\n", bold))
        elif isinstance(child.tag, str) and child.tag not in _LEFT_OUT:
            yield from _walk(child, words, style, bold)
        _add(words, child.tail, bold)
    if starts:
        yield from _close(words, style)


def _add(words: list[tuple[str, bool]], text: str | None, bold: bool) -> None:
    if text:
        words.append((re.sub(r"\s+", " ", text), bold))


def _close(words: list[tuple[str, bool]], style: str) -> Iterator[Block]:
    lines = "".join(text for text, _ in words).split("\n")
    text = "\n".join(line for line in map(clean, lines) if line)
    bold = ""
    for part, is_bold in words:
        if part.strip() and not is_bold:
            break
        bold += part
    words.clear()
    if text:
        yield Block(text, clean(bold), style)


def _flat(cell: Any) -> str:
    return " ".join(" ".join(block.text.split()) for block in walk(cell))
