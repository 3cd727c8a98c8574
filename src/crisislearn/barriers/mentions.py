"""Mentions: where a text names something of the codebook.

Here: matching terms over lemma sequences. Not here: whether a mention claims anything,
and what (``status``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from crisislearn.barriers.codebook import Code, Codebook
from crisislearn.barriers.tokens import Parsed, Token
from crisislearn.barriers.words import load_words

GAP = 2
"""Most words that may stand between two words of a term."""

_LACKS = tuple(
    tuple(shape.split())
    for shape in ("mangel på X", "for få X", "for lidt X", "ikke nok X", "ikke X nok")
)
_COPULAS = frozenset(("være", "blive", "virke", "føles", "opleves"))
_PREPOSITIONS = frozenset(
    ["om", "for", "af", "til", "med", "på", "i", "fra", "hos", "ved"]
)
_NEGATIONS = frozenset(("ikke", "ingen"))


@dataclass(frozen=True)
class Term:
    """One search term of a code.

    Attributes:
        code: The code.
        words: Its words; a star marks a beginning or an ending.
        is_claim: Whether it says by itself that something hinders.
        is_positive: Whether it names something that hinders only when it is missing.
        is_general: Whether it gives way to a barrier with a name.
        copula: Whether its second word must be a form of to be.
    """

    code: Code
    words: tuple[str, ...]
    is_claim: bool
    is_positive: bool
    is_general: bool
    copula: bool = False

    @cached_property
    def required(self) -> frozenset[str]:
        """Words that must stand somewhere in the sentence."""
        return frozenset(w for w in self.words[1:] if "*" not in w)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text that names a code.

    Attributes:
        code: The code.
        tokens: Its tokens, in order; words between them do not belong to it.
        is_claim: Whether the words say by themselves that something hinders.
        is_positive: Whether they name something that hinders only when it is missing.
        is_general: Whether they give way to a barrier with a name.
    """

    code: Code
    tokens: tuple[int, ...]
    is_claim: bool
    is_positive: bool
    is_general: bool = False

    @property
    def first(self) -> int:
        """Its first token."""
        return self.tokens[0]

    @property
    def last(self) -> int:
        """The token after its last one."""
        return self.tokens[-1] + 1


class TermIndex:
    """All terms of a codebook, looked up by their first word.

    Args:
        codebook: The codebook.
        kinds: Kinds of codes to look for.
    """

    def __init__(self, codebook: Codebook, kinds: Iterable[str]) -> None:
        self._plain: dict[str, list[Term]] = {}
        self._prefix: dict[str, list[Term]] = {}
        self._suffix: dict[str, list[Term]] = {}
        self._cache: dict[tuple[frozenset[str], str], tuple[Term, ...]] = {}
        wanted = set(kinds)
        for code in codebook:
            if code.kind in wanted:
                for text in code.terms:
                    for term in _terms(code, text):
                        self._add(term)

    def _add(self, term: Term) -> None:
        head = term.words[0]
        if head.endswith("*"):
            self._prefix.setdefault(head[:-1], []).append(term)
        elif head.startswith("*"):
            self._suffix.setdefault(head[1:], []).append(term)
        else:
            self._plain.setdefault(head, []).append(term)

    def find(self, parsed: Parsed) -> list[Mention]:
        """Every mention, longest first where they overlap, sorted by place.

        A term inside a longer one is dropped, whichever code they have; overlapping
        terms of one code become one mention.
        """
        found: list[tuple[Term, tuple[int, ...]]] = []
        for first, last in parsed.sentences:
            keys = frozenset[str]().union(*(t.keys for t in parsed.tokens[first:last]))
            for at in range(first, last):
                token = parsed.tokens[at]
                for term in self._beginning_with(token) if token.is_word else ():
                    if term.required <= keys:
                        tokens = _follow(term, parsed.tokens, at, last)
                        if tokens is not None:
                            found.append((term, tokens))
        return _merge(_longest(found))

    def _beginning_with(self, token: Token) -> tuple[Term, ...]:
        known = self._cache.get((token.keys, token.head))
        if known is None:
            terms: dict[int, Term] = {}
            for key in sorted(token.keys):
                for term in self._plain.get(key, ()):
                    terms[id(term)] = term
                for n in range(2, len(key) + 1):
                    for term in self._prefix.get(key[:n], ()):
                        terms[id(term)] = term
                    if n == len(key) or len(key) - n >= 2:
                        for term in self._suffix.get(key[-n:], ()):
                            terms[id(term)] = term
            if token.head and not terms:
                # A compound counts as what it is a kind of, where no term says more.
                for term in self._plain.get(token.head, ()):
                    terms[id(term)] = term
            known = tuple(terms.values())
            self._cache[token.keys, token.head] = known
        return known


