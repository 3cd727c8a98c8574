"""What time a claim speaks of, and the phases it falls in.

Here: choosing among a text's expressions of time, and the phases of a barrier's
calendar. Not here: what each expression means (``clock``), and statuses.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from crisislearn.barriers.clock import UNSPECIFIED, Clock, Time
from crisislearn.barriers.time_words import MONTHS, SEASONS
from crisislearn.barriers.tokens import Parsed
from crisislearn.barriers.words import load_words
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
    times = clock.own_times(parsed.text)
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
        inside = [t for t in _between(times, start, end)
                  if not past or t.precision != "now"]  # fmt: skip
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
    times = clock.own_times(parsed.text)
    if status in CHANGED and any(t.precision == "now" for t in times):
        return clock.now
    found = {(t.interval, t.precision) for t in times if t.precision != "before"}
    return found.pop() if len(found) == 1 else UNSPECIFIED


_STILL = {
    "gone": frozenset(("længere", "endnu", "stadig", "stadigvæk", "genindført")),
    "eased": frozenset(("længere", "endnu", "stadig", "stadigvæk")),
    "persisted": frozenset(("endnu", "stadig", "stadigvæk", "fortsat")),
    "returned": frozenset(("igen", "atter")),
}
"""Words that in the present tense date a status to the day it was said."""


def is_said_of_now(parsed: Parsed, status: str, first: int, last: int) -> bool:
    """Whether some sentences say in the present tense that it still is so, or again.

    Args:
        parsed: The statement.
        status: What is claimed.
        first: First sentence.
        last: The one after the last.
    """
    marks = _STILL.get(status, frozenset())
    for clause in parsed.clauses:
        tokens = parsed.tokens[clause.first : clause.last]
        if not first <= clause.sentence < last or marks.isdisjoint(
            t.lower for t in tokens
        ):
            continue
        finite = [t.lower for t in tokens if t.finite]
        if finite and not any(is_past_form(form) for form in finite):
            return True
    return False


def time_told(parsed: Parsed, clock: Clock, status: str) -> tuple[Interval, str] | None:
    """The time of one half of a story of what went and came back.

    It went at the first time that is told, and is back at the last one.
    """
    own = clock.own_times(parsed.text)
    times = [t for t in own if t.precision != "before"]
    if status == "gone":
        told = [t for t in times if t.precision != "now"]
        return (told[0].interval, told[0].precision) if told else UNSPECIFIED
    now = [t for t in times if t.precision == "now"]
    if now or is_said_of_now(parsed, status, 0, len(parsed.sentences)):
        return clock.now
    if len(times) > 1:
        return times[-1].interval, times[-1].precision
    return None


def is_past_form(form: str) -> bool:
    """Whether a finite verb is in the past tense."""
    return form in load_words().past or form.endswith("ede")


def coming(
    text: str, about: Interval, precision: str, clock: Clock
) -> tuple[Interval, str]:
    """The time of a fear or a plan: the next such day, month or season."""
    first, last = about
    if precision not in ("day", "month", "season") or not (first and last):
        return _until(text, clock)
    if clock.asked_on is None or last >= clock.asked_on:
        return about, precision
    return (_year_on(first), _year_on(last)), precision


_UNTIL = re.compile(
    rf"\b(?:til|inden) (?P<name>{'|'.join([*MONTHS, *SEASONS])})(?:et|en)?\b",
    re.IGNORECASE,
)


_NEW_YEAR = re.compile(r"\b(?:(?P<whole>næste år)|årsskiftet|nytår)\b", re.IGNORECASE)


def _until(text: str, clock: Clock) -> tuple[Interval, str]:
    """'til august', 'til efteråret', 'fra årsskiftet', 'næste år': the next one."""
    found, day = _UNTIL.search(text), clock.asked_on
    if day is None:
        return UNSPECIFIED
    if found is None:
        new = _NEW_YEAR.search(text)
        return _next_year(day.year + 1, bool(new["whole"])) if new else UNSPECIFIED
    name = found["name"].lower()
    start, length = SEASONS[name] if name in SEASONS else (MONTHS[name], 1)
    for year in (day.year - 1, day.year, day.year + 1):
        end = start + length - 1
        of, month = year + (end - 1) // 12, (end - 1) % 12 + 1
        last = dt.date(of, month, months.monthrange(of, month)[1])
        if last >= day:
            precision = "season" if name in SEASONS else "month"
            return (dt.date(year, start, 1), last), precision
    return UNSPECIFIED


def _next_year(year: int, whole: bool) -> tuple[Interval, str]:
    """A year, or its first month."""
    last = dt.date(year, 12, 31) if whole else dt.date(year, 1, 31)
    return (dt.date(year, 1, 1), last), "season" if whole else "month"


def _year_on(day: dt.date) -> dt.date:
    """The same day of the next year; 28 February for the 29th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


def _between(times: Sequence[Time], start: int, end: int) -> Sequence[Time]:
    """Those that begin between two places."""
    first, last = (bisect_left(times, at, key=lambda t: t.start) for at in (start, end))
    return times[first:last]


def _may_lend(parsed: Parsed, time: Time, clause: int) -> bool:
    """A time does not reach over a contrast ('Før var …, men nu …')."""
    at = bisect_right(parsed.tokens, time.start, key=lambda t: t.start) - 1
    if at < 0 or parsed.tokens[at].end <= time.start:
        return False
    other = parsed.clause_of[at]
    cut = parsed.contrasts[other] != parsed.contrasts[clause]
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
