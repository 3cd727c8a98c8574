"""What an order says happens, and on which day: in its own words.

Here: sentences of an order → commencement, sunset, repeal of other orders, what goes on
after; and the title of one that amends another. Not here: which orders belong together
and what became of a duty (``calendar``).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crisislearn.law.provisions import Clause

PROVISION, ISSUED, EXTERNAL = "provision", "issued", "external"
"""Where a day comes from: the words of a provision, the order's day of issue because
its words point to the announcement, or an announcement outside the orders."""

MONTHS = {
    name: number
    for number, name in enumerate(
        "januar februar marts april maj juni juli august september oktober november "
        "december".split(),
        start=1,
    )
}
_DAY = rf"(?P<day>\d{{1,2}})\. (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})"
_SCOPE = r"(?P<scope>§§? \d.{0,60}?|Kapitel \d.{0,20}?),? "
_OTHER = re.compile(
    rf"[Bb]ekendtgørelsen? nr\. (\d+) af \d{{1,2}}\. (?:{'|'.join(MONTHS)}) (\d{{4}})"
)
_TITLE = re.compile(r"Bekendtgørelse om (ændring|ophævelse) af (?:bekendtgørelse om )?")
_DISEASE = re.compile(r"corona-?\s?virussygdom(?:men)? 2019 \(covid-19\)|covid-19")


@dataclass(frozen=True)
class Event:
    """One thing that an order says.

    Attributes:
        order_id: Order that says it.
        event: ``in_force``, ``sunset``, ``repeals``, ``amends``, ``continues``,
            ``unread``.
        affects: Order that it happens to; None where it is not at hand or not known.
        scope: Part of that order, in its words; empty for the whole.
        on: Day; the first one on which it holds. None where it is unknown.
        date_basis: ``PROVISION``, ``ISSUED`` or ``EXTERNAL``; None without a day.
        place: Where it stands.
        quote: The words it rests on.
        reason: Why something is unknown.
    """

    order_id: str
    event: str
    affects: str | None
    scope: str = ""
    on: dt.date | None = None
    date_basis: str | None = None
    place: str = ""
    quote: str = ""
    reason: str | None = None


def subject_of(title: str) -> tuple[str, str]:
    """What kind of order a title names, and what the order is about.

    Returns:
        ``base``, ``amendment`` or ``repeal``; and the words that orders about the same
        share, however they write the disease.
    """
    head = _TITLE.match(title)
    kind = {"ændring": "amendment", "ophævelse": "repeal"}[head[1]] if head else "base"
    rest = title[head.end() :] if head else title.removeprefix("Bekendtgørelse om ")
    words = " ".join(rest.casefold().replace("\xad", "").split())
    return kind, _DISEASE.sub("covid-19", words).rstrip(".")


def events_of(order_id: str, issued: dt.date, found: list[Clause]) -> list[Event]:
    """Everything that the provisions of an order say of days and of other orders.

    Args:
        order_id: ``2020:218``.
        issued: Its day of issue.
        found: Its clauses.

    Returns:
        In the order of the text, after its own commencement, which is told as unknown
        where the text at hand lacks it.
    """
    events = [
        event
        for clause in found
        for sentence in clause.sentences()
        for event in _read(order_id, issued, clause, sentence)
    ]
    start = next((e for e in events if e.event == "in_force" and not e.scope), None)
    if start is None:
        start = Event(
            order_id, "in_force", order_id,
            reason="the text at hand holds no provision on commencement",
        )  # fmt: skip
        events.insert(0, start)
    return [_dated(event, start) for event in events]


_OWN = re.compile(
    r"Bekendtgørelsen træder i kraft (?:den " + _DAY + r"|"
    r"(?P<announced>ved bekendtgørelsen? i Lovtidende)|"
    r"(?P<after>dagen efter bekendtgørelsen? i Lovtidende))"
)
_PART_STARTS = re.compile(_SCOPE + r"træder i kraft den " + _DAY)
_SUNSET = re.compile(r"Bekendtgørelsen ophæves den " + _DAY)
_PART_ENDS = re.compile(_SCOPE + r"ophæves den " + _DAY)
_REPEALS = re.compile(
    r"(?:Samtidig ophæves (?P<at_once>bekendtgørelsen? nr\. .*)"
    r"|Bekendtgørelsen? nr\. .* ophæves(?: den " + _DAY + r")?)\.?$"
)
_UNTIL = re.compile(r"finder fortsat anvendelse til og med den " + _DAY)
_DAYS_ON = re.compile(
    r"(?:gælder i maksimalt|finder fortsat anvendelse i) (?P<days>\d+) dage efter "
    r"denne bekendtgørelses ikrafttræden"
)
_GOES_ON = re.compile(r"er fortsat gældende|finder .*fortsat anvendelse")
_KEPT_PLACE = re.compile(r"§§? \d.{0,60}?(?=,? i bekendtgørelse)")
# Of the order or its parts, not of what somebody decides under it.
_SPEAKS_OF_DAYS = re.compile(
    r"(?:[Bb]ekendtgørelse\w*|Kapitel|§)(?!.*\bskal\b.*ophæves).*"
    r"(?:træder i kraft|\bophæves\b)"
)


def _read(
    order_id: str, issued: dt.date, clause: Clause, sentence: str
) -> Iterator[Event]:
    """What one sentence says."""
    where = {"place": clause.place, "quote": sentence}
    if match := _OWN.match(sentence):
        on, basis = _commencement(match, issued)
        yield Event(order_id, "in_force", order_id, "", on, basis, **where)
    elif match := _PART_STARTS.match(sentence):
        yield Event(order_id, "in_force", order_id, _scope(match), _day(match),
                    PROVISION, **where)  # fmt: skip
    elif match := _SUNSET.match(sentence):
        yield Event(order_id, "sunset", order_id, "", _day(match), PROVISION, **where)
    elif match := _PART_ENDS.match(sentence):
        yield Event(order_id, "sunset", order_id, _scope(match), _day(match),
                    PROVISION, **where)  # fmt: skip
    elif match := _REPEALS.match(sentence):
        for other in _others(sentence):
            day = _day(match) if match["day"] else None
            yield Event(order_id, "repeals", other, "", day,
                        PROVISION if day else None, **where)  # fmt: skip
    elif (event := _going_on(order_id, sentence, where)) is not None:
        yield event
    elif _SPEAKS_OF_DAYS.search(sentence):
        why = "it speaks of commencement or repeal in words that are not known"
        yield Event(order_id, "unread", None, "", None, None, **where, reason=why)


def _going_on(order_id: str, sentence: str, where: dict[str, str]) -> Event | None:
    """What holds on after a repeal: to a day, for some days, or without an end."""
    others = _others(sentence)
    place = _KEPT_PLACE.search(sentence)
    scope = place.group(0) if place else ""
    affects = others[0] if others else None
    if match := _UNTIL.search(sentence):
        return Event(order_id, "continues", affects, scope,
                     _day(match) + dt.timedelta(1), PROVISION, **where)  # fmt: skip
    if match := _DAYS_ON.search(sentence):
        # The day is counted from the commencement, once that is known.
        days = f"+{match['days']}"
        return Event(order_id, "continues", affects, scope, None, days, **where)
    if others and _GOES_ON.search(sentence):
        return Event(order_id, "continues", affects, scope, None, None, **where,
                     reason="the provision names no end")  # fmt: skip
    return None


def _dated(event: Event, start: Event) -> Event:
    """An event with the day that follows from the commencement of its order."""
    if event.event == "repeals" and event.on is None:
        return replace(event, on=start.on, date_basis=start.date_basis,
                       reason=start.reason)  # fmt: skip
    if event.date_basis and event.date_basis.startswith("+"):
        days = dt.timedelta(int(event.date_basis))
        on = start.on + days if start.on else None
        return replace(event, on=on, date_basis=start.date_basis if on else None,
                       reason=None if on else start.reason)  # fmt: skip
    return event


def _commencement(match: re.Match[str], issued: dt.date) -> tuple[dt.date, str]:
    if match["announced"]:
        return issued, ISSUED
    if match["after"]:
        return issued + dt.timedelta(1), ISSUED
    return _day(match), PROVISION


def _others(sentence: str) -> list[str]:
    """The orders that a sentence names by number and day, each once."""
    return list(dict.fromkeys(f"{year}:{n}" for n, year in _OTHER.findall(sentence)))


def _scope(match: re.Match[str]) -> str:
    return match["scope"].strip()


def _day(match: re.Match[str]) -> dt.date:
    return dt.date(int(match["year"]), MONTHS[match["month"]], int(match["day"]))
