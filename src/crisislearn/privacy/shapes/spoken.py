"""Numbers said in words, as a verbatim transcript or a dictation has them.

Here: four or more words for figures in a row, after a word that announces a number. Not
here: numbers in figures (the other recognisers), dates (``births``) and houses
(``places``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.context import lowered
from crisislearn.privacy.shapes.labels import says

_TENS = "tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems"
_ONE = (
    rf"(?:(?:en|et|to|tre|fire|fem|seks|syv|otte|ni)og(?:{_TENS})|{_TENS}|nul|en|et|to"
    rf"|tre"
    r"|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten"
    r"|atten"
    r"|nitten)"
)
_JOINING = frozenset(
    """og så øh streg bindestreg skråstreg punktum komma konto kontonummer
    mellemrum""".split()
)
_BETWEEN = rf"(?:[ ,.–-]|\b(?:{'|'.join(sorted(_JOINING))})\b){{1,12}}"
_RUN = re.compile(rf"(?<!\w){_ONE}(?:{_BETWEEN}{_ONE}){{3,}}(?!\w)", re.IGNORECASE)
_MARKS = '.,?!:;-"()/'
_TOKEN = re.compile(r"[^\W\d_]+")
_ONES = "en et to tre fire fem seks syv otte ni".split()
COUNTS = frozenset(
    "nul ti elleve tolv tretten fjorten femten seksten sytten atten nitten".split()
    + _ONES
    + _TENS.split("|")
    + [f"{one}og{ten}" for one in _ONES for ten in _TENS.split("|")]
)
"""Words for numbers below a hundred."""
_NUMBER_WORD = re.compile(r"nummer|nr\.?|nul", re.IGNORECASE)
_SAG = re.compile(r"sag|journal", re.IGNORECASE)
_KINDS = ("cpr", "cvr", "pnumber", "account", "phone")


@lru_cache(maxsize=8)
def tokens(text: str) -> list[str]:
    """The words of a text in lower case, for a quick look before the patterns."""
    low = lowered(text)
    for mark in _MARKS:
        low = low.replace(mark, " ")
    parts, found = low.split(), list[str]()
    if "".join(parts).isalpha():
        return parts
    for part in parts:
        if part.isalpha():
            found.append(part)
        else:
            found += _TOKEN.findall(part)
    return found


@lru_cache(maxsize=8)
def counts(text: str) -> list[int]:
    """Numbers of the words (``tokens``) of a text that are words for numbers."""
    return [number for number, word in enumerate(tokens(text)) if word in COUNTS]


def _may_be_run(text: str) -> bool:
    """Whether four words for numbers follow each other, joined by the like of "og"."""
    said, numbers = tokens(text), counts(text)
    row, last = 0, -1
    for number in numbers if len(numbers) > 3 else ():
        is_next = _JOINING.issuperset(said[last + 1 : number])
        row, last = row + 1 if is_next else 1, number
        if row == 4:
            return True
    return False


def spoken_numbers(text: str) -> Iterator[Finding]:
    """Numbers in words; the kind is what the words before announce."""
    if not _may_be_run(text):
        return
    for match in _RUN.finditer(text):
        near = text[max(0, match.start() - 60) : match.start()]
        said = says(text, match.start(), 60)
        if not (said or _NUMBER_WORD.search(near) or "nul" in match.group().lower()):
            continue
        kind = said if said in _KINDS else "phone"
        if _SAG.search(near):
            kind = "case_number"
        yield Finding(match.start(), match.end(), kind, 0.8)
