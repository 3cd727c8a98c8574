"""Comparisons: 'før … nu …', and one length of time held against another.

Here: statuses that follow from two clauses or two numbers side by side. Not here: those
that single words give (``status``).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from crisislearn.barriers.clauses import Clause
from crisislearn.barriers.rules import NONE
from crisislearn.barriers.tokens import Parsed

if TYPE_CHECKING:
    from crisislearn.barriers.claims import Claim
    from crisislearn.barriers.status import Reader

_BEFORE = frozenset(
    ("før", "førhen", "tidligere", "normalt", "ellers", "plejer", "plejede")
)
_UNITS = {
    "sekund": 1,
    "minut": 60,
    "kvarter": 900,
    "time": 3600,
    "dag": 86400,
    "døgn": 86400,
    "uge": 604800,
    "måned": 2629800,
    "år": 31557600,
}
_NUMBERS = {
    w: n
    for n, ws in enumerate(
        [
            "nul",
            "en,et,én,ét",
            "to",
            "tre",
            "fire",
            "fem",
            "seks",
            "syv",
            "otte",
            "ni",
            "ti",
            "elleve",
            "tolv",
        ]
    )
    for w in ws.split(",")
} | {"halv": 0.5, "halvt": 0.5, "halvanden": 1.5, "par": 2, "tyve": 20, "tredive": 30}


def contrasts(reader: Reader, claims: list[Claim]) -> list[Claim]:
    """'Før skulle vi udfylde skemaer, nu ringer vi bare' takes the barrier away."""
    rule = reader.rules.by_compare["contrast"]
    clauses = reader.parsed.clauses
    found = []
    for claim in claims:
        clause = clauses[claim.clause]
        later = claim.clause + 1
        if (
            claim.status in (NONE, "at_work")
            and reader.rules.is_before(reader.parsed, clause.first, clause.last)
            and not _says_never(reader, clause)
            and later < len(clauses)
            and clauses[later].sentence - clause.sentence <= 1
            and not reader.by_clause[later]
            and not reader.changes[later]
            and reader.rules.is_after(
                reader.parsed, clauses[later].first, clauses[later].last
            )
            and not any(t.rule.id in ("still", "again") for t in reader.turns[later])
        ):
            tokens = tuple(range(clauses[later].first, clauses[later].last))
            claim = replace(
                claim,
                status=rule.status,
                rules=(rule.id,),
                clause=later,
                tokens=tokens,
                inherited=True,
                now=not reader.is_past(later),
            )
        found.append(claim)
    return found


def _says_never(reader: Reader, clause: Clause) -> bool:
    words = reader.parsed.tokens[clause.first : clause.last]
    return any(t.lower == "aldrig" for t in words)


def comparisons(reader: Reader, claims: list[Claim]) -> list[Claim]:
    """'fra otte uger til en dag' eases what takes time; the other way worsens."""
    found: list[Claim] = []
    compared: set[tuple[str, tuple[int, ...]]] = set()
    for claim in claims:
        pair = None
        if claim.status in (NONE, "at_work", "eased", "gone"):
            sentence = reader.parsed.clauses[claim.clause].sentence
            pair = compare_durations(reader.parsed, *reader.parsed.sentences[sentence])
        if pair is not None:
            key = claim.mention.code.code, pair[1]
            if key in compared:  # both lengths may name the barrier
                continue
            compared.add(key)
            rule = reader.rules.by_compare["less" if pair[0] < 0 else "more"]
            claim = replace(
                claim,
                status=rule.status,
                rules=(rule.id,),
                tokens=pair[1],
                now=False,
            )
        found.append(claim)
    return found


def compare_durations(
    parsed: Parsed, first: int, last: int
) -> tuple[int, tuple[int, ...]] | None:
    """Compare two lengths of time that a sentence holds against each other.

    Returns:
        -1 or 1 for shorter or longer, and the tokens; None where there are no two
        lengths in a 'fra … til', 'før … nu' or 'normalt … i april' relation.
    """
    spans = list(_durations(parsed, first, last))
    if len(spans) < 2:
        return None
    (one, at, stop), (two, again, end) = spans[0], spans[1]
    if again == stop + 1 and parsed.tokens[stop].lower == "og":
        return None  # 'to timer og tredive minutter' is one length
    words = [t.lower for t in parsed.tokens[max(first, at - 2) : end]]
    before = _BEFORE & {t.lower for t in parsed.tokens[first:at]}
    if not before and _BEFORE & {t.lower for t in parsed.tokens[stop:again]}:
        # 'på en dag, hvor det før tog en måned'
        one, two, before = two, one, _BEFORE
    linked = ("fra" in words[:2] and "til" in words) or bool(before)
    if not linked or one == two:
        return None
    return (-1 if two < one else 1), tuple(range(at, end))


def _durations(parsed: Parsed, first: int, last: int) -> list[tuple[float, int, int]]:
    found: list[tuple[float, int, int]] = []
    if _UNITS.keys().isdisjoint(parsed.keys(first, last)):
        return found
    bare: tuple[float, int] | None = None
    for n in range(first, last):
        token = parsed.tokens[n]
        unit = next((_UNITS[k] for k in sorted(token.keys) if k in _UNITS), None)
        if unit is not None and n > first:
            number = _number(parsed.tokens[n - 1].lower)
            if number is not None:
                if bare is not None and bare[1] < n - 1:
                    found.append((bare[0] * unit, bare[1], bare[1] + 1))
                found.append((number * unit, n - 1, n + 1))
                bare = None
        elif token.lower == "til" and n > first + 1:
            number = _number(parsed.tokens[n - 1].lower)
            if number is not None and parsed.tokens[n - 2].lower == "fra":
                bare = (number, n - 1)
    return found


def _number(word: str) -> float | None:
    match = re.match(r"(\d+)", word)
    return float(match[1]) if match else _NUMBERS.get(word)
