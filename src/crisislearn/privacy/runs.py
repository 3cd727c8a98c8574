"""Names of several words: where one that begins at a word ends.

Here: which words go on with a name, ties by "og" and by lists, initials beside a name.
Not here: the points of one word (``evidence``) and of a whole name (``people``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crisislearn.privacy.evidence import NEVER, Weighed
from crisislearn.privacy.surroundings import Surroundings, load_surroundings
from crisislearn.privacy.words import Word

COMMON = 5  # of a first name that is a word, too, and still opens a full name
# K. Mølgaard, M.-L. Hviid; Tove M., Gitte R
_INITIAL_BEFORE = re.compile(r"(?<![\w.])(?:[A-ZÆØÅ]\.[ -]?){1,3}$")
_INITIAL_BEHIND = re.compile(r" [A-ZÆØÅ](?:\.(?=[ ,;:)!?]|$)|(?![\w.’'-]))")
_SMALL_BEHIND = re.compile(r" [b-df-hj-np-z](?= (?:og|i|fra|på|har|er|har|kom)\b|$)")
_VERBAL = ("ede", "te", "erer", "ende", "ing", "else", "hed", "lig", "erne", "erede")
_PARTICLES = frozenset(
    "van von de al el bin ibn bint abu umm la da ul ad as ar".split()
)
_ROW = re.compile(r",? og |, |/| ?[=+&] ?| eller |, ja og ")


class Runs:
    """Finds the end of names in texts of one language.

    Args:
        is_danish: Whether it is Danish.
    """

    def __init__(self, is_danish: bool) -> None:
        self._around: Surroundings = load_surroundings()
        self._is_danish = is_danish

    def end(
        self, text: str, words: Sequence[Word], seen: list[Weighed | None], at: int
    ) -> int:
        """Number of the word after the last one of the name that begins at a word."""
        first = seen[at]
        assert first is not None
        stop = at + 1
        while stop < len(words):
            before, word = words[stop - 1], words[stop]
            gap = text[before.end : word.start]
            last = seen[stop - 1]
            if last is not None and last.end < before.end:
                break  # a genitive ends a name
            if gap not in (" ", "-") and not (
                gap in (". ", ".") and len(before.text) == 1
            ):
                break
            if (
                len(word.text) == 1
                and word.text.isupper()
                and text[word.end :][:1] == "."
            ):
                stop += 1
                continue
            if not self._joins(seen, words, stop, gap):
                break
            stop += 1
        while stop > at + 1 and (
            seen[stop - 1] is None or len(words[stop - 1].text) == 1
        ):
            stop -= 1
        return stop

    def _joins(
        self, seen: list[Weighed | None], words: Sequence[Word], number: int, gap: str
    ) -> bool:
        """Whether a word goes on with the name before it."""
        one, word = seen[number], words[number]
        if word.low in _PARTICLES:
            follows = words[number + 1] if number + 1 < len(words) else None
            return follows is not None and (
                follows.text[0].isupper() or gap == "-" or follows.start == word.end + 1
            )
        before = seen[number - 1]
        if one is None:
            if before is None or before.has_capital or gap != " " or not before.entry:
                return False
            # mette groendal: a word that is none, after a first name
            is_new = self._is_danish and before.entry.first > 4 and len(word.low) > 4
            is_new = is_new and word.text.islower() and word.text.isalpha()
            is_new = is_new and not word.low.endswith(_VERBAL)
            if is_new and not self._around.is_known(word.low):
                seen[number] = Weighed(word, word.end, None, 0.0, False, False)
                return True
            return False
        if before is not None and before.has_capital != one.has_capital:
            return False
        if one.has_capital:
            return one.points > NEVER or one.is_person
        if before is not None and before.points < -2.0:
            # "hans gade", but "hans jørgen"
            is_first = one.entry is not None and one.entry.first >= COMMON
            is_name = one.entry is not None and not one.entry.lower
            return one.points > 0 and (is_first or is_name)
        is_last = one.entry is not None and one.entry.last >= 5 and one.points > -3.5
        return one.points > -0.8 or (is_last and not self._around.is_verb(word.low))


def promote_pairs(words: Sequence[Word], seen: list[Weighed | None]) -> None:
    """A first name that is a word, too, counts where "og" ties it to a clear name."""
    for number, word in enumerate(words[1:-1]):
        if word.low != "og":
            continue
        left, right = number, number + 2
        for place, other in ((left, right), (right, left), (left, right)):
            weak, clear = seen[place], seen[other]
            if weak is None or clear is None or weak.has_capital != clear.has_capital:
                continue
            if weak.points <= NEVER:
                continue
            is_tied = clear.points > 2.0 or (weak.is_person and _opens(clear))
            if _opens(weak) and is_tied and weak.points < 2.5:
                seen[place] = weak._replace(points=3.8)


def tie_lists(text: str, words: Sequence[Word], seen: list[Weighed | None]) -> None:
    """A word that no list holds counts where it stands in a row with a clear name."""
    for number, weak in enumerate(seen):
        if (
            weak is None
            or weak.entry
            or not 0 < weak.points < 3.2
            or not weak.has_capital
        ):
            continue
        for other in _beside(text, words, number):
            clear = seen[other]
            if clear is None or not clear.has_capital or clear.points <= 3.0:
                continue
            if clear.is_person or (clear.entry and clear.entry.first >= 3):
                seen[number] = weak._replace(points=3.9)
                break


def _beside(text: str, words: Sequence[Word], number: int) -> Iterator[int]:
    """Numbers of the words that "og", a comma or a slash tie to one."""
    for step in (-1, 1):
        for far in (1, 2):
            other = number + step * far
            if not 0 <= other < len(words):
                continue
            first, last = sorted((number, other))
            between = text[words[first].end : words[last].start]
            if _ROW.fullmatch(between):
                yield other


def widened(text: str, start: int, end: int) -> tuple[int, int]:
    """A name with the initials right before and behind it."""
    before = _INITIAL_BEFORE.search(text[max(0, start - 10) : start])
    if before:
        start -= len(before.group())
    behind = _INITIAL_BEHIND.match(text, end)
    if behind is None and text[start].islower():
        behind = _SMALL_BEHIND.match(text, end)
    if behind and behind.group() != " I":
        end = behind.end()
    return start, end


def _opens(one: Weighed) -> bool:
    return one.entry is not None and one.entry.first >= COMMON


def may_begin(one: Weighed) -> bool:
    """Whether a name may begin with a word."""
    if one.points > -1.0:
        return True
    return may_open(one)


def may_open(one: Weighed) -> bool:
    """Whether a word stays at the front of a longer name."""
    if one.points > -0.5:
        return one.entry is not None or one.is_person
    return one.entry is not None and one.entry.first >= COMMON
