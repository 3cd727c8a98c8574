"""Mentions: where a text names something of the codebook.

Here: matching terms over lemma sequences. Not here: the terms (``terms``), whether a
mention claims anything, and what (``status``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crisislearn.barriers.codebook import Code, Codebook
from crisislearn.barriers.terms import ALWAYS, GONE, NEVER, SUDDEN, Term, TermLookup
from crisislearn.barriers.tokens import Parsed, Token

GAP = 2
"""Most words that may stand between two words of a term."""

_COPULAS = frozenset(("være", "blive", "virke", "føles", "opleves"))
_PREPOSITIONS = frozenset(
    "om for af til med på i fra hos ved efter over under uden mod".split()
)
_NEGATIONS = frozenset(("ikke", "ingen"))

Found = tuple[Term, tuple[int, ...]]
"""A term and its tokens."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names a code.

    Attributes:
        code: The code.
        tokens: Its tokens, in order; words between them do not belong to it.
        is_claim: Whether the words say by themselves that something hinders.
        is_positive: Whether they name something that hinders only when it is missing.
        is_general: Whether they give way to a barrier with a name.
        is_gone: Whether they tell what came instead of the barrier, which so went.
    """

    code: Code
    tokens: tuple[int, ...]
    is_claim: bool
    is_positive: bool
    is_general: bool = False
    is_gone: bool = False

    @property
    def first(self) -> int:
        """Its first token."""
        return self.tokens[0]

    @property
    def last(self) -> int:
        """The token after its last one."""
        return self.tokens[-1] + 1


class TermIndex:
    """Finds the terms of a codebook in texts.

    Args:
        codebook: The codebook.
        kinds: Kinds of codes to look for.
    """

    def __init__(self, codebook: Codebook, kinds: Iterable[str]) -> None:
        self._lookup = TermLookup(codebook, kinds)

    def find(self, parsed: Parsed) -> list[Mention]:
        """Every mention in a text that answers no question; see ``mentions_of``."""
        return mentions_of(self.matches(parsed))

    def matches(self, parsed: Parsed) -> list[Found]:
        """Every place where a term fits, whenever it counts, by sentence and place."""
        found: list[Found] = []
        for first, last in parsed.sentences:
            sentence = parsed.tokens[first:last]
            begun = [
                (at, terms)
                for at, token in enumerate(sentence, start=first)
                if token.is_word and (terms := self._lookup.beginning_with(token))
            ]
            if not begun:
                continue
            keys = parsed.keys(first, last)
            for at, terms in begun:
                for term in terms.among(keys):
                    tokens = _follow(term, parsed.tokens, at, last)
                    if tokens is not None:
                        found.append((term, tokens))
        return found


def mentions_of(
    matches: Sequence[Found], counting: frozenset[str] = frozenset((ALWAYS,))
) -> list[Mention]:
    """The mentions that follow from matches, sorted by place.

    A term inside a longer one is dropped, whichever code they have; overlapping terms
    of one code become one mention.

    Args:
        matches: From ``TermIndex.matches``.
        counting: Which terms count, besides those that only keep others out.
    """
    some = [f for f in matches if f[0].counts in counting or f[0].counts == NEVER]
    return _merge([f for f in _longest(some) if f[0].counts != NEVER])


def _follow(
    term: Term, tokens: tuple[Token, ...], at: int, last: int
) -> tuple[int, ...] | None:
    """The tokens of a term whose first word stands at ``at``; None if it breaks off."""
    found = [at]
    for word in term.words[1:]:
        place = found[-1] + 1
        skipped: list[Token] = []
        while place < last and len(skipped) <= GAP + term.copula:
            token = tokens[place]
            if not token.is_word and token.lower != "-":
                return None
            if _is(word, token):
                break
            skipped.append(token)
            place += 1
        else:
            return None
        if len(skipped) > GAP + term.copula or not _gap_allowed(term, skipped):
            return None
        found.append(place)
    return tuple(found)


def _gap_allowed(term: Term, skipped: list[Token]) -> bool:
    if term.copula:
        return any(not _COPULAS.isdisjoint(t.keys) for t in skipped)
    if term.words[0] in _NEGATIONS:
        # 'ikke penge' is not said by 'det handler ikke om penge'.
        return all(t.lower not in _PREPOSITIONS for t in skipped)
    if term.counts == GONE:
        return all(_NEGATIONS.isdisjoint(t.keys) for t in skipped)
    return True


def _is(word: str, token: Token) -> bool:
    if word.endswith("*"):
        return any(k.startswith(word[:-1]) for k in token.keys)
    if word.startswith("*"):
        return any(k.endswith(word[1:]) for k in token.keys)
    return word in token.keys


def _longest(found: list[Found]) -> list[Found]:
    """Without the terms that lie inside a longer one, or where another says more.

    On the same words a term without a star wins over one with it. A phrase of a code's
    ``not_terms`` drops that code's own terms in it, and no other's.
    """
    found = sorted(
        found,
        key=lambda f: (
            -len(f[1]),
            f[1],
            f[0].counts != NEVER,
            f[0].is_open,
            f[0].code.code,
        ),
    )
    kept: list[Found] = []
    holders: dict[int, list[tuple[frozenset[int], Term]]] = {}
    for term, tokens in found:
        own = frozenset(tokens)
        if any(
            _gives_way(term, own, holder, other)
            for other, holder in holders.get(tokens[0], ())
        ):
            continue
        kept.append((term, tokens))
        for token in tokens:
            holders.setdefault(token, []).append((own, term))
    return kept


def _gives_way(
    term: Term, own: frozenset[int], holder: Term, other: frozenset[int]
) -> bool:
    if holder.counts == NEVER:
        return own <= other and holder.code.code == term.code.code
    if own == other:
        is_rival = holder.code.kind == term.code.kind and term.counts != NEVER
        return is_rival and term.is_open and not holder.is_open
    return own < other and term.counts != NEVER


def _merge(found: list[Found]) -> list[Mention]:
    """One mention for terms of one code that share a token."""
    by_code: dict[str, list[Found]] = {}
    for term, tokens in sorted(found, key=lambda f: f[1]):
        by_code.setdefault(term.code.code, []).append((term, tokens))
    mentions: list[Mention] = []
    for entries in by_code.values():
        current: Mention | None = None
        for term, tokens in entries:
            if current is not None and not set(tokens).isdisjoint(current.tokens):
                current = Mention(
                    term.code,
                    tuple(sorted({*current.tokens, *tokens})),
                    current.is_claim or term.is_claim,
                    current.is_positive and term.is_positive,
                    current.is_general and term.is_general,
                    current.is_gone or term.counts in (GONE, SUDDEN),
                )
                continue
            if current is not None:
                mentions.append(current)
            current = _mention(term, tokens)
        if current is not None:
            mentions.append(current)
    return sorted(mentions, key=lambda m: (m.tokens, m.code.code))


def _mention(term: Term, tokens: tuple[int, ...]) -> Mention:
    return Mention(
        term.code,
        tokens,
        term.is_claim,
        term.is_positive,
        term.is_general,
        term.counts in (GONE, SUDDEN),
    )
