"""Uptake: when a clause speaks of the barrier of an earlier one.

Here: pronouns and verbs without a subject ('Den forsvandt', ', men kom igen'). Not
here: what is said about it (``status``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.barriers.words import load_words

if TYPE_CHECKING:
    from crisislearn.barriers.rules import Change, Hit
    from crisislearn.barriers.status import Reader


def is_near(reader: Reader, earlier: int, number: int) -> bool:
    """Whether a clause may take up the barrier of an earlier one."""
    a, b = reader.parsed.clauses[earlier], reader.parsed.clauses[number]
    return b.sentence - a.sentence <= 1


def has_own_speaker(reader: Reader, number: int) -> bool:
    """'…, stopper jeg' is no word about the barrier; '…, slap vi for dem' is."""
    clause = reader.parsed.clauses[number]
    words = {t.lower for t in reader.parsed.tokens[clause.first : clause.last]}
    return bool(words & {"jeg", "vi", "man", "du"}) and not words & {
        "den", "det", "dem", "de", "alt",
    }  # fmt: skip


def takes_up(reader: Reader, number: int) -> bool:
    """A pronoun, or a verb without a subject of its own."""
    clause = reader.parsed.clauses[number]
    words = load_words()
    used = {t for h in reader.changes[number] for t in h.tokens}
    used |= {t for h in reader.turns[number] for t in h.tokens}
    tokens = [n for n in range(clause.first, clause.last)]
    first_words = [n for n in tokens if reader.parsed.tokens[n].is_word][:4]
    if clause.opener in ("som", "der"):
        return True
    for n in first_words:
        if reader.parsed.tokens[n].lower in words.pronouns - {"der", "som", "alt"}:
            return _stands_alone(reader, n, clause.last)
    if clause.opener == "" or clause.opener in ("at", "hvis", "da", "når"):
        return False
    return all(
        n in used
        or reader.parsed.tokens[n].lower in words.light
        or not reader.parsed.tokens[n].is_word
        or reader.parsed.tokens[n].lower[:1].isdigit()
        for n in tokens
    )


def _stands_alone(reader: Reader, n: int, last: int) -> bool:
    """'de forsvandt', not 'de unge forsvandt'."""
    if reader.parsed.tokens[n].lower not in ("den", "det", "de", "dem"):
        return True
    if n + 1 >= last:
        return True
    following = reader.parsed.tokens[n + 1]
    light = load_words().light
    return following.finite or following.lower in light or not following.is_word


def pronoun_after(reader: Reader, hit: Hit[Change]) -> bool:
    """Whether the words of a rule have a pronoun as their object."""
    tail = reader.parsed.tokens[hit.last : hit.last + 2]
    return any(t.lower in ("den", "det", "dem", "alt") for t in tail)


# --- turning --------------------------------------------------------------------------
