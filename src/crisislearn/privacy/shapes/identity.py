"""Numbers of people: CPR, and those of the Norwegian and Swedish registers.

Here: a date that exists and what follows it, in all the ways people part the digits.
The modulus 11 raises the confidence and never rejects. Not here: numbers of companies,
phones and accounts (``numbers``, ``bank``), dates of birth alone (``births``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.labels import SURE, says

_CPR = re.compile(
    r"(?<!\d)(?<!\d/)([0-3]\d)[ .]?([01]\d)[ .]?(\d\d) ?(?:[-–—‑−/._] ?)?"
    r"(\d ?\d ?\d ?\d|[\dxX*•]{4})(?![\dxX*•])"
)
# Parted as a date is; a hyphen before the last four, or the word CPR, tells it from
# one.
_LIKE_DATE = re.compile(
    r"(?<!\d)(?<!\d/)([0-3]\d)[-./ ]? ?([01]\d)[-./ ]? ?((?:19|20)?\d\d)( ?[-–—] ?|/| )"
    r"(\d{4})(?![\d.:,]\d|\d)"
)
# Spoken, or typed with blanks and words between.
_LOOSE = re.compile(r"(?<![\d.,/+-])\d(?:[ -]{1,3}\d|\d){9}(?!\d|[.,/-]\d)")
_SPOKEN = re.compile(
    r"(?<!\d)([0-3]\d)([01]\d)(\d\d)[ ,]+(?:(?:og|så|med|de|sidste|fire|cifre|er"
    r"|endelsen|"
    r"slut|på|tallene)[ ,:]+){1,5}(\d{4})(?!\d)"
)
_LAST_FOUR = re.compile(
    r"(?:sidste fire|fire sidste|sidste 4|4 sidste)(?: cifre| tal| siffer)?"
    r"(?: i (?:cpr|personnummer)\w*)?(?: er| var|:)* (\d ?\d ?\d ?\d)(?!\d)",
    re.IGNORECASE,
)
_NORWEGIAN = re.compile(
    r"(?<![\d/-])(?<!\d[.,])([0-7]\d)([014-5]\d)(\d\d) ?(\d{5})(?!\d)"
)
_SWEDISH = re.compile(
    r"(?<![\d/-])(?<!\d[.,])(?:19|20)?(\d\d)([01]\d)([0-369]\d)[-+](\d{4})(?!\d)"
)
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ELSE = ("pnumber", "account", "other", "cvr")


def cpr_numbers(text: str) -> Iterator[Finding]:
    """CPR numbers: a date that exists and four digits.

    The modulus 11 only raises the confidence: since 1 October 2007 valid numbers exist
    that fail it (cpr.dk).
    """
    for match in _CPR.finditer(text):
        day, month, year, serial = match.groups()
        if _is_date(day, month, year):
            confidence = _confidence(text, match, day + month + year + serial)
            yield Finding(match.start(), match.end(), "cpr", confidence)
    for match in _LIKE_DATE.finditer(text):
        is_said = says(text, match.start()) == "cpr"
        is_joined = match.group(4) not in " /" and len(match.group(3)) == 2
        if _is_date(*match.group(1, 2, 3)) and (is_said or is_joined):
            confidence = SURE if is_said else 0.8
            yield Finding(match.start(), match.end(), "cpr", confidence)


def spoken_cpr_numbers(text: str) -> Iterator[Finding]:
    """CPR numbers digit by digit or with words between, and their last four digits."""
    for match in _LOOSE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        is_said = says(text, match.start(), 40) == "cpr"
        if len(digits) == 10 and _is_date(digits[:2], digits[2:4], digits[4:6]):
            is_apart = re.match(r"(?:\d ){4}", match.group()) is not None
            if is_said or is_apart or match.group()[-5] == "-":
                confidence = SURE if is_said else 0.85
                yield Finding(match.start(), match.end(), "cpr", confidence)
    for match in _SPOKEN.finditer(text):
        if _is_date(*match.group(1, 2, 3)):
            yield Finding(match.start(), match.end(), "cpr", 0.95)
    for match in _LAST_FOUR.finditer(text):
        yield Finding(match.start(1), match.end(1), "cpr", 0.85)


def nordic_numbers(text: str) -> Iterator[Finding]:
    """Norwegian and Swedish numbers of people, where the date exists."""
    for match in _NORWEGIAN.finditer(text):
        day = f"{int(match.group(1)) % 40:02}"
        if _is_date(day, match.group(2), match.group(3)):
            is_said = says(text, match.start(), 40) == "cpr"
            confidence = SURE if is_said else 0.7
            yield Finding(match.start(), match.end(), "cpr", confidence)
    for match in _SWEDISH.finditer(text):
        day = f"{int(match.group(3)) % 60:02}"
        if _is_date(day, match.group(2), match.group(1)):
            yield Finding(match.start(), match.end(), "cpr", 0.85)


def _confidence(text: str, match: re.Match[str], number: str) -> float:
    said = says(text, match.start())
    digits = re.sub(r"\D", "", number)
    if said == "cpr" or len(digits) < 10:
        return SURE
    is_split = len(match.group()) > 10
    if said in _ELSE and not is_split:
        is_near = says(text, match.start(), 20) in _ELSE
        return 0.3 if is_near else 0.6
    passes = not sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True)) % 11
    if is_split or passes:
        return SURE if passes and is_split else 0.95
    return 0.85


def _is_date(day: str, month: str, year: str) -> bool:
    # Either century: 29 February of a year that is leap in one of them counts.
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    for whole in years:
        try:
            dt.date(whole, int(month), int(day))
        except ValueError:
            continue
        return True
    return False
