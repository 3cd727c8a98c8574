"""Word patterns: the small language that rules and time words are written in.

Here: compiling a pattern and finding it in a run of tokens. A pattern is words in
order: ``forsvinde`` any form of the lemma, ``=lettere`` only this form, ``falde|bryde``
either, ``dokumentation*`` a beginning, ``?så`` may be left out, ``..`` up to four words
between, ``#`` a number. Not here: what a match means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Generic, TypeVar

from crisislearn.barriers.tokens import Parsed, Token

GAP = 4
"""Most tokens that ``..`` stands for."""

_NUMBERS = frozenset(
    "en et to tre fire fem seks syv otte ni ti elleve tolv femten tyve tredive".split()
)


@dataclass(frozen=True)
class Piece:
    """One place of a pattern."""

    words: frozenset[str]
    exact: bool = False
    prefix: bool = False
    optional: bool = False
    gap: bool = False
    number: bool = False

    @cached_property
    def anchors(self) -> bool:
        """Whether one of its words must stand where the pattern matches."""
        return not (self.gap or self.number or self.prefix or self.optional)

    def fits(self, token: Token) -> bool:
        """Whether a token can stand here."""
        if self.number:
            return token.lower[:1].isdigit() or token.lower in _NUMBERS
        if self.exact:
            return token.lower in self.words
        if self.prefix:
            return any(key.startswith(w) for key in token.keys for w in self.words)
        return not self.words.isdisjoint(token.keys)


Pattern = tuple[Piece, ...]
V = TypeVar("V")


def compile_pattern(text: str) -> Pattern:
    """Read one pattern.

    Raises:
        ValueError: If it has no word, or begins with a gap or an optional word.
    """
    pieces = tuple(_piece(word) for word in text.split())
    if not pieces or pieces[0].gap or pieces[0].optional:
        raise ValueError(f"pattern {text!r} must begin with a word")
    return pieces


def _piece(word: str) -> Piece:
    if word == "..":
        return Piece(frozenset(), gap=True)
    optional = word.startswith("?")
    word = word.removeprefix("?")
    exact = word.startswith("=")
    word = word.removeprefix("=")
    if word == "#":
        return Piece(frozenset(), number=True, optional=optional)
    if word.endswith("*"):
        return Piece(frozenset(w.rstrip("*") for w in word.split("|")), prefix=True)
    return Piece(frozenset(word.split("|")), exact=exact, optional=optional)


def match_at(
    pattern: Pattern, tokens: Sequence[Token], at: int, last: int
) -> tuple[int, ...] | None:
    """The tokens that a pattern takes when it begins at one of them.

    Args:
        pattern: Compiled pattern.
        tokens: Tokens of the statement.
        at: Token it begins at.
        last: Token after the last one it may use.

    Returns:
        Positions of the matched words without gaps; None if it does not fit.
    """
    return _match(pattern, 0, tokens, at, last)


def _match(
    pattern: Pattern, k: int, tokens: Sequence[Token], at: int, last: int
) -> tuple[int, ...] | None:
    if k == len(pattern):
        return ()
    piece = pattern[k]
    if piece.gap:
        for skip in range(GAP + 1):
            if at + skip < last:
                rest = _match(pattern, k + 1, tokens, at + skip, last)
                if rest is not None:
                    return rest
        return None
    if at < last and piece.fits(tokens[at]):
        rest = _match(pattern, k + 1, tokens, at + 1, last)
        if rest is not None:
            return (at, *rest)
    return _match(pattern, k + 1, tokens, at, last) if piece.optional else None


class PatternIndex(Generic[V]):
    """Many patterns, looked up by the rarest of their words.

    Most patterns begin with a word that is everywhere ('være', 'blive', 'ikke'); so
    each waits for the word that the fewest others have, and only then is tried.

    Args:
        entries: (pattern text, what it stands for); several patterns may share a value.
    """

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        self._entries = [(compile_pattern(text), value) for text, value in entries]
        self._by_word: dict[str, list[tuple[int, list[frozenset[str]]]]] = {}
        self._always: list[int] = []
        counts = Counter(
            w
            for pattern, _ in self._entries
            for p in pattern
            if p.anchors
            for w in p.words
        )
        for number, (pattern, _) in enumerate(self._entries):
            anchors = [p for p in pattern if p.anchors]
            if not anchors:
                self._always.append(number)
                continue
            rarest = min(anchors, key=lambda p: max(counts[w] for w in p.words))
            others = [p.words for p in anchors if p is not rarest]
            for word in rarest.words:
                self._by_word.setdefault(word, []).append((number, others))
        self._words = frozenset(self._by_word)

    def find(
        self, parsed: Parsed, first: int, last: int
    ) -> Iterator[tuple[V, tuple[int, ...]]]:
        """Each match in tokens ``first`` to ``last``: value and positions, in order."""
        tokens = parsed.tokens
        found: list[tuple[tuple[int, bool, str, int], V, tuple[int, ...]]] = []
        for number in self._possible(parsed.keys(first, last)):
            pattern, value = self._entries[number]
            words = pattern[0].words if pattern[0].anchors else None
            for at in range(first, last):
                if words is not None and words.isdisjoint(tokens[at].keys):
                    continue
                match = match_at(pattern, tokens, at, last)
                if match is not None:
                    by = min(words & tokens[at].keys) if words else ""
                    found.append(((at, words is None, by, number), value, match))
        found.sort(key=itemgetter(0))
        for _, value, match in found:
            yield value, match

    def _possible(self, keys: frozenset[str]) -> Iterable[int]:
        waiting = self._words & keys
        if not waiting:
            return self._always
        possible = set(self._always)
        for word in waiting:
            for number, others in self._by_word[word]:
                if not any(words.isdisjoint(keys) for words in others):
                    possible.add(number)
        return possible
