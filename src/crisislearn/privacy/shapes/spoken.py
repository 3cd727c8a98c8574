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
from crisislearn.privacy.shapes.labels import says

_TENS = "tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems"
_ONE = (
    rf"(?:(?:en|et|to|tre|fire|fem|seks|syv|otte|ni)og(?:{_TENS})|{_TENS}|nul|en|et|to"
    rf"|tre"
    r"|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten"
    r"|atten"
    r"|nitten)"
)
_BETWEEN = (
    r"(?:[ ,.–-]|\b(?:og|så|øh|streg|bindestreg|skråstreg|punktum|komma|konto"
    r"|kontonummer"
    r"|mellemrum)\b){1,12}"
)
_RUN = re.compile(rf"(?<!\w){_ONE}(?:{_BETWEEN}{_ONE}){{3,}}(?!\w)", re.IGNORECASE)
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
    return _TOKEN.findall(text.lower())


def spoken_numbers(text: str) -> Iterator[Finding]:
    """Numbers in words; the kind is what the words before announce."""
    if sum(word in COUNTS for word in tokens(text)) < 4:
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
