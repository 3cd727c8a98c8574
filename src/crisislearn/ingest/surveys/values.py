"""What the cells of an answer say.

Here: one cell, or the cells of one multi-select item, read against its item. Not here:
which column belongs to which item (``columns``), and rows (``answers``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from crisislearn.ingest.days import is_far, parse_day
from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.items import Choice, Item

# What a spreadsheet shows where a formula went wrong: the value itself is lost.
_SHEET_ERRORS = frozenset(
    "#NAME? #REF! #VALUE! #DIV/0! #N/A #NULL! #NUM! #NAVN? #VÆRDI! #DIVISION/0!".split()
)
_YES = frozenset("1 true ja yes y x valgt selected checked".split())
_NO = frozenset(
    (
        "0",
        "false",
        "nej",
        "no",
        "n",
        "ikke valgt",
        "not selected",
        "not chosen",
        "unchecked",
    )
)
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+$")
_DECIMAL = re.compile(r"-?\d+([.,]\d+)?$")


@dataclass(frozen=True)
class Value:
    """What was answered to an item or, of a multi-select one, to a choice.

    Attributes:
        state: ``answered``, ``no_answer``, ``dont_know``, ``not_relevant``, or
            ``not_asked`` where the export itself says so.
        code: Code, number or day as text; ``1`` or ``0`` for a choice.
        label: Danish label of the code.
        text: Words of an open answer, personal data and all.
        choice: Choice of a multi-select item, else ''.
    """

    state: str
    code: str | None = None
    label: str | None = None
    text: str | None = None
    choice: str = ""


BLANK = Value("no_answer")
FAR = "the year of the date is not between 1900 and 2099"


@dataclass(frozen=True)
class Reader:
    """Reads cells; knows what an export writes into empty ones.

    Attributes:
        missing: Texts that stand for an empty cell.
        month_first: Columns whose days begin with the month.
    """

    missing: frozenset[str]
    month_first: frozenset[str] = frozenset()

    def is_blank(self, cell: str) -> bool:
        """Whether a cell holds nothing."""
        return not cell or cell in self.missing

    def single(self, item: Item, cell: str, column: str) -> tuple[Value, str]:
        """An item of one column.

        Returns:
            The value, and what is wrong with the cell ('' where nothing is).
        """
        if self.is_blank(cell):
            return BLANK, ""
        if cell in _SHEET_ERRORS:
            return BLANK, "the spreadsheet shows an error where the value was"
        if item.type == "select_one":
            choice = find_choice(item, cell)
            if choice is None:
                return BLANK, "the code is not among the item's choices"
            state = choice.state or "answered"
            return Value(state, choice.name, choice.label_da), ""
        if item.type == "text":
            return Value("answered", text=cell), ""
        if item.type == "date":
            day = parse_day(cell, column in self.month_first)
            if day is None:
                return BLANK, "the cell holds no date"
            if is_far(day):
                return BLANK, FAR
            return Value("answered", day.isoformat()), ""
        number = read_number(cell, whole=item.type == "integer")
        if number is None:
            return BLANK, "the cell holds no number"
        return Value("answered", number), ""

    def joined(
        self, item: Item, cell: str, renamed: Mapping[str, str] | None = None
    ) -> tuple[dict[str, bool | None], int]:
        """A multi-select item in one column: the codes chosen, one after the other.

        Args:
            item: The item.
            cell: Its cell.
            renamed: Codes of the export that mean another one of the item.

        Returns:
            Choice → whether chosen (None: blank), and the number of unknown codes.
        """
        if self.is_blank(cell):
            return dict.fromkeys((c.name for c in item.choices), None), 0
        parts = [cell] if find_choice(item, cell) else split_codes(item, cell)
        meant = [(renamed or {}).get(part, part) for part in parts]
        found = [find_choice(item, part) for part in meant]
        chosen = {choice.name for choice in found if choice}
        unknown = sum(choice is None for choice in found)
        if not chosen:
            return dict.fromkeys((c.name for c in item.choices), None), unknown
        return {c.name: c.name in chosen for c in item.choices}, unknown

    def split(self, choice: Choice, cell: str) -> tuple[bool | None, bool]:
        """A choice of a multi-select item in a column of its own.

        Returns:
            Whether chosen (None: blank), and whether the cell is understood.
        """
        if self.is_blank(cell):
            return None, True
        word = cell.casefold()
        if word in _NO:
            return False, True
        if word in _YES or cell in (choice.name, choice.label_da, choice.label_en):
            return True, True
        return None, False


def multi_values(item: Item, chosen: dict[str, bool | None]) -> list[Value]:
    """One value a choice; a choice like "ved ikke", alone, speaks for the item."""
    alone = [c for c in item.choices if chosen[c.name]]
    state = alone[0].state if len(alone) == 1 else None
    values = []
    for choice in item.choices:
        mark = chosen[choice.name]
        if mark is None:
            value = Value("no_answer", label=choice.label_da, choice=choice.name)
        else:
            code = str(int(mark))
            value = Value(
                state or "answered", code, choice.label_da, choice=choice.name
            )
        values.append(value)
    return values


def find_choice(item: Item, cell: str) -> Choice | None:
    """The choice a cell stands for: by code, else by exact label, whatever its case."""
    for choice in item.choices:
        if choice.name == cell:
            return choice
    word = " ".join(cell.casefold().split())
    for choice in item.choices:
        labels = (choice.label_da, choice.label_en)
        if word in (" ".join(label.casefold().split()) for label in labels):
            return choice
    return None


def read_number(cell: str, whole: bool) -> str | None:
    """A number as text with a decimal point; None if it is none.

    A point before three digits separates thousands in a whole number only; a decimal
    number with both signs takes the last one as the decimal sign.
    """
    plain = cell.replace(" ", "")
    if whole and _THOUSANDS.match(plain):
        plain = plain.replace(".", "")
    elif "," in plain and "." in plain:
        thousands = "." if plain.rindex(",") > plain.rindex(".") else ","
        plain = plain.replace(thousands, "")
    if not _DECIMAL.match(plain):
        return None
    number = float(plain.replace(",", "."))
    if number.is_integer():
        return str(int(number))
    return None if whole else format(number, ".15g")


def cell_problem(reason: str, line: int, column: str, shape: str) -> Problem:
    """A cell that could not be used, with the shape of its value only."""
    return Problem(
        reason,
        "correct the cell in the export, or the item in the instrument",
        line=line,
        column=column,
        shape=shape,
    )


def split_codes(item: Item, cell: str) -> list[str]:
    """The codes or labels of a cell, in its order.

    A label may hold the separator: "Ja, måske, Nej" is "Ja, måske" and "Nej" where
    those are choices.
    """
    for separator in (";", "\n", ","):
        if separator in cell:
            parts = [part.strip() for part in cell.split(separator) if part.strip()]
            return _rejoined(item, parts, separator)
    return cell.split()


def _rejoined(item: Item, parts: list[str], separator: str) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(parts):
        longest = next(
            (
                (end, text)
                for end in range(len(parts), at + 1, -1)
                if find_choice(item, text := f"{separator} ".join(parts[at:end]))
                or find_choice(item, text := separator.join(parts[at:end]))
            ),
            (at + 1, parts[at]),
        )
        found.append(longest[1])
        at = longest[0]
    return found
