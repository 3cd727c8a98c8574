"""What people coded in another program, as readings for the journal.

Here: which statement, code, status, time and person each coding of a file means, and
what of it cannot be taken over. Not here: reading the file (``read``), what becomes of
all codings of a statement (``bodies``), and the journal (``pipeline.refi``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crisislearn.barriers.hand import Body
from crisislearn.barriers.marking import EVIDENCE, mark
from crisislearn.exchange.coding_words import (
    CERTAINTY,
    NO_CODE,
    SPEAKS_FOR,
    Words,
    chosen,
    status_of,
)
from crisislearn.exchange.refi.align import Corpus, Hit, Placed, TooLong, carried
from crisislearn.exchange.refi.bodies import Reading, bodies_of
from crisislearn.exchange.refi.book import Meaning, Meanings, walk
from crisislearn.exchange.refi.build import user_guid
from crisislearn.exchange.refi.documents import documents_of, plain
from crisislearn.exchange.refi.facts import MACHINE, Facts, parted
from crisislearn.exchange.refi.held import ABOUT
from crisislearn.exchange.refi.model import (
    Coding,
    Losses,
    Project,
    Selection,
    guid,
)
from crisislearn.exchange.refi.positions import counted
from crisislearn.exchange.refi.read import day_of

_SILENT = (None, None, "unspecified")


@dataclass(frozen=True)
class Ours:
    """What the study knows, to hold a file against.

    Attributes:
        study: Id of the study.
        words: Codebook and calendars.
        statements: Rows of ``core.statements``.
        machine: Name of the machine as a coder.
        coding_ids: Ids of the machine's codings.
        held: The readings that count, by statement and coder.
        coder: Who coded what names nobody; empty where that is not said.
        shown: Makes a name that somebody gave a code fit to be shown.
    """

    study: str
    words: Words
    statements: Sequence[Mapping[Any, Any]]
    machine: str
    coding_ids: Iterable[str]
    held: Mapping[tuple[str, str], Body]
    coder: str = ""
    shown: Callable[[str], str] = str


class _Import:
    def __init__(self, project: Project, ours: Ours, losses: Losses) -> None:
        self.project, self.ours, self.losses = project, ours, losses
        self.users = {user.guid: user.name for user in project.users if user.guid}
        self.notes = {note.guid: note.text for note in project.notes if note.guid}
        self.meanings = self._meanings()
        self.machine_user = user_guid(ours.study, ours.machine)
        self.machine = {
            guid(ours.study, "coding", "machine", c) for c in ours.coding_ids
        }
        self.asked = {s["statement_id"]: _date(s["asked_on"]) for s in ours.statements}
        self.texts = {s["statement_id"]: s["text"] for s in ours.statements}
        self.coders = {coder.casefold(): coder for _, coder in ours.held}
        self.found: dict[tuple[str, str], Reading] = {}
        self.marked: dict[tuple[str, tuple[int, int]], dict[str, Any]] = {}
        self.cut = 0

    def _meanings(self) -> dict[str, Meaning | None]:
        meanings = Meanings(self.ours.study, self.ours.words.codebook)
        known = [k for k in walk(self.project.codes) if k.code.guid]
        self.names = {k.code.guid: " / ".join(k.path) for k in known}
        return {k.code.guid: meanings.of(k) for k in known}

    def sources(self) -> None:
        """Go through all texts."""
        ours = self.ours
        corpus = Corpus(ours.study, documents_of(ours.statements))
        for number, source in enumerate(self.project.sources, start=1):
            place = f"text {number}"
            self.losses.add(
                "codes of a text as a whole are not taken over", place,
                "give the code to the words that show it", len(source.codings),
            )  # fmt: skip
            coded = [s for s in source.selections if s.codings]
            mine = counted(source.text, coded, self.project.origin)
            if mine is None:
                self.losses.add(
                    "positions in a text cannot be told apart from chance: it is not "
                    "clear how the program counts characters", place,
                    "export again with lines that end in LF, or code it in the "
                    "workbook", sum(len(s.codings) for s in coded),
                )  # fmt: skip
                continue
            placed = corpus.of(source, mine.text)
            for selection, span in zip(coded, mine.spans, strict=True):
                self.selection(selection, span, placed, place)

    def selection(
        self,
        selection: Selection,
        span: tuple[int, int] | None,
        placed: Placed,
        place: str,
    ) -> None:
        """Take a selection with its codings over."""
        where = f"{place}, {selection.start}–{selection.end}"
        people = [c for c in selection.codings if not self.by_machine(selection, c)]
        if not people:
            return
        told, number = "", len(people)
        try:
            hits = placed.hits(*span) if span else None
        except TooLong:
            hits, told = [], "a coding goes over more than fifty statements"
        if span is None:
            told = "a selection lies outside of its text, or is empty"
        elif hits is None:
            told = "the words are not in the study's texts, or in several places"
        elif not hits:
            told = told or "the words are no statement (a question, a speaker's name)"
        if told or not hits:
            self.losses.add(told, where, number=number)
            return
        self.cut += sum(not hit.exact for hit in hits)
        for hit in hits:
            words = self.words(hit)
            for coding in people:
                self.coding(selection, coding, hit.statement_id, words, where)

    def words(self, hit: Hit) -> dict[str, Any]:
        """The words of a statement that were coded; nothing where it is all of it."""
        key = hit.statement_id, hit.span
        if key not in self.marked:
            text = self.texts[hit.statement_id]
            span = carried(hit.span, plain(text), text)
            kept = mark(text, span) if span else None
            self.marked[key] = {EVIDENCE: kept} if kept else {}
        return self.marked[key]

    def by_machine(self, selection: Selection, coding: Coding) -> bool:
        """Whether a coding is the machine's, whoever a program says gave it."""
        user = coding.user or selection.user
        known = user == self.machine_user
        known |= self.users.get(user, "") == self.ours.machine
        facts, _ = self.said(selection, coding)
        return known or coding.guid in self.machine or (
            facts is not None and facts.by == MACHINE
        )  # fmt: skip

    def said(self, selection: Selection, coding: Coding) -> tuple[Facts | None, str]:
        """Facts and memo: the comment counts, and where it is gone the notes."""
        facts, memo = parted(selection.description)
        for name in (*coding.notes, *selection.notes):
            more, words = parted(self.notes.get(name, ""))
            facts = facts or more
            memo = memo or words
        return facts, memo

    def coding(
        self,
        selection: Selection,
        coding: Coding,
        statement: str,
        words: dict[str, Any],
        where: str,
    ) -> None:
        """Add one coding to the reading it belongs to."""
        coder = self.coder(coding.user or selection.user)
        if not coder:
            self.losses.add("a coding names nobody who gave it", where,
                            "say who it was: --coder NAME")  # fmt: skip
            return
        facts, memo = self.said(selection, coding)
        reading = self.found.setdefault((statement, coder), Reading())
        meaning = self.meanings.get(coding.code)
        if meaning is None:
            reading.unknown = True
            name = self.ours.shown(self.names.get(coding.code, ""))
            self.losses.add(f"the code »{name}« is not in the study's codebook", where,
                            "add it to codebook.yml (crisislearn import codebook), or "
                            "name it as there: DOC / væk")  # fmt: skip
            return
        dates = (coding.date, selection.date, self.project.date)
        reading.dates.add(next(day for date in dates if (day := day_of(date))))
        if memo and memo not in reading.memos:
            reading.memos.append(memo)
        if facts and facts.certainty:
            reading.certainties.add(chosen(facts.certainty, CERTAINTY) or "")
        if meaning.code == NO_CODE:
            reading.nothing = True
            return
        row = self.row(reading, meaning, facts, statement, where)
        rows = reading.codings if facts else reading.silent
        if row and row | words not in rows:
            rows.append(row | words)

    def row(
        self,
        reading: Reading,
        meaning: Meaning,
        facts: Facts | None,
        statement: str,
        where: str,
    ) -> dict[str, Any] | None:
        """A coding with its status, time and voice; else what is wrong with it."""
        code = self.ours.words.codebook[meaning.code]
        status = meaning.status or (status_of(facts.status) if facts else "") or ""
        told = ""
        if meaning.was_split:
            told = "the code was split since: code the statement again"
        elif code.kind == "barrier" and not status:
            told = "a barrier has no status: give it one of the codes under it"
        about = self.time(facts, statement)
        if about is None:
            told = "no time that can be read stands in a comment"
        if told or about is None:
            reading.broken = True
            self.losses.add(f"{told}; the reading of its statement is left out", where)
            return None
        voice = chosen(facts.voice, SPEAKS_FOR) if facts else None
        return {
            "code": code.code, "status": status if code.kind == "barrier" else "",
            **dict(zip(ABOUT, about, strict=True)), "speaks_for": voice or "own",
        }  # fmt: skip

    def time(
        self, facts: Facts | None, statement: str
    ) -> tuple[str | None, str | None, str] | None:
        if facts is None:
            return _SILENT
        if span := facts.span():
            return span
        found = self.ours.words.time_of(facts.time, self.asked[statement])
        if found is None:
            return None
        (first, last), precision = found
        return _iso(first), _iso(last), precision

    def coder(self, user: str) -> str:
        """Name of a person, spelled as in earlier imports."""
        name = " ".join(self.users.get(user, "").split()) or self.ours.coder
        return self.coders.setdefault(name.casefold(), name) if name else ""


def readings_of(project: Project, ours: Ours, losses: Losses) -> list[dict[str, Any]]:
    """What people coded.

    Args:
        project: The file.
        ours: The study.
        losses: Takes what cannot be taken over.

    Returns:
        Readings that differ from those the journal holds or not, sorted by statement
        and coder. No word of the file is in them but memos and names of coders.
    """
    reader = _Import(project, ours, losses)
    reader.sources()
    bodies, joined = bodies_of(reader.found, ours, reader.texts, losses)
    losses.add("a selection goes beyond a statement: the part in each statement was "
               "taken over", number=reader.cut)  # fmt: skip
    losses.add("a code was given to several places of a statement: it became one, from "
               "the first word to the last", number=joined)  # fmt: skip
    there = {(body["statement_id"], body["coder"]) for body in bodies}
    mine = {coder for _, coder in there}
    gone = [key for key in ours.held if key[1] in mine and key not in reader.found]
    losses.add("a statement that a person has coded has no code by them in the file: "
               "what the journal holds stays", number=len(gone),
               remedy=f"give it {NO_CODE} if it has none")  # fmt: skip
    return bodies


def _date(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) and value == value else None


def _iso(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None
