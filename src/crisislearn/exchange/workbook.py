"""The workbook that a person codes statements in.

Here: its sheets, lists and locks. Not here: which statements are in it and whom it is
for (``pipeline.coding``), and reading it back (``workbook_read``).

It shows pseudonymised words and what was asked before them; no organisation, speaker or
file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crisislearn.exchange.coding_words import (
    CERTAINTY,
    NO_CODE,
    SPEAKS_FOR,
    STATUS_HELP,
    Words,
)
from crisislearn.exchange.workbook_help import INSTRUCTIONS
from crisislearn.exchange.xlsx import put, save
from crisislearn.warehouse.views import STATUSES

FORMAT = "1"
CODINGS = 3
"""Codings that a statement has room for."""

HELP, SHEET, BOOK, LISTS, META = (
    "Vejledning",
    "Kodning",
    "Koder",
    "Lister",
    "arbejdsbog",
)
FIXED = ("id", "sagt", "sammenhæng", "udsagn", "forslag")
"""Locked columns; the last one only where suggestions are given."""

PARTS = ("kode", "status", "tid", "hvem")
"""Columns of one coding; each has its number after it."""

LAST = ("sikkerhed", "memo")
DAY_LABEL, DAY_CELL = "Kodet den (fx 2020-11-22):", "B1"
_WIDTHS = {"id": 10, "sagt": 11, "sammenhæng": 38, "udsagn": 62, "forslag": 36,
           "kode": 26, "status": 13, "tid": 20, "hvem": 15, "sikkerhed": 14,
           "memo": 30}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One statement to code."""

    statement_id: str
    asked_on: dt.date | None
    context: str
    text: str
    suggestion: str = ""


@dataclass(frozen=True)
class Task:
    """What a workbook asks for.

    Attributes:
        study: Id of the study.
        title: Its Danish title.
        sample: Id of the sample, or ``none``.
        blind: Whether no suggestion is shown.
        words: The choices.
        rows: The statements, in order.
    """

    study: str
    title: str
    sample: str
    blind: bool
    words: Words
    rows: Sequence[Row]

    def meta(self) -> dict[str, str]:
        """What the import must know again."""
        return {
            "format": FORMAT,
            "study": self.study,
            "sample": self.sample,
            "codebook": self.words.codebook.version,
            "kinds": ";".join(self.words.kinds),
            "blind": "yes" if self.blind else "no",
        }


def columns(blind: bool) -> list[str]:
    """Headers of the sheet to fill in."""
    fixed = FIXED[:-1] if blind else FIXED
    parts = [f"{part} {n}" for n in range(1, CODINGS + 1) for part in PARTS]
    return [*fixed, *parts, *LAST]


def write_workbook(task: Task, path: Path) -> None:
    """Write a workbook; the same task gives the same bytes."""
    import openpyxl

    book = openpyxl.Workbook()
    guide: Any = book.active
    guide.title = HELP
    _guide(guide, task)
    lists = _lists(task)
    _coding(book.create_sheet(SHEET), task, lists)
    _codes(book.create_sheet(BOOK), task)
    _table(book.create_sheet(LISTS), [*lists], list(_across(lists)))
    _table(book.create_sheet(META), ["nøgle", "værdi"], list(task.meta().items()))
    book[LISTS].sheet_state = "hidden"
    book[META].sheet_state = "veryHidden"
    for sheet in book.worksheets:
        sheet.protection.sheet = True
        sheet.protection.formatColumns = False
        sheet.protection.formatRows = False
        sheet.protection.autoFilter = False
    book.active = 0
    save(book, path)


def _lists(task: Task) -> dict[str, list[str]]:
    return {
        "kode": task.words.codes(),
        "status": list(STATUSES.values()),
        "tid": task.words.time_choices(),
        "hvem": list(SPEAKS_FOR.values()),
        "sikkerhed": list(CERTAINTY.values()),
    }


def _across(lists: dict[str, list[str]]) -> list[tuple[str, ...]]:
    longest = max(len(values) for values in lists.values())
    return [
        tuple(v[n] if n < len(v) else "" for v in lists.values())
        for n in range(longest)
    ]


