"""Number and text grammar of the language that a report is written in.

Here: how numbers, dates, lists and quotes are written in Danish and in English. Not
here: which language it is (``language``), sentences about results (``sections``) and
anything that knows of the warehouse.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from typing import Literal

from crisislearn.report.language import current, tell

NBSP = "\u00a0"
SHY = "\u00ad"
_MONTHS = {
    "da": (
        "januar", "februar", "marts", "april", "maj", "juni", "juli", "august",
        "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August",
        "September", "October", "November", "December",
    ),
}  # fmt: skip
_SEASONS = {
    "da": ("vinteren", "foråret", "sommeren", "efteråret"),
    "en": ("winter", "spring", "summer", "autumn"),
}
_MARKS = '"“”„»«'
_WORDS = {
    "da": (
        "nul", "en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni", "ti",
        "elleve", "tolv",
    ),
    "en": (
        "none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "ten", "eleven", "twelve",
    ),
}  # fmt: skip


def number(value: float, decimals: int = 0) -> str:
    """A number as Danes write it: ``1.234,5``, in English ``1,234.5``; a true minus.

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
    if current() == "da":
        text = text.replace(",", " ").replace(".", ",").replace(" ", ".")
    return f"−{text}" if value < 0 and rounded else text


def percent(share: float, decimals: int = 0) -> str:
    """A share of 0 to 1 as ``40 %``, with a space that does not break; ``40%``."""
    return f"{number(share * 100, decimals)}{percent_sign()}"


def percent_sign() -> str:
    """What follows a number of per cent: a space and the sign, in English the sign."""
    return tell(f"{NBSP}%", "%")


def date(day: dt.date) -> str:
    """A day in running text: ``1. november 2020``, ``1 November 2020``."""
    return f"{_day(day)} {day.year}"


def _day(day: dt.date) -> str:
    return f"{day.day}{tell('.', '')}{NBSP}{_MONTHS[current()][day.month - 1]}"


def month(day: dt.date) -> str:
    """The month of a day in running text: ``november 2020``."""
    return f"{_MONTHS[current()][day.month - 1]}{NBSP}{day.year}"


def month_of_axis(day: dt.date) -> str:
    """The month of a day where space is short: ``nov. 2020``, ``Nov 2020``."""
    return f"{_MONTHS[current()][day.month - 1][:3]}{tell('.', '')} {day.year}"


def date_range(first: dt.date | None, last: dt.date | None) -> str:
    """Two days as one expression, naming month and year once where they are shared."""
    if first is None or last is None:
        if last is not None:
            return f"{tell('til og med', 'up to and including')} {date(last)}"
        always = tell("hele tiden", "throughout")
        return f"{tell('fra', 'from')} {date(first)}" if first is not None else always
    if first == last:
        return date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{tell('.', '')}–{date(last)}"
    if first.year == last.year:
        return f"{_day(first)} – {date(last)}"
    return f"{date(first)} – {date(last)}"


def season(day: dt.date) -> str:
    """The season of a day with its year; January belongs to ``vinteren 2020–21``."""
    at = day.month % 12 // 3
    name = _SEASONS[current()][at]
    if at:
        return f"{name} {day.year}"
    start = day.year if day.month == 12 else day.year - 1
    return f"{name} {start}–{(start + 1) % 100:02d}"


def listing(items: Sequence[str], last: Literal["og", "eller"] = "og") -> str:
    """``a, b og c``; with ``eller`` (``or``) as the last word where asked.

    Where an item itself holds "og" ("siloer og sektorgrænser"), the last word becomes
    "samt", so that the reader sees where one item ends and the next begins; English
    sets a comma before the last word there.
    """
    if len(items) < 2:
        return "".join(items)
    word = last if current() == "da" else {"og": "and", "eller": "or"}[last]
    if last == "og" and any(f" {word} " in item for item in items):
        return f"{', '.join(items[:-1])}{tell(' samt', ', and')} {items[-1]}"
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def clauses(items: Sequence[str]) -> str:
    """Main clauses in a row: ``a, b, og c``, with a comma between each two."""
    last = tell(", og ", ", and ")
    return last.join([", ".join(items[:-1]), items[-1]]) if items[1:] else items[0]


def count(value: int, *, neuter: bool = False) -> str:
    """A count in running text: words to twelve, digits above.

    The accent tells the number one of a neuter noun, ``ét``, from the article.
    """
    if value == 1 and neuter and current() == "da":
        return "ét"
    return _WORDS[current()][value] if 0 <= value <= 12 else number(value)


def plural(value: int, one: str, many: str) -> str:
    """The form of the noun that goes with a count."""
    return one if value == 1 else many


def counted(value: int, one: str, many: str) -> str:
    """Digits and noun, kept on one line: ``1 organisation``, ``12 organisationer``."""
    return f"{number(value)}{NBSP}{plural(value, one, many)}"


def capital(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """The first letter small, the rest as it is: names keep theirs."""
    return text[:1].lower() + text[1:]


def divisible(text: str) -> str:
    """With soft hyphens where long words of the calendars may be divided."""
    return re.sub(r"(?i)\b(ned)(lukning)", f"\\1{SHY}\\2", text)


def quoted(text: str) -> str:
    """Words in »…« (“…”); marks around the whole are dropped, those inside made ›…‹."""
    words = tidy(text)
    if re.fullmatch(rf"[{_MARKS}][^{_MARKS}]*[{_MARKS}]", words):
        words = words[1:-1]
    inside = tell(r"›\1‹", r"‘\1’")
    inner = re.sub(rf"[{_MARKS}]([^{_MARKS}]*)[{_MARKS}]", inside, words)
    return tell(f"»{inner}«", f"“{inner}”")


def tidy(text: str) -> str:
    """No double spaces, none before a comma or full stop, no space at the ends."""
    text = re.sub(r"[ \t\r\n]+", " ", text).strip()
    return re.sub(r" ([,.;:!?])(?=\s|$)", r"\1", text)
