"""The answers of a wave as one row a respondent and one column a variable.

Here: turning ``core.answers`` on its side. Not here: ever doing so for readers: these
are rows of organisations, and leave at unit level only.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crisislearn.exchange.leaving import Shipment
from crisislearn.exchange.variables import MISSING, Variable, variables

HEADS = (
    ("respondent_id", "string", "Pseudonymous id of organisation and wave"),
    ("organisation_id", "string", "Organisation answered for"),
    ("answered_on", "date", "Day of the answer"),
)
_READ: dict[str, Callable[[str], object]] = {
    "integer": int,
    "number": float,
    "date": dt.date.fromisoformat,
}
_TYPES = {"integer": "integer", "decimal": "number", "date": "date"}


@dataclass(frozen=True)
class Wide:
    """The answers of one wave.

    Attributes:
        name: ``answers_w1``.
        about: What a row is.
        heads: Name, type and meaning of the columns that are no variables.
        key: Columns that tell rows apart.
        variables: The other columns, in order.
        rows: A value a column; what stands for a missing answer is its state.
        types: Variable → type in a Table Schema.
    """

    name: str
    about: str
    heads: tuple[tuple[str, str, str], ...]
    key: tuple[str, ...]
    variables: tuple[Variable, ...]
    rows: list[dict[str, Any]]
    types: dict[str, str]

    @property
    def names(self) -> list[str]:
        """All columns in order."""
        return [*(head[0] for head in self.heads), *(v.name for v in self.variables)]


def wide_name(wave: str) -> str:
    """What the wide table of a wave is called; fit for a file and an XML id."""
    return f"answers_{re.sub(r'[^A-Za-z0-9_.-]', '-', wave)}"


def wide_tables(shipment: Shipment) -> list[Wide]:
    """The wide table of every wave that has items.

    Args:
        shipment: One at unit level.
    """
    asked = variables(shipment.tables["core.items"].rows.to_pylist())
    people = shipment.tables["core.respondents"].rows.to_pylist()
    answers: dict[tuple[str, str], str] = {
        (row["respondent_id"], _name(row)): _value(row)
        for row in shipment.tables["core.answers"].rows.to_pylist()
    }
    found = []
    for wave in sorted({v.wave for v in asked}):
        columns = tuple(v for v in asked if v.wave == wave)
        rows = [
            {name: person[name] for name, _, _ in HEADS}
            | {v.name: answers.get((person["respondent_id"], v.name), "not_asked")
               for v in columns}
            for person in people
            if person["wave"] == wave
        ]  # fmt: skip
        about = f"Answers of wave {wave}: one row per respondent, one column per item"
        types = {v.name: _type(v, rows) for v in columns}
        found.append(
            Wide(
                wide_name(wave), about, HEADS, ("respondent_id",), columns, rows, types
            )
        )
    return found


def _name(row: dict[str, Any]) -> str:
    return f"{row['item_id']}__{row['choice']}" if row["choice"] else row["item_id"]


def _value(row: dict[str, Any]) -> str:
    if row["state"] != "answered":
        return str(row["state"])
    return str(row["text"] if row["code"] is None else row["code"])


def _type(variable: Variable, rows: list[dict[str, Any]]) -> str:
    """As the instrument says, where all answers are so; else text."""
    declared = _TYPES.get(variable.type, "string")
    if declared == "string":
        return declared
    values = {row[variable.name] for row in rows} - {*MISSING, ""}
    return declared if all(_fits(value, declared) for value in values) else "string"


def _fits(value: str, declared: str) -> bool:
    try:
        _READ[declared](value)
    except ValueError:
        return False
    return True
