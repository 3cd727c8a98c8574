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
from collections.abc import Iterator, Sequence

from crisislearn.privacy.evidence import Entity, Evidence, Weighed
from crisislearn.privacy.finding import Finding
from crisislearn.privacy.hidden import Compounds, initials, signed
from crisislearn.privacy.places import load_places
from crisislearn.privacy.runs import (
    Runs,
    may_begin,
    may_open,
    promote_pairs,
    tie_lists,
    widened,
)
from crisislearn.privacy.surroundings import Surroundings, load_surroundings
from crisislearn.privacy.words import Word, starts, words_of

MOST = 0.97
FLOOR = 0.3
"""Findings below this confidence are none."""
BIAS = -3.5
JOINED = 2.5


class People:
    """Finds people's names in texts of one language.

    Args:
        language: ``da``, ``nb``, ``sv`` or ``en``.
    """

    def __init__(self, language: str = "da") -> None:
        self._around: Surroundings = load_surroundings()
        self._places = load_places()
        self._is_danish = language == "da"
        self._evidence = Evidence(language)
        self._runs = Runs(self._is_danish)
        self._compounds = Compounds(self._is_danish)

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
        seen = self._evidence.weigh(text, words, entities)
        if self._is_danish:
            promote_pairs(words, seen)
            tie_lists(text, words, seen)
        at = 0
        while at < len(seen):
            first = seen[at]
            if first is None or not may_begin(first):
                at += 1
                continue
            stop = self._runs.end(text, words, seen, at)
            run = [one for one in seen[at:stop] if one is not None]
            yield from self._judge(text, words, run, at, stop)
            at = stop
        yield from self._compounds.find(words)
        yield from initials(text)
        yield from signed(text)

    def _judge(
        self,
        text: str,
        words: Sequence[Word],
        run: list[Weighed],
        at: int,
        stop: int,
    ) -> Iterator[Finding]:
        """The finding that a run of words makes, if it is likely enough."""
        while len(run) > 1 and not may_open(run[0]):
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
            start, end = widened(text, run[0].word.start, run[-1].end)
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
        self, text: str, words: Sequence[Word], run: list[Weighed], at: int
    ) -> list[Weighed]:
        """The run with an epithet before it: Skæve Kurt."""
        before = words[at - 1] if at else None
        if (
            before is None
            or not run[0].has_capital
            or not before.text.istitle()
            or text[before.end : run[0].word.start] != " "
            or starts(text, before.start)
            or self._around.is_title(before.low)
            or not self._around.is_adjective(before.low)
        ):
            return run
        return [Weighed(before, before.end, None, 0.0, False, True), *run]
