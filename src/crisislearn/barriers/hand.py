"""People's codings: from the journal to rows of tables.

Here: what a reading is (one person's codings of one statement, none of them included),
which of several counts, and carrying old codes along. Not here: workbooks
(``exchange``), the journal (``store``) and agreement (``agreement``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from crisislearn.barriers.about import phases_of
from crisislearn.barriers.codebook import Codebook
from crisislearn.barriers.codings import COLUMNS
from crisislearn.barriers.marking import is_lost, marked
from crisislearn.barriers.versions import carry
from crisislearn.calendars import Calendars

NO_SAMPLE = "none"
"""Stands for the sample of a statement that was coded outside of one."""

RESOLVED = "resolved"
"""Coder and sample of what was agreed on where coders differed. Their own readings
stay; the journal says who decided."""

TAKEN_BACK = "taken_back"
"""Key of a reading that says: there is none any more."""

CONFIDENCE = {"sure": 1.0, "fairly": 0.75, "unsure": 0.5}
"""How sure a person is → confidence of the codings."""

CODED = (
    "statement_id", "coder", "sample", "source_id", "document", "coded_on", "codebook",
    "kinds", "blind", "certainty", "n_codings", "incomplete",
)  # fmt: skip
SAMPLES = (
    "sample", "statement_id", "stratum", "strata", "population", "drawn", "weight",
    "seed",
)  # fmt: skip
_REJECTS = (
    "reject_id", "source_id", "file", "line", "column", "reason", "shape",
    "next_action",
)  # fmt: skip

_GONE = (
    "the statement of a coding by hand is not there any more",
    "code the new statement",
)
_CHANGED = (
    "the words marked for a coding by hand are not known any more: the text of its "
    "statement has changed; the coding is of the whole statement",
    "mark the words again",
)

Body = Mapping[str, Any]
"""A reading as the journal keeps it: statement_id, coder, coded_on, codebook, kinds,
sample, blind, certainty, memo, and codings, each with code, status, about_from,
about_to, about_precision and speaks_for, and where words were marked with evidence
(``marking``); days as 2020-03-18."""


@dataclass(frozen=True)
class Hand:
    """What people coded.

    Attributes:
        coded: Rows of ``core.hand_coded``: one a reading.
        codings: Rows of ``core.codings``, with ``sample``: all codings of all readings.
        rejects: Rows of ``ops.rejects``: what no longer fits statements or codebook.
    """

    coded: pd.DataFrame
    codings: pd.DataFrame
    rejects: pd.DataFrame

    def current(self) -> pd.DataFrame:
        """Rows of ``core.codings``: of two readings of one person the later one."""
        last = self.coded.drop_duplicates(["statement_id", "coder"], keep="last")
        key = ["statement_id", "coder", "sample"]
        kept = self.codings.merge(last[key], on=key)
        return kept[list(COLUMNS)].drop_duplicates("coding_id")


def latest(bodies: Iterable[Body]) -> list[Body]:
    """Of several readings by one person in one sample the last, in the journal's order.

    A blind reading of a sample stays beside a later one that was not blind. A reading
    that was taken back counts for nothing.
    """
    found: dict[tuple[str, str, str], Body] = {}
    for body in bodies:
        key = (body["statement_id"], body["coder"], body["sample"])
        found.pop(key, None)
        if not body.get(TAKEN_BACK):
            found[key] = body
    return list(found.values())


def hand_coded(
    bodies: Iterable[Body],
    statements: pd.DataFrame,
    codebook: Codebook,
    calendars: Calendars,
) -> Hand:
    """Bring the journal's readings to today's statements and codebook.

    Args:
        bodies: Entries of kind ``coding``, in order.
        statements: ``core.statements``.
        codebook: The codebook of today; old codes are carried along.
        calendars: For the phases that a coding speaks of.
    """
    columns = ["source_id", "organisation_id", "respondent_id", "asked_on", "text"]
    known = statements.set_index("statement_id")[columns].to_dict("index")
    coded: list[dict[str, Any]] = []
    codings: list[dict[str, Any]] = []
    rejects: list[dict[str, Any]] = []
    for body in latest(bodies):
        place = known.get(body["statement_id"])
        if place is None:
            rejects.append(_reject(body, None, _GONE))
            continue
        mine = {}
        complaints = []
        for coding in body["codings"]:
            today = carry(coding["code"], body["codebook"], codebook.changes)
            if today.code not in codebook:
                complaints.append(_unknown(coding["code"]))
                continue
            if today.was_split:
                complaints.append(_split(coding["code"], today.code))
            carried = dict(coding) | {"code": today.code, "was": coding["code"]}
            row = _coding(body, place, carried, codebook, calendars)
            mine[row["coding_id"]] = row
        codings += mine.values()
        coded.append(_coded(body, place, len(mine), bool(complaints)))
        if any(is_lost(coding, place["text"]) for coding in body["codings"]):
            rejects.append(_reject(body, place, _CHANGED))
        rejects += [_reject(body, place, told) for told in complaints]
    return Hand(
        pd.DataFrame(coded, columns=list(CODED)),
        pd.DataFrame(codings, columns=[*COLUMNS, "sample"]),
        pd.DataFrame(rejects, columns=list(_REJECTS)).drop_duplicates("reject_id"),
    )


def that_count(codings: pd.DataFrame, coded: pd.DataFrame) -> pd.Series[bool]:
    """Where people coded a statement, the machine's codings of it do not count.

    Where they agreed on one reading after they differed, only that one counts.

    Args:
        codings: ``core.codings``.
        coded: ``core.hand_coded``; a person who was asked for a kind of codes and gave
            none has coded, too.

    Returns:
        Whether each coding counts.
    """
    asked, agreed = (
        {
            (row["statement_id"], kind)
            for row in rows.to_dict("records")
            for kind in row["kinds"].split(";")
        }
        for rows in (coded, coded[coded["coder"] == RESOLVED])
    )
    places = list(zip(codings["statement_id"], codings["kind"], strict=True))
    by_hand = pd.Series([p in asked for p in places], index=codings.index, dtype=bool)
    settled = pd.Series([p in agreed for p in places], index=codings.index, dtype=bool)
    return ~(by_hand & (codings["coder_kind"] != "person")) & ~(
        settled & (codings["coder"] != RESOLVED)
    )


def document_of(place: Mapping[Any, Any]) -> str:
    """What is drawn as one when uncertainty is measured: a person's answers, a file."""
    who = place["respondent_id"]
    return who if isinstance(who, str) and who else str(place["source_id"])


