"""Reading a workbook that a person has filled in, cell by cell.

Here: what each cell may hold, and what is told of one that may not. Not here: the
sheets (``workbook``), what the words mean (``coding_words``) and where readings are
kept (``pipeline.coding``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.exchange.coding_words import (
    CERTAINTY,
    NO_CODE,
    SPEAKS_FOR,
    Words,
    chosen,
    status_of,
)
from crisislearn.exchange.workbook import (
    CODINGS,
    DAY_CELL,
    FORMAT,
    HELP,
    LAST,
    META,
    PARTS,
    SHEET,
    columns,
)
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


def read_meta(path: Path) -> tuple[Any, dict[str, str]]:
    """Open a workbook and read what it says of itself.

    Raises:
        ReadError: If it is not one that ``export workbook`` wrote.
    """
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    remedy = "import a workbook that 'crisislearn export workbook' wrote"
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (OSError, zipfile.BadZipFile, InvalidFileException, KeyError) as error:
        raise ReadError("no readable workbook", where=str(path), remedy=remedy) from (
            error
        )
    missing = [name for name in (HELP, SHEET, META) if name not in book.sheetnames]
    if missing:
        raise ReadError(
            f"the sheet {missing[0]} is missing", where=str(path), remedy=remedy
        )
    rows = book[META].iter_rows(min_row=2, max_col=2, values_only=True)
    meta = {str(key): str(value or "") for key, value in rows if key}
    if meta.get("format") != FORMAT:
        raise ReadError(
            f"the workbook has format {meta.get('format', 'none')!r}, this program "
            f"reads {FORMAT!r}",
            where=str(path),
            remedy="export the workbook again with this version",
        )
    return book, meta


def read_filled(
    book: Any, meta: dict[str, str], words: Words, known: Mapping[str, Known]
) -> Filled:
    """Read and check every cell.

    Args:
        book: From ``read_meta``.
        meta: From ``read_meta``.
        words: The choices of the study.
        known: The study's statements that the workbook may hold, by id.

    Raises:
        ReadError: If columns of the sheet are missing.
    """
    filled = Filled(meta)
    filled.coded_on = _day(book[HELP][DAY_CELL].value)
    if filled.coded_on is None:
        filled.rejects.append(
            Reject(
                f"{HELP}!{DAY_CELL}",
                "the day of coding is missing or no day",
                "write it as 2020-11-22",
            )
        )
    sheet = book[SHEET]
    heads = [cell_text(cell.value) for cell in sheet[1]]
    wanted = columns(meta["blind"] == "yes")
    missing = [name for name in wanted if name not in heads]
    if missing:
        raise ReadError(
            f"column {', '.join(missing)} is missing",
            where=SHEET,
            remedy="do not change the headers; copy the codings into a fresh export",
        )
    at = {name: heads.index(name) for name in wanted}
    seen: set[str] = set()
    for cells in sheet.iter_rows(min_row=2):
        row = {name: cells[n] for name, n in at.items()}
        if any(cell.value is not None for cell in row.values()):
            _Row(row, filled, words, known).read(seen)
    return filled


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value or "").strip())
    except ValueError:
        return None


@dataclass
class _Row:
    cells: dict[str, Any]
    filled: Filled
    words: Words
    known: Mapping[str, Known]

    def read(self, seen: set[str]) -> None:
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
        return cell_text(self.cells[name].value).strip()

    def reject(self, name: str, reason: str, remedy: str) -> None:
        place = f"{SHEET}!{self.cells[name].coordinate}"
        self.filled.rejects.append(Reject(place, reason, remedy))


def _plain(text: str) -> str:
    return " ".join(text.split())
