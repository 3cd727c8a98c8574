"""Finding personal data in a text by its shape: numbers, addresses on the net, CPR.

Here: patterns that need no list of names. Not here: names of people and organisations
(``names``), and what a finding is replaced with (``pseudonymise``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """Personal data in a text.

    Attributes:
        start: First character.
        end: Character after the last one.
        kind: ``person``, ``organisation``, ``cpr``, ``phone``, ``email`` or ``url``.
        confidence: 0 to 1.
        subject: Whom a name stands for, the same for all its forms.
    """

    start: int
    end: int
    kind: str
    confidence: float
    subject: str = ""


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"»«)]+", re.IGNORECASE)
# Six digits that begin with a day, and four more; hyphen or spaces between.
_CPR = re.compile(r"(?<!\d)([0-3]\d)([01]\d)(\d\d)[ \-–]{0,3}(\d{4})(?!\d)")
# Eight digits in one block or grouped 2-2-2-2, 4-4 or 3-3-2, +45 before or not.
_GROUPS = r"\d{2}[ .]\d{2}[ .]\d{2}[ .]\d{2}|\d{4}[ .]\d{4}|\d{3}[ .]\d{3}[ .]\d{2}"
_YEARS = r"(?!(?:19|20)\d\d[ .](?:19|20)\d\d(?!\d))"  # 2019 2020
_PHONE = re.compile(
    rf"(?<![\d,.]){_YEARS}(?:(?:\+|00)45[ .]?)?(?:{_GROUPS}|[2-9]\d{{7}})(?!\d)"
)
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def shapes(text: str) -> Iterator[Finding]:
    """Findings by shape, in no order; they may overlap.

    A CPR number is one by its date. The modulus 11 only raises the confidence: since
    1 October 2007 valid numbers exist that fail it (cpr.dk).
    """
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), "email", 0.99)
    for match in _URL.finditer(text):
        end = match.start() + len(match.group().rstrip(".,;:!?"))
        yield Finding(match.start(), end, "url", 0.95)
    for match in _CPR.finditer(text):
        day, month, year, serial = match.groups()
        if _is_date(int(day), int(month), int(year)):
            digits = day + month + year + serial
            passes = sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True))
            confidence = 0.99 if passes % 11 == 0 else 0.95
            yield Finding(match.start(), match.end(), "cpr", confidence)
    for match in _PHONE.finditer(text):
        yield Finding(match.start(), match.end(), "phone", 0.9)


def _is_date(day: int, month: int, year: int) -> bool:
    # Either century: 29 February of a year that is leap in one of them counts.
    for century in (1900, 2000):
        try:
            dt.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
