"""What stands on papers and cars: case numbers, plates.

Here: their shapes and the words that go with them. Not here: numbers of people and
accounts (``identity``, ``bank``) and dates of birth (``births``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.context import before, words

_KLE = re.compile(
    r"(?<![\w.-])\d\d\.\d\d\.\d\d-?[A-ZÆØÅ]\d\d-\d{1,6}(?:-\d\d)?(?![\w-])", re.I
)
_LETTERED = re.compile(
    r"(?<![\w-])(?!(?i:covid|sars|bek|iso|din|en[- ]|eu|kl-\d\d?\b))[A-ZÆØÅ]{1,5}[-/ ]?"
    r"(?:(?:19|20)?\d\d[-/]\d{3,7}(?:-\d+)?|\d{3,7}[-/](?:19|20)\d\d)(?![\w/-])"
)
# Courts (BS-12345/2020-HRS), police (4200-70114-01122-20).
_COURT = re.compile(
    r"(?<!\w)(?:BS|SS|FS|LB|BR|KS|PS|[BSUK])[ -](?:\d{1,2}-)?\d{2,6}[/-](?:20)?\d\d"
    r"(?:-[A-ZÆØÅ]{2,4})?(?!\w)"
)
_POLICE = re.compile(r"(?<![\w-])\d{4}-\d{5}-\d{5}-\d\d(?![\w-])")
# By year and number: 2020-123456, 20/12345; not the years 2019-2020 or a date.
_YEARLY = re.compile(
    r"(?<![\w./-])(?:(?:19|20)\d\d[-/](?!(?:19|20)\d\d(?!\d))\d{4,7}"
    r"|[12]\d/(?!(?:19|20)\d\d(?!\d))\d{4,7}|[12]\d-(?!(?:19|20)\d\d(?!\d))\d{5,7})"
    r"(?:-\d{1,4})?(?![\w/]|[.,-]\d)"
)

# A word that says that the number of a case follows.
_LABEL = re.compile(
    r"(?<!\w)(?:\w*sags?\.? ?-?(?:nr|nummer|nummeret|numre|numrene|id|reference)"
    r"|\w*(?:klage|journal|skades?|dokument|dok|akt|ærinde|ærende|underretnings?"
    r"|ansøgnings?|reference|ref|løbe|politi|id|henvendelses?|ärende|saks?|diarie)"
    r"\.? ?-?(?:nr|nummer|nummeret|no|id)|j\.? ?nr|jnr|jr\.? ?nr|dnr|målnr|ref|esdh"
    r"|acadre|sbsys|kmd|f2|workzone|public 360|getorganized|novaen?"
    r"|(?:case|file|reference) (?:number|no))"
    r"(?=[ .:,#(-]|$)",
    re.IGNORECASE,
)
# A word for a case, after which a number needs more of a shape.
_CASE_WORD = re.compile(
    r"(?<!\w)(?:\w*sag(?:s|en|ens)?|\w*klagen?|journal\w*|\w*journalen|akt(?:en)?|sak"
    r"|saken"
    r"|ärendet?|mål(?:et)?|underretning(?:en)?|ansøgning(?:en)?|anmeld\w+|retten"
    r"|byretten"
    r"|landsretten|ankestyrelsen\w*|familieretshuset\w*|statsforvaltningen\w*"
    r"|politiet\w*"
    r"|nævnet|patientombuddet|ombudsmanden\w*|case)(?!\w)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?<![\w./,-])(?:[A-ZÆØÅ]{1,5}[- ]?|[a-zæøå]{1,3}-?)?\d[\dA-ZÆØÅa-z]*"
    r"(?:[./–-][A-ZÆØÅa-zæøå]{0,4}\d*[A-ZÆØÅ]{0,4}"
    r"(?=\d|[^\w]|$)\d*)*(?:-[A-ZÆØÅ]{2,4})?(?: \d{2,5}(?!\d|[.,]\d| ?(?:kr|år"
    r"|timer))){0,3}"
    r"(?!\w)"
)
_UNITS = re.compile(
    r"\s?(?:kr|år\b|årige|timer|procent|%|pct|uger|dage|personer|mennesker|brugere"
    r"|borgere"
    r"|stk|km\b|meter|minutter|gange|sider|måneder|sager|familier|ansatte|mio|mia|,-"
    r"|\.000"
    r"|millioner|tusinde?)",
    re.IGNORECASE,
)
# What has numbers and is no case.
_NO_CASE = re.compile(
    r"(?:faktura|ordre|vare|bilag|rapport|projekt|møde|zoom|iso|version|lov"
    r"|bekendtgørelse"
    r"|vejledning|cirkulære|meddelelse|artikel|afgørelse|direktiv|dom(?:mens|stolens)"
    r" dom i sag"
    r"|depot|bestillings)\w{0,3}\.? ?(?:nr\.?|nummer)?[ :]*(?:af )?$",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"[0-3]?\d[./-][01]?\d(?:[./-](?:19|20)?\d\d)?$|(?:19|20)\d\d(?:[-/](?:19"
    r"|20)?\d\d)?$"
    r"|(?:19|20)\d\d-[01]\d-[0-3]\d$|\d\d\.\d\d$|\d{1,3}(?:\.\d{3})+$"
)

_PLATE = re.compile(
    r"(?<![\w-])([A-ZÆØÅa-zæøå]{2})[ .-]?(\d{2})[ .-]?(\d{3})(?![\w]|[.,-]\d)"
)
# Parted otherwise, or of a trailer or moped: only beside a word for one.
_ODD_PLATE = re.compile(
    r"(?<![\w-])(?:[A-ZÆØÅ] ?[A-ZÆØÅ]|[a-zæøå]{2})[ .-]?\d(?:[ .-]?\d){3,4}(?![\w]"
    r"|[.,-]\d)"
)
_SWEDISH = re.compile(r"(?<!\w)(?:[A-Z]{3} ?\d\d[A-Z0-9]|[A-Z]{2} ?\d{5})(?!\w)")
_CAR = words(
    *"""bil* nummerplade* reg.nr regnr køre* kørte plade* registrerings* varevogn* car
    plate vogn* parker* scooter* knallert* skilt* trailer* motorcykel* taxa* minibus*
    bus* *bil *bilen *bus *bussen kassevogn* *vogn *vognen registreret kassebil* caddy
    berlingo golf polo skoda toyota ford opel passat fiat volvo audi bmw mercedes
    peugeot
    renault transit citroën citroen vw""".split()
)
_NO_PLATE = frozenset(
    "dk eu kr nr st su pr ca kl tv th mf ul og på af is er en et".split()
)
_FAR = 60


def case_numbers(text: str) -> Iterator[Finding]:
    """Case and journal numbers: by their shape, or by the words before them."""
    for pattern, confidence in ((_KLE, 0.97), (_COURT, 0.9), (_POLICE, 0.95)):
        for match in pattern.finditer(text):
            yield Finding(match.start(), match.end(), "case_number", confidence)
    for pattern in (_LETTERED, _YEARLY):
        for match in pattern.finditer(text):
            if not _NO_CASE.search(text[max(0, match.start() - 30) : match.start()]):
                yield Finding(match.start(), match.end(), "case_number", 0.8)
    for match in _TOKEN.finditer(text):
        found = match.group().rstrip(".-–/")
        if sum(letter.isdigit() for letter in found) < 3 or _DAY.match(found):
            continue
        confidence = _called_a_case(text, match)
        if confidence:
            end = match.start() + len(found)
            yield Finding(match.start(), end, "case_number", confidence)


def _called_a_case(text: str, match: re.Match[str]) -> float:
    """How surely the words before a number make it that of a case; 0 if not at all."""
    near = text[max(0, match.start() - _FAR) : match.start()]
    if _UNITS.match(text, match.end()) or _NO_CASE.search(near):
        return 0.0
    labels = [found.end() for found in _LABEL.finditer(near)]
    if labels and not re.search(r"\d{3}|[.!?] [A-ZÆØÅ]", near[labels[-1] :]):
        return 0.93
    cases = [found.end() for found in _CASE_WORD.finditer(near)]
    if not cases:
        return 0.0
    between = near[cases[-1] :]
    has_nr = re.search(r"\b(?:nr|nummer|nummeret|no|number|id)\b", between)
    if re.search(r"\d|[.!?] [A-ZÆØÅ]", between) or len(between.split()) > 6:
        return 0.0
    if has_nr:
        return 0.9
    is_shaped = bool(re.search(r"\d[-/]\w*\d|^\d{6,}", match.group()))
    is_near = between.strip(" .:,#(-") == ""
    digits = sum(letter.isdigit() for letter in match.group())
    if (is_shaped and digits >= 4) or (is_near and digits >= 4):
        return 0.85
    return 0.0


def plates(text: str) -> Iterator[Finding]:
    """Number plates: two letters and five digits; in lower case beside a car only."""
    for match in _PLATE.finditer(text):
        letters = match.group(1)
        has_car = _has_car(text, match)
        if letters.lower() in _NO_PLATE and not has_car:
            continue
        if letters.isupper() or has_car:
            confidence = 0.97 if has_car else 0.85
            yield Finding(match.start(), match.end(), "plate", confidence)
    for pattern in (_ODD_PLATE, _SWEDISH):
        for match in pattern.finditer(text):
            if match.group()[:2] not in _NO_PLATE and _has_car(text, match):
                yield Finding(match.start(), match.end(), "plate", 0.8)


def _has_car(text: str, match: re.Match[str]) -> bool:
    """Whether a car stands shortly before a place, or right behind it."""
    behind = min(len(text), match.end() + 25)
    return before(text, match.start(), _CAR, 60) or before(text, behind, _CAR, 25)
