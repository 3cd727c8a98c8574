"""Terms: the search terms of a codebook, ready to be looked up.

Here: what a term is, what it claims by itself, and the index by first word. Not here:
finding terms in a text (``mentions``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from crisislearn.barriers.codebook import Code, Codebook
from crisislearn.barriers.tokens import Token
from crisislearn.barriers.words import load_words

ALWAYS, ASKED, GONE, NEVER = "always", "asked", "gone", "never"
SUDDEN = "sudden"
"""When a term counts: in every text; where barriers are asked for; where it is asked
what went away; never, as it only keeps shorter terms from being found in its words.
Sudden are those for what went away where 'pludselig' stands with them."""

_LACKS = tuple(
    tuple(shape.split())
    for shape in ("mangel på X", "for få X", "for lidt X", "ikke nok X", "ikke X nok")
)

_NO_PREDICATE = frozenset(("for", "egen"))
"""Words of claims that do not stand after 'er': 'haven er egen' says nothing."""


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
        counts: When it counts: ``always``, ``asked``, ``gone`` or ``never``.
    """

    code: Code
    words: tuple[str, ...]
    is_claim: bool
    is_positive: bool
    is_general: bool
    copula: bool = False
    counts: str = ALWAYS

    @cached_property
    def required(self) -> frozenset[str]:
        """Words that must stand somewhere in the sentence."""
        return frozenset(w for w in self.words[1:] if "*" not in w)

    @cached_property
    def is_open(self) -> bool:
        """Whether a star lets it match words that nobody wrote down."""
        return any("*" in w for w in self.words)


class Candidates(NamedTuple):
    """Terms that a token may begin.

    Most longer terms begin with words such as 'ikke'; so they wait for another word of
    theirs to stand in the sentence.
    """

    free: list[Term]
    waiting: dict[str, list[Term]]
    words: frozenset[str]

    def among(self, keys: frozenset[str]) -> list[Term]:
        """The terms that a sentence with these keys may hold."""
        if self.words.isdisjoint(keys):
            return self.free
        found = list(self.free)
        for word in keys & self.words:
            found += [t for t in self.waiting[word] if t.required <= keys]
        return found


class TermLookup:
    """All terms of a codebook, looked up by their first word.

    Args:
        codebook: The codebook.
        kinds: Kinds of codes to look for.
    """

    def __init__(self, codebook: Codebook, kinds: Iterable[str]) -> None:
        self._plain: dict[str, list[Term]] = {}
        self._prefix: dict[str, list[Term]] = {}
        self._suffix: dict[str, list[Term]] = {}
        self._cache: dict[tuple[frozenset[str], str], Candidates | None] = {}
        wanted = set(kinds)
        for code in codebook:
            for term in terms_of(code) if code.kind in wanted else ():
                self._add(term)

    def _add(self, term: Term) -> None:
        head = term.words[0]
        if head.endswith("*"):
            self._prefix.setdefault(head[:-1], []).append(term)
        elif head.startswith("*"):
            self._suffix.setdefault(head[1:], []).append(term)
        else:
            self._plain.setdefault(head, []).append(term)

    def beginning_with(self, token: Token) -> Candidates | None:
        """The terms whose first word a token may be; None if there are none."""
        key = token.keys, token.head
        if key not in self._cache:
            self._cache[key] = _sorted_out(self._terms(token))
        return self._cache[key]

    def _terms(self, token: Token) -> list[Term]:
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
        if token.head and not any(len(t.words) == 1 for t in terms.values()):
            # A compound counts as what it is a kind of, where no term says more.
            for term in self._plain.get(token.head, ()):
                if term.counts == ALWAYS:
                    terms[id(term)] = term
        return list(terms.values())


def _sorted_out(terms: list[Term]) -> Candidates | None:
    free, waiting = list[Term](), dict[str, list[Term]]()
    for term in terms:
        if term.required:
            waiting.setdefault(min(term.required), []).append(term)
        else:
            free.append(term)
    return Candidates(free, waiting, frozenset(waiting)) if terms else None


def terms_of(code: Code) -> list[Term]:
    """Every term of a code, with the other shapes that its words may take."""
    found: list[Term] = []
    for text in code.terms:
        found += _shapes(code, text)
    for text in code.asked_terms:
        found.append(_term(code, text, counts=ASKED))
    for text in code.gone_terms:
        found.append(Term(code, tuple(text.split()), False, False, False, False, GONE))
    for text in code.not_terms:
        found.append(Term(code, tuple(text.split()), False, False, False, False, NEVER))
    return found


def _term(code: Code, text: str, counts: str = ALWAYS) -> Term:
    words = tuple(text.split())
    lists = load_words()
    bare = [w.strip("*") for w in words]
    positive = text in lists.positive_terms or any(
        w in lists.positive_words for w in bare
    )
    claim = not positive and (
        text in code.claims
        or code.family == "other"
        or any(w in lists.claim_words for w in bare)
        or any(w.endswith(lists.claim_endings) for w in bare)
        or len(words) > 1
    )
    claim = claim and text not in lists.neutral_terms and counts == ALWAYS
    general = code.family == "other" or not lists.general_words.isdisjoint(bare)
    return Term(code, words, claim, positive, general, False, counts)


def _shapes(code: Code, text: str) -> list[Term]:
    term = _term(code, text)
    words, lists = term.words, load_words()
    predicates = lists.claim_words - lists.lack - _NO_PREDICATE
    if len(words) == 2 and words[0] == "mangle":
        # What is said to be missing is also said to be too little.
        swapped = [tuple(words[1] if w == "X" else w for w in s) for s in _LACKS]
        return [term, *(Term(code, s, True, False, term.is_general) for s in swapped)]
    if len(words) == 2 and words[0] in predicates:
        # 'snæver regel' also stands as 'reglerne er snævre'.
        turned = (words[1], words[0])
        more = Term(
            code, turned, term.is_claim, term.is_positive, term.is_general, copula=True
        )
        return [term, more]
    return [term]
