"""Which duties a clause of an order lets somebody deviate from.

Here: the controlled list (``templates/duties.yml``) and matching clauses against it,
those included that let somebody deviate and fit no duty of the list. Not here: from
when to when (``calendar``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from crisislearn.errors import StudyError
from crisislearn.law.provisions import Clause, listed
from crisislearn.textfiles import TEMPLATES, read_yaml_list

UNKNOWN = "UNKNOWN"
"""A clause lets somebody deviate from a duty that is not on the list."""

BEARERS = ("municipality", "authority", "region", "state")
FIELDS = ("social", "elder", "health", "all")


@dataclass(frozen=True)
class Duty:
    """One duty of the controlled list.

    Attributes:
        duty: Its id.
        label_da: What it is called.
        says_da: What it is ordinarily.
        field: One of ``FIELDS``.
        bearer: Who may deviate: one of ``BEARERS``.
        barriers: Barriers that it bears on.
        words: What a clause about it says; the group ``of`` is the rule.
    """

    duty: str
    label_da: str
    says_da: str
    field: str
    bearer: str
    barriers: tuple[str, ...]
    words: re.Pattern[str]


@dataclass(frozen=True)
class Deviation:
    """A clause that lets somebody deviate from a duty.

    Attributes:
        duty: Id of the duty, or ``UNKNOWN``.
        clause: Where it stands.
        quote: The sentence that says so.
        of: The rule deviated from, in the order's words.
        limits: Where the order says how far it goes: "jf. dog …" in the sentence, and
            the other parts of the paragraph that take something out.
    """

    duty: str
    clause: Clause
    quote: str
    of: str
    limits: str


@cache
def load_duties() -> dict[str, Duty]:
    """The controlled list, by id.

    Raises:
        StudyError: If an entry is not one, or two have one id.
    """
    path = TEMPLATES / "duties.yml"
    found: dict[str, Duty] = {}
    for entry in read_yaml_list(path):
        try:
            duty = Duty(**entry | {"barriers": tuple(entry["barriers"]),
                                   "words": re.compile(entry["words"])})  # fmt: skip
            is_one = duty.field in FIELDS and duty.bearer in BEARERS
        except (KeyError, TypeError, re.error):
            is_one = False
        if not is_one or duty.duty in found:
            raise StudyError(
                f"entry {len(found) + 1} is no duty, or its id stands twice",
                where=str(path),
                remedy="give it the keys of the entries beside it",
            )
        found[duty.duty] = duty
    return found


def deviations(found: list[Clause]) -> list[Deviation]:
    """Every clause that lets somebody deviate from a duty, with the sentence that does.

    A clause may be about several duties. One that lets somebody deviate and fits no
    duty of the list is told as ``UNKNOWN``.
    """
    rows: list[Deviation] = []
    for clause in found:
        for sentence in clause.sentences():
            matches = {
                name: match
                for name, duty in load_duties().items()
                if (match := duty.words.search(sentence))
            }
            limits = _limits(sentence, clause, found)
            rows += [
                Deviation(name, clause, sentence, _rule(match), limits)
                for name, match in matches.items()
            ]
            if not matches and _deviates(sentence):
                rows.append(Deviation(UNKNOWN, clause, sentence, "", limits))
    return rows


_LETS = re.compile(
    r"\bkan\b(?! ikke\b).*?\b(?:undlade at|se bort fra|fravige|indskrænke|lukke et)\b"
    r"|\bfinder (?:\w+ )*ikke\b.*?\banvendelse\b"
)
# What keeps a deviation from going too far deviates from nothing itself.
_KEEPS = re.compile(
    r"^(?:Stk\.|Reglerne i dette kapitel|Bekendtgørelsen|§+ \d|Er forelæggelse)"
    r".*?finder (?:\w+ )*ikke\b"
    r"|\d\. pkt\. finder ikke anvendelse"
    r"|\bkan\b(?: \S+){0,6} ikke (?:undlade|fravige)"
    r"|kan alene fravige|\bMed fravige forstås\b|kan fravige anden lovgivning"
)


def _deviates(sentence: str) -> bool:
    return bool(_LETS.search(sentence)) and not _KEEPS.search(sentence)


_BUT = re.compile(r"jf\. dog (.+?)(?=\.$|, ikke |, og |:)")
_TAKES_OUT = re.compile(
    r"^Stk\. .*?finder (?:\w+ )*ikke anvendelse|^Der kan ikke træffes afgørelse"
    r"|\bkan\b(?: \S+){0,6} ikke (?:undlade|fravige)"
)


_OF_PARTS = re.compile(r"Stk\. (\d+)(?:(?: og |-)(\d+))? ")


def _limits(sentence: str, clause: Clause, found: list[Clause]) -> str:
    match = _BUT.search(sentence)
    said = [match.group(1)] if match else []
    parts = [
        other.part
        for other in found
        if other.paragraph == clause.paragraph
        and _TAKES_OUT.search(other.text)
        and _is_of(other.text, clause.part)
    ]
    if parts and not any(text.startswith("stk.") for text in said):
        said.append(f"stk. {listed(parts)}")
    return "; ".join(said)


def _is_of(text: str, part: int) -> bool:
    """Whether what takes something out speaks of this part, or of none by number."""
    match = _OF_PARTS.match(text)
    if not match:
        return True
    first, last = match.groups()
    return int(first) <= part <= int(last or first)


def _rule(match: re.Match[str]) -> str:
    return (match.groupdict().get("of") or "").strip()
