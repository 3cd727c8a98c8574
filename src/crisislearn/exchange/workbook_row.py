"""One row of a filled-in workbook, cell by cell.

Here: what each cell may hold, and what is told of one that may not. Not here: the file
(``workbook_read``) and what the words mean (``coding_words``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crisislearn.exchange.coding_words import (
    CERTAINTY,
    NO_CODE,
    SPEAKS_FOR,
    Words,
    chosen,
    status_of,
)
from crisislearn.exchange.workbook import CODINGS, LAST, PARTS, SHEET
from crisislearn.exchange.xlsx import cell_text


@dataclass(frozen=True)
class Reject:
    """A cell that cannot be taken over.

    Attributes:
        cell: Sheet and cell: ``Kodning!F12``.
        reason: What is wrong with it. Never what stands in it, which may be a name.
        remedy: What to do about it.
    """

    cell: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.cell}: {self.reason}. Next: {self.remedy}"


@dataclass(frozen=True)
class Known:
    """What the study knows of a statement."""

    text: str
    asked_on: dt.date | None


@dataclass
class Filled:
    """A filled-in workbook.

    Attributes:
        meta: What the workbook says of itself.
        coded_on: The day that the coder gave.
        bodies: Readings, as the journal keeps them, without coder.
        rejects: Cells that cannot be taken over.
        open: Rows that are not coded yet.
    """

    meta: dict[str, str]
    coded_on: dt.date | None = None
    bodies: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    open: int = 0


@dataclass
class FilledRow:
    """A row that is being read.

    Attributes:
        cells: Cells by header.
        filled: Takes what is read and what is rejected.
        words: The choices.
        known: The study's statements, by id.
    """

    cells: dict[str, Any]
    filled: Filled
    words: Words
    known: Mapping[str, Known]

    def read(self, seen: set[str]) -> None:
        """Add the reading of the row, its rejects, or that it is not coded yet.

        Args:
            seen: Ids of earlier rows; that of this one is added.
        """
        before = len(self.filled.rejects)
        name = self.text("id")
        known = self.known.get(name)
        if known is None:
            self.reject("id", "no statement of this study and sample has this id",
                        "undo the change to the id")  # fmt: skip
            return
        if name in seen:
            self.reject("id", "the id stands in an earlier row",
                        "delete one of the two rows")  # fmt: skip
            return
        seen.add(name)
        if _plain(self.text("udsagn")) != _plain(cell_text(known.text)):
            self.reject("udsagn", "the words are not those of the statement",
                        "undo the change, or export the workbook again if the study's "
                        "texts have changed")  # fmt: skip
        free = [n for n in self.cells if n.split(" ")[0] in (*PARTS, *LAST)]
        if not any(self.text(n) for n in free):
            self.filled.open += 1
            return
        codings = list(self.codings(known.asked_on))
        certainty = self.pick("sikkerhed", lambda cell: chosen(cell, CERTAINTY))
        if len(self.filled.rejects) == before:
            self.filled.bodies.append(
                {
                    "statement_id": name,
                    "codings": codings,
                    "certainty": certainty or "",
                    "memo": self.text("memo"),
                }
            )

    def codings(self, asked_on: dt.date | None) -> Iterator[dict[str, Any]]:
        """The codings of the row, none where it says that there is no code."""
        if self.is_none():
            return
        given = 0
        for number in range(1, CODINGS + 1):
            parts = [f"{part} {number}" for part in PARTS]
            if not any(self.text(part) for part in parts):
                continue
            given += 1
            coding = self.coding(parts, asked_on)
            if coding:
                yield coding
        if not given:
            self.reject("kode 1", "the row has no code", f"choose a code, or {NO_CODE}")

    def is_none(self) -> bool:
        """Whether the row says that there is no code; then nothing else may."""
        if not self.text("kode 1").upper().startswith(NO_CODE):
            return False
        for name in self.cells:
            part = name.split(" ")[0]
            if part in PARTS and name != "kode 1" and self.text(name):
                self.reject(name, f"the row says {NO_CODE} and this as well",
                            "empty one of the two")  # fmt: skip
        return True

    def coding(
        self, parts: list[str], asked_on: dt.date | None
    ) -> dict[str, Any] | None:
        """One coding, from its four cells; None where it cannot be used."""
        code_at, status_at, time_at, voice_at = parts
        if not self.text(code_at):
            self.reject(code_at, "there is no code beside what is filled in",
                        "choose a code, or empty the others")  # fmt: skip
            return None
        version = self.filled.meta["codebook"]
        code = self.pick(code_at, lambda cell: self.words.code_of(cell, version))
        if code and self.words.kind_of(code, version) not in self.words.kinds:
            self.reject(code_at, "the code is of a kind that was not asked for",
                        "choose a code of the list")  # fmt: skip
        status = self.pick(status_at, status_of)
        if code:
            self.check_status(status_at, self.words.kind_of(code, version))
        time = self.words.time_of(self.cells[time_at].value, asked_on)
        if time is None:
            self.reject(time_at, "no time that can be read",
                        "choose one of the list, or write 2020-03-18, 2020-03 or "
                        "2020-03-18..2020-04-14")  # fmt: skip
        voice = self.pick(voice_at, lambda cell: chosen(cell, SPEAKS_FOR))
        if not code or time is None:
            return None
        (first, last), precision = time
        return {
            "code": code,
            "status": status or "",
            "about_from": first.isoformat() if first else None,
            "about_to": last.isoformat() if last else None,
            "about_precision": precision,
            "speaks_for": voice or "own",
        }

    def check_status(self, place: str, kind: str) -> None:
        """Barriers have a status, and other codes none."""
        if kind == "barrier" and not self.text(place):
            self.reject(place, "a barrier has no status", "choose one of the nine")
        if kind != "barrier" and self.text(place):
            self.reject(place, "only barriers have a status", "empty the cell")

    def pick(self, name: str, find: Callable[[str], str | None]) -> str | None:
        """What a cell stands for; a reject where it stands for nothing."""
        text = self.text(name)
        found = find(text) if text else None
        if text and found is None:
            self.reject(name, "not one of the list's choices", "choose from the list")
        return found

    def text(self, name: str) -> str:
        """Words of a cell."""
        return cell_text(self.cells[name].value).strip()

    def reject(self, name: str, reason: str, remedy: str) -> None:
        """Note that a cell cannot be used."""
        place = f"{SHEET}!{self.cells[name].coordinate}"
        self.filled.rejects.append(Reject(place, reason, remedy))


def _plain(text: str) -> str:
    return " ".join(text.split())