def _terms(code: Code, text: str) -> list[Term]:
    words = tuple(text.split())
    lists = load_words()
    bare = [w.strip("*") for w in words]
    claim = (
        text in code.claims
        or code.family == "other"
        or any(w in lists.claim_words for w in bare)
        or any(w.endswith(lists.claim_endings) for w in bare)
        or len(words) > 1
    ) and text not in lists.neutral_terms
    positive = text in lists.positive_terms or any(
        w in lists.positive_words for w in bare
    )
    claim = claim and not positive
    general = code.family == "other" or not lists.general_words.isdisjoint(bare)
    terms = [Term(code, words, claim, positive, general)]
    if len(words) == 2 and words[0] == "mangle":
        # What is said to be missing is also said to be too little.
        for shape in _LACKS:
            swapped = tuple(words[1] if w == "X" else w for w in shape)
            terms.append(Term(code, swapped, True, False, general))
    elif len(words) == 2 and words[0] in lists.claim_words - lists.lack - {"for"}:
        # 'snæver regel' also stands as 'reglerne er snævre'.
        swapped = (words[1], words[0])
        terms.append(Term(code, swapped, claim, positive, general, copula=True))
    return terms


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
    return True


def _is(word: str, token: Token) -> bool:
    if word.endswith("*"):
        return any(k.startswith(word[:-1]) for k in token.keys)
    if word.startswith("*"):
        return any(k.endswith(word[1:]) for k in token.keys)
    return word in token.keys


def _longest(
    found: list[tuple[Term, tuple[int, ...]]],
) -> list[tuple[Term, tuple[int, ...]]]:
    """Without the terms that lie inside a longer one."""
    found = sorted(found, key=lambda f: (-len(f[1]), f[1], f[0].code.code))
    kept: list[tuple[Term, tuple[int, ...]]] = []
    holders: dict[int, list[frozenset[int]]] = {}
    for term, tokens in found:
        own = frozenset(tokens)
        if any(own < other for other in holders.get(tokens[0], ())):
            continue
        kept.append((term, tokens))
        for token in tokens:
            holders.setdefault(token, []).append(own)
    return kept


def _merge(found: list[tuple[Term, tuple[int, ...]]]) -> list[Mention]:
    """One mention for terms of one code that share a token."""
    by_code: dict[str, list[tuple[Term, tuple[int, ...]]]] = {}
    for term, tokens in sorted(found, key=lambda f: f[1]):
        by_code.setdefault(term.code.code, []).append((term, tokens))
    mentions: list[Mention] = []
    for entries in by_code.values():
        current: Mention | None = None
        for term, tokens in entries:
            if current is not None and not set(tokens).isdisjoint(current.tokens):
                both = tuple(sorted({*current.tokens, *tokens}))
                current = Mention(
                    term.code,
                    both,
                    current.is_claim or term.is_claim,
                    current.is_positive and term.is_positive,
                    current.is_general and term.is_general,
                )
                continue
            if current is not None:
                mentions.append(current)
            current = _mention(term, tokens)
        if current is not None:
            mentions.append(current)
    return sorted(mentions, key=lambda m: (m.tokens, m.code.code))


def _mention(term: Term, tokens: tuple[int, ...]) -> Mention:
    return Mention(term.code, tokens, term.is_claim, term.is_positive, term.is_general)
