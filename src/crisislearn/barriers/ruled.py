"""What the rules give of one text: its claims, with times and evidence, as codings.

Here: which of a text's claims are codings, and answers such as "Ja, helt" to a question
that names a barrier. Not here: finding claims (``status``), and what learning adds
(``told``).
"""

from __future__ import annotations

from crisislearn.barriers.about import coming, time_anywhere, time_of, within
from crisislearn.barriers.claims import NOTHING, Claim
from crisislearn.barriers.clock import UNSPECIFIED, Clock
from crisislearn.barriers.codings import Coding, evidence_of, without_weak
from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.patterns import PatternIndex
from crisislearn.barriers.questions import Frame, short_answer, wanted_status
from crisislearn.barriers.reading import Read
from crisislearn.barriers.rules import NONE
from crisislearn.barriers.tokens import Parsed
from crisislearn.barriers.words import load_words


class Ruled:
    """Codings by rules, with the lists of words that tell a claim from a topic."""

    def __init__(self) -> None:
        words = load_words()
        self._cues = PatternIndex((p, p) for p in words.cues)
        self._topic = PatternIndex((p, p) for p in words.topic)

    def codings(self, read: Read, frame: Frame, clock: Clock) -> list[Coding]:
        """What the rules give of an answer to a question of this frame."""
        found = [
            coding
            for claim in read.claims
            if (coding := self._barrier(read, claim, frame, clock)) is not None
        ]
        found += _answered(read, frame, clock, {c.code.code for c in found})
        return without_weak(found)

    def announces(self, parsed: Parsed) -> bool:
        """Whether a text says what it, or something else, is about."""
        return next(self._topic.find(parsed, 0, len(parsed.tokens)), None) is not None

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
        if mention.is_claim or _is_weighed(parsed, mention):
            return True
        if parsed.questions[clause.sentence]:
            return False
        return any(
            not set(tokens) <= set(mention.tokens)
            for _, tokens in self._cues.find(parsed, first, last)
        )


def _is_weighed(parsed: Parsed, mention: Mention) -> bool:
    """'lange sagsgange', 'de evige skemaer': an adjective before it complains."""
    claims = load_words().claim_words - load_words().lack - {"for"}
    near = parsed.tokens[max(0, mention.first - 2) : mention.first]
    return any(not claims.isdisjoint(t.keys) for t in near)


def _answered(read: Read, frame: Frame, clock: Clock, coded: set[str]) -> list[Coding]:
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
