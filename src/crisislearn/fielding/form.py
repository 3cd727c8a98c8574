"""An instrument as respondents meet it: pages, batteries, questions and notes.

Here: the order and the words of an XLSForm around the items that ``ingest`` reads from
the same file. Not here: what an item is (``ingest.surveys.items``), and the forms that
are made of it (``limesurvey``, ``printed``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crisislearn.errors import StudyError
from crisislearn.ingest.surveys.cells import read_sheets
from crisislearn.ingest.surveys.instrument import read_instrument
from crisislearn.ingest.surveys.items import Item
from crisislearn.ingest.surveys.relevant import Condition, parse_condition
from crisislearn.ingest.surveys.sheet import SheetRow, label_of, sheet_rows

_LONE = re.compile(r"not\(selected\(\., '([^']+)'\) and count-selected\(\.\) > 1\)")
_MOST = re.compile(r"count-selected\(\.\) <= (\d+)")

Words = dict[str, str]
"""Language, ``da`` or ``en`` → wording."""


@dataclass(frozen=True)
class Note:
    """Words that ask nothing."""

    name: str
    words: Words
    condition: Condition | None


@dataclass(frozen=True)
class Question:
    """An item as it is asked.

    Attributes:
        item: What ``ingest`` knows of it; its labels hold a battery's stem.
        words: What stands at the question itself.
        hint: Smaller words below it.
        condition: Its own, without those of the page.
        required: Whether nothing goes on without an answer.
        alone: A choice that goes with no other one; '' for none.
        most: How many choices may be ticked; 0 for all.
    """

    item: Item
    words: Words
    hint: Words
    condition: Condition | None
    required: bool = False
    alone: str = ""
    most: int = 0


@dataclass(frozen=True)
class Battery:
    """Questions with the same choices, as the rows of a table."""

    name: str
    words: Words
    hint: Words
    rows: tuple[Question, ...]
    condition: Condition | None


Part = Note | Question | Battery


@dataclass(frozen=True)
class Page:
    """What is shown at a time."""

    name: str
    words: Words
    condition: Condition | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Form:
    """A questionnaire as it is fielded.

    Attributes:
        titles: What it is called, by language.
        code: Its id.
        pages: In order.
        where: The file, for messages.
    """

    titles: Words
    code: str
    pages: tuple[Page, ...]
    where: str

    def questions(self) -> Iterator[tuple[Page, Battery | None, Question]]:
        """Every question with its page and battery, in the order asked."""
        for page in self.pages:
            for part in page.parts:
                if isinstance(part, Battery):
                    yield from ((page, part, row) for row in part.rows)
                elif isinstance(part, Question):
                    yield page, None, part


def read_form(path: Path) -> Form:
    """Read the form of an instrument.

    Raises:
        StudyError: If the file is no instrument, or holds what no form here can: a
            ranking, a repeat, or groups within groups that are no battery.
    """
    items = {item.name: item for item in read_instrument(path).items}
    sheets = read_sheets(path.read_bytes(), str(path))
    reader = _Reader(items)
    for row in sheet_rows(sheets, "survey", path, ("type", "name")):
        reader.take(row)
    settings = _settings(sheets, path)
    title = settings.get("form_title") or path.stem
    return Form(
        {"da": title, "en": settings.get("title_en") or title},
        settings.get("form_id", path.stem),
        tuple(page for page in reader.pages if page.parts),
        str(path),
    )


class _Reader:
    """The rows one after the other."""

    def __init__(self, items: dict[str, Item]) -> None:
        self.items = items
        self.pages: list[Page] = []
        self.open: list[tuple[SheetRow, list[Part]]] = []
        self.loose: list[Part] = []

    def take(self, row: SheetRow) -> None:
        kind = row.get("type").lower().replace(" ", "_", 1)
        if kind.startswith("begin"):
            if kind != "begin_group" or len(self.open) == 2:
                raise row.error(
                    "the form has a repeat, or more than a battery within a page",
                    "only the web form can have it: field the xlsx file itself",
                )
            self._end_loose()
            self.open.append((row, []))
        elif kind.startswith("end_"):
            self._close()
        elif kind.startswith("rank"):
            raise row.error("the form has a ranking", "field the xlsx file itself")
        elif kind == "note":
            self._parts().append(Note(row.get("name"), _words(row), _condition(row)))
        elif row.get("name") in self.items:
            self._parts().append(_question(row, self.items[row.get("name")]))
        if not self.open:
            self._end_loose()

    def _parts(self) -> list[Part]:
        return self.open[-1][1] if self.open else self.loose

    def _end_loose(self) -> None:
        """Items outside all groups have a page without a heading."""
        if self.loose and not self.open:
            last = self.pages[-1] if self.pages else None
            if last is not None and not last.name:
                parts = (*last.parts, *self.loose)
                self.pages[-1] = Page("", {}, None, parts)
            else:
                self.pages.append(Page("", {}, None, tuple(self.loose)))
            self.loose = []

    def _close(self) -> None:
        row, parts = self.open.pop()
        if not self.open:
            self.pages.append(
                Page(row.get("name"), _words(row), _condition(row), tuple(parts))
            )
            return
        rows = tuple(part for part in parts if isinstance(part, Question))
        alike = {(r.item.type, r.item.choices) for r in rows}
        if len(rows) < len(parts) or len(alike) != 1 or rows[0].item.choices == ():
            raise row.error(
                "a group within a page is no battery",
                "give its items one list of choices, or make it a page of its own",
            )
        hint = _words(row, "hint")
        battery = Battery(row.get("name"), _words(row), hint, rows, _condition(row))
        self._parts().append(battery)


def _question(row: SheetRow, item: Item) -> Question:
    rule = row.get("constraint")
    lone, most = _LONE.search(rule), _MOST.search(rule)
    return Question(
        item,
        _words(row),
        _words(row, "hint"),
        _condition(row),
        row.get("required").lower() in ("yes", "true", "true()"),
        lone[1] if lone else "",
        int(most[1]) if most else 0,
    )


def _words(row: SheetRow, what: str = "label") -> Words:
    cells = {
        column.replace(what, "label", 1): text
        for column, text in row.cells.items()
        if column.startswith(what)
    }
    cut = SheetRow(row.path, row.sheet, row.number, cells)
    return {language: label_of(cut, language) for language in ("da", "en")}


def _condition(row: SheetRow) -> Condition | None:
    text = row.get("relevant")
    return parse_condition(text) if text else None


def _settings(sheets: dict[str, list[list[str]]], path: Path) -> dict[str, str]:
    if not any(name.strip().lower() == "settings" for name in sheets):
        return {}
    try:
        rows = sheet_rows(sheets, "settings", path, ())
    except StudyError:
        return {}
    return rows[0].cells if rows else {}
