"""Numbers of companies, their units, and phones.

Here: CVR, P-numbers and phones: shape and what the words before say. Not here: numbers
of people (``identity``), accounts (``bank``), and what stands on papers (``papers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.labels import LIKELY, SURE, UNSURE, announces, says

_MONEY = re.compile(r"\s?(?:,-|kr\b|kroner|mio|mia|dkk|euro|eur\b|%|procent)", re.I)
_EIGHT = re.compile(r"(?<![\d/])(?<!\d[.,])(?:DK[ -]?)?\d(?:[ .]?\d){7}(?!\d|[.,]\d)")
_NORDIC_COMPANY = re.compile(r"(?<!\d)(?:\d{3} ?\d{3} ?\d{3}|\d{6}-\d{4})(?!\d)")
_TEN = re.compile(r"(?<![\d/-])(?<!\d[.,])\d(?:[ .-]?\d){9}(?!\d|[.,/-]\d)")
# Units have got numbers from this on, so that ten such digits are hardly another thing.
_UNIT = re.compile(r"10[0-3]")
# Eight digits, grouped as people like; +45 before or not.
_PHONE = re.compile(
    r"(?<![\d/§-])(?<!\d[.,])(?:\((?:\+|00)45\)[ .]?|(?:\+|00)45[ ./-]?(?:\(0\) ?)?|45"
    r" ?)?"
    r"[2-9](?:[ .-]?\d){7}(?!\d|[.,/-]\d)"
)
# In any other groups, right after a word for it.
_SAID = re.compile(r"(?<!\d)\d(?:[ .,–/-]{0,2}\d){7,11}(?!\d|[.,]\d)")
_SIX = re.compile(r"(?<![\d/-])(?<!\d[.,])\d\d ?\d\d ?\d\d(?! ?\d|[.,/-]\d)")
_SLASHED = re.compile(r"(?<![\d/-])(?<!\d[.,])[2-9]\d(?:/\d\d){3}(?![\d/])")
_ABROAD = re.compile(
    r"(?<![\w+])(?:\((?:\+|00)\d{1,3}\)|(?:\+|00)(?!45)[1-9]\d{0,2})"
    r"(?:[ .()-]{0,2}\d){6,12}(?!\d)"
)
_LOCAL = re.compile(
    r"(?<![\d/.-])(?<!\d[.,])0\d{1,3}[ -]\d{2,3}(?:[ -]?\d{2,3}){1,2}(?!\d)"
)
_DATES = re.compile(
    r"(?:19|20)\d\d[-. ]?[01]\d[-. ]?[0-3]\d$|[0-3]?\d[-. ][01]?\d[-. ](?:19|20)\d\d$"
    r"|(?:19|20)\d\d[ .-](?:19|20)\d\d$|\d{1,3}(?:[ .]\d{3})+$"
)


def company_numbers(text: str) -> Iterator[Finding]:
    """CVR numbers, and those of Norwegian and Swedish registers, by the word before."""
    for pattern in (_EIGHT, _NORDIC_COMPANY):
        for match in pattern.finditer(text):
            said = says(text, match.start(), 40)
            after = text[match.end() : match.end() + 12].lower()
            if said == "cvr" or "(cvr" in after or match.group()[0] == "D":
                yield Finding(match.start(), match.end(), "cvr", SURE)
            elif (
                pattern is _EIGHT
                and said != "phone"
                and announces("pnumber", text, match.start(), 60)
            ):
                # The company of a unit that has just been named.
                yield Finding(match.start(), match.end(), "cvr", LIKELY + 0.05)


def unit_numbers(text: str) -> Iterator[Finding]:
    """P-numbers: by the word before, or by the digits that they begin with."""
    for match in _TEN.finditer(text):
        said = says(text, match.start(), 60)
        digits = re.sub(r"\D", "", match.group())
        if said == "pnumber" or text[match.start() - 1 : match.start()] in ("P", "p"):
            yield Finding(match.start(), match.end(), "pnumber", SURE)
        elif _UNIT.match(digits) and said in ("", "cvr", "phone"):
            yield Finding(match.start(), match.end(), "pnumber", 0.8)


def phones(text: str) -> Iterator[Finding]:
    """Phone numbers: eight digits in any groups, +45 before or not, and others."""
    for match in _PHONE.finditer(text):
        number = match.group()
        said = says(text, match.start())
        has_prefix = number[0] in "(+0"
        is_dated = said != "phone" and _DATES.match(number)
        if is_dated or _MONEY.match(text, match.end()):
            continue
        if said == "other" and not has_prefix:
            continue
        confidence = SURE if said == "phone" or has_prefix else LIKELY
        if said in ("account", "cvr", "pnumber", "cpr") and not has_prefix:
            confidence = UNSURE
        yield Finding(match.start(), match.end(), "phone", confidence)


def other_phones(text: str) -> Iterator[Finding]:
    """Phone numbers of other countries, and any digits after a word for a phone."""
    for pattern in (_ABROAD, _SLASHED):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), "phone", 0.95)
    for match in _SAID.finditer(text):
        if says(text, match.start()) == "phone":
            yield Finding(match.start(), match.end(), "phone", 0.85)
    for match in _SIX.finditer(text):
        if says(text, match.start(), 14) == "phone":  # the Faroes, Greenland
            yield Finding(match.start(), match.end(), "phone", LIKELY)
    for match in _LOCAL.finditer(text):
        if "-" in match.group()[:5] or says(text, match.start()) == "phone":
            yield Finding(match.start(), match.end(), "phone", LIKELY)
