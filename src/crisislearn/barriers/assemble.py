"""One text: its mentions, claims, times, voice and question become codings.

Here: what is coded of one text, and how sure that is. Not here: the table (``coder``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from crisislearn.barriers.about import (
    coming,
    is_past_form,
    is_said_of_now,
    time_anywhere,
    time_of,
    time_told,
    within,
)
from crisislearn.barriers.candidates import (
    Candidate,
    Case,
    Verdict,
    Weighed,
    candidates_of,
    verdicts,
    weighed,
)
from crisislearn.barriers.claims import NOTHING, Claim
from crisislearn.barriers.clauses import Clause
from crisislearn.barriers.clock import UNSPECIFIED, Clock
from crisislearn.barriers.codebook import GENERAL, Codebook
from crisislearn.barriers.codings import (
    Coding,
    coding_of_term,
    distinct,
    evidence_of,
    without_general,
    without_weak,
)
from crisislearn.barriers.judging import Heard as ByBarrier
from crisislearn.barriers.judging import heard_in, load_judge
from crisislearn.barriers.learned import Learned, Scores, load_learned
from crisislearn.barriers.lenses import Elements
from crisislearn.barriers.mentions import Mention, TermIndex
from crisislearn.barriers.own import Own, Vector, row_of
from crisislearn.barriers.patterns import PatternIndex
from crisislearn.barriers.questions import (
    NO_FRAME,
    Frame,
    frame_of_words,
    is_about_winter,
    is_late,
    short_answer,
    wanted_status,
)
from crisislearn.barriers.reading import Read, Text
from crisislearn.barriers.rules import NONE, load_rules
from crisislearn.barriers.tokens import Parsed, parse
from crisislearn.barriers.voice import speaks_for
from crisislearn.barriers.weights import TOLD_OF
from crisislearn.barriers.words import load_words
from crisislearn.calendars import Calendars
from crisislearn.language.annotate import annotate
from crisislearn.language.encoders import bundled

if TYPE_CHECKING:
    from spacy.tokens import Doc


FEWEST = 5
"""Words of a text from which on a barrier without a term may be read into it."""

SINCE = ("gone", "eased", "returned", "emerged", "worsened", "persisted")
"""Statuses that tell of a time after what was before, which such a clause may name."""

LOOSE = ("unspecified", "month", "season", "during", "phase")
"""Precisions that give way where a text says that it is so still, or again."""

STILL = ("returned", "persisted")
"""Statuses that in the present tense speak of the day they were said."""


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
        words = load_words()
        self._cues = PatternIndex((p, p) for p in words.cues)
        self._topic = PatternIndex((p, p) for p in words.topic)
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
        frame = self._with_question(asked.frame, asked.question, asked.asked_on)
        read = asked.text.as_answer(frame)
        question = asked.question
        winter = (
            bool(question and is_about_winter(question.parsed.text))
            or is_about_winter(asked.text.parsed.text)
            or is_late(frame, self.calendars)
        )
        clock = self._clock(asked.asked_on, winter)
        told = self._told_by(asked.question)
        heard = self._heard(read, self._ruled(read, frame, clock), frame, told)
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

    def _ruled(self, read: Read, frame: Frame, clock: Clock) -> list[Coding]:
        """What the rules give."""
        found = [
            coding
            for claim in read.claims
            if (coding := self._barrier(read, claim, frame, clock)) is not None
        ]
        found += self._answered(read, frame, clock, {c.code.code for c in found})
        return without_weak(found)

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
        return Heard(candidates, not self._only_rules(read.parsed, frame), row)

    def _only_rules(self, parsed: Parsed, frame: Frame) -> bool:
        """Whether a text says too little, or asks or announces, to be read freely."""
        words = sum(t.is_word for t in parsed.tokens)
        few = words < FEWEST and frame.kind != "barrier"
        if few or frame.kind == "innovation" or all(parsed.questions):
            return True
        return len(parsed.sentences) <= 2 and (
            next(self._topic.find(parsed, 0, len(parsed.tokens)), None) is not None
        )

    def _judged(
        self,
        read: Read,
        some: list[Weighed],
        frame: Frame,
        clock: Clock,
        own: Own | None,
    ) -> list[Coding]:
        """What rules and learning say together."""
        found = []
        for verdict in verdicts(some, load_judge(), own):
            coding = verdict.coding or self._from_words(read, verdict, frame, clock)
            found.append(coding._replace(confidence=verdict.confidence))
        return without_general(found)

    def _from_words(
        self, read: Read, verdict: Verdict, frame: Frame, clock: Clock
    ) -> Coding:
        """A coding that no rule gave: its clause is what shows it."""
        parsed, status = read.parsed, verdict.status
        number = self._clause_of(read, verdict)
        clause, past = parsed.clauses[number], read.reader.is_past(number)
        tokens = tuple(range(clause.first, clause.last))
        about, precision, _ = time_of(parsed, clock, tokens, number, past)
        asked = frame.kind == "barrier" and frame.status == status
        if precision == "unspecified" and asked and frame.about is not None:
            about, precision = frame.about, frame.precision
        elif (
            precision == "unspecified"
            and status in STILL
            and self._is_present(read, clause)
        ):
            about, precision = clock.now
        if precision == "unspecified":
            about, precision = time_anywhere(parsed, clock, status)
        if precision == "before" and status in SINCE:
            about, precision = UNSPECIFIED
        window = (0, 0) if verdict.is_turn else verdict.candidate.window
        if is_said_of_now(parsed, status, *window) and precision in LOOSE:
            about, precision = clock.now
        if verdict.is_turn and (told := time_told(parsed, clock, status)):
            about, precision = told
        if status == "expected":
            about, precision = coming(parsed.text, about, precision, clock)
        start, end = parsed.span(clause.first, clause.last)
        code = verdict.candidate.code
        return Coding(
            code, status, about, precision, "own",
            "question" if asked else "text", start, end, verdict.confidence,
            "learned", code.code == GENERAL,
        )  # fmt: skip

    @staticmethod
    def _is_present(read: Read, clause: Clause) -> bool:
        """Whether a clause is in the present, or its sentence if it has no verb."""
        parsed = read.parsed
        for first, last in (
            (clause.first, clause.last),
            parsed.sentences[clause.sentence],
            (0, len(parsed.tokens)),
        ):
            forms = [t.lower for t in parsed.tokens[first:last] if t.finite]
            if forms:
                return not any(is_past_form(form) for form in forms)
        return True

    def _clause_of(self, read: Read, verdict: Verdict) -> int:
        """The clause that shows a coding that no rule gave.

        The sentence where the status is told best, of those that speak of the barrier;
        in it the clause whose words, each by itself, say most of the barrier.
        """
        parsed, candidate = read.parsed, verdict.candidate
        scores = self._scores[parsed.text]
        first, last = candidate.window
        if verdict.is_turn:  # told in two places, only one of which is the window
            first, last = 0, len(parsed.sentences)
        if scores is not None and last - first > 1:
            told = scores.statuses[:, TOLD_OF.index(verdict.status)]
            place = {w: n for n, w in enumerate(scores.windows)}
            first = max(range(first, last), key=lambda n: (told[place[n, n + 1]], -n))
            last = first + 1
        inside = [n for n, c in enumerate(parsed.clauses) if first <= c.sentence < last]
        if len(inside) == 1:
            return inside[0]
        alone = self._learned.alone(parsed, self._learned.place[candidate.code.code])
        sums = dict.fromkeys(inside, 0.0)
        for clause, value in zip(parsed.clause_of, alone, strict=True):
            if clause in sums:
                sums[clause] += value
        return max(sums, key=lambda c: (sums[c], -c))

    def _clock(self, asked_on: dt.date | None, winter: bool) -> Clock:
        key = asked_on, winter
        if key not in self._clocks:
            self._clocks[key] = Clock(self.calendars, asked_on, winter)
        return self._clocks[key]

    def _barrier(
        self, read: Read, claim: Claim, frame: Frame, clock: Clock
    ) -> Coding | None:
        parsed, mention = read.parsed, claim.mention
        if claim.status == NOTHING:
            return None
        status, source, confidence = claim.status, "text", 0.85
        rules = claim.rules
        past = read.reader.is_past(claim.clause)
        wanted = wanted_status(parsed, claim, frame)
        if claim.unproved and wanted in ("gone", "eased"):
            status, source, confidence = wanted, "question", 0.7
        elif status in (NONE, "at_work"):
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
        if precision == "unspecified":
            about, precision = time_anywhere(parsed, clock, status)
        if status == "expected":
            about, precision = coming(parsed.text, about, precision, clock)
        if claim.inherited:
            confidence -= 0.15
        start, end = evidence_of(parsed, claim)
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
        topic = self._topic.find(parsed, clause.first, mention.first)
        if next(topic, None) is not None:
            return False
        if mention.is_claim or self._is_weighed(parsed, mention):
            return True
        if parsed.questions[clause.sentence]:
            return False
        return any(
            not set(tokens) <= set(mention.tokens)
            for _, tokens in self._cues.find(parsed, first, last)
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
        self, frame: Frame, question: Text | None, asked_on: dt.date | None
    ) -> Frame:
        """A frame completed by the words of the question."""
        if question is None:
            return frame
        named = {}
        claims = question.alone.claims
        for claim in claims:
            code = claim.mention.code
            if code.code != GENERAL:
                named[code.code] = (code, claim.status)
        text = question.parsed.text
        about, precision = frame.about, frame.precision
        clock = self._clock(asked_on, is_about_winter(text))
        if about is None:
            times = clock.times(text)
            if times:
                about, precision = times[-1].interval, times[-1].precision
            elif any(c.now for c in claims):
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
        return coding._replace(voice=voice)


def _barriers(mentions: Iterable[Mention]) -> list[Mention]:
    return [m for m in mentions if m.code.kind == "barrier"]
