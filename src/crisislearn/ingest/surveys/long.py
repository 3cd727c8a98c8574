"""Answers one below the other: respondent × item (× choice).

Here: columns of an export turned into the long table, every text of which stands once
and is pointed at: forty million answers fit into a gigabyte. Not here: what the answers
are (``answers``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from crisislearn.ingest.surveys.values import Value

if TYPE_CHECKING:
    import pandas as pd

    from crisislearn.ingest.surveys.coded import Places


@dataclass(frozen=True)
class Respondent:
    """Who a row is by, and when it was answered."""

    respondent_id: str
    organisation_id: str
    answered_on: dt.date | None


@dataclass(frozen=True)
class Column:
    """What all respondents say to an item or a choice.

    Attributes:
        item: The item.
        choice: The choice, else ''.
        values: Distinct values.
        at: Place of each respondent's value.
        texts: Respondent's place → their words, without personal data.
    """

    item: str
    choice: str
    values: list[Value]
    at: Places
    texts: dict[int, str] = field(default_factory=dict)


def long_table(
    people: Sequence[Respondent], wave: str, columns: Sequence[Column]
) -> pd.DataFrame:
    """The table of answers, respondent by respondent in the order of columns.

    Returns:
        Columns as in ``core.answers``, all of type category.
    """
    import pandas as pd

    rows, width = len(people), len(columns)

    def each(names: Sequence[str]) -> pd.Categorical:
        return _spread(names, lambda at: np.repeat(at, width))

    def across(names: Sequence[str]) -> pd.Categorical:
        return _spread(names, lambda at: np.tile(at, rows))

    return pd.DataFrame(
        {
            "respondent_id": each([p.respondent_id for p in people]),
            "organisation_id": each([p.organisation_id for p in people]),
            "wave": each([wave] * rows),
            "item_id": across([c.item for c in columns]),
            "choice": across([c.choice for c in columns]),
            "state": _answers(columns, rows, lambda value: value.state),
            "code": _answers(columns, rows, lambda value: value.code),
            "label": _answers(columns, rows, lambda value: value.label or None),
            "text": _texts(columns, rows),
        }
    )


def _spread(names: Sequence[str], spread: Callable[[Places], Places]) -> pd.Categorical:
    known = sorted(set(names))
    place = {name: n for n, name in enumerate(known)}
    at = np.array([place[name] for name in names], dtype=_type(len(known)))
    return _category(spread(at), known)


def _answers(
    columns: Sequence[Column], rows: int, part: Callable[[Value], str | None]
) -> pd.Categorical:
    found = {
        part(column.values[at])
        for column in columns
        for at in np.bincount(column.at).nonzero()[0].tolist()
    }
    known = sorted(name for name in found if name is not None)
    place: dict[str | None, int] = {name: n for n, name in enumerate(known)}
    table = np.empty((rows, len(columns)), dtype=_type(len(known)))
    for number, column in enumerate(columns):
        at = np.array([place.get(part(v), -1) for v in column.values], table.dtype)
        table[:, number] = at[column.at]
    return _category(table.ravel(), known)


def _texts(columns: Sequence[Column], rows: int) -> pd.Categorical:
    known = sorted({text for column in columns for text in column.texts.values()})
    place = {text: n for n, text in enumerate(known)}
    table = np.full((rows, len(columns)), -1, dtype=_type(len(known)))
    for number, column in enumerate(columns):
        for row, text in column.texts.items():
            table[row, number] = place[text]
    return _category(table.ravel(), known)


def _type(count: int) -> type[np.signedinteger]:
    """The narrowest type that holds as many places, and -1 for none."""
    types = (np.int8, np.int16, np.int32)
    return next(t for t in types if count <= np.iinfo(t).max)


def _category(at: Places, known: list[str]) -> pd.Categorical:
    import pandas as pd

    return pd.Categorical.from_codes(at, categories=pd.Index(known, dtype="str"))
