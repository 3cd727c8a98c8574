"""Bank accounts and IBAN.

Here: their shapes, what the words before say, and the checksum of an IBAN. Not here:
other numbers (``numbers``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.context import before, words
from crisislearn.privacy.shapes.labels import LIKELY, SURE, announces, says

_DIGITS = r"\d(?:[ .-]?\d){5,9}"
_WORDS = (
    r"og|så|konto|kontoen|kontonr|kontonummer|kontonummeret|kto|nr|nummer|nummeret|er"
    r"|med|i|banken|bank|skriver|du|den|af"
)
# Branch and account, with little or only such words between.
_ACCOUNT = re.compile(
    rf"(?<![\d/-])(?<!\d[.,])(\d{{4}})(?:[ ,./–-]|\b(?:{_WORDS})\b[.:]*"
    rf"|:){{1,12}}({_DIGITS})"
    r"(?!\d|[.,/-]\d)",
    re.IGNORECASE,
)
_APART = re.compile(
    r"(?<![\d/-])(?<!\d[.,])\d(?: ?\d){3},? (?:og )?kon?to(?:nr"
    r"|nummer)?[.: ]+\d(?:[ .-]?\d){3,9}(?!\d)",
    re.IGNORECASE,
)
_TURNED = re.compile(
    rf"(?<![\d/-])(?<!\d[.,])({_DIGITS}),? (?:i |og )?(?:reg|regnr|reg\.? ?nr"
    rf"|registreringsnummer)"
    r"[.: ]+(\d{4})(?!\d)",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?<![\d/-])(?<!\d[.,]){_DIGITS}(?!\d|[.,/-]\d)")
_ANY = re.compile(r"(?<!\d)\d(?:[ ./–-]{0,3}\d){9,13}(?!\d)")
_NORDIC = re.compile(
    r"(?<![\d/-])(?<!\d[.,])(?:\d{4}[ .]\d\d[ .]\d{5}|\d{3,4}-\d{4}|\d{4}, ?\d{3}"
    r" ?\d{3} ?\d{3}-\d)"
    r"(?!\d)"
)
_IBAN = re.compile(
    r"(?<!\w)[A-Z]{2}[ .-]?\d\d(?:[ .-]?[A-Z0-9]){11,30}(?!\w)", re.IGNORECASE
)
_SAYS_IBAN = words("iban*")
_LENGTHS = {
    "DK": 18, "NO": 15, "SE": 24, "DE": 22, "FI": 18, "GB": 22, "FO": 18, "GL": 18,
    "PL": 28, "NL": 18, "FR": 27, "ES": 24, "IT": 27, "RO": 24, "UA": 29, "TR": 26,
    "LT": 20, "LV": 21, "EE": 20, "IS": 26, "BE": 16, "AT": 20, "CH": 21, "CZ": 24,
}  # fmt: skip
_SEPARATORS = str.maketrans("", "", " .-")


def accounts(text: str) -> Iterator[Finding]:
    """Bank accounts: four digits of the branch and up to ten of the account."""
    for match in _ACCOUNT.finditer(text):
        between = text[match.end(1) : match.start(2)]
        has_word = "kont" in between.lower() or "kto" in between.lower()
        said = says(text, match.start(), 40)
        count = sum(letter.isdigit() for letter in match.group(2))
        if said == "account" or has_word or _is_account_behind(text, match.end()):
            yield Finding(match.start(), match.end(), "account", SURE)
        elif (
            count >= 9
            and said not in ("other", "cpr", "pnumber", "phone")
            and "." not in between
        ):
            yield Finding(match.start(), match.end(), "account", LIKELY)
        elif count in (8, 7) and between.strip() in ("-", "–") and said in ("", "cvr"):
            yield Finding(match.start(), match.end(), "account", 0.85)
    for match in _APART.finditer(text):
        yield Finding(match.start(), match.end(), "account", SURE)
    for match in _TURNED.finditer(text):
        yield Finding(match.start(), match.end(), "account", SURE)
    for pattern in (_ALONE, _NORDIC, _ANY):
        for match in pattern.finditer(text):
            if says(text, match.start(), 40) == "account":
                yield Finding(match.start(), match.end(), "account", LIKELY)


def branches(text: str) -> Iterator[Finding]:
    """The four digits of a branch by themselves, right after their word."""
    for match in _BRANCH.finditer(text):
        yield Finding(match.start(1), match.end(1), "account", LIKELY)


_BRANCH = re.compile(
    r"(?<!\w)(?:reg|reg\. ?nr|regnr|registreringsnummer)[.: ]+(?:er )?(\d{4})"
    r"(?!\d|[.,/-]\d)",
    re.IGNORECASE,
)


def ibans(text: str) -> Iterator[Finding]:
    """IBAN: the checksum (ISO 7064, mod 97-10) makes it sure, "iban" before it, too."""
    match = _IBAN.search(text)
    while match:
        end, finding = _iban(text, match)
        if finding:
            yield finding
        match = _IBAN.search(text, end)


def _iban(text: str, match: re.Match[str]) -> tuple[int, Finding | None]:
    """Where to go on looking, and the finding."""
    start, whole = match.start(), match.group()
    plain = whole.translate(_SEPARATORS).upper()
    length = _LENGTHS.get(plain[:2])
    if length and len(plain) > length:
        # What stands behind it was taken along.
        whole, plain = whole[: _place_of(whole, length)], plain[:length]
    if sum(c.isdigit() for c in plain) < 10:
        return start + 2, None
    is_right = int("".join(str(int(x, 36)) for x in plain[4:] + plain[:4])) % 97 == 1
    is_whole = length == len(plain)
    if not (is_right or is_whole or before(text, start, _SAYS_IBAN, 25)):
        return start + 2, None
    end = start + len(whole)
    return end, Finding(start, end, "iban", SURE if is_right else 0.95)


def _is_account_behind(text: str, end: int) -> bool:
    return announces("account", text, min(len(text), end + 12), 12)


def _place_of(text: str, count: int) -> int:
    """Where so many characters that are no separators end."""
    seen = 0
    for place, letter in enumerate(text):
        seen += letter not in " .-"
        if seen == count:
            return place + 1
    return len(text)
