"""Finding people whom no list of the study names.

Here: the evidence that a word is somebody's name (the table of names, capitals, what
the pipeline takes for a person, the words around) and one rule that adds it up. Not
here: names that the study knows (``names``) and where the evidence comes from
(``table``, ``surroundings``).

The rule: points for each piece of evidence are added and pressed into 0 to 1 by the
logistic function, so that four points less are a confidence of 2 % and two points more
one of 88 %. ``docs/privacy.md`` lists the points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crisislearn.privacy.finding import Finding
from crisislearn.privacy.places import load_places
from crisislearn.privacy.surroundings import Surroundings, load_surroundings
from crisislearn.privacy.table import Entry, Table, load_table
from crisislearn.privacy.words import Word, words_of

MOST = 0.97
FLOOR = 0.3
"""Findings below this confidence are none."""
BIAS = -3.5
JOINED = 2.5
NEVER = -99.0
UNLISTED = 2.0
"""Points of a capital inside a sentence on a word that no list holds."""
_LAST_NAMES = (
    "sen", "son", "kjær", "gaard", "quist", "qvist", "wicz", "ović", "ovic", "ski",
    "ska", "oğlu", "oglu", "dóttir", "dottir", "feldt", "gren", "green", "strøm",
)  # fmt: skip
_TAKEN_FOR = {"ORG": 0.5, "MISC": 0.8, "LOC": 1.2}
"""What is taken off where the pipeline takes such a word for something else."""
_OF_PLACES = (
    "vej", "vejen", "gade", "hus", "huset", "hjem", "hjemmet", "gård", "gården",
    "skole", "skolen", "minde", "lund", "bjerg", "by", "borg", "dal", "torv",
    "plads", "centret", "kirke", "holm", "høj", "bo", "land", "park",
    "parken", "stiftelsen", "fonden",
)  # fmt: skip
COMMON = 5  # of a first name that is a word, too, and still opens a full name
_INITIALS = re.compile(
    r"(?<![\w.])[A-ZÆØÅ]\. ?[A-ZÆØÅ]\.(?: ?[A-ZÆØÅ]\.)?(?! ?[A-ZÆØÅ]\w|\w|\d)"
)
# K. Mølgaard, M.-L. Hviid; Tove M., Gitte R
_INITIAL_BEFORE = re.compile(r"(?<![\w.])(?:[A-ZÆØÅ]\.[ -]?){1,3}$")
_INITIAL_BEHIND = re.compile(r" [A-ZÆØÅ](?:\.(?=[ ,;:)!?]|$)|(?![\w.’'-]))")
_SMALL_BEHIND = re.compile(r" [b-df-hj-np-z](?= (?:og|i|fra|på|har|er|har|kom)\b|$)")
# Who wrote or did something: /hbk, TKJ/mlh, af LKA.
_SIGNED = re.compile(
    r"(?<![\w.])/ ?([a-zæøå]{2,4}|[A-ZÆØÅ]{2,4})(?= ?[.)]? ?$)"
    r"|(?<!\w)([A-ZÆØÅ]{2,3})(?=/[a-zæøå]{2,4}(?!\w))|(?<=[A-ZÆØÅ]/)([a-zæøå]{2,4})(?!\w)"
    r"|(?<!\w)(?:af|ved) ([A-ZÆØÅ]{3})(?=[ .,)]|$)(?! [A-ZÆØÅ])"
)
_ABBREVIATIONS = frozenset("p.s. n.b. o.k. u.s. u.s.a. b.t. a.s. i.c. d.v.s. f.m. e.m. "
                           "e.kr. f.kr. r.i.p. a.a. n.a. i.v. c.v. s.u. m.v. m.m. d.d. "
                           "o.b.s.".split())  # fmt: skip
_VERBAL = ("ede", "te", "erer", "ende", "ing", "else", "hed", "lig", "erne", "erede")
_STARTS = '.!?:»"”\n–•)'


_PARTICLES = frozenset(
    "van von de al el bin ibn bint abu umm la da ul ad as ar".split()
)


class Entity(NamedTuple):
    """A name that the pipeline found: where, and as ``PER``, ``LOC`` or other."""

    start: int
    end: int
    label: str


class _Word(NamedTuple):
    """A word with what speaks for its being a name."""

    word: Word
    end: int
    entry: Entry | None
    points: float
    is_person: bool
    has_capital: bool


class People:
    """Finds people's names in texts of one language.

    Args:
        language: ``da``, ``nb``, ``sv`` or ``en``.
    """

    def __init__(self, language: str = "da") -> None:
        self._table: Table = load_table()
        self._around: Surroundings = load_surroundings()
        self._places = load_places()
        self._known: dict[str, tuple[Entry | None, int, float]] = {}
        self._is_english = language == "en"
        self._is_danish = language == "da"

    def find(
        self,
        text: str,
        entities: Sequence[Entity] | None = None,
        words: Sequence[Word] | None = None,
    ) -> Iterator[Finding]:
        """People in a text; a genitive's s and titles are left outside.

        Args:
            text: The text.
            entities: What the pipeline takes for names; None if it did not run.
            words: The text's words (``words_of``), where they are known.
        """
        words = words_of(text) if words is None else words
        public = self._around.public_places(text, words)
        seen = [
            self._weigh(text, words, n, entities, public) for n in range(len(words))
        ]
        if self._is_danish:
            _promote_pairs(words, seen)
            _tie_lists(text, words, seen)
        at = 0
        while at < len(seen):
            first = seen[at]
            if first is None or not _may_begin(first):
                at += 1
                continue
            stop = self._extend(text, words, seen, at)
            run = [one for one in seen[at:stop] if one is not None]
            yield from self._judge(text, words, run, at, stop, entities is not None)
            at = stop
        yield from self._compounds(words)
        yield from _initials(text)
        yield from _signed(text)

    # -- one word ---------------------------------------------------------------------

    def _weigh(
        self,
        text: str,
        words: Sequence[Word],
        number: int,
        entities: Sequence[Entity] | None,
        public: set[int],
    ) -> _Word | None:
        """Points of a word by itself; None where nothing speaks for it."""
        word = words[number]
        has_capital = word.text[0].isupper()
        low = word.low
        if (
            number in public
            or len(low) < 2
            or not (low[0].isalpha() and low[-1].isalpha())
        ):
            return None
        label = _label(entities, word) if has_capital or self._is_danish else ""
        if not has_capital and not label and low != "mia":
            return self._small(text, words, number)
        entry, end = self._look_up(word)
        if entry and low == "mia" and not _is_behind_number(text, word.start):
            entry = entry._replace(lower=0)  # but "3 mia." is money
        is_called = (
            entry is None
            and self._is_danish
            and self._around.is_announced(text, words, number)
        )
        if entry is None and not (has_capital or entities or is_called):
            return None
        if entry is None and label != "PER" and not (has_capital or is_called):
            return None
        starts = has_capital and _starts(text, word.start)
        if entry is None:
            points = self._unlisted(low, label, has_capital, starts, word)
            if is_called and label != "PER":
                points = self._announced(text, words, number, points)
        else:
            points = self._listed(entry, low, has_capital, starts)
            # An everyday word at the start of a sentence is easily mistaken.
            is_weak = entry.lower >= 6 and (starts or not has_capital)
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
        return _Word(word, end, entry, points, label == "PER", has_capital)

    def _small(self, text: str, words: Sequence[Word], number: int) -> _Word | None:
        """The same for a word in lower case that the pipeline takes for no name."""
        word = words[number]
        low = word.low
        if low not in self._known:
            entry, end = self._look_up(word)
            points = self._listed(entry, low, False, False) if entry else 0.0
            points -= 4.0 if low in self._places else 0.0
            self._known[low] = entry, word.end - end, points
        entry, rest, points = self._known[low]
        if entry is not None:
            return _Word(word, word.end - rest, entry, points, False, False)
        if self._is_danish and self._around.is_announced(text, words, number):
            points = self._announced(text, words, number, NEVER)
            return _Word(word, word.end, None, points, False, False)
        return None

    def _look_up(self, word: Word) -> tuple[Entry | None, int]:
        """The entry of a word or of what it is the genitive of, and where that ends."""
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
        if _is_made_up(word.text):
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

    # -- several words ----------------------------------------------------------------

    def _extend(
        self, text: str, words: Sequence[Word], seen: list[_Word | None], at: int
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
        self, seen: list[_Word | None], words: Sequence[Word], number: int, gap: str
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
                seen[number] = _Word(word, word.end, None, 0.0, False, False)
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

    def _judge(
        self,
        text: str,
        words: Sequence[Word],
        run: list[_Word],
        at: int,
        stop: int,
        has_run: bool,
    ) -> Iterator[Finding]:
        """The finding that a run of words makes, if it is likely enough."""
        while len(run) > 1 and not _may_open(run[0]):
            run, at = run[1:], at + 1
        if not run:
            return
        run = self._with_epithet(text, words, run, at)
        best = max(one.points for one in run)
        is_alone = len(run) == 1
        helped = sum(one.entry is not None or one.is_person for one in run) - 1
        points = BIAS + best + JOINED * max(0, helped) + (0 if is_alone else 0.5)
        may_lie = run[0].entry is None or run[0].word.low in self._places
        points += self._around.points(
            text, words, at, stop, run[-1].end, is_alone, may_lie
        )
        confidence = 1 / (1 + math.exp(-points))
        if confidence >= FLOOR:
            start, end = _widened(text, run[0].word.start, run[-1].end)
            follows = words[stop].low if stop < len(words) else ""
            if run[-1].entry is None and self._around.is_whose(
                words[stop - 1], follows
            ):
                end = words[stop - 1].end - 1
            name = " ".join(
                one.entry.form if one.entry else text[one.word.start : one.end].lower()
                for one in run
            )
            yield Finding(start, end, "person", min(MOST, confidence), name)

    def _with_epithet(
        self, text: str, words: Sequence[Word], run: list[_Word], at: int
    ) -> list[_Word]:
        """The run with an epithet before it: Skæve Kurt."""
        before = words[at - 1] if at else None
        if (
            before is None
            or not run[0].has_capital
            or not before.text.istitle()
            or text[before.end : run[0].word.start] != " "
            or _starts(text, before.start)
            or self._around.is_title(before.low)
            or not self._around.is_adjective(before.low)
        ):
            return run
        return [_Word(before, before.end, None, 0.0, False, True), *run]

    def _before_a_word(self, word: Word) -> Iterator[Finding]:
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
                    end = word.start + size
                    yield Finding(word.start, end, "person", 0.7, entry.form)
                return

    def _is_listed(self, word: Word) -> bool:
        return self._table.get(word.low) is not None or self._around.is_word(word.low)

    def _compounds(self, words: Sequence[Word]) -> Iterator[Finding]:
        """Names in front of another word: kirstensagen, Torkildgruppen."""
        for word in words:
            if len(word.low) >= 8 and word.text.istitle():
                yield from self._before_a_word(word)
            if len(word.low) < 7 or not word.low.endswith(self._around.compounds):
                continue
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
                    end = word.start + len(stem)
                    yield Finding(word.start, end, "person", 0.8, entry.form)
                    break


def _promote_pairs(words: Sequence[Word], seen: list[_Word | None]) -> None:
    """A first name that is a word, too, counts where "og" ties it to a clear name."""
    for number in range(len(words) - 2):
        if words[number + 1].low != "og":
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


def _tie_lists(text: str, words: Sequence[Word], seen: list[_Word | None]) -> None:
    """A word that no list holds counts where it stands in a row with a clear name."""
    for number in range(len(words)):
        weak = seen[number]
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


_ROW = re.compile(r",? og |, |/| ?[=+&] ?| eller |, ja og ")


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
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


def _is_made_up(word: str) -> bool:
    """Whether a word is one of a brand (MobilePay), or of letters (WHO)."""
    if word.isupper():
        return len(word) < 6
    inside = any(letter.isupper() for letter in word[1:])
    return inside and not word.startswith(("Mc", "Mac", "De", "Di", "La", "O", "D"))


def _opens(one: _Word) -> bool:
    return one.entry is not None and one.entry.first >= COMMON


def _initials(text: str) -> Iterator[Finding]:
    """Two or three initials that stand for a name."""
    if "." not in text:
        return
    for match in _INITIALS.finditer(text):
        low = match.group().replace(" ", "").lower()
        if low not in _ABBREVIATIONS:
            yield Finding(match.start(), match.end(), "person", 0.6, low)


def _signed(text: str) -> Iterator[Finding]:
    """Initials of who wrote or did something."""
    if "/" not in text and " af " not in text and " ved " not in text:
        return
    for match in _SIGNED.finditer(text):
        number = match.lastindex or 0
        low = match.group(number).lower()
        if low not in _NO_INITIALS:
            yield Finding(match.start(number), match.end(number), "person", 0.55, low)


_NO_INITIALS = frozenset(
    "nr st kr pct stk dag uge år md mdr eller og km who eu fn dr tv sst kl lo fh "
    "ssi kmd nav usa sfi vive sus aps".split()
)


def _is_behind_number(text: str, start: int) -> bool:
    return text[:start].rstrip()[-1:].isdigit()


def _label(entities: Sequence[Entity] | None, word: Word) -> str:
    for entity in entities or ():
        if entity.start < word.end and word.start < entity.end:
            return entity.label
    return ""


def _starts(text: str, start: int) -> bool:
    """Whether a sentence or quotation starts here, so that a capital says little."""
    while start and text[start - 1] in " \t(«»\"”“'’-–•*":
        start -= 1
        if text[start] in '«»"”“–•*':
            return True
    return not start or text[start - 1] in _STARTS


def _may_begin(one: _Word) -> bool:
    """Whether a name may begin with a word."""
    if one.points > -1.0:
        return True
    return _may_open(one)


def _may_open(one: _Word) -> bool:
    """Whether a word stays at the front of a longer name."""
    if one.points > -0.5:
        return one.entry is not None or one.is_person
    return one.entry is not None and one.entry.first >= COMMON
