"""One text: its mentions, claims, times, voice and question become codings.

Here: what is coded of one text, and how sure that is. Not here: the table (``coder``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from crisislearn.barriers.about import time_of, within
from crisislearn.barriers.clock import UNSPECIFIED, Clock
from crisislearn.barriers.codebook import GENERAL, Code, Codebook
from crisislearn.barriers.mentions import Mention, TermIndex
from crisislearn.barriers.patterns import PatternIndex
from crisislearn.barriers.questions import Frame, frame_of_words, short_answer
from crisislearn.barriers.rules import NONE, load_rules
from crisislearn.barriers.status import Claim, Reader
from crisislearn.barriers.tokens import Parsed, parse
from crisislearn.barriers.voice import speaks_for
from crisislearn.barriers.words import load_words
from crisislearn.calendars import Calendars, Interval

if TYPE_CHECKING:
    from spacy.language import Language

EVIDENCE = 160
"""Longest evidence in characters; beyond it the barrier's own words are shown."""


@dataclass(frozen=True)
class Coding:
    """One coding of one text, without the ids of its statement."""

    code: Code
    status: str | None
    about: Interval
    precision: str
    voice: str
    source: str
    start: int
    end: int
    confidence: float
    rule: str
    is_general: bool = False


@dataclass(frozen=True)
class Read:
    """What depends on the words of a text alone."""

    parsed: Parsed
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    reader: Reader


class TextCoder:
    """Codes single texts.

    Args:
        codebook: The codebook.
        calendars: The calendars that give time words.
        language: Name of the language pipeline.
        kinds: Kinds of codes to look for.
    """

    def __init__(
        self,
        codebook: Codebook,
        calendars: Calendars,
        language: str,
        kinds: Sequence[str],
    ) -> None:
        self.calendars = calendars
        self.language = language
        self._terms = TermIndex(codebook, kinds)
        self._rules = load_rules()
        words = load_words()
        self._cues = PatternIndex((p, p) for p in words.cues)
        self._topic = PatternIndex((p, p) for p in words.topic)
        self._nlp: Language | None = None

    def read(self, texts: Iterable[str]) -> dict[str, Read]:
        """Read each text once: tokens, mentions and claims."""
        if self._nlp is None:
            from crisislearn.language import load_pipeline

            self._nlp = load_pipeline(self.language)
        ordered = sorted(texts)
        found = {}
        for text, doc in zip(ordered, self._nlp.pipe(ordered), strict=True):
            parsed = parse(doc)
            mentions = tuple(self._terms.find(parsed))
            barriers = [m for m in mentions if m.code.kind == "barrier"]
            reader = Reader(parsed, barriers, self._rules)
            found[text] = Read(parsed, mentions, tuple(reader.claims()), reader)
        return found

    def codings(
        self,
        read: Read,
        question: Read | None,
        frame: Frame,
        asked_on: dt.date | None,
        role: str | None,
        owner: str | None,
    ) -> list[Coding]:
        """The codings of one statement.

        Args:
            read: Its text.
            question: The question before it.
            frame: The frame of its item.
            asked_on: The day it was said.
            role: Role of the speaker.
            owner: Organisation that speaks.
        """
        frame = self._with_question(frame, question, asked_on)
        asks_winter = bool(question and _about_winter(question.parsed.text))
        winter = (
            asks_winter
            or _about_winter(read.parsed.text)
            or _late(frame, self.calendars)
        )
        clock = Clock(self.calendars, asked_on, winter)
        found = [
            coding
            for claim in read.claims
            if (coding := self._barrier(read, claim, frame, clock)) is not None
        ]
        found += self._answered(read, frame, clock, {c.code.code for c in found})
        found = _without_general(_without_weak(found))
        found += [
            _plain(read.parsed, m) for m in read.mentions if m.code.kind != "barrier"
        ]
        voiced = [self._voiced(c, read.parsed, role, owner) for c in found]
        return _distinct(voiced)

    def _barrier(
        self, read: Read, claim: Claim, frame: Frame, clock: Clock
    ) -> Coding | None:
        parsed, mention = read.parsed, claim.mention
        status, source, confidence = claim.status, "text", 0.85
        rules = claim.rules
        past = read.reader.is_past(claim.clause)
        if status in (NONE, "at_work"):
            asked = dict((c.code, s) for c, s in frame.named).get(mention.code.code)
            asked = asked if asked and asked != NONE else None
            wanted = asked or (frame.status if frame.kind == "barrier" else None)
            if wanted and not (claim.at_work and wanted in ("gone", "eased")):
                status, source, confidence = wanted, "question", 0.6
                rules = ("frame",)
            elif claim.at_work or self._is_claimed(parsed, mention, frame):
                confidence = 0.7 if claim.at_work or mention.is_claim else 0.5
                rules = rules or ("claim" if mention.is_claim else "cue",)
                status = "at_work"
            else:
                return None
        tokens = claim.tokens or mention.tokens
        about, precision, close = time_of(parsed, clock, tokens, claim.clause, past)
        if claim.now and not (close and precision != "before"):
            about, precision = clock.now
        elif source == "question" and not within(about, frame.about):
            about, precision = frame.about or UNSPECIFIED[0], frame.precision
        elif precision == "unspecified" and frame.about is not None:
            about, precision = frame.about, frame.precision
        if status == "expected":
            about, precision = UNSPECIFIED
        if claim.inherited:
            confidence -= 0.15
        start, end = _evidence(parsed, claim)
        return Coding(
            mention.code, status, about, precision, "own", source, start, end,
            round(confidence, 2), "+".join(rules), mention.is_general,
        )  # fmt: skip

    def _is_claimed(self, parsed: Parsed, mention: Mention, frame: Frame) -> bool:
        """Whether more than a topic is named: its own words or its sentence say so."""
        if mention.is_positive:
            return False
        first, last = parsed.sentences[parsed.sentence_of(mention.first)]
        clause = parsed.clauses[parsed.clause_of[mention.first]]
        topic = self._topic.find(parsed.tokens, clause.first, mention.first)
        if next(topic, None) is not None:
            return False
        if mention.is_claim or self._is_weighed(parsed, mention):
            return True
        if parsed.questions[clause.sentence]:
            return False
        return any(
            not set(tokens) <= set(mention.tokens)
            for _, tokens in self._cues.find(parsed.tokens, first, last)
        )

    def _is_weighed(self, parsed: Parsed, mention: Mention) -> bool:
        """'lange sagsgange', 'de evige skemaer': an adjective before it complains."""
        claims = load_words().claim_words - load_words().lack - {"for"}
        near = parsed.tokens[max(0, mention.first - 2) : mention.first]
        return any(not claims.isdisjoint(t.keys) for t in near)

    def _answered(
        self, read: Read, frame: Frame, clock: Clock, coded: set[str]
    ) -> list[Coding]:
        """'Ja, helt' to a question that names a barrier."""
        found = []
        for code, asked in frame.named:
            answer = short_answer(read.parsed.text, asked)
            if answer is None or code.code in coded:
                continue
            start = len(read.parsed.text) - len(read.parsed.text.lstrip())
            interval = frame.about or UNSPECIFIED[0]
            found.append(
                Coding(
                    code, answer.status, interval, frame.precision, "own", "question",
                    start, answer.end, 0.6, "short_answer",
                )
            )  # fmt: skip
        return found

    def _with_question(
        self, frame: Frame, question: Read | None, asked_on: dt.date | None
    ) -> Frame:
        """A frame completed by the words of the question."""
        if question is None:
            return frame
        named = {}
        for claim in question.claims:
            code = claim.mention.code
            if code.code != GENERAL:
                named[code.code] = (code, claim.status)
        text = question.parsed.text
        about, precision = frame.about, frame.precision
        clock = Clock(self.calendars, asked_on, _about_winter(text))
        if about is None:
            times = clock.times(text)
            if times:
                about, precision = times[-1].interval, times[-1].precision
            elif any(c.now for c in question.claims):
                about, precision = clock.now
                about = about if about != (None, None) else None
        kind, status = frame.kind, frame.status
        if kind is None:
            kind, status = frame_of_words(text)
        return Frame(kind, status, about, precision, tuple(named.values()))

    def _voiced(
        self, coding: Coding, parsed: Parsed, role: str | None, owner: str | None
    ) -> Coding:
        token = next(n for n, t in enumerate(parsed.tokens) if t.end > coding.start)
        voice = speaks_for(parsed, token, role, owner is not None or role is None)
        return replace(coding, voice=voice)


