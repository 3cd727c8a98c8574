"""How a program counts characters: found out for each source, never assumed.

Here: the ways that programs count (code points or UTF-16 units, a CRLF as one or two, a
byte order mark or not), and which of them the selections of a source speak for. Not
here: where the words stand in our texts (``align``).

The standard counts code points from 0, with the end after the last character. NVivo for
Windows counts UTF-16 units and a CRLF as two, ATLAS.ti a CRLF as one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crisislearn.exchange.refi.model import ORIGIN, Selection

BOM = "\ufeff"
SURE, LEAD = 0.75, 0.25
"""Where another way gives other words: how well the best must do, and how much
better."""

ENOUGH = 0.5
"""How well it must do over all."""

MOST_POINTS = 2
"""What a selection can speak for a way: with its beginning and its end."""

Span = tuple[int, int] | None


@dataclass(frozen=True)
class Counting:
    """One way to count.

    Attributes:
        utf16: UTF-16 units instead of code points.
        crlf: What a CRLF counts.
        bom: What a byte order mark at the beginning counts.
    """

    utf16: bool = False
    crlf: int = 1
    bom: int = 0


def ways_of(raw: str) -> list[Counting]:
    """The ways that a text can be counted in, the standard's first."""
    utf16 = (False, True) if max(raw, default="") > "\uffff" else (False,)
    crlf = (1, 2) if "\r\n" in raw else (1,)
    bom = (0, 1) if raw.startswith(BOM) else (0,)
    return [Counting(*way) for way in itertools.product(utf16, crlf, bom)]


@dataclass(frozen=True)
class Counted:
    """Selections of a source, in code points of its text.

    Attributes:
        text: The text with LF and without BOM.
        spans: First character and the one after the last, for each selection; None
            where it lies outside of the text or is empty.
    """

    text: str
    spans: list[Span]


def counted(raw: str, selections: Sequence[Selection], origin: str) -> Counted | None:
    """Find out how positions were counted.

    Args:
        raw: The text as it stands in the file.
        selections: Its selections.
        origin: Program that wrote the file; our own files need no guess.

    Returns:
        The spans; None where no way of counting is sure.
    """
    text = raw.removeprefix(BOM).replace("\r\n", "\n")
    if origin == ORIGIN or not selections:
        return Counted(text, _Scale(raw, text, Counting()).spans(selections))
    ways: dict[tuple[Span, ...], list[int]] = {}
    words = _Words(text, selections)
    for way in ways_of(raw):
        spans = tuple(_Scale(raw, text, way).spans(selections))
        ways.setdefault(spans, [])
    words.only_names_that_fit(ways)
    for spans in ways:
        ways[spans] = [words.points(n, span) for n, span in enumerate(spans)]
    best = max(ways, key=lambda spans: sum(ways[spans]))
    if sum(ways[best]) < ENOUGH * MOST_POINTS * len(best):
        return None
    for rival, points in ways.items():
        if rival != best and not _leads(ways[best], points, best, rival):
            return None
    return Counted(text, list(best))


def _leads(
    mine: list[int], theirs: list[int], best: Sequence[Span], rival: Sequence[Span]
) -> bool:
    """Whether the best way is sure where it differs from another."""
    differ = [n for n, span in enumerate(best) if span != rival[n]]
    most = MOST_POINTS * len(differ)
    good, other = (sum(p[n] for n in differ) for p in (mine, theirs))
    return good >= SURE * most and good - other >= LEAD * most


class _Scale:
    """Positions of one way of counting, and the characters they mean."""

    def __init__(self, raw: str, text: str, way: Counting) -> None:
        import numpy as np

        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        widths = np.ones(len(points), dtype=np.int64)
        if way.utf16:
            widths[points > 0xFFFF] = 2
        if way.crlf == 2:
            widths[_breaks(raw.removeprefix(BOM))] = 2
        first = way.bom if raw.startswith(BOM) else 0
        self.starts = np.concatenate([[0], np.cumsum(widths)]) + first

    def spans(self, selections: Sequence[Selection]) -> list[tuple[int, int] | None]:
        import numpy as np

        starts, last = self.starts, len(self.starts) - 1
        given = np.array([(s.start, s.end) for s in selections], dtype=np.int64)
        given = given.reshape(-1, 2)
        at = np.searchsorted(starts, given)
        inside = (given >= starts[0]) & (at <= last)
        exact = inside & (starts[np.minimum(at, last)] == given)
        fine = exact.all(axis=1) & (at[:, 0] < at[:, 1])
        return [
            (int(a), int(b)) if good else None
            for (a, b), good in zip(at.tolist(), fine.tolist(), strict=True)
        ]


def _breaks(raw: str) -> list[int]:
    """Which characters of the text with LF were a CRLF."""
    found: list[int] = []
    at = -1
    while (at := raw.find("\r\n", at + 1)) >= 0:
        found.append(at - len(found))
    return found


class _Words:
    """What speaks for a span: its name, else where words begin and end."""

    def __init__(self, text: str, selections: Sequence[Selection]) -> None:
        self.text = text
        self.word = bytearray(map(str.isalnum, text))
        self.names = _names(selections)

    def only_names_that_fit(self, ways: Iterable[Sequence[Span]]) -> None:
        """Forget names that are no words: programs put other things there, too."""
        fit = {n for spans in ways for n in self.names if self.named(n, spans[n])}
        self.names = {n: name for n, name in self.names.items() if n in fit}

    def points(self, number: int, span: Span) -> int:
        """How well a span does, up to ``MOST_POINTS``."""
        if span is None:
            return 0
        if number in self.names:
            return MOST_POINTS * self.named(number, span)
        return self.begins(span[0]) + self.ends(span[1])

    def named(self, number: int, span: Span) -> bool:
        """Whether the words of a span begin as its name does."""
        if span is None:
            return False
        name = self.names[number]
        words = self.text[span[0] : min(span[1], span[0] + 2 * len(name) + 20)]
        return " ".join(words.split()).startswith(name)

    def begins(self, at: int) -> bool:
        """Whether a word begins here."""
        inside = at > 0 and self.word[at - 1]
        return not inside and not self.text[at].isspace()

    def ends(self, at: int) -> bool:
        """Whether no word goes on here."""
        return at == len(self.text) or not (self.word[at - 1] and self.word[at])


def _names(selections: Sequence[Selection]) -> dict[int, str]:
    """Names of selections that may be their words, by number."""
    names = {n: " ".join(s.name.split()) for n, s in enumerate(selections)}
    cut = {n: name.rstrip(".…").strip() for n, name in names.items()}
    return {n: name for n, name in cut.items() if len(name) >= 8}
