"""Rows of an instrument's sheet, by column name, and errors that name the row.

Here: finding sheets and columns whatever their case, and labels by language. Not here:
what the rows mean (``instrument``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from crisislearn.errors import StudyError
from crisislearn.ingest.decode import clean

_LABEL = re.compile(r"label\s*::?\s*(.+)")
_CODE = re.compile(r"\(\s*([a-z]{2})\b[^)]*\)")
_LANGUAGES = {"dansk": "da", "danish": "da", "engelsk": "en", "english": "en"}


@dataclass(frozen=True)
class SheetRow:
    """A row of a sheet.

    Attributes:
        path: The file.
        sheet: The sheet's name.
        number: Row number as the spreadsheet shows it.
        cells: Column name in lower case → text.
    """

    path: Path
    sheet: str
    number: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """A cell; '' if it or the column is not there."""
        return self.cells.get(column, "")

    def one_of(self, column: str, valid: Sequence[str]) -> str | None:
        """A cell that may only hold certain words; None if it is empty.

        Raises:
            StudyError: If it holds another one.
        """
        value = self.get(column)
        if value and value not in valid:
            raise self.error(f"{column} {value!r}", f"use one of: {', '.join(valid)}")
        return value or None

    def error(self, what: str, remedy: str) -> StudyError:
        """An error that says where it is."""
        where = f"{self.path}, sheet {self.sheet}, row {self.number}"
        return StudyError(what, where=where, remedy=remedy)


def sheet_rows(
    sheets: dict[str, list[list[str]]], name: str, path: Path, needed: Sequence[str]
) -> list[SheetRow]:
    """The filled rows of a sheet below its header.

    Raises:
        StudyError: If the sheet or a needed column is missing.
    """
    found = next((s for s in sheets if s.strip().lower() == name), None)
    if found is None:
        raise StudyError(
            f"there is no sheet {name!r}",
            where=str(path),
            remedy=f"name the sheet {name}; there are: {', '.join(sheets)}",
        )
    rows = sheets[found]
    first = next((n for n, row in enumerate(rows) if any(c.strip() for c in row)), 0)
    header = [clean(cell).lower() for cell in rows[first]] if rows else []
    if "list name" in header:  # as older forms write it
        header[header.index("list name")] = "list_name"
    missing = [column for column in needed if column not in header]
    if missing:
        raise StudyError(
            f"column {', '.join(missing)} is missing",
            where=f"{path}, sheet {found}, row {first + 1}",
            remedy=f"its first row names at least: {', '.join(needed)}",
        )
    out = []
    for number, row in enumerate(rows[first + 1 :], start=first + 2):
        cells = {c: clean(v) for c, v in zip(header, row, strict=False) if c}
        if any(cells.values()):
            out.append(SheetRow(path, found, number, cells))
    return out


def label_of(row: SheetRow, language: str) -> str:
    """The label in a language, or else the one there is.

    ``label`` without a language counts as the language that no other column has.
    """
    labels: dict[str, str] = {}
    for column, text in row.cells.items():
        if not text:
            continue
        if match := _LABEL.fullmatch(column):
            labels.setdefault(_language(match.group(1)), text)
        elif column == "label":
            labels.setdefault("", text)
    return labels.get(language) or labels.get("") or next(iter(labels.values()), "")


def _language(name: str) -> str:
    code = _CODE.search(name)
    word = re.sub(r"\(.*", "", name).strip()
    return code.group(1) if code else _LANGUAGES.get(word, word)
