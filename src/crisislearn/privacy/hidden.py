"""People in parts of words and in letters: kirstensagen, K.M., /hbk.

Here: names in front of another word in one, and initials that stand for a name. Not
here: names that are words (``people``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crisislearn.language.lemmas import lemma
from crisislearn.privacy.finding import Finding
from crisislearn.privacy.places import load_places
from crisislearn.privacy.runs import COMMON
from crisislearn.privacy.surroundings import Surroundings, load_surroundings
from crisislearn.privacy.table import Table, load_table
from crisislearn.privacy.words import Word

_OF_PLACES = (
    "vej", "vejen", "gade", "hus", "huset", "hjem", "hjemmet", "gård", "gården",
    "skole", "skolen", "minde", "lund", "bjerg", "by", "borg", "dal", "torv",
    "plads", "centret", "kirke", "holm", "høj", "bo", "land", "park",
    "parken", "stiftelsen", "fonden",
)  # fmt: skip
_INITIALS = re.compile(
    r"(?<![\w.])[A-ZÆØÅ]\. ?[A-ZÆØÅ]\.(?: ?[A-ZÆØÅ]\.)?(?! ?[A-ZÆØÅ]\w|\w|\d)"
)
# Who wrote or did something: /hbk, TKJ/mlh, af LKA.
_SIGNED = re.compile(
    r"(?<![\w.])/ ?([a-zæøå]{2,4}|[A-ZÆØÅ]{2,4})(?= ?[.)]? ?$)"
    r"|(?<!\w)([A-ZÆØÅ]{2,3})(?=/[a-zæøå]{2,4}(?!\w))|(?<=[A-ZÆØÅ]/)([a-zæøå]{2,4})(?!\w)"
    r"|(?<!\w)(?:af|ved) ([A-ZÆØÅ]{3})(?=[ .,)]|$)(?! [A-ZÆØÅ])"
)
_ABBREVIATIONS = frozenset("p.s. n.b. o.k. u.s. u.s.a. b.t. a.s. i.c. d.v.s. f.m. e.m. "
                           "e.kr. f.kr. r.i.p. a.a. n.a. i.v. c.v. s.u. m.v. m.m. d.d. "
                           "o.b.s.".split())  # fmt: skip
_NO_INITIALS = frozenset(
    "nr st kr pct stk dag uge år md mdr eller og km who eu fn dr tv sst kl lo fh "
    "ssi kmd nav usa sfi vive sus aps".split()
)


class Compounds:
    """Finds names in front of another word.

    Args:
        is_danish: Whether texts are Danish, where any word may follow.
    """

    def __init__(self, is_danish: bool) -> None:
        self._table: Table = load_table()
        self._around: Surroundings = load_surroundings()
        self._places = load_places()
        self._is_danish = is_danish
        self._known: dict[str, list[tuple[int, float, str]]] = {}

    def find(self, words: Sequence[Word]) -> Iterator[Finding]:
        """Names in front of another word: kirstensagen, Torkildgruppen."""
        known = self._known
        for word in words:
            found = known.get(word.text)
            if found is None:
                found = known[word.text] = list(self._inside(word))
            for size, confidence, form in found:
                end = word.start + size
                yield Finding(word.start, end, "person", confidence, form)

    def _inside(self, word: Word) -> Iterator[tuple[int, float, str]]:
        """Names that a word begins with: their length, confidence and form."""
        if len(word.low) >= 8 and word.text.istitle():
            yield from self._before_a_word(word)
        if len(word.low) < 7 or not word.low.endswith(self._around.compounds):
            return
        for tail in self._around.compounds:
            stem = word.low[: -len(tail)].rstrip("-")
            if not word.low.endswith(tail) or len(stem) < 3:
                continue
            entry = self._table.get(stem)
            if entry is None and stem[-1] == "s":
                stem = stem[:-1]
                entry = self._table.get(stem)
            least = 3 if word.text[0].isupper() else 4
            is_name = entry and max(entry.first, entry.last - 1) >= least
            if entry and is_name and entry.lower < 3 and not self._is_listed(word):
                yield len(stem), 0.8, entry.form
                return

    def _before_a_word(self, word: Word) -> Iterator[tuple[int, float, str]]:
        """A clear first name in front of any word: Annelisekagerne."""
        low = word.low
        if not self._is_danish or low in self._places or low.endswith(_OF_PLACES):
            return
        for size in range(4, len(low) - 3):
            entry = self._table.get(low[:size])
            if entry is None or entry.first < COMMON or entry.lower:
                continue
            tail = low[size:]
            is_word = self._around.is_word(tail) or self._around.is_word(tail[1:])
            if is_word and (tail[0] == "s" or self._around.is_word(tail)):
                if not self._is_listed(word) and not self._around.is_known(low):
                    yield size, 0.7, entry.form
                return

    def _is_listed(self, word: Word) -> bool:
        """Whether a word is a name or a word, in any of its forms: torsdagen."""
        low = word.low
        if self._table.get(low) is not None or self._around.is_word(low):
            return True
        return self._around.is_word(lemma(low))


def initials(text: str) -> Iterator[Finding]:
    """Two or three initials that stand for a name."""
    if "." not in text:
        return
    for match in _INITIALS.finditer(text):
        low = match.group().replace(" ", "").lower()
        if low not in _ABBREVIATIONS:
            yield Finding(match.start(), match.end(), "person", 0.6, low)


def signed(text: str) -> Iterator[Finding]:
    """Initials of who wrote or did something."""
    if "/" not in text and " af " not in text and " ved " not in text:
        return
    for match in _SIGNED.finditer(text):
        number = match.lastindex or 0
        low = match.group(number).lower()
        if low not in _NO_INITIALS:
            yield Finding(match.start(number), match.end(number), "person", 0.55, low)
