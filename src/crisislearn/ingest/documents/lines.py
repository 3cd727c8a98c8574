"""Lines of printed pages as paragraphs.

Here: running heads, page numbers and tables of contents, words divided at the end of a
line, paragraphs and headings by the space between lines and the size of letters. Not
here: the format the lines come from (``pdf``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median_low

from crisislearn.ingest.records import Segment

Page = list["PageLine"]

_APART = 1.35
"""Times the usual space between lines that sets a paragraph apart."""
_NUMBER = re.compile(
    r"\W*(?:(?:side|s\.|page)\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:af|of|/)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r".*(?:\.\s?){5,}\s*\d+$")
_BULLET = re.compile(r"[•▪◦‣●■–-]\s|\(?(?:\d{1,2}|[a-zæøå])[.)]\s", re.IGNORECASE)
_ENDS = re.compile(r"[.!?:…][»”\"')\]]?$")
_WORD = re.compile(r"[^\W\d_]{2}")
_DIVIDED = re.compile(r"(?P<word>[\w-]+)-$")
# "social- og sundhedsområdet": the hyphen stands for the end of a word.
_TOGETHER = re.compile(r"(?:og|eller|samt|men|til|såvel|and|or)\b")


@dataclass(frozen=True)
class PageLine:
    """A line of a page.

    Attributes:
        text: Its words.
        height: Place above the foot of the page, in points.
        size: Size of its letters, in points.
    """

    text: str
    height: float
    size: float


def without_edges(pages: list[Page]) -> tuple[list[Page], int]:
    """Pages without running heads, page numbers and contents, and how many lines went.

    A line at the edge counts as one if it stands, numbers apart, at the edge of every
    third page and of three (of two where there are no more than three pages), or is a
    page number alone. A line of a table of contents ends in dots and a number.
    """
    seen = Counter(
        text for page in pages for text in {_same(page[at].text) for at in _edges(page)}
    )
    filled = sum(map(bool, pages))
    least = 2 if filled <= 3 else max(3, filled / 3)
    often = {text for text, n in seen.items() if n >= least}
    kept, number = [], 0
    for page in pages:
        edges = _edges(page)
        gone = {at for at in edges if _same(page[at].text) in often}
        outermost = {edges[0], edges[-1]} if edges else set()
        gone |= {
            at for at in outermost if filled > 1 and _NUMBER.fullmatch(page[at].text)
        }
        gone |= {at for at, line in enumerate(page) if _CONTENTS.match(line.text)}
        number += len(gone)
        kept.append([line for at, line in enumerate(page) if at not in gone])
    return kept, number


def _edges(page: Page) -> list[int]:
    """Positions of the lines at the top and the bottom of a page, from the top.

    A second line at an edge counts if more space than usual sets it apart.
    """
    order = sorted(range(len(page)), key=lambda at: -page[at].height)
    if len(order) < 4:
        return order
    apart = _APART * _usual_gap([page[at] for at in order])
    heights = [page[at].height for at in order]
    first = 2 if heights[1] - heights[2] > apart else 1
    last = 2 if heights[-3] - heights[-2] > apart else 1
    return order[:first] + order[-last:]


def _same(text: str) -> str:
    return re.sub(r"\d+", "9", text)


def join_lines(pages: list[Page], begins: Callable[[str], bool]) -> list[str]:
    """Lines one by one, with words divided at the end of a line made whole.

    Args:
        pages: Lines of each page.
        begins: Whether a line begins something, and so goes on with no word.
    """
    known = _known_words([line for page in pages for line in page])
    found: list[str] = []
    for line in (line.text for page in pages for line in page):
        if found and _DIVIDED.search(found[-1]) and not begins(line):
            found[-1] = _joined(found[-1], line, known)
        else:
            found.append(line)
    return found


def _known_words(lines: Page) -> set[str]:
    return {
        word.casefold()
        for line in lines
        for word in re.findall(r"\w[\w-]*\w", line.text)
    }


def paragraphs(pages: list[Page]) -> list[Segment]:
    """Paragraphs, numbered from 1, with the heading above them as context."""
    lines = [line for page in pages for line in page]
    # A long text is set in the size that most of its letters have.
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    known = _known_words(lines)
    texts = [(_is_heading(b, body), _whole(b, known)) for b in _blocks(pages)]
    segments: list[Segment] = []
    context: str | None = None
    for at, (is_heading, text) in enumerate(texts):
        # Large letters with nothing below them are words of their own.
        if is_heading and at + 1 < len(texts) and not texts[at + 1][0]:
            context = text
        else:
            above = None if is_heading else context
            segments.append(Segment(text, len(segments) + 1, context=above))
    return segments


def _whole(block: Page, known: set[str]) -> str:
    text = block[0].text
    for line in block[1:]:
        text = _joined(text, line.text, known)
    return text


def _is_heading(block: Page, body: float) -> bool:
    size, text = block[0].size, " ".join(line.text for line in block)
    named = _WORD.search(text) is not None and not text.endswith(".")
    return named and size >= 1.1 * body and len(text) < 150


def _blocks(pages: list[Page]) -> Iterator[Page]:
    """Lines that belong together; a paragraph may go on over the turn of a page."""
    block: Page = []
    for page in pages:
        usual = _usual_gap(page)
        widest = max((len(line.text) for line in page), default=0)
        for line in page:
            if block and _begins(block[-1], line, usual, widest):
                yield block
                block = []
            block.append(line)
    if block:
        yield block


def _usual_gap(page: Page) -> float:
    gaps = [above.height - below.height for above, below in pairwise(page)]
    return median_low([gap for gap in gaps if gap > 0] or [0.0])


def _begins(before: PageLine, line: PageLine, usual: float, widest: int) -> bool:
    """Whether a line begins a paragraph."""
    if _same_line(before, line):
        return False
    if _BULLET.match(line.text):
        return True
    ends = bool(_ENDS.search(before.text))
    if line.text[0].islower() and not ends:
        return False
    if before.size != line.size:
        return True
    gap = before.height - line.height
    if gap <= 0:  # another column or page
        return ends
    return gap > _APART * usual or (ends and len(before.text) < 0.8 * widest)


def _same_line(before: PageLine, line: PageLine) -> bool:
    """Whether two lines stand at one height: a note's number, or a cell of a table."""
    return abs(before.height - line.height) < 0.5 * before.size


def _joined(text: str, more: str, known: set[str]) -> str:
    """Text and the next line; a word divided at the end of the line is made whole.

    The hyphen stays after a single letter or capitals (e-mail, EU-lande), before
    numbers and capitals (covid-19), and where the text has the word with it elsewhere.
    """
    match = _DIVIDED.search(text)
    if not match:
        return f"{text} {more}"
    if _TOGETHER.match(more):
        return f"{text} {more}"
    begun, rest = match["word"], re.match(r"\w*", more)
    after = rest[0] if rest else ""
    stays = (
        not after[:1].islower()
        or len(begun) == 1
        or begun.isupper()
        or f"{begun}-{after}".casefold() in known
    )
    return f"{text}{more}" if stays else f"{text[:-1]}{more}"