def _about_winter(text: str) -> bool:
    lower = text.lower()
    return "vinter" in lower or "anden nedlukning" in lower


def _late(frame: Frame, calendars: Calendars) -> bool:
    """Whether a frame asks about the second episode."""
    if frame.about is None or frame.about[0] is None:
        return False
    return calendars.phases_at(frame.about, "general") == ["second_lockdown"]


def _evidence(parsed: Parsed, claim: Claim) -> tuple[int, int]:
    mention = claim.mention
    own = parsed.span(mention.first, mention.last)
    if not claim.tokens:
        return own
    if claim.inherited and (
        parsed.clauses[claim.clause].sentence != parsed.sentence_of(mention.first)
    ):
        return parsed.span(claim.tokens[0], claim.tokens[-1] + 1)
    start = min(own[0], parsed.tokens[claim.tokens[0]].start)
    end = max(own[1], parsed.tokens[claim.tokens[-1]].end)
    return (start, end) if end - start <= EVIDENCE else own


def _plain(parsed: Parsed, mention: Mention) -> Coding:
    start, end = parsed.span(mention.first, mention.last)
    return Coding(
        mention.code, None, *UNSPECIFIED, "own", "text", start, end, 0.6, "term"
    )


def _without_weak(codings: list[Coding]) -> list[Coding]:
    """A bare 'it hinders' is part of a change claimed of the same barrier."""
    changed = {
        c.code.code
        for c in codings
        if c.status not in ("at_work", "expected") and c.source == "text"
    }
    return [
        c
        for c in codings
        if c.code.code not in changed
        or not (
            (c.status == "at_work" and c.precision in ("unspecified", "before"))
            or c.source == "question"
        )
    ]


def _without_general(codings: list[Coding]) -> list[Coding]:
    """General words of hindrance give way to a barrier with a name."""
    if all(c.is_general for c in codings):
        return codings
    return [c for c in codings if not c.is_general]


def _distinct(codings: list[Coding]) -> list[Coding]:
    """One coding for each code, status, time and voice: the surest, then the first."""
    best: dict[tuple[Any, ...], Coding] = {}
    for c in sorted(codings, key=lambda c: (-c.confidence, c.start, c.end)):
        best.setdefault((c.code.code, c.status, c.about, c.voice), c)
    return sorted(
        best.values(), key=lambda c: (c.start, c.end, c.code.code, c.status or "")
    )
