"""Which words of a text are worth weighing, and what the table has on them.

Here: all that a word as it is written says by itself, worked out once a word. Not here:
its points in a text (``evidence``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crisislearn.privacy.surroundings import Surroundings, has_with, load_surroundings
from crisislearn.privacy.table import Entry, Table, load_table
from crisislearn.privacy.words import Word

# What a word asks for by itself: it may open a public name; it may announce a name; it
# is weighed in any case; it is weighed where something around it asks for that.
OPENS, _ANNOUNCES, _SPEAKS, _MAY_SPEAK = 1, 2, 4, 8


class Marks:
    """What words of one language ask for.

    Args:
        language: ``da``, ``nb``, ``sv`` or ``en``.
    """

    def __init__(self, language: str) -> None:
        self._table: Table = load_table()
        self._around: Surroundings = load_surroundings()
        self._entries: dict[str, tuple[Entry | None, int]] = {}
        self._marks: dict[str, int] = {}
        self._is_danish = language == "da"

    def of(self, words: Sequence[Word]) -> list[int]:
        """What each word as it is written asks for, whatever stands around it."""
        known = self._marks
        marks = [known.get(word.text, -1) for word in words]
        if -1 in marks:
            for word in words:
                if word.text not in known:
                    known[word.text] = self._mark(word)
            marks = [known[word.text] for word in words]
        return marks

    def _mark(self, word: Word) -> int:
        low = word.low
        mark = OPENS if self._around.opens_public(low) else 0
        if self._is_danish and self._around.announces(low):
            mark |= _ANNOUNCES
        if len(low) < 2 or not (low[0].isalpha() and low[-1].isalpha()):
            return mark
        is_listed = low == "mia" or self.look_up(word)[0] is not None
        return mark | (_SPEAKS if is_listed or word.text[0].isupper() else _MAY_SPEAK)

    def worth(
        self, text: str, marks: Sequence[int], labels: Mapping[int, str]
    ) -> list[int]:
        """Numbers of the words that may have any points, in order."""
        if self._is_danish and has_with(text):
            return [n for n, mark in enumerate(marks) if mark & (_SPEAKS | _MAY_SPEAK)]
        worth = {n for n, mark in enumerate(marks) if mark & _SPEAKS}
        worth |= labels.keys()
        worth |= {n for n, mark in enumerate(marks, start=1) if mark & _ANNOUNCES}
        worth.discard(len(marks))
        return [n for n in sorted(worth) if marks[n] & (_SPEAKS | _MAY_SPEAK)]

    def look_up(self, word: Word) -> tuple[Entry | None, int]:
        """The entry of a word or of what it is the genitive of, and where that ends."""
        known = self._entries.get(word.text)
        if known is None:
            entry, end = self._read(word)
            known = self._entries[word.text] = entry, word.end - end
        return known[0], word.end - known[1]

    def _read(self, word: Word) -> tuple[Entry | None, int]:
        low = word.low
        for mark in ("'s", "’s", "´s", "`s"):
            if low.endswith(mark):
                return self._table.get(low[:-2]), word.end - 2
        found = self._table.get(low)
        if self._table.get(low[:-1]) is None and low.endswith(("ses", "s'es", "s’es")):
            stem = self._table.get(low[: low.rindex("es")].rstrip("'’"))
            if stem and not self._around.is_word(low):
                return stem, word.start + len(low[: low.rindex("es")].rstrip("'’"))
        if low[-1] == "s" and len(low) > 3 and not self._around.is_word(low):
            stem = self._table.get(low[:-1])
            if stem and (found is None or stem.common > found.common + 1):
                return stem, word.end - 1
        return found, word.end
