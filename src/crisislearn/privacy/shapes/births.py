"""Dates of birth: a day that the words around it say somebody was born on.

Here: the words before and behind a day that make it a birthday. Not here: how days are
written (``days``), days on which something else happened, and years of birth alone,
which name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.shapes.days import COUNT, DATE, may_be_day

_SURE_DAY = re.compile(r"[./-]|\d{4,}|\d\d \d\d \d\d|[a-zæøå]{3}", re.IGNORECASE)
_NUMBER = rf"(?:\d{{1,3}}|{COUNT})"

# Before a day, with a few other words between.
_BORN = re.compile(
    r"(?<![\w])(?:født|fødtes|fødes|født i|foedt|fodt|fødd|född|nyfødt\w*|fødselar\w*"
    r"|\w*fødselsda[gt](?!skage|sgave)\w*"
    r"|fødselsd\.|fødselsår|fødsel|foedselsda\w*|fødsdato|fødslen|\w*bursdag\w{0,3}"
    r"|födelse\w*|f\.? ?d\.|fdt|fdg|fdato|født|f\.(?! ?eks)|f|f:|f\.dag|fd|born|birth"
    r"|\w*birthday\w?|d\.o\.b\.|dob|\d+[- ]?års ?dag\w*|\d+-års|dåbsattest\w*"
    r"|fødselsattest\w*|fejre\w* (?:\w+ ){0,3}\d+(?:[- ]?års?)?"
    r"|i passet|i papirerne|cpr\w*|personn\w*|f\.? ?dato|fødsels(?:år|data|attest)\w*|"
    r"b-day|kom til verden|så dagens lys|blev vores barn"
    rf"|(?:fyld(?:er|te)|fyller|fyllde|turned|turns|turning|runde[rd]e?)"
    rf"(?: \w+){{0,2}}? (?:{_NUMBER}|rundt|år)"
    rf"|(?:blev|bliver|ble|blir) (?:\w+ ){{0,2}}?{_NUMBER}(?: år)?"
    r"(?: i går| i dag| i morgen| på \w+dag| i \w+dags| nu| midt i det hele)?"
    r"(?=,? (?:her )?(?:den|d)\b))"
    r"(?!\w)",
    re.IGNORECASE,
)
# What may be born besides people.
_NO_CHILD = re.compile(
    r"(?:id[eé]|tanke|projekt|initiativ|grupp?e?|koncept|ordning|forening|app|plan"
    r"|tilbud"
    r"|samarbejde|netværk|klub|café|metode)\w*(?: \w+){0,3} $",
    re.IGNORECASE,
)
_SUBJECT = r"(?:han|hun|jeg|vi|de|du|hon|she|he|[^\W\d_]+ [^\W\d_]+|[^\W\d_]+)"
# Right behind a day.
_BORN_BEHIND = re.compile(
    r",? (?:er|var|is|was|har|havde|holder|holdt|fejrer|fejrede|hvor|da|når|som|fordi)"
    r"(?: [\w-]+){1,3}? ?(?:\w*fødselsda[gt]|birthday|fødselsdato)"
    r"|,? (?:som|as) (?:fødselsdato|date of birth)|[ ,(–-]+født(?! ind)e?(?!\w)"
    r"|,? (?:er|var) fødselsda[gt]|,? ?\(?fødselsda[gt]"
    rf"|,? (?:da |hvor |når )?(?:{_SUBJECT} )?(?:fyld(?:er|te)|runde[rd]e?) "
    rf"(?:{_SUBJECT} )?(?:{_NUMBER}|rundt|år)(?!\w)"
    rf"|,? (?:blev|bliver) {_SUBJECT} {_NUMBER}(?: år(?! gamm)|(?= og |[.,;!?]|$))"
    rf"|,? (?:kom|så) {_SUBJECT} (?:til verden|dagens lys)"
    rf"|,? (?:da|hvor) {_SUBJECT} (?:blev født|kom til verden)"
    rf"|,? (?:blev|er|var) {_SUBJECT} født|,? står der"
    r" (?:på|i) \w+ (?:pas|sygesikring|attest|kort|dåbsattest)",
    re.IGNORECASE,
)
# "from '87, to be exact the third of May"
_EXACTLY = re.compile(
    r"(?:(?:fra|årgang|født i|er af) (?:['’]|19|20)?\d\d[, (–-]+(?:\w+ ){0,3}(?:den "
    r"|d\. ?)?"
    r"|(?:[A-ZÆØÅ]\w+|han|hun|jeg|far|mor|mand|kone|søn|datter) (?:er|var) (?:selv"
    r" )?(?:fra|af) "
    r"(?:den |d\. ?)?)$",
    re.IGNORECASE,
)
# After what somebody is and a comma, colon or bracket, with a year before the study's.
_OF_SOMEBODY = re.compile(
    r"(?<!\w)\w*(?:dreng|pige|kvinde|mand|barn|søn|datter|tvilling|borger|klient"
    r"|patient"
    r"|\d+ år|årig|mor|far|moren|faren|elev|ung|unge"
    r"|yngste|ældste|mellemste|ansøger|beboer)\w{0,4}"
    r"(?: \w+)?(?:[,:]| ?\()+ ?(?:begge |alle |f\. ?|den )?$",
    re.IGNORECASE,
)
_OF_NAME = re.compile(
    r"(?:[A-ZÆØÅ][\w-]+,? ?\(|[A-ZÆØÅ][\w-]+ [A-ZÆØÅ][\w-]+,? )(?:f\. ?|født )?$"
)
_LISTED = re.compile(r"(?:[,;(]|^) ?$")
_YEAR_AT_END = re.compile(
    r"(?<!\d)(?:(19\d\d|200\d|201[0-8])|['’./ -](\d\d)|\d{4}(\d\d))$"
)
_ENDS = re.compile(
    r"[!?\n«](?! ?(?:[Dd]en )?(?:\d|\w+[td]e ))"
    r"|(?<!\bd)(?<!\bf)(?<!\d)(?<!\bnr)(?<!\bkl)\.(?= +[A-ZÆØÅ])|;"
)
_NEAR, _LEAST = 80, 0.5


# Without one of these nothing says that somebody was born.
_CUES = (
    "fød", "född", "foed", "fodt", "fdt", "fdg", "f.", "f ", "f:", "fd", "fyl", "bl",
    "born", "birth", "dob", "b-day", "verden", "dagens lys", "turn", "runde",
    "års", "bursdag", "fejre", "attest", "pas", "papir", "cpr", "personn", "fra ",
)  # fmt: skip
_YEAR_IN = re.compile(r"\d\d\b.*\d\d|(?:19|20)\d\d")


def birthdates(text: str) -> Iterator[Finding]:
    """Days that the words before or behind them say somebody was born on."""
    if not may_be_day(text):
        return
    low = text.lower()
    if not any(cue in low for cue in _CUES) and not _YEAR_IN.search(text):
        return
    follows = -_NEAR
    for match in DATE.finditer(text):
        start, end = match.span()
        if not _SURE_DAY.search(match.group()):
            continue
        before = text[_sentence(text, start) : start]
        confidence = _said_before(before)
        if not confidence and _BORN_BEHIND.match(text, end):
            confidence = 0.9
        if not confidence and "(" in before[-2:] and _BIRTHDAY.search(before):
            confidence = 0.85
        if not confidence and _is_long_ago(match.group()):
            confidence = _of_somebody(before, text[end : end + 1])
        if not confidence and 0 < start - follows < 40 and _AND.search(before):
            confidence = 0.8  # "født 3/5-87 og 4/6-90"
        if confidence:
            follows = end
            yield Finding(start, end, "birthdate", confidence)


def _sentence(text: str, start: int) -> int:
    """Where the sentence of a day begins, or what is near it does."""
    near = max(0, start - _NEAR)
    ends = (m.end() for m in _ENDS.finditer(text, near, start + 12))
    return max((end for end in ends if end <= start), default=near)


_BIRTHDAY = re.compile(r"fødsels?dag|birthday|født|bursdag", re.IGNORECASE)
_AND = re.compile(
    r"(?:[,/]|og|hhv\.?|henholdsvis|rettelig|rettere|eller) ?(?:den |d\. ?)?$|og \w+"
    r" ?\(?$"
    r"|[,;)!.] (?:[A-ZÆØÅ][\w.-]* ?){1,3}[ (](?:den |f\. ?)?$"
)


def birthdate_of(text: str, end: int) -> Finding | None:
    """The date right behind somebody's name, where its year is long before the study's.

    Args:
        text: The text.
        end: Character after the name.
    """
    gap = _AFTER_NAME.match(text, end)
    match = DATE.match(text, gap.end()) if gap else None
    if match is None or not _is_long_ago(match.group()):
        return None
    return Finding(match.start(), match.end(), "birthdate", 0.8)


_AFTER_NAME = re.compile(r"(?:,? ?\(|, ?|: | |\. )(?:f\. ?|f |d\. ?)?(?=\d)")


_YEARS = re.compile(r"(?:19|20)\d\d\D{6}")


def _said_before(before: str) -> float:
    """How surely the words just before a day say that it is one of birth."""
    cues = list(_BORN.finditer(before))
    cue = cues[-1] if cues else None
    if cue is None:
        return 0.9 if _EXACTLY.search(before) else 0.0
    between = before[cue.end() :]
    if _NO_CHILD.search(before[: cue.start()]) or re.match(r" ind\b", between):
        return 0.0
    if len(between) > 12 and (DATE.search(between) or _YEARS.search(between)):
        return 0.0
    if re.search(r"\b(?:siden|i uge|inden|flyttede|døde|død|indtil)\b", between):
        return 0.0
    if len(cue.group()) < 3 and between.strip(" .:") not in ("", "d", "den"):
        return 0.0
    return 0.97 if len(between) < 15 else 0.88 if len(between) < 60 else 0.0


def _of_somebody(before: str, behind: str) -> float:
    if _OF_SOMEBODY.search(before):
        return 0.85
    if _OF_NAME.search(before):
        return 0.7
    # A day between two commas, as in a list of members.
    return 0.55 if _LISTED.search(before) and behind in (",", ")", ";", "") else 0.0


def _is_long_ago(date: str) -> bool:
    """Whether a date with its year is of the years in which the living were born."""
    found = _YEAR_AT_END.search(date)
    if found is None:
        return bool(re.match(r"19\d\d-|20[01]\d-", date))
    short = found.group(2) or found.group(3)
    return bool(found.group(1)) or not 19 <= int(short) <= 23
