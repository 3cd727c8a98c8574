"""A coding that no rule gave: where a text shows it, and of which time it speaks.

Here: the clause that shows a barrier that was learned, and its time. Not here: whether
the barrier is coded at all (``candidates``), and codings by rules (``ruled``).
"""

from __future__ import annotations

from crisislearn.barriers.about import (
    coming,
    is_past_form,
    is_said_of_now,
    time_anywhere,
    time_of,
    time_told,
)
from crisislearn.barriers.candidates import Verdict
from crisislearn.barriers.clauses import Clause
from crisislearn.barriers.clock import UNSPECIFIED, Clock
from crisislearn.barriers.codebook import GENERAL
from crisislearn.barriers.codings import Coding
from crisislearn.barriers.learned import Learned, Scores
from crisislearn.barriers.questions import Frame
from crisislearn.barriers.reading import Read
from crisislearn.barriers.weights import TOLD_OF
from crisislearn.calendars import Interval

SINCE = ("gone", "eased", "returned", "emerged", "worsened", "persisted")
"""Statuses that tell of a time after what was before, which such a clause may name."""

LOOSE = ("unspecified", "month", "season", "during", "phase")
"""Precisions that give way where a text says that it is so still, or again."""

STILL = ("returned", "persisted", "emerged")
"""Statuses that in the present tense speak of the day they were said."""


def coding_of_learned(
    read: Read,
    verdict: Verdict,
    frame: Frame,
    clock: Clock,
    learned: Learned,
    scores: Scores | None,
) -> Coding:
    """The coding of a barrier that no rule gave: its clause is what shows it.

    Args:
        read: The text as an answer.
        verdict: Barrier and status that were judged likeliest.
        frame: The question it answers.
        clock: What time words mean on the day it was said.
        learned: What was learned of sentences.
        scores: What that says of this text; None where it says nothing.
    """
    parsed, status = read.parsed, verdict.status
    number = _clause_of(read, verdict, learned, scores)
    asked = frame.kind == "barrier" and frame.status == status
    about, precision = _time(read, verdict, number, frame, clock)
    clause = parsed.clauses[number]
    start, end = parsed.span(clause.first, clause.last)
    code = verdict.candidate.code
    return Coding(
        code, status, about, precision, "own",
        "question" if asked else "text", start, end, verdict.confidence,
        "learned", code.code == GENERAL,
    )  # fmt: skip


def _time(
    read: Read, verdict: Verdict, number: int, frame: Frame, clock: Clock
) -> tuple[Interval, str]:
    """Of which time a clause speaks that shows a status."""
    parsed, status = read.parsed, verdict.status
    clause, past = parsed.clauses[number], read.reader.is_past(number)
    tokens = tuple(range(clause.first, clause.last))
    about, precision, _ = time_of(parsed, clock, tokens, number, past)
    asked = frame.kind == "barrier" and frame.status == status
    if precision == "unspecified" and asked and frame.about is not None:
        about, precision = frame.about, frame.precision
    elif precision == "unspecified" and status in STILL and _is_present(read, clause):
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
    return about, precision


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


def _clause_of(
    read: Read, verdict: Verdict, learned: Learned, scores: Scores | None
) -> int:
    """The clause that shows a coding that no rule gave.

    The sentence where the status is told best, of those that speak of the barrier;
    in it the clause whose words, each by itself, say most of the barrier.
    """
    parsed, candidate = read.parsed, verdict.candidate
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
    alone = learned.alone(parsed, learned.place[candidate.code.code])
    sums = dict.fromkeys(inside, 0.0)
    for clause, value in zip(parsed.clause_of, alone, strict=True):
        if clause in sums:
            sums[clause] += value
    return max(sums, key=lambda c: (sums[c], -c))
