"""How well two coders agree, from what the journal says now.

Here: what each gave, alpha and F1 by code without waiting for a run, and where they
differ. Not here: the formulas (``barriers.agreement``), and intervals, which the run
works out (``ops.agreement``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from crisislearn.barriers.agreed import FEWEST_GIVEN, LEAST_ALPHA
from crisislearn.barriers.agreement import alpha
from crisislearn.barriers.hand import RESOLVED
from crisislearn.review.desk import Desk
from crisislearn.review.ledger import Entry

MACHINE = "machine"
"""Stands for the machine where coders are chosen; nobody can be called so in a pair."""

Given = dict[str, frozenset[str]]
"""Code of today → statuses; no status is the empty text."""


@dataclass(frozen=True)
class Figure:
    """Agreement on one code, on all of them, or on statuses.

    Attributes:
        code: The code; empty for all.
        given: Statements to which at least one of the two gave it.
        both: Statements to which both did.
        alpha: Krippendorff's; None where it cannot be worked out.
        f1: Agreement on its presence alone; None where nobody gave it.
    """

    code: str
    given: int
    both: int
    alpha: float | None
    f1: float | None

    @property
    def weak(self) -> bool:
        """Whether it is indicative only; as ``ops.agreement`` has it."""
        return (
            self.alpha is None or self.alpha < LEAST_ALPHA or self.given < FEWEST_GIVEN
        )


@dataclass(frozen=True)
class Compared:
    """Two coders, compared on what both have coded.

    Attributes:
        one: First coder.
        two: Second coder.
        given: Statement → what each gave.
        figures: All codes together, then each that was given, then statuses.
    """

    one: str
    two: str
    given: dict[str, tuple[Given, Given]] = field(repr=False)
    figures: tuple[Figure, ...] = ()

    def differing(self) -> list[str]:
        """Statements on which they differ in code or status, sorted."""
        return sorted(name for name, (a, b) in self.given.items() if a != b)


def readings_of(desk: Desk, sample: str) -> dict[str, dict[str, Entry]]:
    """Coder → statement → reading, in one sample."""
    found: dict[str, dict[str, Entry]] = {}
    for name, mine in desk.ledger.readings.items():
        for (coder, of), entry in mine.items():
            if of == sample and coder != RESOLVED:
                found.setdefault(coder, {})[name] = entry
    return {coder: found[coder] for coder in sorted(found)}


def compared(desk: Desk, sample: str, one: str, two: str) -> Compared:
    """Hold two coders against each other.

    Args:
        desk: The desk.
        sample: Sample, or ``none``.
        one: A person.
        two: Another, or ``MACHINE``.
    """
    people = readings_of(desk, sample)
    first = {n: _given(desk, e) for n, e in people.get(one, {}).items()}
    if two == MACHINE:
        second = _machine(desk, first)
    else:
        second = {n: _given(desk, e) for n, e in people.get(two, {}).items()}
    both = sorted(first.keys() & second.keys())
    given = {name: (first[name], second[name]) for name in both}
    return Compared(one, two, given, tuple(_figures(given, desk)))


def _given(desk: Desk, entry: Entry) -> Given:
    found: dict[str, set[str]] = {}
    for one in desk.codings(entry["body"]):
        found.setdefault(one["code"], set()).add(one["status"])
    return {code: frozenset(statuses) for code, statuses in sorted(found.items())}


def _machine(desk: Desk, names: Iterable[str]) -> dict[str, Given]:
    """What the machine gave barriers of some statements."""
    found: dict[str, dict[str, set[str]]] = {name: {} for name in names}
    rows = desk.published.rows(
        "SELECT statement_id, code, status FROM core.codings "
        "WHERE coder_kind = 'model' AND kind = 'barrier'"
    )
    for row in desk.given(rows):
        if row["statement_id"] in found:
            mine = found[row["statement_id"]].setdefault(row["code"], set())
            mine.add(row["status"] or "")
    return {
        name: {code: frozenset(told) for code, told in codes.items()}
        for name, codes in found.items()
    }


def _figures(given: dict[str, tuple[Given, Given]], desk: Desk) -> Iterable[Figure]:
    pairs = list(given.values())
    used = sorted({code for a, b in pairs for code in (*a, *b)})
    tables = {code: np.zeros((2, 2)) for code in used}
    for a, b in pairs:
        for code in used:
            tables[code][int(code in a), int(code in b)] += 1
    whole = np.sum(list(tables.values()), axis=0) if used else np.zeros((2, 2))
    # Codes of the book that neither gave count as agreement, as in ops.agreement.
    whole[0, 0] += len(pairs) * (len(desk.codebook.of("barrier")) - len(used))
    yield _figure("", whole, sum(bool(a or b) for a, b in pairs))
    for code in used:
        given_ = int(tables[code].sum() - tables[code][0, 0])
        yield _figure(code, tables[code], given_)


def _figure(code: str, table: Any, given: int) -> Figure:
    both, either = float(table[1, 1]), float(table[0, 1] + table[1, 0])
    value = float(alpha(table))
    return Figure(
        code,
        given,
        int(both),
        None if value != value else value,
        2 * both / (2 * both + either) if both + either else None,
    )


def statuses_of(given: dict[str, tuple[Given, Given]]) -> tuple[int, int]:
    """How often both gave a code with one status each, and how often the same."""
    known = [
        (min(a[c]), min(b[c]))
        for a, b in given.values()
        for c in a.keys() & b.keys()
        if len(a[c]) == len(b[c]) == 1 and a[c] != {""}
    ]
    return len(known), sum(a == b for a, b in known)
