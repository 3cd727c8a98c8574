"""Reading: one text with what it says by itself, and as an answer to a question.

Here: which terms count in which answer, and reading a text once for each. Not here:
finding terms (``mentions``), statuses (``status``) and codings (``assemble``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from crisislearn.barriers.claims import Claim
from crisislearn.barriers.clock import Clock
from crisislearn.barriers.codebook import GENERAL
from crisislearn.barriers.mentions import Found, Mention, TermIndex, mentions_of
from crisislearn.barriers.questions import (
    NO_FRAME,
    Frame,
    denies_return,
    frame_of_words,
)
from crisislearn.barriers.rules import Hits, Rules
from crisislearn.barriers.status import Reader
from crisislearn.barriers.terms import ALWAYS, ASKED, GONE, SUDDEN
from crisislearn.barriers.tokens import Parsed

SHORT = 6
"""Most words of a sentence that is an answer as a whole."""

TOPIC = 3
"""Words at the beginning of a longer sentence that say what it is about."""


@dataclass(frozen=True)
class Read:
    """What the words of a text say where they answer one kind of question."""

    parsed: Parsed
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    reader: Reader


class Text:
    """One text, read once for each kind of question it answers.

    Args:
        parsed: Its words.
        terms: The terms to look for.
        rules: The status rules.
    """

    def __init__(self, parsed: Parsed, terms: TermIndex, rules: Rules) -> None:
        self.parsed = parsed
        self._rules = rules
        found = [self._dated(f) for f in terms.matches(parsed)]
        self._matches = [f for f in found if not self._in_passing(f)]
        self._read: dict[frozenset[str], Read] = {}

    @cached_property
    def alone(self) -> Read:
        """The text as an answer to nothing."""
        return self.as_answer(NO_FRAME)

    def as_answer(self, frame: Frame) -> Read:
        """The text as an answer to a question with a frame."""
        counting = {ALWAYS, SUDDEN}
        if frame.kind == "barrier":
            counting.add(ASKED)
            if frame.status in ("gone", "eased") or denies_return(
                self.parsed.text, frame
            ):
                counting.add(GONE)
        kinds = {term.counts for term, _ in self._matches}
        key = frozenset(counting & kinds)  # most texts read the same for all
        if key not in self._read:
            self._read[key] = self._as(key)
        return self._read[key]

    def _as(self, counting: frozenset[str]) -> Read:
        mentions = tuple(mentions_of(self._matches, counting))
        barriers = [m for m in mentions if m.code.kind == "barrier"]
        # Most statements name no barrier and need no rules.
        hits = self._hits if barriers else ((), ())
        reader = Reader(self.parsed, barriers, self._rules, hits)
        claims = reader.claims() if barriers else ()
        return Read(self.parsed, mentions, tuple(claims), reader)

    @cached_property
    def _hits(self) -> Hits:
        return self._rules.find(self.parsed)

    def _in_passing(self, found: Found) -> bool:
        """Whether a word that counts only when asked for is none of the answer's topic.

        'Sedlen er tilbage' and 'Papir.' answer; a noun deep in a story does not.
        """
        term, tokens = found
        if term.counts != ASKED or len(tokens) > 1:
            return False
        first, last = self.parsed.sentences[self.parsed.sentence_of(tokens[0])]
        words = [n for n in range(first, last) if self.parsed.tokens[n].is_word]
        return len(words) > SHORT and words.index(tokens[0]) >= TOPIC

    def _dated(self, found: Found) -> Found:
        """'Pludselig svarede de samme dag' needs no question to say what went."""
        term, tokens = found
        if term.counts == GONE:
            span = self.parsed.sentences[self.parsed.sentence_of(tokens[0])]
            if self._rules.is_sudden(self.parsed, *span):
                return replace(term, counts=SUDDEN), tokens
        return found


def completed(frame: Frame, question: Text, clock: Clock) -> Frame:
    """The frame of an item, completed by the words of the question.

    Args:
        frame: What the item says of its answers.
        question: The question as it was put.
        clock: What its time words mean.
    """
    named = {}
    claims = question.alone.claims
    for claim in claims:
        code = claim.mention.code
        if code.code != GENERAL:
            named[code.code] = (code, claim.status)
    text = question.parsed.text
    about, precision = frame.about, frame.precision
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
