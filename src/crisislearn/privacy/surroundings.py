"""The words around a possible name, and what they say of it.

Here: titles, verbs, pronouns and places beside a name; names that are public; whether a
word is an everyday one. Not here: adding it up (``people``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path

from crisislearn.privacy.words import Word, words_of
from crisislearn.textfiles import parse_yaml

DATA = Path(__file__).parent / "data"
# What follows a name directly, and its points; the first that fits counts.
_BEHIND = (
    (re.compile(r"(?:,| –| -) (?:han|hun|hende|ham|hon|honom|henne|he|she)\b"), 3.0),
    (re.compile(r",? (?:og|som|men) (?:han|hun|ham|hende)\b"), 2.0),
    (re.compile(r",? \(?(?:\+45 ?)?\d[\d -]{5,}|,? \(?(?:tlf|mobil|cpr|født)\b"), 2.0),
    (re.compile(r",? \((?:han|hun|vores|min)\b|, (?:vores|min|mit) "), 1.5),
    (
        re.compile(
            r"-(?:sagen|modellen|ordningen|gruppen|metoden|aftalen|planen|vagten)"
        ),
        2.0,
    ),
    (re.compile(r" (?:og|och|and) (?:jeg|mig|jag|me|I)\b"), 2.5),
    (re.compile(r",? (?:som|der|who) "), 0.7),
    (re.compile(r",? (?:\(|\d{1,2} år\b|på \d{2}\b)"), 1.0),
)


_WITH = ("v/", "m/", "M/", "V/")


class Surroundings:
    """What stands around names.

    Args:
        lists: Lists of words by name, as ``data/context_words.yml`` has them.
        public: Names that stand for no participant.
    """

    def __init__(self, lists: dict[str, str], public: Sequence[str]) -> None:
        sets = {name: frozenset(words.split()) for name, words in lists.items()}
        self._kin, self._calls = sets["kin"], sets["calls"]
        self._titles, self._before = sets["titles"], sets["before"]
        self._after, self._pronouns = sets["after"], sets["pronouns"]
        self._places, self._things = sets["places"], sets["things"]
        self._names = sets["names"]
        self._announcing = sets["names"] | sets["kin_before"] | {"ham", "hende", "er"}
        self._kin_before = sets["kin_before"]
        self._human = sets["human"]
        self._office = sets["public"]
        self._title_endings = tuple(sorted(sets["title_endings"]))
        self.compounds = tuple(sorted(sets["compounds"], key=lambda w: (-len(w), w)))
        self.elsewhere = sets["elsewhere"]
        self._public: dict[str, list[tuple[str, ...]]] = {}
        for name in public:
            found = tuple(word.low for word in words_of(name))
            self._public.setdefault(found[0], []).append(found)

    def opens_public(self, low: str) -> bool:
        """Whether a public name may begin with a word, or it is an office."""
        is_genitive = low[-1:] == "s" and low[:-1] in self._public
        return low in self._public or is_genitive or self._is_office(low)

    def _is_office(self, low: str) -> bool:
        return low in self._office or low.endswith(("minister", "ministeren"))

    def public_places(
        self, text: str, words: Sequence[Word], opening: Iterable[int]
    ) -> set[int]:
        """Numbers of the words that belong to public names and titles of office.

        Args:
            text: The text.
            words: Its words.
            opening: Numbers of the words with which one may begin (``opens_public``).
        """
        found: set[int] = set()
        for number in opening:
            low = words[number].low
            names = self._public.get(low)
            if names is None and low[-1:] == "s":
                names = self._public.get(low[:-1])
            for name in names or ():
                part = [w.low for w in words[number : number + len(name)]]
                if part[:-1] == list(name[:-1]) and part[-1] in (
                    name[-1],
                    name[-1] + "s",
                ):
                    found |= set(range(number, number + len(name)))
            if self._is_office(low):
                found |= _capitals_after(text, words, number)
        return found

    def points(
        self,
        text: str,
        words: Sequence[Word],
        at: int,
        stop: int,
        end: int,
        is_alone: bool,
        may_lie: bool = True,
    ) -> float:
        """What the words before and after a name add to its points.

        Args:
            text: The text.
            words: Its words.
            at: Number of the name's first word.
            stop: Number of the word after its last.
            end: Character after the name, a genitive's s left out.
            is_alone: Whether the name is one word.
            may_lie: Whether it may be a place.
        """
        points = 2.5 if text[words[at].start - 2 : words[at].start] in _WITH else 0.0
        if at and _is_beside(text, words[at - 1].end, words[at].start):
            has_capital = words[at].text[0].isupper()
            points += self._points_before(words[at - 1].low, is_alone, has_capital)
            if is_alone and may_lie and words[at - 1].low in self._places:
                points -= 1.0 if words[at - 1].low in ("til", "fra", "på") else 2.0
        points += next((n for cue, n in _BEHIND if cue.match(text, end)), 0.0)
        after = words[stop] if stop < len(words) else None
        if after is not None and text[end : after.start] in (" ", "s "):
            is_genitive = end < words[stop - 1].end
            is_clear = words[at].text[0].isupper()
            points += self._points_after(
                after.low, text[end - 1], is_genitive, is_clear
            )
        return points

    def _points_before(self, low: str, is_alone: bool, has_capital: bool) -> float:
        points = 0.0
        if self.is_title(low):
            points += 4.0 if has_capital and is_alone else 2.5
        elif low in self._calls:
            points += 1.5
        elif low in self._before:
            points += 0.5
        return points

    def _points_after(
        self, low: str, last: str, is_genitive: bool, is_clear: bool
    ) -> float:
        if low in self._things:
            return -4.0
        if last == "s" and low in self._kin:
            return 4.0
        if is_genitive:
            return 2.0 if self.is_title(low) else 0.0
        if low in self._human:
            return 3.0 if is_clear else 0.8
        return 0.8 if low in self._after else 0.0

    def is_whose(self, word: Word, follows: str) -> bool:
        """Whether a word is a genitive before what somebody has: Nivis far."""
        return word.low[-1] == "s" and follows in self._kin

    def announces(self, low: str) -> bool:
        """Whether a word may say that a name follows."""
        return low in self._announcing

    def is_announced(self, text: str, words: Sequence[Word], number: int) -> bool:
        """Whether the word before says that a name follows."""
        if not number or words[number - 1].low not in self._announcing:
            return text[words[number].start - 2 : words[number].start] in _WITH
        before, word = words[number - 1], words[number]
        gap = text[before.end : word.start]
        if gap not in (" ", ": ", " »", ". "):
            return False
        if before.low in self._kin_before:
            return word.text.islower() and text[word.end : word.end + 1] != "."
        if before.low in ("ham", "hende"):
            return gap == " " and word.text.istitle()  # not: "ham. Og"
        return before.low in self._names or (
            before.low == "er"
            and number > 1
            and words[number - 2].low in ("navn", "navnet")
        )

    def is_title(self, low: str) -> bool:
        """Whether a word says what somebody is."""
        return low in self._titles or low.endswith(self._title_endings)

    def is_adjective(self, low: str) -> bool:
        """Whether a word is known as an adjective."""
        return _kind(low) == "a"

    def is_verb(self, low: str) -> bool:
        """Whether a word is known as a verb."""
        return _kind(low) == "v"

    @lru_cache(maxsize=50_000)  # noqa: B019
    def is_word(self, low: str) -> bool:
        """Whether the word list knows a form as something else than a name."""
        from crisislearn.language.lexicon import load_lexicon

        entry = load_lexicon().entries.get(low)
        return entry is not None and entry.kind != "p" and entry.frequency > 2

    @lru_cache(maxsize=50_000)  # noqa: B019
    def is_known(self, low: str) -> bool:
        """Whether a word in lower case is Danish: listed, or made of listed words."""
        from crisislearn.language.compounds import parts
        from crisislearn.language.lemmas import lemma

        if self.is_word(low) or low in self._titles:
            return True
        base = lemma(low)
        return self.is_word(base) or len(parts(base)) > 1


def _kind(low: str) -> str:
    from crisislearn.language.lexicon import load_lexicon

    entry = load_lexicon().entries.get(low)
    return entry.kind if entry else ""


def has_with(text: str) -> bool:
    """Whether a slash announces a name somewhere: v/Mette."""
    return "/" in text and any(mark in text for mark in _WITH)


def _is_beside(text: str, end: int, start: int) -> bool:
    """Whether only blanks, a dot or a comma part two words."""
    return text[end:start].strip(" .:") in ("", ",")


def _capitals_after(text: str, words: Sequence[Word], number: int) -> set[int]:
    """Numbers of the words with a capital that follow one directly."""
    found: set[int] = set()
    end = words[number].end
    for following in range(number + 1, min(len(words), number + 5)):
        word = words[following]
        if text[end : word.start].strip(" .-") or not word.text[0].isupper():
            break
        found.add(following)
        end = word.end
    return found


@cache
def load_surroundings() -> Surroundings:
    """The bundled lists, read once a process."""
    content = parse_yaml((DATA / "context_words.yml").read_text(encoding="utf-8"))
    lines = (DATA / "public_names.txt").read_text(encoding="utf-8").splitlines()
    return Surroundings(content, [x for x in lines if x and x[0] != "#"])
