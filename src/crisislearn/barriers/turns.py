"""Turns: which words turn a claim into another one, in which order.

Here: the negations, times and modalities that reach one barrier in one clause. Not
here: what they turn a status into (``rules``) and the claim itself (``status``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.barriers.clauses import CONTRAST
from crisislearn.barriers.rules import Change, Hit, Turn

if TYPE_CHECKING:
    from crisislearn.barriers.mentions import Mention
    from crisislearn.barriers.status import Reader


def turns_for(
    reader: Reader, mention: Mention, number: int, hit: Hit[Change] | None
) -> list[Hit[Turn]]:
    """The turns that reach a barrier, each rule once, in the order they work.

    Args:
        reader: The statement.
        mention: The barrier.
        number: Clause that makes the claim.
        hit: The change that the clause claims; None if it claims none.
    """
    found: list[Hit[Turn]] = []
    own = set(mention.tokens) if mention.code.kind == "barrier" else set()
    for turn in reader.turns[number]:
        rule = turn.rule
        if own.intersection(turn.tokens):
            continue
        if rule.scope == "near" and not (hit and _reaches(turn, hit, rule.reach)):
            continue
        if rule.scope == "barrier" and not (
            0 <= mention.first - turn.last <= rule.reach
        ):
            continue
        found.append(turn)
    if reader.parsed.clauses[number].inverted:
        first = reader.parsed.clauses[number].first
        found.append(Hit(reader.rules.condition, (first,)))
    found += _onward(reader, number)
    found.sort(key=lambda t: (t.rule.order, t.first))
    once: dict[str, Hit[Turn]] = {}
    for turn in found:
        once.setdefault(turn.rule.id, turn)
    return list(once.values())


def _onward(reader: Reader, number: int) -> list[Hit[Turn]]:
    """Turns of earlier clauses of the sentence that reach this one."""
    clauses = reader.parsed.clauses
    found: list[Hit[Turn]] = []
    k = number
    while k > 0 and clauses[k - 1].sentence == clauses[number].sentence:
        if clauses[k].opener in CONTRAST or clauses[k].opener == "selv om":
            break
        k -= 1
        found += [t for t in reader.turns[k] if t.rule.scope == "onward"]
    return found


def _reaches(turn: Hit[Turn], hit: Hit[Change], reach: int) -> bool:
    """Before the change, inside it, or shortly after it."""
    if turn.last <= hit.first:
        return hit.first - turn.last < reach
    if turn.first >= hit.last:
        return turn.first - hit.last <= 2
    return True
