"""What text observes: the claims of codings, and what they imply of other phases.

Here: the status table, as data, and its application. Not here: making codings
(``coder``) and which of several candidates counts (``observations``).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import pandas as pd

from crisislearn.barriers.rated import CANDIDATE
from crisislearn.calendars import Calendars


class Claim(NamedTuple):
    """What a status gives: stated at its phase, implied before and during.

    Attributes:
        at: Value at the phase spoken of.
        before: Value implied before it, None if nothing is.
        during: Value implied in the middle of the episode, None if nothing is.
    """

    at: str
    before: str | None = None
    during: str | None = None


CLAIMS = {
    "at_work": Claim("present"),
    "persisted": Claim("present", before="present"),
    "eased": Claim("reduced", before="present"),
    "gone": Claim("not_present", before="present"),
    "returned": Claim("present", before="present", during="not_present"),
    "emerged": Claim("present", before="not_present"),
    "worsened": Claim("present", before="present"),
    "absent": Claim("not_present"),
}
"""Status → claim; ``expected`` gives nothing."""


def mentioned_candidates(
    codings: pd.DataFrame, calendar_of: dict[str, str], calendars: Calendars
) -> pd.DataFrame:
    """Observations that each coding of an organisation's own experience makes.

    Args:
        codings: ``core.codings``; only those that count.
        calendar_of: Barrier → calendar it is read on.
        calendars: Phases and episodes.

    Returns:
        A row for each coding and phase that it states or implies something about.
        Codings without a phase, of others' experience or of the future give none.
    """
    own = codings[
        (codings["kind"] == "barrier")
        & (codings["speaks_for"] == "own")
        & codings["status"].isin(list(CLAIMS))
        & codings["phase"].notna()
        & codings["organisation_id"].notna()
    ]
    rows: list[tuple[Any, ...]] = []
    coding: Any  # itertuples knows the columns, the type checker does not
    for coding in own.itertuples(index=False):
        calendar = calendar_of.get(coding.code)
        if calendar is None:
            continue
        claim = CLAIMS[coding.status]
        stated = [p for p in str(coding.phase).split(";") if p]
        found = [(phase, claim.at, "stated") for phase in stated]
        for phase in stated[:1]:
            found += implied(claim, phase, calendar, calendars)
        for phase, value, basis in dict.fromkeys(found):
            rows.append(
                (
                    coding.organisation_id, coding.code, calendar, phase, "mentioned",
                    value, None, basis,
                    _over(phase, calendar, calendars, coding.asked_on), coding.asked_on,
                    None, coding.coder_kind, float(coding.confidence), coding.coding_id,
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(CANDIDATE))


def implied(
    claim: Claim, phase: str, calendar: str, calendars: Calendars
) -> list[tuple[str, str, str]]:
    """What a claim about a phase implies of the phases before it in its episode.

    The episode is the first of the calendar in which the claim makes sense: one where
    the phase comes after for ``returned``, else one where something comes before it.

    Returns:
        (phase, value, ``implied``) rows; the latest phase before, and the first of the
        middle.
    """
    wanted = ("after",) if claim.during else ("during", "after")
    for (where, _), places in calendars.episodes.items():
        if where != calendar or not any(phase in places[w] for w in wanted):
            continue
        found = []
        if claim.before and places["before"]:
            found.append((places["before"][-1], claim.before, "implied"))
        if claim.during and places["during"]:
            found.append((places["during"][0], claim.during, "implied"))
        return found
    return []


def _over(phase: str, calendar: str, calendars: Calendars, said: object) -> bool:
    """Whether the phase was over on the day it was spoken of."""
    end = next(p.end for p in calendars.of(calendar) if p.phase == phase)
    return isinstance(said, dt.date) and end is not None and said > end
