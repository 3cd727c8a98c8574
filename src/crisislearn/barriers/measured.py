"""How well labels that were found fit those that were wanted.

Here: precision, recall and F1 of each label, with intervals by document, and what they
are worked out from. Not here: who found and wanted them (``scoring`` for gold files,
``validation`` for people), and agreement beyond chance (``agreement``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from crisislearn.barriers.agreement import Estimate, Floats, estimate

HIT, ALARM, MISS, REST = range(4)
"""Places of the counts: wanted and found, found only, wanted only, neither."""

ALL = "all"


@dataclass(frozen=True)
class Unit:
    """Labels of one statement.

    Attributes:
        document: What is drawn as one.
        found: By the coder.
        wanted: By people.
        allowed: Neither required nor wrong.
        weight: How many statements it stands for.
    """

    document: str
    found: frozenset[str]
    wanted: frozenset[str]
    allowed: frozenset[str] = frozenset()
    weight: float = 1.0


@dataclass(frozen=True)
class Measured:
    """How well one label is found.

    Attributes:
        label: The label, or ``all`` for all of them together (micro-averaged).
        n: Units.
        wanted: Units that wanted it, unweighted.
        found: Units in which it was found, unweighted.
    """

    label: str
    n: int
    wanted: int
    found: int
    precision: Estimate
    recall: Estimate
    f1: Estimate
    specificity: Estimate


def measure(units: Sequence[Unit], labels: Sequence[str], seed: int) -> list[Measured]:
    """Precision, recall, F1 and specificity of each label, and of all together.

    Args:
        units: The statements.
        labels: Labels that are measured, in this order.
        seed: Of the intervals.
    """
    tables = counts(units, labels)
    found = [
        _measured(label, units, tables[:, n], seed) for n, label in enumerate(labels)
    ]
    return [*found, _measured(ALL, units, tables.sum(1), seed)]


def counts(units: Iterable[Unit], labels: Sequence[str]) -> Floats:
    """Weighted counts ``(documents, labels, 4)``, documents in order of their name."""
    rows = list(units)
    names = sorted({unit.document for unit in rows})
    place = {name: n for n, name in enumerate(names)}
    tables = np.zeros((len(names), len(labels), 4))
    for unit in rows:
        for n, label in enumerate(labels):
            kind = _kind(unit, label)
            if kind is not None:
                tables[place[unit.document], n, kind] += unit.weight
    return tables


def _kind(unit: Unit, label: str) -> int | None:
    if label in unit.found:
        if label in unit.wanted:
            return HIT
        return None if label in unit.allowed else ALARM
    return MISS if label in unit.wanted else REST


def _measured(label: str, units: Sequence[Unit], tables: Floats, seed: int) -> Measured:
    def having(sets: Iterable[frozenset[str]]) -> int:
        return sum(bool(s) if label == ALL else label in s for s in sets)

    return Measured(
        label,
        len(units),
        having(u.wanted for u in units),
        having(u.found for u in units),
        *(estimate(tables, f, seed) for f in (precision, recall, f1, specificity)),
    )


def precision(table: Floats) -> Floats:
    """Share of what was found that was wanted."""
    return _share(table[..., HIT], table[..., ALARM])


def recall(table: Floats) -> Floats:
    """Share of what was wanted that was found: sensitivity."""
    return _share(table[..., HIT], table[..., MISS])


def f1(table: Floats) -> Floats:
    """Harmonic mean of precision and recall."""
    return _share(2 * table[..., HIT], table[..., ALARM] + table[..., MISS])


def specificity(table: Floats) -> Floats:
    """Share of the units that did not want it in which it was not found."""
    return _share(table[..., REST], table[..., ALARM])


def _share(part: Floats, other: Floats) -> Floats:
    whole = part + other
    found: Floats = np.where(whole > 0, part / np.where(whole > 0, whole, 1), np.nan)
    return found
