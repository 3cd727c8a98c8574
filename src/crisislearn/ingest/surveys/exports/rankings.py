"""Rankings that an export writes as the place of each choice: ``Q5_1``, ``Q5_2``.

Here: knowing such columns by their numbers, and the same as one column of choices in
order. Not here: items for each place (``repeats``), and other formats' rankings, which
come in order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from crisislearn.ingest.surveys.coded import coded
from crisislearn.ingest.surveys.items import Choice
from crisislearn.ingest.surveys.table import Table
from crisislearn.ingest.surveys.told import Told

if TYPE_CHECKING:
    from crisislearn.ingest.surveys.coded import Coded, Places


def add_rankings(table: Table, groups: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Add a column for each group of columns that ranks its choices.

    Whoever ranks gives each place once, from the first on; a matrix of which that is
    true in every row is read as a ranking only where the instrument says so.

    Args:
        table: The export.
        groups: Question → its columns, each with the code of a choice.
    """
    for question, parts in groups.items():
        if len(parts) < 2 or question in table.columns:
            continue
        told = [table.told[header] for header, _ in parts]
        if any(part.choice or part.type for part in told):
            continue
        cells = [table.columns[header] for header, _ in parts]
        places = np.column_stack(
            [_places(c, t) for c, t in zip(cells, told, strict=True)]
        )
        if not _is_ranking(places):
            continue
        codes = [code for _, code in parts]
        table.columns[question] = _in_order(places, codes, cells[0], told[0])
        labels = [part.label_da.rpartition(" - ")[::2] for part in told]
        table.told[question] = Told(
            labels[0][0], labels[0][0], "rank",
            tuple(Choice(code, label or code, label or code)
                  for code, (_, label) in zip(codes, labels, strict=True)),
            states=told[0].states,
        )  # fmt: skip
        for (header, _), part in zip(parts, told, strict=True):
            table.told[header] = replace(part, rank=question)


def _places(cells: Coded, told: Told) -> Places:
    """The place in each row: 0 where there is none, -1 where the cell holds none."""
    silent = {"", *told.states}
    numbers = [
        0 if v in silent else (v.isdecimal() and len(v) < 4 and int(v)) or -1
        for v in cells.values
    ]
    return np.array(numbers, dtype=np.int16)[cells.at]


def _is_ranking(places: Places) -> bool:
    """Whether each row holds every number from 1 on once, and one of them more."""
    ordered = np.sort(places, axis=1)
    filled = (ordered > 0).cumsum(axis=1)
    counted = np.where(ordered > 0, ordered == filled, ordered == 0)
    return bool(counted.all() and (places > 1).any())


def _in_order(places: Places, codes: list[str], cells: Coded, told: Told) -> Coded:
    """The choices of each row in its order; what the first cell says where none is."""
    patterns, at = np.unique(places, axis=0, return_inverse=True)
    texts = [
        ";".join(codes[n] for n in np.argsort(row, kind="stable").tolist() if row[n])
        for row in patterns
    ]
    ranked = coded(texts, at.ravel())
    for state in told.states:
        silent = ~places.any(axis=1) & cells.mask(state.__eq__)
        if state and silent.any():
            ranked = ranked.filled(silent, state)
    return ranked
