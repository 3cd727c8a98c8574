"""What speaks for a word's being a name, added up word by word.

Here: the points of a word by itself: the table of names, capitals, what the pipeline
takes it for, whether the word before announces a name. Not here: names of several
words (``runs``), what is made of them (``people``), and which words are looked at
(``marks``).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from crisislearn.privacy.marks import OPENS, Marks
from crisislearn.privacy.places import load_places
from crisislearn.privacy.surroundings import Surroundings, load_surroundings
from crisislearn.privacy.table import Entry
from crisislearn.privacy.words import Word, is_made_up, starts

NEVER = -99.0
UNLISTED = 2.0
"""Points of a capital inside a sentence on a word that no list holds."""
_LAST_NAMES = (
    "sen", "son", "kjær", "gaard", "quist", "qvist", "wicz", "ović", "ovic", "ski",
    "ska", "oğlu", "oglu", "dóttir", "dottir", "feldt", "gren", "green", "strøm",
)  # fmt: skip
_TAKEN_FOR = {"ORG": 0.5, "MISC": 0.8, "LOC": 1.2}
"""What is taken off where the pipeline takes such a word for something else."""


class Entity(NamedTuple):
    """A name that the pipeline found: where, and as ``PER``, ``LOC`` or other."""

    start: int
    end: int
    label: str


class Weighed(NamedTuple):
    """A word with what speaks for its being a name."""

    word: Word
    end: int
    entry: Entry | None
    points: float
    is_person: bool
    has_capital: bool


class Evidence:
    """Weighs the words of texts of one language.

    Args:
        language: ``da``, ``nb``, ``sv`` or ``en``.
    """

    def __init__(self, language: str) -> None:
        self._around: Surroundings = load_surroundings()
        self._places = load_places()
        self._known: dict[str, tuple[Entry | None, int, float]] = {}
        self._marks = Marks(language)
        self._is_english = language == "en"
        self._is_danish = language == "da"

    def weigh(
        self, text: str, words: Sequence[Word], entities: Sequence[Entity] | None
    ) -> list[Weighed | None]:
        """Each word with its points; None where nothing speaks for it.

        Args:
            text: The text.
            words: Its words.
            entities: What the pipeline takes for names; None if it did not run.
        """
        marks = self._marks.of(words)
        opening = [n for n, mark in enumerate(marks) if mark & OPENS]
        public = self._around.public_places(text, words, opening)
        labels = _labels(entities or (), words)
        seen: list[Weighed | None] = [None] * len(words)
        for number in self._marks.worth(text, marks, labels):
            if number not in public:
                label = labels.get(number, "")
                seen[number] = self._weigh(text, words, number, label, bool(entities))
        return seen

    def _weigh(
        self,
        text: str,
        words: Sequence[Word],
        number: int,
        label: str,
        was_read: bool,
    ) -> Weighed | None:
        """Points of a word by itself; None where nothing speaks for it."""
        word = words[number]
        has_capital = word.text[0].isupper()
        low = word.low
        label = label if has_capital or self._is_danish else ""
        if not has_capital and not label and low != "mia":
            return self._small(text, words, number)
        entry, end = self._marks.look_up(word)
        if entry and low == "mia" and not _is_behind_number(text, word.start):
            entry = entry._replace(lower=0)  # but "3 mia." is money
        is_called = (
            entry is None
            and self._is_danish
            and self._around.is_announced(text, words, number)
        )
        if entry is None and not (has_capital or was_read or is_called):
            return None
        if entry is None and label != "PER" and not (has_capital or is_called):
            return None
        opens = has_capital and starts(text, word.start)
        if entry is not None:
            points = self._as_listed(text, word, entry, label, opens)
        else:
            points = self._unlisted(low, label, has_capital, opens, word)
            if is_called and label != "PER":
                points = self._announced(text, words, number, points)
        return Weighed(word, end, entry, points, label == "PER", has_capital)

    def _as_listed(
        self, text: str, word: Word, entry: Entry, label: str, opens: bool
    ) -> float:
        """Points of a word of the table that has a capital or a label."""
        low, has_capital = word.low, word.text[0].isupper()
        points = self._listed(entry, low, has_capital, opens)
        # An everyday word at the start of a sentence is easily mistaken.
        is_weak = entry.lower >= 6 and (opens or not has_capital)
        if label == "PER":
            is_small = not has_capital and text.islower()
            points += 3.5 if is_small else 2.6 if is_weak else 3.0
        elif low in self._places:
            is_rather = max(entry.first, entry.last - 1) >= 5 and not entry.lower
            points -= 1.0 if entry.first >= 6 else 2.5 if is_rather else 4.0
        elif label:
            points -= 0.5
        if word.text.isupper() and len(low) < 6 and not text.isupper():
            points -= 3.0  # an abbreviation
        return points

    def _small(self, text: str, words: Sequence[Word], number: int) -> Weighed | None:
        """The same for a word in lower case that the pipeline takes for no name."""
        word = words[number]
        low = word.low
        if low not in self._known:
            entry, end = self._marks.look_up(word)
            points = self._listed(entry, low, False, False) if entry else 0.0
            points -= 4.0 if low in self._places else 0.0
            self._known[low] = entry, word.end - end, points
        entry, rest, points = self._known[low]
        if entry is not None:
            return Weighed(word, word.end - rest, entry, points, False, False)
        if self._is_danish and self._around.is_announced(text, words, number):
            points = self._announced(text, words, number, NEVER)
            return Weighed(word, word.end, None, points, False, False)
        return None

    def _listed(self, entry: Entry, low: str, capital: bool, starts: bool) -> float:
        common, lower = entry.common, entry.lower
        if self._is_english or not lower:
            lower = max(lower, entry.english) if self._is_english else lower
        if low in self._around.elsewhere and not capital:
            return NEVER
        if not capital:
            if 0 < lower < 7 and entry.first >= 5 and not self._around.is_word(low):
                # Not a word: what was counted is people typing without capitals.
                if not self._is_danish:
                    return NEVER
                if lower < 3:
                    return 3.2 + 0.3 * common - 0.5 * lower
                return 0.55 * common + 1.5 - 0.5 * lower
            if not lower:
                return 3.2 + 0.3 * common if self._is_danish else NEVER
            return 0.55 * common + 0.5 - 0.8 * lower if self._is_danish else NEVER
        if low in self._around.elsewhere:
            return NEVER if starts else -1.0
        if not lower:
            return 4.2 + 0.3 * common - (0.5 if starts else 0)
        if starts:
            return 0.4 * common + 1.0 - 0.45 * lower
        return 0.4 * common + 2.5 - 0.35 * lower + 0.15 * entry.upper

    def _announced(
        self, text: str, words: Sequence[Word], number: int, points: float
    ) -> float:
        """Points of a word that no list holds after "hedder", "hr" and the like."""
        word = words[number]
        if word.text[0].isupper():
            return max(points, 2.0) if not word.text.isupper() else points
        is_new = word.low.isalpha() and len(word.low) > 3
        return 3.0 if is_new and not self._around.is_known(word.low) else NEVER

    def _unlisted(
        self, low: str, label: str, capital: bool, starts: bool, word: Word
    ) -> float:
        is_word = self._around.is_word(low) if capital else self._around.is_known(low)
        if is_made_up(word.text):
            return NEVER
        if label == "PER":
            if is_word:
                return 1.0 if capital and not starts else -1.0
            return 4.3 if capital else 3.2
        if is_word or word.text.isupper() or low in self._places:
            return NEVER
        shape = 2.0 if low.endswith(_LAST_NAMES) and len(low) > 5 else 0.0
        is_new = len(low) > 3 and not self._around.is_known(low)
        if not is_new:
            return shape - (0.5 if starts else 0.0 if label else -0.5)
        if starts:
            return shape + 0.7
        return shape + UNLISTED - _TAKEN_FOR.get(label, 0.0)


def _is_behind_number(text: str, start: int) -> bool:
    return text[:start].rstrip()[-1:].isdigit()


def _labels(entities: Sequence[Entity], words: Sequence[Word]) -> dict[int, str]:
    """Numbers of the words in entities, each with the label of the first of them."""
    found: dict[int, str] = {}
    for entity in entities:
        number = bisect_left(words, entity.end, key=_start) - 1
        while number >= 0 and words[number].end > entity.start:
            found.setdefault(number, entity.label)
            number -= 1
    return found


def _start(word: Word) -> int:
    return word.start
