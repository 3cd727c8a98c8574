"""The clock: Danish words of time, resolved against the day they were said.

Here: the interval that each expression of time means. Not here: finding them in a text
(``time_words``), which of them a claim speaks of, and the phases that follow
(``about``).
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from bisect import bisect_right
from dataclasses import dataclass

from crisislearn.barriers.time_words import MONTHS, SEASONS, expressions
from crisislearn.calendars import Calendars, Interval, Phase

PRECISIONS = (
    "day",
    "month",
    "season",
    "phase",
    "during",
    "before",
    "now",
    "unspecified",
)

Reading = tuple[Interval, str]
"""An interval and its precision."""


@dataclass(frozen=True)
class Time:
    """One expression of time in a text.

    Attributes:
        start: First character.
        end: Character after it.
        interval: First and last day.
        precision: One of ``PRECISIONS``.
    """

    start: int
    end: int
    interval: Interval
    precision: str


KNOWN = range(1900, 2200)
"""Years in which a statement may be said; a day in another is a slip of the pen."""

UNSPECIFIED: tuple[Interval, str] = ((None, None), "unspecified")


class Clock:
    """Reads words of time for statements said on one day.

    Args:
        calendars: The calendars of the study; the general one gives before and during.
        asked_on: The day it was said; None if unknown, as is one of no known year.
        winter: Whether the second episode is spoken of, so that 'nedlukningen' is it.
    """

    def __init__(
        self, calendars: Calendars, asked_on: dt.date | None, winter: bool = False
    ) -> None:
        self.asked_on = asked_on if asked_on and asked_on.year in KNOWN else None
        episodes = [e for c, e in calendars.episodes if c == "general"]
        phases = {p.phase: p for p in calendars.of("general")}
        during = [
            [phases[p] for p in calendars.episodes["general", e]["during"]]
            for e in episodes
        ]
        self._first = _around(during[0]) if during else (None, None)
        self._acute = _around(during[0][:1]) if during else (None, None)
        self._second = _around(during[1][:1]) if len(during) > 1 else self._first
        self._lockdown = self._second if winter else self._first
        # Every claim of a text asks for its times, one text after another.
        self._last: tuple[str, tuple[Time, ...]] = ("", ())

    @property
    def before(self) -> Interval:
        """Up to the day before the crisis."""
        first = self._first[0]
        return (None, first - dt.timedelta(days=1) if first else None)

    @property
    def during(self) -> Interval:
        """The middle of the first episode."""
        return self._first

    @property
    def now(self) -> Reading:
        """The day it was said; unspecified without one."""
        day = self.asked_on
        return ((day, day), "now") if day else UNSPECIFIED

    def times(self, text: str) -> list[Time]:
        """Every expression of time, in order; the longer wins where two overlap."""
        found: list[Time] = []
        for reads, match in expressions(text):
            value: Reading | None = getattr(self, reads)(match)
            if value is not None and value[0] != (None, None):
                found.append(Time(match.start(), match.end(), *value))
        found.sort(key=lambda t: (-(t.end - t.start), t.start))
        kept: list[Time] = []
        for time in found:
            at = bisect_right(kept, time.start, key=lambda k: k.start)
            after_last = not at or kept[at - 1].end <= time.start
            if after_last and (at == len(kept) or time.end <= kept[at].start):
                kept.insert(at, time)
        return _ranges(text, kept)

    def own_times(self, text: str) -> tuple[Time, ...]:
        """Its times, but for those that something is only held against ('end før')."""
        last, own = self._last
        if text != last:
            own = tuple(
                t
                for t in self.times(text)
                if not text[max(0, t.start - 4) : t.start].lower().endswith("end ")
            )
            self._last = text, own
        return own

    # --- readers: a match → interval and precision ------------------------------------

    def day_month(self, match: re.Match[str]) -> Reading | None:
        """'den 18. marts (2020)'."""
        month, year = MONTHS[match["month"].lower()], match["year"]
        return self._one_day(int(match["day"]), month, int(year) if year else None)

    def numeric(self, match: re.Match[str]) -> Reading | None:
        """'11/3', '11.3.2020'."""
        year = match["year"]
        number = int(year) + (2000 if len(year) == 2 else 0) if year else None
        return self._one_day(int(match["day"]), int(match["month"]), number)

    def iso(self, match: re.Match[str]) -> Reading | None:
        """'2020-03-11'."""
        return self._one_day(int(match["day"]), int(match["month"]), int(match["year"]))

    def month(self, match: re.Match[str]) -> Reading | None:
        """'i marts', 'midt i april 2020', 'siden maj', 'marts og april'."""
        year = int(match["year"]) if match["year"] else None
        found = self._month(MONTHS[match["month"].lower()], year, match["last"])
        if found is None:
            return None
        if (match["lead"] or "").lower() in ("siden", "fra og med"):
            return (found[0], self.asked_on or found[1]), "month"
        if (match["lead"] or "").lower() == "før":
            first = self._first[0]
            if first and found[0].year == first.year and found[0].month == first.month:
                return self.before, "before"
            return None
        return found, "month"

    def season(self, match: re.Match[str]) -> Reading | None:
        """'i foråret', 'sidste vinter', 'foråret 2020'."""
        if re.match(r"(?:før|efter|siden|til|inden|mod)\b", match[0], re.IGNORECASE):
            return None
        name = next(s for s in SEASONS if match["season"].lower().startswith(s))
        year = int(match["year"]) if match["year"] else None
        start, length = SEASONS[name]
        interval = self._months(start, length, year, bool(match["last"]))
        return (interval, "season") if interval else None

    def after_summer(self, match: re.Match[str]) -> Reading | None:
        """'efter sommerferien': from August to the new year or the day it was said."""
        year = int(match["year"]) if match["year"] else None
        found = self._months(8, 5, year, False)
        if found is None or found[0] is None or found[1] is None:
            return None
        return (found[0], min(found[1], self.asked_on or found[1])), "season"

    def year(self, match: re.Match[str]) -> Reading | None:
        """'i 2021': one precision above the season has no name of its own."""
        number = int(match["year"])
        return (dt.date(number, 1, 1), dt.date(number, 12, 31)), "season"

    def was_before(self, match: re.Match[str]) -> Reading | None:
        """'før corona', 'tidligere', 'i gamle dage'."""
        return self.before, "before"

    def was_during(self, match: re.Match[str]) -> Reading | None:
        """'under corona', 'dengang'."""
        return self._first, "during"

    def lockdown(self, match: re.Match[str]) -> Reading | None:
        """'under nedlukningen': the one the talk is of."""
        return self._lockdown, "during" if self._lockdown == self._first else "phase"

    def second(self, match: re.Match[str]) -> Reading | None:
        """'under anden nedlukning'."""
        return self._second, "phase"

    def acute(self, match: re.Match[str]) -> Reading | None:
        """'i de første uger', 'da landet lukkede'."""
        return self._acute, "phase"

    def was_after(self, match: re.Match[str]) -> Reading | None:
        """'efter nedlukningen', 'efter corona'."""
        last = self._first[1]
        first = last + dt.timedelta(days=1) if last else None
        if first and self.asked_on and self.asked_on < first:
            return (self.asked_on, self.asked_on), "phase"
        return (first, self.asked_on), "phase"

    def is_now(self, match: re.Match[str]) -> Reading | None:
        """'nu', 'i dag'."""
        return self.now

    # --- dates ------------------------------------------------------------------------

    def _one_day(self, day: int, month: int, year: int | None) -> Reading | None:
        if year is None:
            if self.asked_on is None:
                return None
            year = self.asked_on.year
            if (month, day) > (self.asked_on.month, self.asked_on.day):
                year -= 1
        try:
            found = dt.date(year, month, day)
        except ValueError:
            return None
        return (found, found), "day"

    def _month(
        self, month: int, year: int | None, last: str | None
    ) -> tuple[dt.date, dt.date] | None:
        interval = self._months(month, 1, year, bool(last))
        if interval is None or interval[0] is None or interval[1] is None:
            return None
        return interval[0], interval[1]

    def _months(
        self, start: int, length: int, year: int | None, previous: bool
    ) -> Interval | None:
        """The latest run of months that began before the day it was said."""
        if year is None:
            if self.asked_on is None:
                return None
            year = self.asked_on.year
            if dt.date(year, start, 1) > self.asked_on or (
                previous and year == self.asked_on.year
            ):
                year -= 1
        begin = self._first[0]
        end_year, end = divmod(start - 1 + length - 1, 12)
        days = months.monthrange(year + end_year, end + 1)[1]
        first = dt.date(year, start, 1)
        last = dt.date(year + end_year, end + 1, days)
        # The month and the season in which the crisis began count from its first day.
        return (begin if begin and first < begin <= last else first), last


def _ranges(text: str, times: list[Time]) -> list[Time]:
    """'fra 18. marts til 9. juni' is one time."""
    found: list[Time] = []
    for time in times:
        last = found[-1] if found else None
        if (
            last is not None
            and text[last.end : time.start].strip().lower() in ("til", "til den")
            and {last.precision, time.precision} <= {"day", "month"}
            and last.interval[0] is not None
            and time.interval[1] is not None
            and last.interval[0] <= time.interval[1]
        ):
            whole = (last.interval[0], time.interval[1])
            found[-1] = Time(last.start, time.end, whole, last.precision)
        else:
            found.append(time)
    return found


def _around(phases: list[Phase]) -> Interval:
    return (phases[0].start, phases[-1].end) if phases else (None, None)
