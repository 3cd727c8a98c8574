"""Word patterns: the small language that rules and time words are written in.

Here: compiling a pattern and finding it in a run of tokens. A pattern is words in
order: ``forsvinde`` any form of the lemma, ``=lettere`` only this form, ``falde|bryde``
either, ``dokumentation*`` a beginning, ``?så`` may be left out, ``..`` up to four words
between, ``#`` a number. Not here: what a match means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crisislearn.barriers.tokens import Token

GAP = 4
"""Most tokens that ``..`` stands for."""

_NUMBERS = frozenset(
    [
        "en",
        "et",
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
        "femten",
        "tyve",
        "tredive",
    ]
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One place of a pattern."""

    words: frozenset[str]
    exact: bool = False
    prefix: bool = False
    optional: bool = False
    gap: bool = False
    number: bool = False

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
    """Many patterns, looked up by their first word.

    Args:
        entries: (pattern text, what it stands for); several patterns may share a value.
    """

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        self._by_word: dict[str, list[tuple[Pattern, V]]] = {}
        self._other: list[tuple[Pattern, V]] = []
        for text, value in entries:
            pattern = compile_pattern(text)
            head = pattern[0]
            if head.prefix or head.number:
                self._other.append((pattern, value))
            for word in () if head.prefix else head.words:
                self._by_word.setdefault(word, []).append((pattern, value))

    def find(
        self, tokens: Sequence[Token], first: int, last: int
    ) -> Iterator[tuple[V, tuple[int, ...]]]:
        """Each match in ``tokens[first:last]`` as (value, positions), from the left."""
        for at in range(first, last):
            token = tokens[at]
            seen: set[int] = set()
            for key in sorted(token.keys):
                for pattern, value in self._by_word.get(key, ()):
                    if id(pattern) not in seen:
                        seen.add(id(pattern))
                        found = match_at(pattern, tokens, at, last)
                        if found is not None:
                            yield value, found
            for pattern, value in self._other:
                found = match_at(pattern, tokens, at, last)
                if found is not None:
                    yield value, found
