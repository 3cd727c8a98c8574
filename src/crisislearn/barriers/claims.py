"""Claims: what one clause says about one barrier.

Here: a claim, and dropping the ones that the text itself corrects. Not here: how a
status is found (``status``) and what a coding makes of it (``assemble``).
"""

from __future__ import annotations

from dataclasses import dataclass

from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.tokens import Parsed, Token

NOTHING = "nothing"
"""What came instead of a barrier, denied: it says nothing about the barrier."""


@dataclass(frozen=True)
class Claim:
    """What is said about one barrier in one clause.

    Attributes:
        mention: The barrier.
        status: A status, or ``none`` where nothing is said about it.
        rules: Ids of the rules that gave it, in the order they worked.
        clause: Clause that says it.
        tokens: Tokens that show the status; empty for ``none``.
        now: Whether its words mean the day it was said.
        inherited: Whether the barrier stands in an earlier clause.
        at_work: Whether a word of the clause says that it hinders.
        unproved: Whether it would be ``gone`` if a contrast with before were said.
    """

    mention: Mention
    status: str
    rules: tuple[str, ...]
    clause: int
    tokens: tuple[int, ...] = ()
    now: bool = False
    inherited: bool = False
    at_work: bool = False
    unproved: bool = False


def without_corrected(claims: list[Claim], parsed: Parsed) -> list[Claim]:
    """'ikke afskaffet, men lempet': the correction is the claim."""
    corrected = {
        (c.mention.tokens, c.clause - 1)
        for c in claims
        if c.inherited and parsed.clauses[c.clause].opener == "men"
        if not any(t.finite for t in _tokens(parsed, c.clause))
    }
    return [
        c
        for c in claims
        if not ("not" in c.rules and (c.mention.tokens, c.clause) in corrected)
    ]


def _tokens(parsed: Parsed, number: int) -> list[Token]:
    clause = parsed.clauses[number]
    return list(parsed.tokens[clause.first : clause.last])
