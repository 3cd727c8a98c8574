"""Personal data that shows by its shape: numbers, addresses, what is used on the net.

Here: one small recogniser a kind, each a function from a text to findings, and the list
of them. Not here: names of people and organisations (``names``, ``people``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.net import emails, handles, urls
from crisislearn.privacy.shapes.numbers import (
    accounts,
    company_numbers,
    cpr_numbers,
    ibans,
    phones,
    unit_numbers,
)
from crisislearn.privacy.shapes.papers import (
    birthdates,
    birthdays,
    case_numbers,
    plates,
)
from crisislearn.privacy.shapes.places import addresses

Recogniser = Callable[[str], Iterator[Finding]]

WITH_DIGITS: tuple[Recogniser, ...] = (
    cpr_numbers, company_numbers, unit_numbers, phones, accounts, ibans, addresses,
    plates, birthdates, birthdays, case_numbers,
)  # fmt: skip
_DIGIT = re.compile(r"\d")


def shapes(text: str) -> Iterator[Finding]:
    """Findings by shape, in no order; they may overlap."""
    if "@" in text or "(at)" in text:
        yield from emails(text)
        yield from handles(text)
    if "." in text:
        yield from urls(text)
    if _DIGIT.search(text):
        for recogniser in WITH_DIGITS:
            yield from recogniser(text)
