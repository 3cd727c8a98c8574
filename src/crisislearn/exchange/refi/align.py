"""From words of a file to statements of the study, by content.

Here: finding a text of a file among ours, and the same words in it where it was
changed. Not here: how the file counts (``positions``). Spaces and line ends count for
nothing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from crisislearn.exchange.refi.documents import Document
from crisislearn.exchange.refi.model import Source, guid

SHORTEST = 12
"""Characters that words must have to be looked for in all texts."""

MOST = 50
"""Statements that one coding may be of."""

_MOST_SEARCHED = 20_000_000_000
"""Characters looked through for one file: about a minute's work."""


class Packed:
    """A text without spaces, and where each of its characters stood.

    Args:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        import numpy as np

        composed, places = _composed(text)
        points = np.frombuffer(composed.encode("utf-32-le", "replace"), "<u4")
        known, which = np.unique(points, return_inverse=True)
        # Spaces, line ends and characters without a shape are not printable.
        kept = np.array([chr(c) != " " and chr(c).isprintable() for c in known], bool)
        mask = kept[which] if len(points) else np.zeros(0, bool)
        where = np.flatnonzero(mask)
        self.at = where if places is None else np.array(places)[where]
        """Place of each character in the text, in order."""
        self.text = points[mask].tobytes().decode("utf-32-le")

    def inside(self, start: int, end: int) -> tuple[int, int]:
        """The same span without spaces."""
        first, last = self.at.searchsorted((start, end)).tolist()
        return first, last

    def outside(self, first: int, last: int) -> tuple[int, int]:
        """The span in the text of a span without spaces that is not empty."""
        return int(self.at[first]), int(self.at[last - 1]) + 1


def carried(span: tuple[int, int], text: str, other: str) -> tuple[int, int] | None:
    """The span of the same words in a text that has other spaces, breaks and marks.

    Returns:
        None where the two do not say the same, or no word is in the span.
    """
    if text == other:
        return span
    mine, theirs = Packed(text), Packed(other)
    first, last = mine.inside(*span)
    if mine.text != theirs.text or first >= last:
        return None
    return theirs.outside(first, last)


def _composed(text: str) -> tuple[str, list[int] | None]:
    """Characters with the marks that belong to them as one, and where they stood."""
    if unicodedata.is_normalized("NFC", text):
        return text, None
    parts: list[tuple[int, str]] = []
    for place, char in enumerate(text):
        if parts and unicodedata.combining(char):
            start, before = parts.pop()
            parts.append((start, before + char))
        else:
            parts.append((place, char))
    whole = [(place, unicodedata.normalize("NFC", part)) for place, part in parts]
    places = [place for place, part in whole for _ in part]
    return "".join(part for _, part in whole), places


class TooLong(Exception):  # noqa: N818 -- an answer, not a fault
    """Words that go over more than ``MOST`` statements."""


@dataclass(frozen=True)
class Hit:
    """A statement that words of a file stand in.

    Attributes:
        statement_id: The statement.
        span: The part of it that the words are, in its text as it stands in ours.
        exact: Whether the words are in it alone.
    """

    statement_id: str
    span: tuple[int, int]
    exact: bool


class Corpus:
    """Our texts, to be found by id, name and content.

    Args:
        study: Id of the study.
        documents: The texts.
    """

    def __init__(self, study: str, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.by_guid = {guid(study, "document", d.key): n for n, d in
                        enumerate(documents)}  # fmt: skip
        self.by_name = {d.name.casefold(): n for n, d in enumerate(documents)}
        self.packed = [Packed(document.text) for document in documents]
        self.by_text = {p.text: n for n, p in enumerate(self.packed)}
        self.left = _MOST_SEARCHED

    @cached_property
    def _all(self) -> tuple[str, list[int]]:
        """All texts after each other, and where each begins."""
        starts, length = [], 0
        for packed in self.packed:
            starts.append(length)
            length += len(packed.text) + 1
        return "\0".join(packed.text for packed in self.packed), starts

    def of(self, source: Source, text: str) -> Placed:
        """A source of a file, held against our texts.

        Args:
            source: The source.
            text: Its text with LF and without BOM.
        """
        packed = Packed(text)
        same = self.by_text.get(packed.text)
        known = self.by_guid.get(source.guid)
        if known is None:
            known = self.by_name.get(source.name.casefold())
        # Texts of two respondents may be alike: the one that is named, if it is one.
        if known is not None and self.packed[known].text == packed.text:
            same = known
        return Placed(self, text, packed, same, same if same is not None else known)

    def search(self, words: str, number: int | None) -> tuple[int, int] | None:
        """The only place of words in a text, or in all; None where there is none.

        Args:
            words: Words without spaces.
            number: The text; None for all.

        Returns:
            Number of the text, and the place in it.
        """
        hay, starts = self._all if number is None else (self.packed[number].text, [0])
        if not words or self.left < 0 or (number is None and len(words) < SHORTEST):
            return None
        self.left -= len(hay)
        first = hay.find(words)
        if first < 0 or hay.find(words, first + 1) >= 0:
            return None
        if number is not None:
            return number, first
        at = bisect_right(starts, first) - 1
        return at, first - starts[at]


@dataclass
class Placed:
    """A source of a file among our texts.

    Attributes:
        corpus: Our texts.
        text: Text of the source.
        packed: The same without spaces.
        same: Number of our text that is the same; None where it was changed.
        known: Number of our text that it was; None where nobody can tell.
    """

    corpus: Corpus
    text: str
    packed: Packed
    same: int | None
    known: int | None

    def __post_init__(self) -> None:
        self._lines: dict[tuple[int, int], tuple[int, int] | None] = {}

    def hits(self, start: int, end: int) -> list[Hit] | None:
        """Statements that words stand in; None where the words are not in our texts.

        Raises:
            TooLong: If the words are of a text as a whole.
        """
        first, last = self.packed.inside(start, end)
        if first >= last:
            return []
        place = (self.same, first) if self.same is not None else self._find(first, last)
        if place is None:
            return None
        number, at = place
        document, packed = self.corpus.documents[number], self.corpus.packed[number]
        span = packed.outside(at, at + last - first)
        found = statements_at(document, *span)
        if found is None:
            raise TooLong
        return found

    def _find(self, first: int, last: int) -> tuple[int, int] | None:
        """By the line that the words stand in, which tells more, else by the words."""
        line = self._line(first, last)
        if line not in self._lines:
            words = self.packed.text[slice(*line)]
            self._lines[line] = self.corpus.search(words, self.known)
        if found := self._lines[line]:
            return found[0], found[1] + first - line[0]
        return self.corpus.search(self.packed.text[first:last], self.known)

    def _line(self, first: int, last: int) -> tuple[int, int]:
        at = self.packed.at
        begin = self.text.rfind("\n", 0, at[first]) + 1
        end = self.text.find("\n", at[last - 1])
        end = len(self.text) if end < 0 else end
        return self.packed.inside(begin, end)


def statements_at(document: Document, start: int, end: int) -> list[Hit] | None:
    """Statements of which words hold at least half, or that hold half of the words.

    Returns:
        None where the words go over so much that they are of the text as a whole.
    """
    at = bisect_right(document.ends, start)
    found = []
    for number in range(at, min(at + MOST + 1, len(document.ordered))):
        name, (first, last) = document.ordered[number]
        shared = min(end, last) - max(start, first)
        if shared <= 0:
            break
        if 2 * shared >= min(last - first, end - start):
            part = max(start, first) - first, min(end, last) - first
            found.append(Hit(name, part, shared == end - start))
    return found if len(found) <= MOST else None
