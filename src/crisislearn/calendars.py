"""Phases and episodes: which named period a day or an interval falls in.

Here: reading the two calendars and asking them. Not here: what a statement says about
time (``barriers``) and what becomes of a barrier over an episode (``barriers``).
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from crisislearn.errors import StudyError

POSITIONS = ("before", "during", "after")

Interval = tuple[dt.date | None, dt.date | None]
"""First and last day, both included; None is open."""


@dataclass(frozen=True)
class Phase:
    """A named period of one calendar.

    Attributes:
        calendar: ``general`` or ``social_law``.
        phase: Its id.
        label_da: Danish label.
        label_en: English label.
        start: First day, None if open.
        end: Last day, None if open.
        source: Where the dates come from.
    """

    calendar: str
    phase: str
    label_da: str
    label_en: str
    start: dt.date | None
    end: dt.date | None
    source: str

    def overlaps(self, interval: Interval) -> bool:
        """Whether any day of the interval falls in the phase."""
        first, last = interval
        starts_late = self.start and last and last < self.start
        ends_early = self.end and first and first > self.end
        return not (starts_late or ends_early)


@dataclass(frozen=True)
class Calendars:
    """All phases, and the episodes that read them as before, during and after.

    Attributes:
        phases: In order of calendar and time.
        episodes: (calendar, episode) → label and phases by position, in time order.
    """

    phases: tuple[Phase, ...]
    episodes: dict[tuple[str, str], dict[str, list[str]]]
    episode_labels: dict[tuple[str, str], str]

    def of(self, calendar: str) -> list[Phase]:
        """The phases of one calendar, in time order."""
        return [p for p in self.phases if p.calendar == calendar]

    def names(self) -> list[str]:
        """The calendars there are."""
        return sorted({p.calendar for p in self.phases})

    def phases_at(self, interval: Interval | None, calendar: str) -> list[str]:
        """Ids of the phases that an interval overlaps; none for an unknown time."""
        if interval is None or interval == (None, None):
            return []
        return [p.phase for p in self.of(calendar) if p.overlaps(interval)]

    def phase_on(self, day: dt.date, calendar: str) -> str | None:
        """Id of the phase that a day falls in."""
        found = self.phases_at((day, day), calendar)
        return found[0] if found else None

    def first_episode(self, calendar: str) -> str:
        """The episode that figures of a calendar show: the first one listed."""
        return next(e for c, e in self.episodes if c == calendar)

    def label(self, calendar: str, phase: str, language: str = "da") -> str:
        """What readers call a phase."""
        for p in self.of(calendar):
            if p.phase == phase:
                return p.label_en or p.label_da if language == "en" else p.label_da
        return phase


def load_calendars(phases: Path, episodes: Path) -> Calendars:
    """Read and check both calendars.

    Args:
        phases: CSV of ``calendar, phase, label_da, label_en, start, end, source``.
        episodes: CSV of ``calendar, episode, label_da, phase, position``.

    Raises:
        StudyError: On a missing column, a date that is none, phases that overlap, or an
            episode that names an unknown phase or position.
    """
    found = tuple(_phase(phases, n, row) for n, row in _rows(phases, Phase))
    _refuse_overlaps(phases, found)
    known = {(p.calendar, p.phase) for p in found}
    reading: dict[tuple[str, str], dict[str, list[str]]] = {}
    labels: dict[tuple[str, str], str] = {}
    for number, row in _rows(episodes, None):
        where = f"{episodes}, line {number}"
        if (row["calendar"], row["phase"]) not in known:
            raise StudyError(
                f"phase {row['phase']!r} is not in calendar {row['calendar']!r}",
                where=where,
                remedy=f"use a phase of {phases.name}, or add it there",
            )
        if row["position"] not in POSITIONS:
            raise StudyError(
                f"position {row['position']!r}",
                where=where,
                remedy="use before, during or after",
            )
        key = (row["calendar"], row["episode"])
        labels[key] = row["label_da"]
        places = reading.setdefault(key, {p: [] for p in POSITIONS})
        places[row["position"]].append(row["phase"])
    return Calendars(found, reading, labels)


_COLUMNS = {
    Phase: ("calendar", "phase", "label_da", "label_en", "start", "end", "source"),
    None: ("calendar", "episode", "label_da", "phase", "position"),
}


def _rows(path: Path, kind: type[Phase] | None) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restval="")
            rows = list(enumerate(reader, start=2))
    except (csv.Error, UnicodeDecodeError) as error:
        raise StudyError(
            f"not readable as CSV: {error}",
            where=str(path),
            remedy="save it as UTF-8, and mind the quotes",
        ) from error
    for line, row in rows:
        if row.pop(None, []):
            raise StudyError(
                "the row holds more fields than the header",
                where=f"{path}, line {line}",
                remedy="put quotes around a text that holds a comma",
            )
    missing = [c for c in _COLUMNS[kind] if c not in (reader.fieldnames or [])]
    if missing:
        raise StudyError(
            f"column {', '.join(missing)} is missing",
            where=str(path),
            remedy=f"its columns are {', '.join(_COLUMNS[kind])}",
        )
    return rows


def _phase(path: Path, line: int, row: dict[str, str]) -> Phase:
    return Phase(
        calendar=row["calendar"],
        phase=row["phase"],
        label_da=row["label_da"],
        label_en=row["label_en"],
        start=_day(path, line, "start", row),
        end=_day(path, line, "end", row),
        source=row["source"] or "",
    )


def _day(path: Path, line: int, column: str, row: dict[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(row[column]) if row[column] else None
    except ValueError as error:
        raise StudyError(
            f"{column} {row[column]!r} is not a date",
            where=f"{path}, line {line}",
            remedy="write it as 2020-03-11, or leave it empty",
        ) from error


def _refuse_overlaps(path: Path, phases: tuple[Phase, ...]) -> None:
    for one in phases:
        for two in phases:
            same = one.calendar == two.calendar and one is not two
            if same and one.overlaps((two.start, two.end)):
                raise StudyError(
                    f"phases {one.phase!r} and {two.phase!r} overlap",
                    where=str(path),
                    remedy="let each phase end the day before the next one starts",
                )