def _guide(sheet: Any, task: Task) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    put(sheet["A1"], DAY_LABEL)
    sheet["A1"].font = Font(bold=True)
    day = sheet[DAY_CELL]
    day.number_format = "yyyy-mm-dd"
    day.protection = Protection(locked=False)
    day.fill = PatternFill("solid", fgColor="FFF6D6")
    sheet.column_dimensions["A"].width = 100
    sheet.column_dimensions["B"].width = 16
    text = INSTRUCTIONS.format(
        title=task.title,
        number=len(task.rows),
        none=NO_CODE,
        version=task.words.codebook.version,
        how="Arbejdsbogen er blind: den viser ikke, hvad programmet ville have kodet. "
        "Tal ikke med den anden koder om udsagnene, før I begge er færdige."
        if task.blind
        else "Kolonnen »forslag« er programmets bud. Det tager ofte fejl: læs udsagnet "
        "først, og vælg selv.",
    )
    for number, line in enumerate(text.strip().split("\n"), start=3):
        cell = sheet.cell(number, 1)
        put(cell, line.removeprefix("# "))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if line.startswith("# "):
            cell.font = Font(bold=True)
    row = sheet.max_row + 1
    for name, told in STATUS_HELP.items():
        put(sheet.cell(row, 1), f"{STATUSES[name]}: {told}")
        row += 1


def _coding(sheet: Any, task: Task, lists: dict[str, list[str]]) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection
    from openpyxl.utils import get_column_letter

    headers = columns(task.blind)
    _heads(sheet, headers)
    shade = PatternFill("solid", fgColor="F2F2F2")
    wrap = Alignment(wrap_text=True, vertical="top")
    free = Protection(locked=False)
    for number, row in enumerate(task.rows, start=2):
        said = row.asked_on.isoformat() if row.asked_on else ""
        fixed = (row.statement_id, said, row.context, row.text, row.suggestion)
        for at, header in enumerate(headers, start=1):
            cell = sheet.cell(number, at)
            cell.alignment = wrap
            if header in FIXED:
                put(cell, fixed[FIXED.index(header)])
                cell.fill = shade
            else:
                cell.protection = free
    last = len(task.rows) + 1
    for at, header in enumerate(headers, start=1):
        name = header.split(" ")[0]
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = _WIDTHS[name]
        if name in lists and last > 1:
            choices = _choice(name, lists)
            sheet.add_data_validation(choices)
            choices.add(f"{letter}2:{letter}{last}")
    sheet.freeze_panes = sheet.cell(2, len(FIXED) + (0 if task.blind else 1))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{last}"


def _choice(name: str, lists: dict[str, list[str]]) -> Any:
    """A list to choose from; a time may also be written as a date."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    letter = get_column_letter([*lists].index(name) + 1)
    found = DataValidation(
        type="list",
        formula1=f"{LISTS}!${letter}$2:${letter}${len(lists[name]) + 1}",
        allow_blank=True,
        showErrorMessage=name != "tid",
    )
    found.errorTitle, found.error = "Vælg fra listen", "Vælg en af listens værdier."
    return found


def _codes(sheet: Any, task: Task) -> None:
    heads = ["kode", "navn", "betydning", "hører med", "hører ikke med", "eksempler"]
    rows = []
    for kind in task.words.kinds:
        for code in task.words.codebook.of(kind):
            lists = (code.include_da, code.exclude_da, code.examples_da)
            told = ["\n".join(f"• {line}" for line in lines) for lines in lists]
            rows.append((code.code, code.label_da, code.definition_da, *told))
    _table(sheet, heads, rows, (10, 28, 60, 45, 45, 60))


def _table(
    sheet: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int] = (),
) -> None:
    from openpyxl.styles import Alignment
    from openpyxl.utils import get_column_letter

    _heads(sheet, heads)
    for number, row in enumerate(rows, start=2):
        for at, value in enumerate(row, start=1):
            put(sheet.cell(number, at), value)
            sheet.cell(number, at).alignment = Alignment(wrap_text=True, vertical="top")
    for at, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A2"


def _heads(sheet: Any, heads: Sequence[str]) -> None:
    from openpyxl.styles import Font

    for at, head in enumerate(heads, start=1):
        put(sheet.cell(1, at), head)
        sheet.cell(1, at).font = Font(bold=True)
