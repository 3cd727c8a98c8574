"""One text: its mentions, claims, times, voice and question become codings.

Here: what is coded of one text, and how sure that is. Not here: the table (``coder``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crisislearn.barriers.candidates import (
    Candidate,
    Case,
    Weighed,
    candidates_of,
    verdicts,
    weighed,
)
from crisislearn.barriers.clock import Clock
from crisislearn.barriers.codebook import Codebook
from crisislearn.barriers.codings import (
    Coding,
    coding_of_term,
    distinct,
    without_general,
)
from crisislearn.barriers.judging import Heard as ByBarrier
from crisislearn.barriers.judging import heard_in, load_judge
from crisislearn.barriers.learned import Learned, Scores, load_learned
from crisislearn.barriers.lenses import Elements
from crisislearn.barriers.mentions import Mention, TermIndex
from crisislearn.barriers.own import Own, Vector, row_of
from crisislearn.barriers.questions import (
    NO_FRAME,
    Frame,
    is_about_winter,
    is_late,
)
from crisislearn.barriers.reading import Read, Text, completed
from crisislearn.barriers.ruled import Ruled
from crisislearn.barriers.rules import load_rules
from crisislearn.barriers.tokens import Parsed, parse
from crisislearn.barriers.told import coding_of_learned
from crisislearn.barriers.voice import speaks_for
from crisislearn.calendars import Calendars
from crisislearn.language.annotate import annotate
from crisislearn.language.encoders import bundled

if TYPE_CHECKING:
    from spacy.tokens import Doc


FEWEST = 5
"""Words of a text from which on a barrier without a term may be read into it."""

NO_WORDS = Parsed("", (), (), (), ())
"""The question of a statement that answers none."""


class Heard(NamedTuple):
    """One statement as the judge gets it.

    Attributes:
        candidates: The barriers that it may speak of.
        freely: Whether a barrier that no rule gives may be coded.
        row: The text as a study's own models see it.
    """

    candidates: list[Candidate]
    freely: bool
    row: Vector | None


class Coded(NamedTuple):
    """The codings of one statement, and what its barriers were weighed with."""

    codings: list[Coding]
    weighed: list[Weighed]


class Asked(NamedTuple):
    """One statement to be coded.

    Attributes:
        text: Its text.
        question: The question before it.
        frame: The frame of its item.
        asked_on: The day it was said.
        role: Role of the speaker.
        owner: Organisation that speaks.
        own: What people's codings of the study add.
    """

    text: Text
    question: Text | None = None
    frame: Frame = NO_FRAME
    asked_on: dt.date | None = None
    role: str | None = None
    owner: str | None = None
    own: Own | None = None


class _Reading(NamedTuple):
    """A statement as an answer to its question, with what rules and learning say."""

    asked: Asked
    frame: Frame
    read: Read
    clock: Clock
    heard: Heard


class TextCoder:
    """Codes texts.

    Args:
        codebook: The codebook.
        calendars: The calendars that give time words.
        language: Name of the language pipeline.
        kinds: Kinds of codes to look for.
        learned: What was learned of sentences; what ships if none is given.
    """

    def __init__(
        self,
        codebook: Codebook,
        calendars: Calendars,
        language: str,
        kinds: Sequence[str],
        learned: Learned | None = None,
    ) -> None:
        self.calendars = calendars
        self.language = language
        self._terms = TermIndex(codebook, [kind for kind in kinds if kind != "lens"])
        wanted = "lens" in kinds and bool(codebook.of("lens"))
        self._elements = Elements(codebook) if wanted else None
        self._rules = load_rules()
        self._ruled = Ruled()
        self._learned = learned or load_learned()
        self._barriers = {
            c.code: (self._learned.place[c.code], c)
            for c in codebook
            if c.code in self._learned.place and "barrier" in kinds
        }
        self._clocks: dict[tuple[dt.date | None, bool], Clock] = {}
        self._scores: dict[str, Scores | None] = {}
        self._by_barrier: dict[str, ByBarrier] = {}
        self._embedded: dict[str, Vector] = {}
        self._asked: dict[str, Vector] = {}

    def read(
        self, texts: Iterable[str], docs: Mapping[str, Doc], embedded: bool = False
    ) -> dict[str, Text]:
        """Read each text once: tokens and the places where a term fits.

        Args:
            texts: The texts.
            docs: Docs of those that the pipeline has read before.
            embedded: Whether a study's own models are to see them.
        """
        ordered = sorted(texts)
        new = [text for text in ordered if text not in docs]
        read = dict(zip(new, annotate(new, self.language) if new else (), strict=True))
        found = {
            text: Text(
                parse(read.get(text) or docs[text], text), self._terms, self._rules
            )
            for text in ordered
        }
        scores = self._learned.scores(
            [(t.parsed, _barriers(t.alone.mentions)) for t in found.values()]
        )
        self._scores = dict(zip(ordered, scores, strict=True))
        scored = {t: some for t, some in self._scores.items() if some is not None}
        by_barrier = heard_in(list(scored.values()))
        self._by_barrier = dict(zip(scored, by_barrier, strict=True))
        if self._elements:
            self._elements.read(text.parsed for text in found.values())
        rows = bundled().encode(ordered) if embedded else ()
        self._embedded = dict(zip(ordered, rows, strict=False))
        return found

    def codings(self, some: Sequence[Asked]) -> list[Coded]:
        """The codings of statements whose texts were read together."""
        readings = [self._reading(asked) for asked in some]
        cases = [
            Case(r.heard.candidates, r.heard.freely, r.asked.own, r.heard.row)
            for r in readings
        ]
        all_weighed = weighed(cases, load_judge())
        return [
            Coded(self._codings(reading, one), one)
            for reading, one in zip(readings, all_weighed, strict=True)
        ]

    def heard(self, asked: Asked) -> Heard:
        """The barriers that a text may speak of, before they are judged."""
        return self._reading(asked).heard

    def _reading(self, asked: Asked) -> _Reading:
        frame, question = asked.frame, asked.question
        if question is not None:
            winter = is_about_winter(question.parsed.text)
            frame = completed(frame, question, self._clock(asked.asked_on, winter))
        read = asked.text.as_answer(frame)
        winter = (
            bool(question and is_about_winter(question.parsed.text))
            or is_about_winter(asked.text.parsed.text)
            or is_late(frame, self.calendars)
        )
        clock = self._clock(asked.asked_on, winter)
        told = self._told_by(asked.question)
        heard = self._heard(read, self._ruled.codings(read, frame, clock), frame, told)
        return _Reading(asked, frame, read, clock, heard)

    def _codings(self, reading: _Reading, some: list[Weighed]) -> list[Coding]:
        asked, frame, read, clock, _ = reading
        found = self._judged(read, some, frame, clock, asked.own)
        found += [
            coding_of_term(read.parsed, m)
            for m in read.mentions
            if m.code.kind != "barrier"
        ]
        found += self._elements.codings(read.parsed) if self._elements else []
        role, owner = asked.role, asked.owner
        return distinct([self._voiced(c, read.parsed, role, owner) for c in found])

    def _told_by(self, question: Text | None) -> Vector:
        """What the words of a question add to the margins of statuses."""
        parsed = question.parsed if question else NO_WORDS
        if parsed.text not in self._asked:
            self._asked[parsed.text] = self._learned.asked(parsed)
        return self._asked[parsed.text]

    def _heard(
        self, read: Read, ruled: list[Coding], frame: Frame, told: Vector
    ) -> Heard:
        text = read.parsed.text
        scores = self._scores[text]
        candidates = candidates_of(
            read.parsed, _barriers(read.mentions), ruled,
            scores, self._by_barrier.get(text), self._barriers, frame, told,
        )  # fmt: skip
        row = None
        if scores is not None and text in self._embedded:
            given = {c.code.code for c in ruled}
            row = row_of(self._embedded[text], scores, given, self._learned.place)
        freely = not self._only_rules(read.parsed, frame, ruled)
        return Heard(candidates, freely, row)

    def _only_rules(
        self, parsed: Parsed, frame: Frame, ruled: Sequence[Coding]
    ) -> bool:
        """Whether a text says too little, or asks or announces, to be read freely.

        So does a short yes or no to a question that names its barrier.
        """
        if any(c.rule == "short_answer" for c in ruled):
            return True
        words = sum(t.is_word for t in parsed.tokens)
        few = words < FEWEST and frame.kind != "barrier"
        if few or frame.kind == "innovation" or all(parsed.questions):
            return True
        return len(parsed.sentences) <= 2 and self._ruled.announces(parsed)

    def _judged(
        self,
        read: Read,
        some: list[Weighed],
        frame: Frame,
        clock: Clock,
        own: Own | None,
    ) -> list[Coding]:
        """What rules and learning say together."""
        found, scores = [], self._scores[read.parsed.text]
        for verdict in verdicts(some, load_judge(), own):
            coding = verdict.coding or coding_of_learned(
                read, verdict, frame, clock, self._learned, scores
            )
            found.append(coding._replace(confidence=verdict.confidence))
        return without_general(found)

    def _clock(self, asked_on: dt.date | None, winter: bool) -> Clock:
        key = asked_on, winter
        if key not in self._clocks:
            self._clocks[key] = Clock(self.calendars, asked_on, winter)
        return self._clocks[key]

    def _voiced(
        self, coding: Coding, parsed: Parsed, role: str | None, owner: str | None
    ) -> Coding:
        token = next(n for n, t in enumerate(parsed.tokens) if t.end > coding.start)
        voice = speaks_for(parsed, token, role, owner is not None or role is None)
        return coding._replace(voice=voice)


def _barriers(mentions: Iterable[Mention]) -> list[Mention]:
    return [m for m in mentions if m.code.kind == "barrier"]
