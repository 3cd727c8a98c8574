"""Numbers that name a person, a company or an account.

Here: CPR, CVR, P-numbers, phones, bank accounts and IBAN: shape, what the words before
say, and checksums, which raise the confidence and never reject. Not here: numbers on
papers and cars (``papers``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.context import before, last_before, words

SURE, LIKELY, UNSURE = 0.99, 0.9, 0.6

# What the number after a word is; the word closest before it counts.
_SAYS = {
    kind: words(*(word.replace("_", " ") for word in listed.split()))
    for kind, listed in {
        "cpr": "cpr cpr* personnummer person_nr personnr fødselsnummer cpr-nr fnr",
        "cvr": "cvr cvr* cvr-nr se-nr senr vat org.nr orgnr organisasjonsnummer "
        "organisationsnummer DK",
        "pnumber": "p-nr p-nummer p-nummeret p_nr pnr p-numre produktionsenhed* "
        "produktionsnummer p.nr (P",
        "account": "konto kontonr* kontonummer* kto reg reg.nr regnr reg.nr. "
        "registreringsnummer* bankkonto nemkonto bankgiro account",
        "phone": "tlf tlf.nr tlfnr telefon* mobil* mob ring* tel phone sms call "
        "mobilepay direkte lokal vagten* whatsapp signal",
        "other": "kode* vare* varenr projekt* faktura* ordre* møde-id mødeid version "
        "bilag serie* ean isbn issn bestilling* id doi kortnummer pin sags* stregkode "
        "løbenr* pakke* lov §",
    }.items()
}
_MONEY = re.compile(r"\s?(?:,-|kr\b|kroner|mio|mia|dkk|euro|eur\b|%|procent)", re.I)

_CPR = re.compile(
    r"(?<![\d/])([0-3]\d)[ .]?([01]\d)[ .]?(\d\d) ?(?:[-–/.] ?)?"
    r"(\d ?\d ?\d ?\d|[xX*]{4})(?![\dxX*])"
)
_EIGHT = re.compile(r"(?<![\d.,/])(?:DK[ -]?)?\d(?:[ .]?\d){7}(?!\d|[.,]\d)")
_NORDIC_COMPANY = re.compile(r"(?<!\d)(?:\d{3} ?\d{3} ?\d{3}|\d{6}-\d{4})(?!\d)")
_TEN = re.compile(r"(?<![\d.,/])\d(?:[ .]?\d){9}(?!\d)")
# Eight digits, grouped as people like; +45 before or not.
_PHONE = re.compile(
    r"(?<![\d.,/§-])(?:\((?:\+|00)45\)[ .]?|(?:\+|00)45[ .-]?)?"
    r"[2-9](?:[ .-]?\d){7}(?!\d|[.,/-]\d)"
)
_ABROAD = re.compile(
    r"(?<![\w+])(?:\+|00)(?!45)[1-9]\d{0,2}(?:[ .()-]{0,2}\d){6,12}(?!\d)"
)
_LOCAL = re.compile(r"(?<![\d.,/])0\d{1,3}[ -]\d{2,3}(?:[ -]?\d{2,3}){1,2}(?!\d)")
_DATES = re.compile(
    r"(?:19|20)\d\d[-. ]?[01]\d[-. ]?[0-3]\d$|[0-3]?\d[-. ][01]?\d[-. ](?:19|20)\d\d$"
    r"|(?:19|20)\d\d[ .-](?:19|20)\d\d$|\d{1,3}(?:[ .]\d{3})+$"
)
_ACCOUNT = re.compile(
    r"(?<![\d.,/-])(\d{4})(?:[ ,]{0,2}(?:-|–|konto|kontonr|kontonummer|kto|nr)\.?:?"
    r"|,)? {0,2}(?:nr\.? ?)?(\d{6,10})(?!\d)",
    re.IGNORECASE,
)
_ACCOUNT_ALONE = re.compile(r"(?<![\d.,/-])\d{6,10}(?!\d|[.,/-]\d)")
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d\d(?: ?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE)
_LENGTHS = {"DK": 18, "NO": 15, "SE": 24, "DE": 22, "FI": 18, "GB": 22}
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def cpr_numbers(text: str) -> Iterator[Finding]:
    """CPR numbers: a date that exists and four digits.

    The modulus 11 only raises the confidence: since 1 October 2007 valid numbers exist
    that fail it (cpr.dk).
    """
    for match in _CPR.finditer(text):
        day, month, year, serial = match.groups()
        if not _is_date(int(day), int(month), int(year)):
            continue
        says = last_before(text, match.start(), _SAYS)
        digits = re.sub(r"\D", "", day + month + year + serial)
        passes = len(digits) == 10 and not _sum11(digits) % 11
        is_split = len(match.group()) > 10
        if says == "cpr" or not digits[6:]:
            confidence = SURE
        elif says in ("pnumber", "account", "other", "cvr"):
            confidence = 0.3
        elif is_split or passes:
            confidence = SURE if passes and is_split else 0.95
        else:
            confidence = 0.85
        yield Finding(match.start(), match.end(), "cpr", confidence)


def company_numbers(text: str) -> Iterator[Finding]:
    """CVR numbers, and those of Norwegian and Swedish registers, by the word before."""
    for pattern in (_EIGHT, _NORDIC_COMPANY):
        for match in pattern.finditer(text):
            says = last_before(text, match.start(), _SAYS, 25)
            after = text[match.end() : match.end() + 12].lower()
            near_unit = before(text, match.start(), _SAYS["pnumber"], 60)
            if says == "cvr" or "(cvr" in after:
                yield Finding(match.start(), match.end(), "cvr", SURE)
            elif near_unit and pattern is _EIGHT and says != "phone":
                # The company of a unit that has just been named.
                yield Finding(match.start(), match.end(), "cvr", LIKELY + 0.05)


def unit_numbers(text: str) -> Iterator[Finding]:
    """P-numbers, by the word before."""
    for match in _TEN.finditer(text):
        if last_before(text, match.start(), _SAYS, 25) == "pnumber":
            yield Finding(match.start(), match.end(), "pnumber", SURE)


def phones(text: str) -> Iterator[Finding]:
    """Phone numbers: eight digits in any groups, +45 before or not, and others."""
    for match in _PHONE.finditer(text):
        number = match.group()
        says = last_before(text, match.start(), _SAYS)
        has_prefix = number[0] in "(+0"
        if _DATES.match(number) or _MONEY.match(text, match.end()):
            continue
        if says == "other" and not has_prefix:
            continue
        confidence = SURE if says == "phone" or has_prefix else LIKELY
        if says in ("account", "cvr", "pnumber", "cpr") and not has_prefix:
            confidence = UNSURE
        yield Finding(match.start(), match.end(), "phone", confidence)
    for match in _ABROAD.finditer(text):
        yield Finding(match.start(), match.end(), "phone", 0.95)
    for match in _LOCAL.finditer(text):
        if last_before(text, match.start(), _SAYS) == "phone":
            yield Finding(match.start(), match.end(), "phone", LIKELY)


def accounts(text: str) -> Iterator[Finding]:
    """Bank accounts: four digits of the branch and up to ten of the account."""
    for match in _ACCOUNT.finditer(text):
        says = last_before(text, match.start(), _SAYS, 40)
        named = re.search(r"[^\d\s,–-]", match.group())
        if says == "account" or named:
            yield Finding(match.start(), match.end(), "account", SURE)
        elif len(match.group(2)) == 10 and says not in ("other", "cpr", "pnumber"):
            yield Finding(match.start(), match.end(), "account", LIKELY)
    for match in _ACCOUNT_ALONE.finditer(text):
        if last_before(text, match.start(), _SAYS, 25) == "account":
            yield Finding(match.start(), match.end(), "account", LIKELY)


def ibans(text: str) -> Iterator[Finding]:
    """IBAN: the checksum (ISO 7064, mod 97-10) makes it sure, "iban" before it, too."""
    for match in _IBAN.finditer(text):
        whole = match.group()
        plain = whole.replace(" ", "").upper()
        length = _LENGTHS.get(plain[:2])
        if length and len(plain) > length:
            # A word of capitals behind it was taken along.
            end = _place_of(whole, length)
            whole, plain = whole[:end], plain[:length]
        if sum(c.isdigit() for c in plain) < 10:
            continue
        is_whole = length == len(plain)
        is_right = _mod97(plain) == 1
        says = before(text, match.start(), words("iban"), 25)
        if is_right or is_whole or says:
            confidence = SURE if is_right else 0.95
            yield Finding(match.start(), match.start() + len(whole), "iban", confidence)


def _place_of(text: str, count: int) -> int:
    """Where so many characters that are no blanks end."""
    seen = 0
    for place, letter in enumerate(text):
        seen += letter != " "
        if seen == count:
            return place + 1
    return len(text)


def _mod97(iban: str) -> int:
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97


def _sum11(digits: str) -> int:
    return sum(w * int(d) for w, d in zip(_WEIGHTS, digits, strict=True))


def _is_date(day: int, month: int, year: int) -> bool:
    # Either century: 29 February of a year that is leap in one of them counts.
    for century in (1900, 2000):
        try:
            dt.date(century + year, month, day)
        except ValueError:
            continue
        return True
    return False
