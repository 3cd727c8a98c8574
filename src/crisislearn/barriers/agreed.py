"""What a double coding says of those who coded: their agreement, pair by pair and all.

Here: the rows of ``ops.agreement``. Not here: which statements are compared
(``double_coding``), the formulas (``agreement``) and the machine's error
(``validation``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.agreement import (
    Estimate,
    Floats,
    alpha,
    alpha_of,
    coincidences,
    contingency,
    estimate,
    kappa,
)
from crisislearn.barriers.double_coding import Material
from crisislearn.barriers.measured import ALL
from crisislearn.barriers.rules import STATUSES

LEAST_ALPHA = 0.67
"""Under it a code is indicative only (Krippendorff 2004, Hum Commun Res 30:411–433)."""

FEWEST_GIVEN = 5
"""A code that fewer statements got is indicative, however well two people agree."""

EVERYBODY = "all people"
"""Stands for both coders where three people or more are compared at once."""

AGREEMENT = (
    "coder_a", "coder_b", "code", "n", "alpha", "kappa", "kind", "sample", "alpha_low",
    "alpha_high", "n_coded", "alpha_coded", "kappa_low", "kappa_high", "n_given",
    "indicative", "coders",
)  # fmt: skip


def agreement(
    found: Material, codes: Iterable[str], machine: str, seed: int
) -> pd.DataFrame:
    """Rows of ``ops.agreement``: two people, a person and the machine, all people.

    Args:
        found: The double coding.
        codes: All codes of the kinds that were asked for.
        machine: Name of the coder.
        seed: Of the intervals.
    """
    people = sorted(found.people)
    pairs = [(*pair, "people") for pair in combinations(people, 2)]
    pairs += [(person, machine, "machine") for person in people]
    rows = [
        row
        for one, two, kind in pairs
        if found.common(one, two)
        for row in _pair(found, one, two, kind, sorted(codes), seed)
    ]
    if len(people) > 2:
        rows += _together(found, people, sorted(codes), seed)
    return pd.DataFrame(rows, columns=list(AGREEMENT))


# --- two coders -----------------------------------------------------------------------


def _pair(
    found: Material, one: str, two: str, kind: str, codes: list[str], seed: int
) -> list[dict[str, Any]]:
    first, second = found.labels(one), found.labels(two)
    names = found.common(one, two)
    key: dict[str, Any] = {"coder_a": one, "coder_b": two, "kind": kind,
                           "sample": found.sample, "coders": 2}  # fmt: skip
    coded = [n for n in names if first[n] or second[n]]

    def tables(of: list[str], wanted: Iterable[str]) -> Floats:
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


def _figures(tables: Floats, coded: Floats, given: int, seed: int) -> dict[str, Any]:
    narrow = alpha(coded.sum(0)) if len(coded) else np.array(np.nan)
    two = estimate(tables, kappa, seed)
    return _alphas(estimate(tables, alpha, seed), narrow, given) | {
        "kappa": two.value,
        "kappa_low": two.low,
        "kappa_high": two.high,
    }


def _alphas(whole: Estimate, narrow: Floats, given: int) -> dict[str, Any]:
    weak = given < FEWEST_GIVEN
    return {
        "alpha": whole.value,
        "alpha_low": whole.low,
        "alpha_high": whole.high,
        "alpha_coded": None if np.isnan(narrow) else float(narrow),
        "n_given": given,
        "indicative": weak or whole.value is None or whole.value < LEAST_ALPHA,
    }


# --- three and more -------------------------------------------------------------------


def _together(
    found: Material, people: Sequence[str], codes: list[str], seed: int
) -> list[dict[str, Any]]:
    """Everybody at once; a statement that somebody did not code is missing to them."""
    labels = [found.people[who] for who in people]
    readings: dict[str, list[dict[str, frozenset[str]]]] = {}
    for mine in labels:
        for name, told in mine.items():
            readings.setdefault(name, []).append(told)
    names = sorted(name for name, some in readings.items() if len(some) > 1)
    coded = [name for name in names if any(readings[name])]
    key = {"coder_a": EVERYBODY, "coder_b": EVERYBODY, "kind": "together",
           "sample": found.sample, "coders": len(people)}  # fmt: skip

    def tables(of: list[str], wanted: Iterable[str]) -> Floats:
        units = [(found.documents[n], [code in told for told in readings[n]])
                 for n in of for code in wanted]  # fmt: skip
        return coincidences(units, [False, True])

    used = sorted({code for n in coded for told in readings[n] for code in told})
    rows = []
    for name, wanted in [*((code, [code]) for code in used), (ALL, codes)]:
        given = sum(
            any(not told.keys().isdisjoint(wanted) for told in readings[n])
            for n in coded
        )
        row = key | {"code": name, "n": len(names), "n_coded": len(coded)}
        whole = estimate(tables(names, wanted), alpha_of, seed)
        part = tables(coded, wanted)
        narrow = alpha_of(part.sum(0)) if len(part) else np.array(np.nan)
        rows.append(row | _alphas(whole, narrow, given))
    units = list(_statuses(found, readings, coded, used))
    if units:
        whole = estimate(coincidences(units, [*STATUSES, ""]), alpha_of, seed)
        narrow = np.array(np.nan if whole.value is None else whole.value)
        row = key | {"code": "status", "n": len(units), "n_coded": len(units)}
        rows.append(row | _alphas(whole, narrow, len(units)))
    return rows


def _statuses(
    found: Material,
    readings: dict[str, list[dict[str, frozenset[str]]]],
    names: Iterable[str],
    codes: Sequence[str],
) -> Iterable[tuple[str, list[str]]]:
    """Statuses of the codes that two or more gave, by those who gave them one each."""
    for name in names:
        for code in codes:
            told = [r[code] for r in readings[name] if code in r]
            given = [min(some) for some in told if len(some) == 1 and some != {""}]
            if len(given) > 1:
                yield found.documents[name], given
