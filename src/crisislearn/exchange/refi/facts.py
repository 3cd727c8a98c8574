"""What a coding says that REFI-QDA has no place for, as one line of text.

Here: the line that stands in the description of a selection and in a note, out and in:
who coded, status, time spoken of, whose experience, how sure. After the line a person's
memo may follow. Not here: which coding it belongs to (``build``, ``readings``).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from crisislearn.exchange.coding_words import CERTAINTY, NOT_SAID, SPEAKS_FOR
from crisislearn.warehouse.views import STATUSES

MARK = "[crisislearn]"
MACHINE, PERSON = "maskine", "person"
_SPAN = re.compile(
    r"(\d{4}-\d{2}-\d{2})?\.\.(\d{4}-\d{2}-\d{2})? \(([a-z]+)\)", re.ASCII
)


@dataclass(frozen=True)
class Facts:
    """One line of facts.

    Attributes:
        by: ``maskine`` or ``person``.
        status: Status as shown, empty where the code has none.
        time: Interval and precision, ``2020-03-18..2020-04-14 (phase)``, or what a
            person wrote instead.
        voice: Whose experience, as shown.
        certainty: How sure, as shown.
    """

    by: str = PERSON
    status: str = ""
    time: str = NOT_SAID
    voice: str = ""
    certainty: str = ""

    def line(self) -> str:
        """The line."""
        said = {"kodet af": self.by, "status": self.status, "tid": self.time,
                "hvem": self.voice, "sikkerhed": self.certainty}  # fmt: skip
        return f"{MARK} " + "; ".join(f"{k}: {v}" for k, v in said.items() if v)

    def span(self) -> tuple[str | None, str | None, str] | None:
        """First and last day and precision; None where it is other words."""
        if self.time == NOT_SAID:
            return None, None, "unspecified"
        found = _SPAN.fullmatch(self.time)
        return (found[1], found[2], found[3]) if found else None


def facts_of(
    by: str,
    status: str,
    about: tuple[str | None, str | None, str],
    speaks_for: str,
    certainty: str = "",
) -> Facts:
    """The facts of a coding, from the ids that the tables and the journal use."""
    first, last, precision = about
    time = f"{first or ''}..{last or ''} ({precision})"
    return Facts(
        by,
        STATUSES.get(status, ""),
        NOT_SAID if about == (None, None, "unspecified") else time,
        SPEAKS_FOR.get(speaks_for, ""),
        CERTAINTY.get(certainty, ""),
    )


@lru_cache(maxsize=50_000)
def parted(text: str) -> tuple[Facts | None, str]:
    """The facts and the memo of a description; no facts where there is no such line."""
    head, _, rest = text.strip().partition("\n")
    if not head.startswith(MARK):
        return None, text.strip()
    said = dict(
        (part.partition(":")[0].strip(), part.partition(":")[2].strip())
        for part in head.removeprefix(MARK).split(";")
    )
    facts = Facts(
        said.get("kodet af", PERSON), said.get("status", ""),
        said.get("tid", NOT_SAID), said.get("hvem", ""), said.get("sikkerhed", ""),
    )  # fmt: skip
    return facts, rest.strip()


def day(value: object) -> str | None:
    """A day as the journal has it."""
    if isinstance(value, dt.date) and value == value:  # NaT is none
        return value.isoformat()[:10]
    return None
