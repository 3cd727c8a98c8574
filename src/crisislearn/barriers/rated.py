"""What the closed battery observes: a value for each barrier and phase asked about.

Here: ratings become candidate observations, one an answer and phase. Not here: what
text says (``mentioned``) and which of several candidates counts (``observations``).
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pandas as pd

from crisislearn.calendars import Calendars, Interval

CANDIDATE = (
    "organisation_id", "barrier", "calendar", "phase", "measure", "value", "rating",
    "basis", "recalled", "asked_on", "wave", "coder_kind", "confidence", "evidence",
)  # fmt: skip


def rated_candidates(
    answers: pd.DataFrame,
    respondents: pd.DataFrame,
    items: pd.DataFrame,
    calendar_of: dict[str, str],
    calendars: Calendars,
) -> pd.DataFrame:
    """Observations that each rating makes by itself.

    Args:
        answers: ``core.answers``.
        respondents: ``core.respondents``, for the day of the answer.
        items: ``core.items``; those with a barrier are the battery.
        calendar_of: Barrier → calendar it is read on.
        calendars: Phases.

    Returns:
        A row for each rating and phase it speaks of; value ``unknown`` where it was
        asked and not answered.
    """
    battery = items[items["barrier"].notna() & (items["barrier"] != "")]
    battery = battery[battery["barrier"].isin(calendar_of)]
    asked = answers[answers["state"] != "not_asked"].merge(
        battery[["wave", "item_id", "barrier", "about", "about_from", "about_to"]],
        on=["wave", "item_id"],
        validate="m:1",
    )
    asked = asked.merge(
        respondents[["respondent_id", "answered_on"]],
        on="respondent_id",
        validate="m:1",
    )
    choices = zip(battery["wave"], battery["item_id"], battery["choices"], strict=True)
    values = {(wave, item): _values(json_text) for wave, item, json_text in choices}
    for days in ("answered_on", "about_from", "about_to"):
        asked[days] = asked[days].astype(object).where(asked[days].notna(), None)
    when = cache(calendars.phases_at)  # few days, and many rows
    rows = []
    row: Any  # itertuples knows the columns, the type checker does not
    for row in asked.itertuples(index=False):
        calendar = calendar_of[row.barrier]
        said = row.answered_on
        about: Interval = (row.about_from, row.about_to)
        if about == (None, None):
            about = (said, said)
        value = values[row.wave, row.item_id].get(row.code, "unknown")
        known = row.state == "answered" and value != "unknown"
        for phase in when(about, calendar):
            rows.append(
                (
                    row.organisation_id, row.barrier, calendar, phase, "rated",
                    value if known else "unknown",
                    float(row.code) if known and str(row.code).isdigit() else None,
                    "stated", row.about != "now", said, row.wave, "person", 1.0,
                    f"{row.wave}:{row.item_id}",
                )
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(CANDIDATE))


def _values(choices: str) -> dict[str, str]:
    """Code → present, reduced or not_present, as the instrument's choices say."""
    return {c["code"]: c["value"] for c in json.loads(choices) if c.get("value")}
