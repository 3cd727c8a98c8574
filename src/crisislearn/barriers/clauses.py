"""Clauses: where a sentence is cut into runs of words around one finite verb.

Here: the conjunctions and marks that cut. Not here: the words themselves (``tokens``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crisislearn.barriers.tokens import Token

HARD = frozenset((";", ":", "–", "—", "(", ")", "…", "..."))
"""Marks that end a clause whatever stands around them."""

CONTRAST = frozenset(
    ("men", "dog", "hvorimod", "selvom", "mens", "derimod", "medmindre")
)
"""Words that cut the scope of what was said before them."""

_SUBORDINATE = frozenset("fordi hvis når da så at som der inden indtil ellers".split())
COORDINATE = frozenset(("og", "eller", "samt"))
_OPENERS = HARD | CONTRAST | _SUBORDINATE | COORDINATE | {",", "selv"}
_CONDITIONS = frozenset(
    "bliver kommer vender skal får forsvinder indføres genindføres stiger begynder går "
    "falder sker ender rammer strammer mangler fortsætter kræver lemper".split()
)
"""Verbs that open a condition: 'Bliver der indført krav, lukker vi'."""

_SUBJECTS = frozenset("jeg du han hun vi i de man den det".split())


@dataclass(frozen=True, slots=True)
class Clause:
    """A run of tokens around one finite verb.

    Attributes:
        first: Its first token.
        last: The token after its last one.
        sentence: Number of its sentence, from 0.
        opener: The conjunction or mark it begins after; empty at a sentence start.
        inverted: Whether it is a condition without 'hvis' ('Kommer de, lukker vi').
    """

    first: int
    last: int
    sentence: int
    opener: str
    inverted: bool = False


def cut_clauses(
    tokens: Sequence[Token], first: int, last: int, sentence: int
) -> list[Clause]:
    """Cut one sentence, ``tokens[first:last]``, into clauses."""
    cuts = [(first, "", False)]
    taken = first
    for n in [n for n in range(first, last) if tokens[n].lower in _OPENERS]:
        if n < taken:
            continue
        opener, width = _opener(tokens, n, last)
        if opener and n > first:
            hard = opener in HARD or opener in CONTRAST or opener == "selv om"
            cuts.append((n, opener, hard))
        taken = n + max(width, 1)
    found: list[Clause] = []
    start, name = first, ""
    for k, (at, opener, hard) in enumerate(cuts[1:], start=1):
        end = cuts[k + 1][0] if k + 1 < len(cuts) else last
        if hard or (_has_verb(tokens, start, at) and _has_verb(tokens, at, end)):
            found.append(Clause(start, at, sentence, name))
            start, name = at, opener
    found.append(Clause(start, last, sentence, name))
    if _is_inverted(tokens, first, last):
        found[0] = replace(found[0], inverted=True)
    return found


def _is_inverted(tokens: Sequence[Token], first: int, last: int) -> bool:
    """A verb first, and after the comma a verb first again; no question."""
    if tokens[first].lower not in _CONDITIONS or tokens[last - 1].lower == "?":
        return False
    comma = next((n for n in range(first, last) if tokens[n].lower == ","), last)
    then = tokens[comma + 1 : last]
    if then and then[0].lower == "så":
        then = then[1:]
    if len(then) < 2:
        return False
    verb, subject = then[0], then[1].lower
    is_present = verb.lower.endswith("r") and verb.lower[:-1] in verb.keys
    return verb.finite or (is_present and subject in _SUBJECTS)


def _opener(tokens: Sequence[Token], n: int, last: int) -> tuple[str, int]:
    """The conjunction or mark at a token, with how many tokens it takes."""
    lower = tokens[n].lower
    if lower in HARD:
        return lower, 1
    if lower == ",":
        following = tokens[n + 1].lower if n + 1 < last else ""
        if following in ("der", "som") and tokens[n - 1].lower in ("ingen", "nogen"):
            return "", 1
        if following in CONTRAST | _SUBORDINATE | COORDINATE:
            return following, 2
        if following == "dog":
            return "dog", 2
        if following == "selv" and n + 2 < last and tokens[n + 2].lower == "om":
            return "selv om", 3
        return ",", 1
    if lower == "selv" and n + 1 < last and tokens[n + 1].lower == "om":
        return "selv om", 2
    if (
        lower in CONTRAST
        or lower in COORDINATE
        or lower in _SUBORDINATE - {"der", "så"}
    ):
        return lower, 1
    return "", 1


def _has_verb(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(t.finite for t in tokens[first:last])