def sample_rows(bodies: Iterable[Body], statements: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``ops.samples`` from the journal's entries of kind ``sample``."""
    known = set(statements["statement_id"])
    rows = {
        (body["sample"], body["statement_id"]): dict(body)
        | {"weight": body["population"] / body["drawn"]}
        for body in bodies
        if body["statement_id"] in known
    }
    return pd.DataFrame(list(rows.values()), columns=list(SAMPLES))


def _coded(
    body: Body, place: Mapping[Any, Any], number: int, incomplete: bool
) -> dict[str, Any]:
    return {
        "statement_id": body["statement_id"],
        "coder": body["coder"],
        "sample": body["sample"],
        "source_id": place["source_id"],
        "document": document_of(place),
        "coded_on": dt.date.fromisoformat(body["coded_on"]),
        "codebook": body["codebook"],
        "kinds": ";".join(body["kinds"]),
        "blind": bool(body["blind"]),
        "certainty": body["certainty"] or None,
        "n_codings": number,
        "incomplete": incomplete,
    }


def _coding(
    body: Body,
    place: Mapping[Any, Any],
    coding: Mapping[str, Any],
    codebook: Codebook,
    calendars: Calendars,
) -> dict[str, Any]:
    code = codebook[coding["code"]]
    about = (_day(coding["about_from"]), _day(coding["about_to"]))
    precision = coding["about_precision"]
    phases = phases_of(calendars, about, precision, code.calendar)
    asked_on = place["asked_on"] if isinstance(place["asked_on"], dt.date) else None
    who = (body["statement_id"], body["coder"], body["sample"])
    said = (code.code, coding["status"], about, coding["speaks_for"])
    organisation = place["organisation_id"]
    was = coding["was"]
    start, end = marked(coding, place["text"]) or (None, None)
    return {
        "coding_id": hashlib.sha256(repr((*who, *said)).encode()).hexdigest()[:16],
        "statement_id": body["statement_id"],
        "source_id": place["source_id"],
        "organisation_id": organisation if isinstance(organisation, str) else None,
        "kind": code.kind,
        "code": code.code,
        "status": coding["status"] or None,
        # A workbook asks for no polarity: who marks an element says that it was done.
        "polarity": "positive" if code.kind == "lens" else None,
        "about_from": about[0],
        "about_to": about[1],
        "about_precision": precision,
        "phase": ";".join(phases) or None,
        "asked_on": asked_on,
        "speaks_for": coding["speaks_for"],
        "status_source": "text",
        "evidence": None if start is None else place["text"][start:end],
        "start": start,
        "end": end,
        "confidence": CONFIDENCE.get(body["certainty"], CONFIDENCE["fairly"]),
        "rule": None if was == code.code else f"coded as {was}",
        "coder": body["coder"],
        "coder_kind": "person",
        "sample": body["sample"],
    }


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _unknown(code: str) -> tuple[str, str]:
    return (
        f"{code!r} of a coding by hand is not in the codebook",
        "say under 'changes' of the codebook what it is called now",
    )


def _split(code: str, today: str) -> tuple[str, str]:
    return (
        f"the code {code!r} of a coding by hand was split; {today!r} stands for it",
        "code the statement again",
    )


def _reject(
    body: Body, place: Mapping[Any, Any] | None, told: tuple[str, str]
) -> dict[str, Any]:
    statement, (reason, remedy) = body["statement_id"], told
    parts = (statement, body["coder"], body["sample"], reason)
    return {
        "reject_id": f"H{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}",
        "source_id": place["source_id"] if place else None,
        "file": f"statement {statement}",
        "line": None,
        "column": None,
        "reason": reason,
        "shape": None,
        "next_action": remedy,
    }
