"""What a coder can choose from in a workbook, and what each choice means.

Here: the Danish words of statuses, times, voices and certainty, and back. Not here: the
sheets (``workbook``) and where in a file a wrong word stands (``workbook_read``).
"""

from __future__ import annotations

import calendar as months
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from crisislearn.barriers.clock import UNSPECIFIED, Clock, Reading
from crisislearn.barriers.codebook import Codebook
from crisislearn.barriers.versions import carry
from crisislearn.calendars import Calendars
from crisislearn.warehouse.views import STATUSES

NO_CODE = "INGEN"
"""Chosen where a statement speaks of no code at all; an empty row is not coded yet."""

NO_CODE_SHOWN = f"{NO_CODE} – udsagnet handler ikke om nogen af koderne"
SPEAKS_FOR = {
    "own": "egen erfaring",
    "other": "andres erfaring",
    "field": "hele feltet",
}
CERTAINTY = {"sure": "sikker", "fairly": "nogenlunde sikker", "unsure": "usikker"}
NOT_SAID, NOW = "ikke angivet", "nu (da det blev sagt)"
BEFORE, DURING = "før krisen", "under krisen"
STATUS_HELP = {
    "at_work": "står i vejen på den tid, der tales om; ingen ændring er nævnt",
    "persisted": "siges at være uændret trods krisen",
    "eased": "mindre end før, men ikke væk",
    "gone": "er væk, sat ud af kraft eller ikke længere en hindring, i modsætning til "
    "før",
    "returned": "var væk eller lettet og er tilbage",
    "emerged": "er ny eller kom med krisen",
    "worsened": "var der før og er blevet værre",
    "absent": "er ikke en hindring; ingen ændring er nævnt",
    "expected": "frygtes, ventes eller planlægges",
}
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_SPAN = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(?:\.\.|–|til)\s*(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Words:
    """The choices of one study.

    Args:
        codebook: Its codebook.
        calendars: Its calendars, whose phases can be chosen as times.
        kinds: Kinds of codes that are asked for.
    """

    codebook: Codebook
    calendars: Calendars
    kinds: tuple[str, ...]

    def codes(self) -> list[str]:
        """What the list of codes shows: no code, then all codes of the kinds."""
        shown = [f"{c.code} – {c.label_da}" for k in self.kinds for c in
                 self.codebook.of(k)]  # fmt: skip
        return [NO_CODE_SHOWN, *shown]

    def times(self) -> dict[str, tuple[Any, str]]:
        """Phases that can be chosen: what is shown → interval and precision."""
        found = {}
        for phase in self.calendars.phases:
            days = f"{phase.start or ''} – {phase.end or ''}".strip()
            shown = f"{phase.label_da} ({days})"
            found[shown] = ((phase.start, phase.end), "phase")
        return found

    def time_choices(self) -> list[str]:
        """What the list of times shows."""
        return [NOT_SAID, NOW, BEFORE, DURING, *self.times()]

    def code_of(self, cell: str, version: str) -> str | None:
        """The code that a cell names, as its coder wrote it; None where there is none.

        Args:
            cell: ``DOC – dokumentations- og proceskrav``, or ``DOC`` alone.
            version: The codebook of the workbook; codes that changed since are known.
        """
        name = re.split(r"\s+[–-]\s+", cell.strip(), maxsplit=1)[0].strip()
        known = {code.code.upper(): code.code for code in self.codebook}
        found = known.get(name.upper(), name)
        today = carry(found, version, self.codebook.changes).code
        return found if today in self.codebook else None

    def kind_of(self, code: str, version: str) -> str:
        """The kind of a code that ``code_of`` found."""
        today = carry(code, version, self.codebook.changes).code
        return self.codebook[today].kind

    def time_of(self, cell: Any, asked_on: dt.date | None) -> Reading | None:
        """The interval and precision that a cell means; None where it means nothing.

        Args:
            cell: A choice of the list, a date, ``2020-03`` or
                ``2020-03-18..2020-04-14``; empty is not said.
            asked_on: The day the statement was said.
        """
        if isinstance(cell, dt.datetime | dt.date):
            day = cell.date() if isinstance(cell, dt.datetime) else cell
            return (day, day), "day"
        text = str(cell or "").strip()
        clock = Clock(self.calendars, asked_on)
        fixed: dict[str, Reading] = {
            "": UNSPECIFIED,
            NOT_SAID: UNSPECIFIED,
            NOW: clock.now,
            BEFORE: (clock.before, "before"),
            DURING: (clock.during, "during"),
        } | self.times()
        by_word = {word.casefold(): reading for word, reading in fixed.items()}
        return by_word.get(text.casefold()) or _written_time(text)


def chosen(cell: str, words: dict[str, str]) -> str | None:
    """The id that a Danish word, or the id itself, stands for; None if neither does."""
    text = cell.strip().casefold()
    for name, word in words.items():
        if text in (name.casefold(), word.casefold()):
            return name
    return None


def status_of(cell: str) -> str | None:
    """The status that a cell names."""
    return chosen(cell, STATUSES)


def _written_time(text: str) -> Reading | None:
    try:
        span = _SPAN.fullmatch(text)
        if span:
            first, last = (dt.date.fromisoformat(part) for part in span.groups())
            return ((first, last), "phase") if first <= last else None
        month = _MONTH.fullmatch(text)
        if month:
            year, number = int(month[1]), int(month[2])
            last_day = months.monthrange(year, number)[1]
            return (dt.date(year, number, 1), dt.date(year, number, last_day)), "month"
        day = dt.date.fromisoformat(text)
    except (ValueError, months.IllegalMonthError):
        return None
    return (day, day), "day"
