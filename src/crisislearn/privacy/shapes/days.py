"""How days are written, in figures and in words.

Here: the pattern of a day, and a quick look whether a text can hold one. Not here: what
makes a day one of birth (``births``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from crisislearn.privacy.shapes.spoken import tokens

_MONTHS = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    "|january|february|march|may|june|july|october|januari|februari|mars|augusti|mai|juni"
    "|desember|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec|des"
)
_ORDINALS = (
    "(?:(?:en|to|tre|fire|fem|seks|syv|otte|ni)og)?(?:tyvende|tredivte)|første|anden|andre"
    "|tredje|fjerde|femte|sjette|syvende|ottende|niende|tiende|ellevte|ell?efte|tolvte"
    "|trettende|fjortende|femtende|sekstende|syttende|attende|nittende"
)
TENS = "tyve|tredive|fyrre|halvtreds|tres|halvfjerds|firs|halvfems"
COUNT = (
    rf"(?:(?:en|et|to|tre|fire|fem|seks|syv|otte|ni)og)?(?:{TENS})|nul|et|to|tre|fire"
    rf"|fem"
    "|seks|syv|otte|ni|ti|elleve|tolv|tretten|fjorten|femten|seksten|sytten|atten|nitten"
)
_FEASTS = (
    "juleaftensdag|juleaften|lillejuleaften|juledag|nytårsaften|nytårsnat|julenat|fastelavn"
    "|nytårsdag|sankt ?hans"
    "(?:aften)?|sankthansaften|grundlovsdag|skudårsdag(?:en)?"
)
_YEAR = r"(?:(?:19|20)\d\d|['’]\d\d|\d\d)(?![\d:]|[.,/-]\d)"
_YEAR_WORDS = (
    rf"(?:(?:nitten ?hundrede?|totusinde?)(?: ?og)? ?(?:{COUNT})|(?:nitten )?"
    rf"(?:(?:en|et|to|tre|fire|fem|seks|syv|otte|ni)og)?(?:{TENS})(?! år))"
)
_DAY = (
    r"(?<![\w/-])(?<!\d[.,])(?:"
    rf"[0-3]?\d ?[./-] ?[01]?\d(?: ?[./–-] ?| ){_YEAR}(?: s\.å\.)?"
    r"|[01]?\d/[0-3]\d/(?:19|20)\d\d(?!\d)"
    r"|[0-3]\d [01]\d (?:19|20)?\d\d(?! ?\d)"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d"
    r"|[0-3]\d[01]\d(?:19|20)\d\d(?!\d)"
    r"|[0-3]\d[01]\d\d\d(?!\d|,\d| ?[-–/]? ?[\dxX*]{4})"
    rf"|(?:[0-3]?\d(?:\.|st|nd|rd|th|den|ste|die|dje|te|de)? ?|(?:{_ORDINALS}) )(?:of "
    rf"|i )?(?:{_MONTHS})(?!\w)\.?"
    rf"(?:,? ?-? ?(?:i )?{_YEAR}|,? (?:i )?{_YEAR_WORDS}| s\.å\.)?"
    rf"|(?:{_MONTHS}) (?:den )?[0-3]?\d(?:\.|st|nd|rd|th)?(?!\d|[.,]\d)(?:,? {_YEAR})?"
    rf"|(?:[0-3]?\d\.|(?:{_ORDINALS})) (?:i|dag i) (?:[01]?\d\.|(?:{_ORDINALS}))"
    rf"(?:(?: måned)?,? (?:i )?(?:{_YEAR}|{_YEAR_WORDS}))?"
    r"|[0-3]?\d ?[/.-] ?[01]?\d(?!\d|[./-]\d)"
    rf"|(?:[12]\. |første |anden )?(?:{_FEASTS})(?:en)?(?!\w)(?:,? (?:i )?{_YEAR})?"
    r")"
)
DATE = re.compile(_DAY, re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_IN_WORDS = frozenset(
    """første anden andre tredje fjerde femte sjette syvende ottende niende tiende
    ellevte elvte tolvte trettende fjortende femtende sekstende syttende attende
    nittende tyvende tredivte enogtyvende toogtyvende treogtyvende fireogtyvende
    femogtyvende seksogtyvende syvogtyvende otteogtyvende niogtyvende enogtredivte
    juleaftensdag juleaften juleaftens lillejuleaften juledag nytårsaften
    nytårsaftens nytårsdag
    nytårsnat julenat fastelavn sankt sankthans sankthansaften grundlovsdag
    grundlovsdagen skudårsdag skudårsdagen""".split()
)
_ORDINAL = re.compile(_ORDINALS)
_MONTH = frozenset(_MONTHS.replace("sept?", "sep|sept").split("|"))
_FEAST = re.compile(_FEASTS.replace(" ?hans", "(?:hans)?"))
_IN_FIGURES = re.compile(
    r"\d ?[./-] ?\d|\d\d \d\d \d\d|\d{6}|\d\. (?:dag )?i |\d[sdnrt][a-z]{3}",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def _part_of_day(word: str) -> str:
    """What a word may be in a day: a month, an ordinal or a feast; '' if nothing."""
    if word in _MONTH:
        return "month"
    if _ORDINAL.fullmatch(word):
        return "ordinal"
    return "feast" if _FEAST.match(word) else ""


def may_be_day(text: str) -> bool:
    """Whether a text has figures, or words, that make a day."""
    has_digit = _DIGIT.search(text) is not None
    if has_digit and _IN_FIGURES.search(text):
        return True
    if not has_digit and _IN_WORDS.isdisjoint(tokens(text)):
        return False
    parts = [part for part in map(_part_of_day, tokens(text)) if part]
    if not parts:
        return False
    return "feast" in parts or len(parts) > 1 or has_digit
