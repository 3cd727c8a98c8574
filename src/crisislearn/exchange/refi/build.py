"""A study as a REFI-QDA project.

Here: which texts, codings and notes a project has, and what of the study has no place
in it. Not here: its cases, variables and sets (``units``), XML (``write``) and reading
the study (``pipeline.refi``).

Each coding is a selection of its own: programs that know coder or comment of a
selection only, and not those of a coding, keep both.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from crisislearn.barriers.codebook import Codebook
from crisislearn.barriers.hand import Body
from crisislearn.barriers.marking import marked
from crisislearn.barriers.versions import carry
from crisislearn.calendars import Calendars
from crisislearn.exchange.coding_words import NO_CODE
from crisislearn.exchange.refi.align import carried
from crisislearn.exchange.refi.book import codes_of, status_guid
from crisislearn.exchange.refi.documents import Document, documents_of, plain, text_of
from crisislearn.exchange.refi.facts import MACHINE, PERSON, day, facts_of
from crisislearn.exchange.refi.model import (
    Coding,
    Losses,
    Note,
    Project,
    Selection,
    Source,
    User,
    guid,
)
from crisislearn.exchange.refi.units import Units

QUOTE = 120
"""Characters of a quote that stand in the name of a selection."""


@dataclass(frozen=True)
class Material:
    """What a project is made of.

    Attributes:
        study: Id of the study.
        title: Its Danish title, with a word on synthetic material.
        about: What the project says of itself.
        codebook: The study's codebook.
        calendars: For the names of phases.
        statements: Rows of ``core.statements``.
        machine: Rows of ``core.codings`` by the machine.
        readings: What people coded, as the journal keeps it: the reading that counts,
            one for each person and statement.
        organisations: Rows of ``core.organisations``.
        coder: Name of the machine as a coder.
    """

    study: str
    title: str
    about: str
    codebook: Codebook
    calendars: Calendars
    statements: Iterable[Mapping[Any, Any]]
    machine: Iterable[Mapping[Any, Any]]
    readings: Iterable[Body]
    organisations: Iterable[Mapping[Any, Any]]
    coder: str


@dataclass
class _Builder:
    """Puts a project together, part by part."""

    given: Material
    documents: list[Document]
    losses: Losses = field(default_factory=Losses)
    notes: dict[str, Note] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    found: dict[str, list[Selection]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place = {
            statement: (document, span)
            for document in self.documents
            for statement, span in document.spans.items()
        }
        self.texts = {s["statement_id"]: s["text"] for s in self.given.statements}
        said = [d.said for d in self.documents if d.said]
        self.date = _stamp(max(said)) if said else _stamp(dt.date(2020, 3, 11))

    def guid(self, *key: str) -> str:
        return guid(self.given.study, *key)

    def user(self, name: str) -> str:
        own = user_guid(self.given.study, name)
        self.users.setdefault(own, User(own, name))
        return own

    def machine(self, rows: Iterable[Mapping[Any, Any]]) -> None:
        """Codings of the machine, each at the words that show it."""
        user = self.user(self.given.coder)
        for row in rows:
            if row["statement_id"] not in self.place:
                self.losses.add("a coding of the machine has no statement any more")
                continue
            document, (first, last) = self.place[row["statement_id"]]
            span = _evidence(row, document.text[first:last])
            about = (day(row["about_from"]), day(row["about_to"]))
            status = text_of(row["status"]) or ""
            facts = facts_of(
                MACHINE, status, (*about, row["about_precision"]), row["speaks_for"]
            )
            key = self.guid("coding", "machine", row["coding_id"])
            code = status_guid(self.given.study, row["code"], status)
            self.select(
                document, (first + span[0], first + span[1]), key, code, user,
                facts.line(), "", "",
            )  # fmt: skip

    def people(self, readings: Iterable[Body]) -> None:
        """Codings of people, each at the words they marked, or the whole statement."""
        for body in readings:
            if body["statement_id"] not in self.place:
                self.losses.add("a coding by hand has no statement any more")
                continue
            codings = body["codings"] or [None]
            for number, coding in enumerate(codings):
                self.person(body, coding, number)

    def person(self, body: Body, coding: Mapping[str, Any] | None, at: int) -> None:
        document, (first, last) = self.place[body["statement_id"]]
        span = first, last
        code, facts = NO_CODE, facts_of(PERSON, "", (None, None, "unspecified"), "")
        status = ""
        if coding:
            book = self.given.codebook
            today = carry(coding["code"], body["codebook"], book.changes)
            code, status = today.code, coding["status"]
            if code not in book:
                self.losses.add("a coding by hand has a code that is gone",
                                remedy="say under 'changes' of the codebook what it is "
                                "called now")  # fmt: skip
                return
            own = self.texts[body["statement_id"]]
            words = marked(coding, own)
            part = carried(words, own, document.text[first:last]) if words else None
            span = (first + part[0], first + part[1]) if part else span
        about = ("about_from", "about_to", "about_precision")
        facts = facts_of(
            PERSON, status,
            tuple(coding[a] for a in about) if coding else (None, None, "unspecified"),
            coding["speaks_for"] if coding else "", body["certainty"],
        )  # fmt: skip
        memo = plain(body["memo"]).strip()
        key = (body["statement_id"], body["coder"], code, status, facts.line(), str(at))
        self.select(
            document, span, self.guid("coding", *key),
            status_guid(self.given.study, code, status), self.user(body["coder"]),
            facts.line(), memo, f"{body['coded_on']}T00:00:00Z",
        )  # fmt: skip

    def select(
        self, document: Document, span: tuple[int, int], key: str, code: str,
        user: str, facts: str, memo: str, date: str,
    ) -> None:  # fmt: skip
        """Add a selection with its coding, its facts and a memo."""
        words = " ".join(document.text[slice(*span)].split())
        name = words if len(words) <= QUOTE else f"{words[: QUOTE - 1].rstrip()}…"
        said = self.note("Kodning", facts, "", self.date)
        memos = (self.note("Memo", memo, user, date),) if memo else ()
        coding = Coding(key, code, user, date, (said,))
        comment = f"{facts}\n{memo}" if memo else facts
        selection = Selection(
            guid(key, "selection"), *span, name, comment, user, date, (coding,), memos
        )
        self.found.setdefault(document.key, []).append(selection)

    def note(self, name: str, text: str, user: str, date: str) -> str:
        """Id of a note; the same words by the same person are one note."""
        own = self.guid("note", name, text, user, date)
        self.notes.setdefault(own, Note(own, name, text, user, date))
        return own


def build_project(given: Material) -> tuple[Project, Losses]:
    """Make a project of a study.

    Returns:
        The project, and what could not be carried into it.
    """
    builder = _Builder(given, documents_of(given.statements))
    builder.machine(given.machine)
    builder.people(given.readings)
    units = Units(given.study, given.calendars, builder.documents)
    sources = [
        units.source(document, builder.found.get(document.key, []))
        for document in builder.documents
    ]
    _tell_of_limits(builder, sources)
    project = Project(
        given.title,
        date=builder.date,
        description=given.about,
        users=sorted(builder.users.values(), key=lambda u: u.name),
        codes=codes_of(given.study, given.codebook),
        variables=units.variables(),
        cases=units.cases(given.organisations),
        sources=sources,
        notes=sorted(builder.notes.values(), key=lambda n: (n.name, n.guid)),
        sets=units.sets(),
    )
    return project, builder.losses


def user_guid(study: str, name: str) -> str:
    """Id of a coder."""
    return guid(study, "user", name.casefold())


def _tell_of_limits(builder: _Builder, sources: list[Source]) -> None:
    selections = [s for source in sources for s in source.selections]
    losses = builder.losses
    losses.add(
        "time, voice and certainty of a coding have no place in REFI-QDA: they stand "
        "in its comment and note, which some programs drop",
        number=len(selections),
    )
    losses.add("rule and confidence of a coding by the machine are not in the file",
               number=sum(1 for s in selections if not s.date))  # fmt: skip
    losses.add("search terms of a code are not in the file",
               number=len(builder.given.codebook))  # fmt: skip
    losses.add(
        "a text has characters beyond the basic plane (emoji): programs that count "
        "them twice may shift what comes after",
        number=sum(any(ord(c) > 0xFFFF for c in s.text) for s in sources),
    )


def _evidence(row: Mapping[Any, Any], text: str) -> tuple[int, int]:
    """Where the words of a coding stand in a statement; all of it where unknown."""
    words = plain(row["evidence"]) if isinstance(row["evidence"], str) else ""
    if words.strip():
        near = int(row["start"]) if row["start"] == row["start"] else 0
        places = [m.start() for m in re.finditer(re.escape(words), text)]
        if places:
            first = min(places, key=lambda n: (abs(n - near), n))
            return first, first + len(words)
    return 0, len(text)


def _stamp(value: dt.date) -> str:
    return f"{value.isoformat()[:10]}T00:00:00Z"
