"""What stands on papers and cars: dates of birth, case numbers, plates.

Here: their shapes and the words that go with them. Not here: numbers of people and
accounts (``numbers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.context import before, words

_MONTHS = (
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
    "|january|february|march|may|june|july|october|januari|februari|mars|augusti|mai|juni"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec|des"
)
_DATE = re.compile(
    r"(?<![\d/.-])(?:"
    r"[0-3]?\d[./-] ?[01]?\d ?[./ -] ?(?:19|20)?\d\d"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d"
    rf"|[0-3]?\d(?:\.|st|nd|rd|th)? ?(?:of )?(?:{_MONTHS})\.?,? (?:19|20)\d\d"
    rf"|(?:{_MONTHS}) [0-3]?\d(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    r")(?![\d/]|[.-]\d)",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?<!\w)(?:født|fødselsdato|fødselsdag|fødsdato|fødd|född|fødselsdata|f\.|f|f\.d\."
    r"|fdato|fdt|f\.dag|født i|born|birth|dob|d\.o\.b\.|birthday|födelsedatum"
    r"|fødselsår)(?:[ :.,]+(?:den|d\.|d|on|dato|the|er|var|is|was|of)){0,3}[ :.]*$",
    re.IGNORECASE,
)
# The same with other words between, as in "født på Rigshospitalet den 3. april".
_BORN_FAR = re.compile(
    r"(?<!\w)(?:født|fødselsdag\w*|fødselsdato\w*|fødd|född|født|born|birthday"
    r"|fyld(?:er|te) (?:\d{1,3}|rundt|år))(?: [\w-]+){0,6}? "
    r"(?:den|d\.|på|on|the|er|var|is|was)"
    r"(?: (?:den|d\.|the))? ?$",
    re.IGNORECASE,
)
_BORN_BEHIND = re.compile(
    r" (?:er|var|is|was)(?: [\w-]+){1,2}s? ?(?:fødselsdag|fødselsdato|birthday)"
    r"| (?:som|as) (?:fødselsdato|date of birth)|[ ,(]+født(?!\w)",
    re.IGNORECASE,
)
# Day and month alone, and six digits, are no date of birth without such words.
_SHORT = re.compile(
    r"(?<![\d/.-])(?:"
    rf"[0-3]?\d\.? ?(?:{_MONTHS})(?!\w)(?! (?:19|20)\d\d)"
    r"|[0-3]?\d[/.] ?[01]?\d(?!\d|[./-]\d)"
    r"|[0-3]\d[01]\d{3}(?!\d|-\d)"
    r")",
    re.IGNORECASE,
)
_BIRTHDAY = words("*fødselsdag*", "*birthday*", "fødselsdat*", "født", "født*")

_KLE = re.compile(
    r"(?<![\w.-])\d\d\.\d\d\.\d\d-[A-ZÆØÅ]\d\d-\d{1,6}-\d\d(?![\w-])", re.I
)
_LETTERED = re.compile(
    r"(?<![\w-])(?!covid|sars|bek|iso|din|en-|kl-\d\d?\b)[A-ZÆØÅ]{1,5}[-/ ]?"
    r"(?:19|20)?\d\d[-/]\d{3,7}(?:-\d+)?(?![\w-])"
)
_CASE_WORD = re.compile(
    r"(?<!\w)(?:\w*sag(?:s|en|ens|snr|snummer|snummeret|sid)?|\w*sagsnr|\w*klagenr"
    r"|j\.? ?nr|j\.nr|jnr|journal\w*|case|ref|reference|sak|saks\w*"
    r"|ärende\w*|dnr|diarienr|akt\w*|dok\.?nr|esdh\w*)"
    r"(?:[ .:,#-]+(?:under|som|med|nr|nummer|nummeret|løbenummer|no|number|id|er|i|j"
    r"|var|har|fik|hedder|lyder|på|hos|vores|deres|jeres)){0,4}[ .:,#(-]*$",
    re.IGNORECASE,
)
# By year and number: 2020-123456, 20/12345; not the years 2019-2020 or a date.
_YEARLY = re.compile(
    r"(?<![\w./-])(?:(?:19|20)\d\d[-/](?!(?:19|20)\d\d(?!\d))\d{4,7}"
    r"|[12]\d/(?!(?:19|20)\d\d(?!\d))\d{4,7})(?:-\d{1,3})?(?![\w/]|[.,-]\d)"
)
_CASE = re.compile(
    r"(?<![\w./-])[A-ZÆØÅa-z]{0,5}[-/.]?\d[\w]*(?:[./-]\w*\d\w*)*(?![\w])"
)

_PLATE = re.compile(r"(?<![\w-])([A-ZÆØÅa-zæøå]{2}) ?(\d{2}) ?(\d{3})(?![\w]|[.,-]\d)")
_SWEDISH = re.compile(r"(?<!\w)[A-Z]{3} ?\d\d[A-Z0-9](?!\w)")
_CAR = words(
    *"""bil* nummerplade* reg.nr regnr køre* kørte plade* registrerings* varevogn* car
    plate vogn* parker* scooter* knallert* skilt*
    bus* *bil *bilen *bus *bussen""".split()
)
_NO_PLATE = frozenset(
    "dk eu kr nr st su pr ca kl tv th mf ul og på af is er en et".split()
)


def birthdates(text: str) -> Iterator[Finding]:
    """Dates that a word before them says somebody was born on."""
    for match in _DATE.finditer(text):
        start = match.start()
        if _BORN.search(text[max(0, start - 30) : start]):
            yield Finding(start, match.end(), "birthdate", 0.97)
        elif _BORN_FAR.search(text[max(0, start - 60) : start]) or _BORN_BEHIND.match(
            text, match.end()
        ):
            yield Finding(start, match.end(), "birthdate", 0.9)
        elif text[max(0, start - 1) : start] == "(" and before(
            text, start, _BIRTHDAY, 80
        ):
            yield Finding(start, match.end(), "birthdate", 0.85)


def birthdays(text: str) -> Iterator[Finding]:
    """Days without a year that a word before them says somebody was born on."""
    for match in _SHORT.finditer(text):
        start = match.start()
        near = text[max(0, start - 60) : start]
        if _BORN.search(near) or _BORN_FAR.search(near):
            yield Finding(start, match.end(), "birthdate", 0.85)


def case_numbers(text: str) -> Iterator[Finding]:
    """Case and journal numbers: by their shape, or by the word before them."""
    for match in _KLE.finditer(text):
        yield Finding(match.start(), match.end(), "case_number", 0.97)
    for match in _LETTERED.finditer(text):
        yield Finding(match.start(), match.end(), "case_number", 0.8)
    for match in _YEARLY.finditer(text):
        yield Finding(match.start(), match.end(), "case_number", 0.8)
    for match in _CASE.finditer(text):
        start = match.start()
        if not start or not _CASE_WORD.search(text[max(0, start - 40) : start]):
            continue
        if sum(map(str.isdigit, match.group())) < 4:
            continue
        yield Finding(match.start(), match.end(), "case_number", 0.93)


def plates(text: str) -> Iterator[Finding]:
    """Number plates: two letters and five digits; in lower case beside a car only."""
    for match in _PLATE.finditer(text):
        letters = match.group(1)
        has_car = before(text, match.start(), _CAR, 60)
        if letters.lower() in _NO_PLATE and not has_car:
            continue
        if letters.isupper() or has_car:
            confidence = 0.97 if has_car else 0.85
            yield Finding(match.start(), match.end(), "plate", confidence)
    for match in _SWEDISH.finditer(text):
        if before(text, match.start(), _CAR):
            yield Finding(match.start(), match.end(), "plate", 0.8)
