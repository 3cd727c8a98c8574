"""Danish number and text grammar.

Here: how numbers, dates, lists and quotes are written in Danish. Not here: sentences
about results (``sections``) and anything that knows of the warehouse.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence

NBSP = "\u00a0"
SHY = "\u00ad"
MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august",
    "september", "oktober", "november", "december",
)  # fmt: skip
_MARKS = '"“”„»«'
_WORDS = (
    "nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti",
    "elleve", "tolv",
)  # fmt: skip


def number(value: float, decimals: int = 0) -> str:
    """A number as Danes write it: ``1.234,5``, with a true minus.

    Halves are rounded away from zero, as readers do, not to even as Python does.

    Raises:
        ValueError: If the value is not finite: a report never shows "nan".
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written as a number")
    scale = 10**decimals
    # The small step takes 0.285 * 100 = 28.499999… to the half that was meant.
    rounded = math.floor(abs(value) * scale + 0.5 + 1e-9) / scale
    text = f"{rounded:,.{decimals}f}"
    text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"−{text}" if value < 0 and rounded else text


def percent(share: float, decimals: int = 0) -> str:
    """A share of 0 to 1 as ``40 %``, with a space that does not break."""
    return f"{number(share * 100, decimals)}{NBSP}%"


def date(day: dt.date) -> str:
    """A day in running text: ``1. november 2020``."""
    return f"{day.day}.{NBSP}{MONTHS[day.month - 1]} {day.year}"


def month(day: dt.date) -> str:
    """The month of a day in running text: ``november 2020``."""
    return f"{MONTHS[day.month - 1]}{NBSP}{day.year}"


def date_range(first: dt.date | None, last: dt.date | None) -> str:
    """Two days as one expression, naming month and year once where they are shared."""
    if first is None or last is None:
        if last is not None:
            return f"til og med {date(last)}"
        return f"fra {date(first)}" if first is not None else "hele tiden"
    if first == last:
        return date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}.–{date(last)}"
    if first.year == last.year:
        return f"{first.day}.{NBSP}{MONTHS[first.month - 1]} – {date(last)}"
    return f"{date(first)} – {date(last)}"


def season(day: dt.date) -> str:
    """The season of a day with its year; January belongs to ``vinteren 2020–21``."""
    names = ("vinteren", "foråret", "sommeren", "efteråret")
    name = names[day.month % 12 // 3]
    if name != "vinteren":
        return f"{name} {day.year}"
    start = day.year if day.month == 12 else day.year - 1
    return f"{name} {start}–{(start + 1) % 100:02d}"


def listing(items: Sequence[str], last: str = "og") -> str:
    """``a, b og c``; with ``eller`` as the last word where asked.

    Where an item itself holds "og" ("siloer og sektorgrænser"), the last word becomes
    "samt", so that the reader sees where one item ends and the next begins.
    """
    if len(items) < 2:
        return "".join(items)
    if last == "og" and any(" og " in item for item in items):
        last = "samt"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def clauses(items: Sequence[str]) -> str:
    """Main clauses in a row: ``a, b, og c``, with a comma between each two."""
    return ", og ".join([", ".join(items[:-1]), items[-1]]) if items[1:] else items[0]


def count(value: int, *, neuter: bool = False) -> str:
    """A count in running text: words to twelve, digits above.

    The accent tells the number one of a neuter noun, ``ét``, from the article.
    """
    if value == 1 and neuter:
        return "ét"
    return _WORDS[value] if 0 <= value <= 12 else number(value)


def plural(value: int, one: str, many: str) -> str:
    """The form of the noun that goes with a count."""
    return one if value == 1 else many


def counted(value: int, one: str, many: str) -> str:
    """Digits and noun, kept on one line: ``1 organisation``, ``12 organisationer``."""
    return f"{number(value)}{NBSP}{plural(value, one, many)}"


def capital(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def divisible(text: str) -> str:
    """With soft hyphens where long words of the calendars may be divided."""
    return re.sub(r"(?i)\b(ned)(lukning)", f"\\1{SHY}\\2", text)


def quoted(text: str) -> str:
    """Words in »…«; marks around the whole are dropped, those inside made ›…‹."""
    words = tidy(text)
    if re.fullmatch(rf"[{_MARKS}][^{_MARKS}]*[{_MARKS}]", words):
        words = words[1:-1]
    inner = re.sub(rf"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]", r"›\1‹", words)
    return f"»{inner}«"


def tidy(text: str) -> str:
    """No double spaces, none before a comma or full stop, no space at the ends."""
    text = re.sub(r"[ \t\r\n]+", " ", text).strip()
    return re.sub(r" ([,.;:!?])(?=\s|$)", r"\1", text)
