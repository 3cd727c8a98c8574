"""Days as people and programs write them.

Here: one written day → a date, and which order a column writes day and month in. Not
here: days that a text speaks of (``barriers``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$")
_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[T ].*)?$")
_NAMED = re.compile(r"(\d{1,2})\.?[ -]([^\W\d_]{3,9})\.?[ -](\d{4}|\d{2})(?:[T ].*)?$")
# First three letters, Danish and English.
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "maj may", "jun", "jul", "aug", "sep", "okt oct",
         "nov", "dec"), start=1,
    )
    for name in names.split()
}  # fmt: skip


def parse_day(text: str, month_first: bool = False) -> dt.date | None:
    """A written day as a date; None if it is none.

    Args:
        text: ``2020-06-24``, ``24-06-2020``, ``24.6.20``, ``24. juni 2020``,
            ``3-Jul-20``; a time of day after it is ignored.
        month_first: Whether a day in numbers begins with the month.
    """
    text = text.strip()
    if match := _ISO.match(text):
        return _date(*(int(part) for part in match.groups()))
    if match := _NUMBERS.match(text):
        first, second, year = (int(part) for part in match.groups())
        day, month = (second, first) if month_first else (first, second)
        return _date(_full(year), month, day)
    if match := _NAMED.match(text):
        number = _MONTHS.get(match.group(2)[:3].lower(), 0)
        return _date(_full(int(match.group(3))), number, int(match.group(1)))
    return None


def is_far(day: dt.date) -> bool:
    """Whether a day is in a year that nobody can mean: 2202, 20."""
    return not 1900 <= day.year < 2100


def is_month_first(texts: Iterable[str]) -> bool:
    """Whether a column writes 06-24-2020: only if read so, all its days exist."""
    numbers = [text.strip() for text in texts if _NUMBERS.match(text.strip())]
    day_first = all(parse_day(text) for text in numbers)
    return not day_first and all(parse_day(text, True) for text in numbers)


def _full(year: int) -> int:
    return year if year > 99 else 2000 + year


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
