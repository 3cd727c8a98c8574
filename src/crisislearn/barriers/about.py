"""What time a claim speaks of, and the phases it falls in.

Here: choosing among a text's expressions of time, and the phases of a barrier's
calendar. Not here: what each expression means (``clock``), and statuses.
"""

from __future__ import annotations

import datetime as dt

from crisislearn.barriers.clock import UNSPECIFIED, Clock, Time
from crisislearn.barriers.tokens import Parsed
from crisislearn.calendars import Calendars, Interval


def time_of(
    parsed: Parsed, clock: Clock, tokens: tuple[int, ...], clause: int, past: bool
) -> tuple[Interval, str, bool]:
    """The time that a claim's own words give.

    The nearest expression in the clause counts, else one in the sentence, else that of
    the sentence before. 'Nu' in the past tense tells a story and dates nothing.

    Args:
        parsed: The statement.
        clock: For the day it was said.
        tokens: Tokens of the claim.
        clause: Clause of the claim.
        past: Whether that clause is in the past tense.

    Returns:
        Interval, precision, and whether it stands in the same clause.
    """
    times = _own_times(parsed, clock)
    if past:
        times = [t for t in times if t.precision != "now"]
    if not times:
        return (*UNSPECIFIED, False)
    here = parsed.clauses[clause]
    middle = parsed.tokens[tokens[0]].start
    own = parsed.span(here.first, here.last)
    sentence = parsed.span(*parsed.sentences[here.sentence])
    spans = [own, sentence]
    if here.sentence:
        spans.append(parsed.span(*parsed.sentences[here.sentence - 1]))
    for number, (start, end) in enumerate(spans):
        inside = [t for t in times if start <= t.start < end]
        if number == 1:
            inside = [t for t in inside if _may_lend(parsed, t, clause)]
        if number == 2:
            inside = [t for t in inside if t.precision not in ("now", "before")]
        if inside:
            best = min(inside, key=lambda t: (abs(t.start - middle), t.start))
            return best.interval, best.precision, number == 0
    return (*UNSPECIFIED, False)


CHANGED = ("gone", "eased", "returned", "persisted", "worsened", "emerged")


def time_anywhere(parsed: Parsed, clock: Clock, status: str) -> tuple[Interval, str]:
    """The time of a text as a whole, for a claim whose own words give none.

    'Nu' dates a change wherever it stands; another time does if it is the only one.
    """
    times = _own_times(parsed, clock)
    if status in CHANGED and any(t.precision == "now" for t in times):
        return clock.now
    found = {(t.interval, t.precision) for t in times if t.precision != "before"}
    return found.pop() if len(found) == 1 else UNSPECIFIED


def coming(about: Interval, precision: str, clock: Clock) -> tuple[Interval, str]:
    """The time of a fear or a plan: the next such day, month or season."""
    first, last = about
    if precision not in ("day", "month", "season") or not (first and last):
        return UNSPECIFIED
    if clock.asked_on is None or last >= clock.asked_on:
        return about, precision
    year = dt.timedelta(days=365)
    return (first + year, last + year), precision


def _own_times(parsed: Parsed, clock: Clock) -> list[Time]:
    """Times of a text, but for those that something is only held against."""
    text = parsed.text.lower()
    return [t for t in clock.times(parsed.text) if not text[: t.start].endswith("end ")]


def _may_lend(parsed: Parsed, time: Time, clause: int) -> bool:
    """A time does not reach over a contrast ('Før var …, men nu …')."""
    at = next(
        (n for n, t in enumerate(parsed.tokens) if t.start <= time.start < t.end), None
    )
    if at is None:
        return False
    other = parsed.clause_of[at]
    low, high = sorted((other, clause))
    cut = any(
        parsed.clauses[k].opener in ("men", "mens", "hvorimod")
        for k in range(low + 1, high + 1)
    )
    return not cut and not (time.precision in ("now", "before") and other != clause)


def phases_of(
    calendars: Calendars, about: Interval, precision: str, calendar: str | None
) -> list[str]:
    """Phases of a barrier's calendar that a claim speaks of.

    They overlap the interval, but 'i marts' and 'under nedlukningen' mean the crisis:
    where a month, a season or 'during' touches its middle, what lies before is left
    out, and for 'during' what lies after.
    """
    if calendar is None:
        return []
    found = calendars.phases_at(about, calendar)
    reading = calendars.episodes[calendar, calendars.first_episode(calendar)]
    if precision in ("month", "season", "during") and set(found) & {*reading["during"]}:
        outside = {
            *reading["before"],
            *(reading["after"] if precision == "during" else ()),
        }
        found = [p for p in found if p not in outside]
    return found


def within(about: Interval, frame: Interval | None) -> bool:
    """Whether a time in the text may stand for the time that was asked about."""
    if about == (None, None):
        return False
    if frame is None:
        return True
    late = about[0] and frame[1] and about[0] > frame[1]
    early = about[1] and frame[0] and about[1] < frame[0]
    return not (late or early)
