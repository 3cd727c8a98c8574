"""What a double coding says of the machine: its error.

Here: the rows of ``ops.coder_error``. Not here: which statements are compared
(``double_coding``), agreement of coders (``agreed``), formulas (``measured``) and
shares (``shares``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from crisislearn.barriers.agreement import Estimate
from crisislearn.barriers.double_coding import Material
from crisislearn.barriers.measured import Measured, Unit, measure
from crisislearn.barriers.rules import STATUSES

ERROR = (
    "facet", "label", "n", "n_people", "n_machine", "precision", "precision_low",
    "precision_high", "recall", "recall_low", "recall_high", "f1", "f1_low", "f1_high",
    "specificity", "sample", "valid",
)  # fmt: skip

Labels = Mapping[str, frozenset[str]]
"""Code → statuses that somebody gave a statement."""


def code_units(found: Material) -> list[Unit]:
    """The machine's codes of a statement against each person's, half a weight each."""
    return _units(found, frozenset)


def _units(found: Material, of: Callable[[Labels], frozenset[str]]) -> list[Unit]:
    """Machine against each person, a statement at a time: ``of`` what each gave it."""
    return [
        Unit(
            found.documents[name],
            of(found.machine[name]),
            of(found.people[person][name]),
            weight=found.weights[name] / 2,
        )
        for person in found.coders
        for name in found.statements
    ]


def coder_error(found: Material, seed: int) -> pd.DataFrame:
    """Rows of ``ops.coder_error``."""
    units = code_units(found)
    codes = sorted({code for u in units for code in u.found | u.wanted})
    statuses, pairs = _status_units(found), _units(found, _pairs)
    labels = sorted({label for u in pairs for label in u.found | u.wanted})
    rows = [_error("code", m, found) for m in measure(units, codes, seed)]
    rows += [_error("status", m, found) for m in measure(statuses, STATUSES, seed)]
    rows += [_error("pair", m, found) for m in measure(pairs, labels, seed)[-1:]]
    return pd.DataFrame(rows, columns=list(ERROR))


def _status_units(found: Material) -> list[Unit]:
    """Statuses of the codes that machine and person both gave."""
    return [
        Unit(
            found.documents[name],
            found.machine[name][code],
            found.people[person][name][code],
            weight=found.weights[name] / 2,
        )
        for person in found.coders
        for name in found.statements
        for code in sorted(found.machine[name].keys() & found.people[person][name])
    ]


def _pairs(codes: Labels) -> frozenset[str]:
    return frozenset(f"{c} {s}" for c, told in codes.items() for s in told)


def _error(facet: str, measured: Measured, found: Material) -> dict[str, Any]:
    def spread(name: str, figure: Estimate) -> dict[str, float | None]:
        return {
            name: figure.value,
            f"{name}_low": figure.low,
            f"{name}_high": figure.high,
        }

    return {
        "facet": facet,
        "label": measured.label,
        "n": measured.n // 2,
        "n_people": measured.wanted / 2,
        "n_machine": measured.found / 2,
        **spread("precision", measured.precision),
        **spread("recall", measured.recall),
        **spread("f1", measured.f1),
        "specificity": measured.specificity.value,
        "sample": found.sample,
        "valid": found.valid,
    }
