"""What a double coding says: agreement of coders, and the error of the machine.

Here: the rows of ``ops.agreement`` and ``ops.coder_error``. Not here: which statements
are compared (``double_coding``), the formulas (``agreement``, ``measured``) and shares
(``shares``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.agreement import (
    Estimate,
    alpha,
    contingency,
    estimate,
    kappa,
)
from crisislearn.barriers.double_coding import Material
from crisislearn.barriers.measured import ALL, Measured, Unit, measure
from crisislearn.barriers.rules import STATUSES

LEAST_ALPHA = 0.67
"""Under it a code is indicative only (Krippendorff 2004, Hum Commun Res 30:411–433)."""

FEWEST_GIVEN = 5
"""A code that fewer statements got is indicative, however well two people agree."""

AGREEMENT = (
    "coder_a", "coder_b", "code", "n", "alpha", "kappa", "kind", "sample", "alpha_low",
    "alpha_high", "n_coded", "alpha_coded", "kappa_low", "kappa_high", "n_given",
    "indicative",
)  # fmt: skip
ERROR = (
    "facet", "label", "n", "n_people", "n_machine", "precision", "precision_low",
    "precision_high", "recall", "recall_low", "recall_high", "f1", "f1_low", "f1_high",
    "specificity", "sample", "valid",
)  # fmt: skip

# --- agreement ------------------------------------------------------------------------


def agreement(
    found: Material, codes: Iterable[str], machine: str, seed: int
) -> pd.DataFrame:
    """Rows of ``ops.agreement``: every two people, and each person with the machine.

    Args:
        found: The double coding.
        codes: All codes of the kinds that were asked for.
        machine: Name of the coder.
        seed: Of the intervals.
    """
    pairs = [(*pair, "people") for pair in combinations(sorted(found.people), 2)]
    pairs += [(person, machine, "machine") for person in sorted(found.people)]
    rows = [
        row
        for one, two, kind in pairs
        if found.common(one, two)
        for row in _pair(found, one, two, kind, sorted(codes), seed)
    ]
    return pd.DataFrame(rows, columns=list(AGREEMENT))


def _pair(
    found: Material, one: str, two: str, kind: str, codes: list[str], seed: int
) -> list[dict[str, Any]]:
    first, second = found.labels(one), found.labels(two)
    names = found.common(one, two)
    key = {"coder_a": one, "coder_b": two, "kind": kind, "sample": found.sample}
    coded = [n for n in names if first[n] or second[n]]

    def tables(of: list[str], wanted: Iterable[str]) -> Any:
        pairs = [(found.documents[n], code in first[n], code in second[n])
                 for n in of for code in wanted]  # fmt: skip
        return contingency(pairs, [False, True])

    used = sorted({code for n in coded for code in {*first[n], *second[n]}})
    rows = []
    for name, wanted in [*((code, [code]) for code in used), (ALL, codes)]:
        given = sum(not {*first[n], *second[n]}.isdisjoint(wanted) for n in coded)
        row = key | {"code": name, "n": len(names), "n_coded": len(coded)}
        told = _figures(tables(names, wanted), tables(coded, wanted), given, seed)
        rows.append(row | told)
    pairs = [
        (found.documents[n], min(first[n][code]), min(second[n][code]))
        for n in coded
        for code in sorted(first[n].keys() & second[n].keys())
        if len(first[n][code]) == len(second[n][code]) == 1 and first[n][code] != {""}
    ]
    if pairs:
        table = contingency(pairs, [*STATUSES, ""])
        row = key | {"code": "status", "n": len(pairs), "n_coded": len(pairs)}
        rows.append(row | _figures(table, table, len(pairs), seed))
    return rows


def _figures(tables: Any, coded: Any, given: int, seed: int) -> dict[str, Any]:
    weak = given < FEWEST_GIVEN
    one, two = estimate(tables, alpha, seed), estimate(tables, kappa, seed)
    narrow = alpha(coded.sum(0)) if len(coded) else np.array(np.nan)
    return {
        "alpha": one.value,
        "alpha_low": one.low,
        "alpha_high": one.high,
        "alpha_coded": None if np.isnan(narrow) else float(narrow),
        "kappa": two.value,
        "kappa_low": two.low,
        "kappa_high": two.high,
        "n_given": given,
        "indicative": weak or one.value is None or one.value < LEAST_ALPHA,
    }


# --- the coder's error ----------------------------------------------------------------


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
