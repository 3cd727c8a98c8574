"""Personal data that shows by its shape: numbers, addresses, what is used on the net.

Here: one small recogniser a kind, each a function from a text to findings, and the list
of them. Not here: names of people and organisations (``names``, ``people``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.bank import accounts, branches, ibans
from crisislearn.privacy.shapes.births import birthdates
from crisislearn.privacy.shapes.identity import (
    cpr_numbers,
    nordic_numbers,
    spoken_cpr_numbers,
)
from crisislearn.privacy.shapes.net import emails, handles, profiles, urls
from crisislearn.privacy.shapes.numbers import (
    company_numbers,
    other_phones,
    phones,
    unit_numbers,
)
from crisislearn.privacy.shapes.papers import case_numbers, plates
from crisislearn.privacy.shapes.places import addresses, spoken_addresses
from crisislearn.privacy.shapes.spoken import spoken_numbers

Recogniser = Callable[[str], Iterator[Finding]]

WITH_DIGITS: tuple[tuple[int, Recogniser], ...] = (
    (6, cpr_numbers), (1, spoken_cpr_numbers), (6, nordic_numbers),
    (8, company_numbers), (10, unit_numbers), (6, phones), (6, other_phones),
    (6, accounts), (1, branches), (10, ibans), (1, addresses), (2, plates),
    (1, case_numbers),
)  # fmt: skip
"""How many digits a text holds at least for a recogniser to find anything in it."""
_DIGIT = re.compile(r"\d")


def shapes(text: str) -> Iterator[Finding]:
    """Findings by shape, in no order; they may overlap."""
    yield from emails(text)
    yield from handles(text)
    yield from profiles(text)
    if "." in text:
        yield from urls(text)
    yield from birthdates(text)
    yield from spoken_addresses(text)
    yield from spoken_numbers(text)
    digits = len(_DIGIT.findall(text))
    for least, recogniser in WITH_DIGITS:
        if digits >= least:
            yield from recogniser(text)
