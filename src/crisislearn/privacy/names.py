"""Finding the names that a study knows: participants, staff, organisations.

Here: all forms of a known name (first and last name alone, genitive, æ/ø/å written
ae/oe/aa, any case), looked up by their first word. Not here: names that no list of the
study holds (``people``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.table import load_table
from crisislearn.privacy.words import Word, spelled, words_of

EVERYDAY = 6
"""Class of count (``table``) from which a name is an everyday word as well."""
CERTAIN = 0.99
_ENDS = '.!?:»"”\n–•'


class _Form(NamedTuple):
    """A form of a name: its words in lower case, and whom it stands for."""

    low: str
    kind: str
    subject: str
    is_everyday: bool


class KnownNames:
    """The names of a study, in all their forms.

    Args:
        names: (name, kind, subject): a person's or organisation's full name, its kind
            (``person`` or ``organisation``) and an id, which may be empty for people.
    """

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        names = sorted(names)
        forms: dict[str, _Form] = {}
        people = sorted({n.strip() for n, kind, _ in names if kind == "person"})
        for name, kind, subject in names:
            is_everyday = kind == "person" and _is_everyday(name.strip().lower())
            for low in spelled(name.strip().lower()):
                whole = _Form(low, kind, subject or name.strip(), is_everyday)
                forms.setdefault(low, whole)
        for name in people:
            parts = name.lower().split()
            for short in (
                {f"{parts[0]} {parts[1]}", f"{parts[0]} {parts[-1]}"}
                if len(parts) > 2
                else ()
            ):
                for low in spelled(short):
                    forms.setdefault(low, _Form(low, "person", name, False))
        for part, owners in _parts(people).items():
            # A first name that two people share stands for itself.
            owner = owners[0] if len(owners) == 1 else part
            for low in spelled(part):
                forms.setdefault(low, _Form(low, "person", owner, _is_everyday(part)))
        self._by_word: dict[str, list[_Form]] = {}
        for form in forms.values():
            first = words_of(form.low)
            if first:
                self._by_word.setdefault(first[0].low, []).append(form)
        for listed in self._by_word.values():
            listed.sort(key=lambda form: (-len(form.low), form.low))

    def find(self, text: str, words: Sequence[Word] | None = None) -> Iterator[Finding]:
        """Known names in a text; a genitive's s is left outside.

        Args:
            text: The text.
            words: Its words (``words_of``), where they are known.
        """
        if not self._by_word:
            return
        low, end = "", 0
        known = self._by_word
        for word in words_of(text) if words is None else words:
            if word.low not in known and word.low[-1] != "s":
                continue
            forms = self._candidates(word.low)
            if forms is None or word.start < end:
                continue
            low = low or text.lower()
            for form in forms:
                stop = word.start + len(form.low)
                if not low.startswith(form.low, word.start) or not _ends(low, stop):
                    continue
                if form.is_everyday and not _is_name_here(text, word.start):
                    continue
                yield Finding(word.start, stop, form.kind, CERTAIN, form.subject)
                end = stop
                break

    def _candidates(self, low: str) -> list[_Form] | None:
        found = self._by_word.get(low)
        if found is None and low[-1] == "s":
            stem = low[:-1].rstrip("’'´`")
            found = self._by_word.get(stem)
        return found


def _parts(people: list[str]) -> dict[str, list[str]]:
    """First and last names → the full names that hold them."""
    found: dict[str, list[str]] = {}
    for name in people:
        words = name.lower().split()
        for word in {words[0], words[-1]} if words else set():
            if len(word) > 1:
                found.setdefault(word, []).append(name)
    return found


def _is_everyday(form: str) -> bool:
    """Whether a name is also a word: then it counts with a capital in a sentence."""
    return load_table().words(form) >= EVERYDAY


def _ends(low: str, stop: int) -> bool:
    """Whether a word, or its genitive, ends at a place."""
    rest = low[stop : stop + 2].lstrip("’'´`") if stop < len(low) else ""
    if not rest or not (rest[0].isalnum() or rest[0] == "_"):
        return True
    after = low[stop:].lstrip("’'´`")
    return after[0] == "s" and not (len(after) > 1 and (after[1].isalnum()))


def _is_name_here(text: str, start: int) -> bool:
    if not text[start].isupper():
        return False
    before = text[:start].rstrip()
    return bool(before) and before[-1] not in _ENDS
