"""What a study's own double coding says: agreement, the coder's error, shares.

Here: which statements are compared, and the rows of ``ops.agreement``,
``ops.coder_error`` and ``mart.code_shares``. Not here: the formulas (``agreement``,
``measured``, ``corrected``) and drawing the sample (``sampling``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from crisislearn.barriers.corrected import corrected_share
from crisislearn.barriers.hand import NO_SAMPLE
from crisislearn.barriers.measured import ALL, Measured, Unit, counts, measure
from crisislearn.barriers.rules import STATUSES

FEWEST = 200
"""Statements that two people must have coded before a study says how good the coder is."""

LEAST_ALPHA = 0.67
"""Under it a code is indicative only (Krippendorff 2004, Hum Commun Res 30:411–433)."""

AGREEMENT = (
    "coder_a", "coder_b", "code", "n", "alpha", "kappa", "kind", "sample", "alpha_low",
    "alpha_high", "n_coded", "alpha_coded", "kappa_low", "kappa_high", "indicative",
)  # fmt: skip
ERROR = (
    "facet", "label", "n", "n_people", "n_machine", "precision", "precision_low",
    "precision_high", "recall", "recall_low", "recall_high", "f1", "f1_low", "f1_high",
    "specificity", "sample", "valid",
)  # fmt: skip
SHARES = (
    "code", "kind", "group_kind", "group_value", "n", "n_coded", "organisations",
    "share", "share_corrected", "corrected_low", "corrected_high", "reason",
)  # fmt: skip

Labels = dict[str, dict[str, frozenset[str]]]
"""Statement → code → statuses; no status is the empty text."""


@dataclass(frozen=True)
class Material:
    """Statements that at least two people have coded.

    Attributes:
        sample: Sample they were drawn in, or ``none``.
        coders: The two people who have most of them in common.
        people: All who coded in it → what they gave, by statement.
        machine: What the coder gave.
        documents: Statement → what is drawn as one.
        weights: Statement → how many it stands for; 1 without a sample.
        kinds: Kinds of codes that were asked for.
        lacks: Why it says nothing of the study; empty where it does.
    """

    sample: str
    coders: tuple[str, str]
    people: dict[str, Labels]
    machine: Labels
    documents: dict[str, str]
    weights: dict[str, float]
    kinds: frozenset[str]
    lacks: str

    @property
    def valid(self) -> bool:
        """Whether it says how good the coder is on this study."""
        return not self.lacks

    def common(self, one: str, two: str) -> list[str]:
        """Statements that two coders have coded, sorted."""
        return sorted(self.labels(one).keys() & self.labels(two).keys())

    def labels(self, coder: str) -> Labels:
        """What a person or, for any other name, the machine gave."""
        return self.people.get(coder, self.machine)

    @property
    def statements(self) -> list[str]:
        """Statements that both of ``coders`` have coded."""
        return self.common(*self.coders)


def material(
    coded: pd.DataFrame,
    hand: pd.DataFrame,
    codings: pd.DataFrame,
    samples: pd.DataFrame,
) -> Material | None:
    """The best double coding there is: valid before not, then the largest.

    Args:
        coded: ``core.hand_coded``.
        hand: Codings of all readings, with ``sample``.
        codings: ``core.codings``, for the machine's.
        samples: ``ops.samples``.

    Returns:
        None where no two people have coded the same statements.
    """
    fine = coded[~coded["incomplete"].astype(bool)]
    found = []
    for name, part in fine.groupby("sample"):
        blind = part["blind"].astype(bool)
        mine = part[blind] if blind.any() else part
        one = _material(str(name), mine, hand, codings, samples, bool(blind.any()))
        if one:
            found.append(one)
    return min(
        found, key=lambda m: (not m.valid, -len(m.statements), m.sample), default=None
    )


def _material(
    sample: str,
    coded: pd.DataFrame,
    hand: pd.DataFrame,
    codings: pd.DataFrame,
    samples: pd.DataFrame,
    blind: bool,
) -> Material | None:
    by_coder = {c: set(p["statement_id"]) for c, p in coded.groupby("coder")}
    pairs = sorted(
        combinations(sorted(by_coder), 2),
        key=lambda p: (-len(by_coder[p[0]] & by_coder[p[1]]), p),
    )
    if not pairs or not by_coder[pairs[0][0]] & by_coder[pairs[0][1]]:
        return None
    both = sorted(by_coder[pairs[0][0]] & by_coder[pairs[0][1]])
    kinds = frozenset.intersection(*(frozenset(k.split(";")) for k in coded["kinds"]))
    mine = hand[(hand["sample"] == sample) & hand["kind"].isin(kinds)]
    model = codings[(codings["coder_kind"] == "model") & codings["kind"].isin(kinds)]
    weights, gap = _weights(samples[samples["sample"] == sample], both)
    everyone = sorted(set(coded["statement_id"]))
    return Material(
        sample=sample,
        coders=pairs[0],
        people={
            c: _labels(mine[mine["coder"] == c], ids) for c, ids in by_coder.items()
        },  # fmt: skip
        machine=_labels(model, everyone),
        documents=dict(zip(coded["statement_id"], coded["document"], strict=True)),
        weights=weights,
        kinds=kinds,
        lacks=_lacks(sample, blind, len(both), gap),
    )


def _lacks(sample: str, blind: bool, number: int, gap: int) -> str:
    if sample == NO_SAMPLE:
        return "the statements that two people coded are no drawn sample"
    if not blind:
        return "the sample was not coded blind"
    if number < FEWEST:
        return f"two people have coded {number} statements of the sample, not {FEWEST}"
    if gap:
        return f"{gap} strata of the sample have not been coded by both"
    return ""


def _weights(sample: pd.DataFrame, both: list[str]) -> tuple[dict[str, float], int]:
    """What each statement stands for, by what was coded of its stratum; strata amiss."""
    coded = sample[sample["statement_id"].isin(both)]
    number = coded.groupby("stratum").size()
    weights = {
        row["statement_id"]: row["population"] / int(number[row["stratum"]])
        for row in coded.to_dict("records")
    }
    gap = len(set(sample["stratum"]) - set(number.index))
    return {name: weights.get(name, 1.0) for name in both}, gap


def _labels(codings: pd.DataFrame, statements: Iterable[str]) -> Labels:
    found: dict[str, dict[str, set[str]]] = {name: {} for name in statements}
    for row in codings[["statement_id", "code", "status"]].to_dict("records"):
        if row["statement_id"] in found:
            status = row["status"] if isinstance(row["status"], str) else ""
            of_code = found[row["statement_id"]].setdefault(row["code"], set())
            of_code.add(status)
    return {
        name: {code: frozenset(s) for code, s in codes.items()}
        for name, codes in found.items()
    }


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
        row = key | {"code": name, "n": len(names), "n_coded": len(coded)}
        rows.append(row | _figures(tables(names, wanted), tables(coded, wanted), seed))
    pairs = [
        (found.documents[n], min(first[n][code]), min(second[n][code]))
        for n in coded
        for code in sorted(first[n].keys() & second[n].keys())
        if len(first[n][code]) == len(second[n][code]) == 1 and first[n][code] != {""}
    ]
    if pairs:
        told = contingency(pairs, [*STATUSES, ""])
        row = key | {"code": "status", "n": len(pairs), "n_coded": len(pairs)}
        rows.append(row | _figures(told, told, seed))
    return rows


def _figures(tables: Any, coded: Any, seed: int) -> dict[str, Any]:
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
        "indicative": one.value is None or one.value < LEAST_ALPHA,
    }


# --- the coder's error ----------------------------------------------------------------


def code_units(found: Material) -> list[Unit]:
    """The machine's codes of a statement against each person's, half a weight each."""
    return [
        Unit(
            found.documents[name],
            frozenset(found.machine[name]),
            frozenset(found.people[person][name]),
            weight=found.weights[name] / 2,
        )
        for person in found.coders
        for name in found.statements
    ]


def coder_error(found: Material, seed: int) -> pd.DataFrame:
    """Rows of ``ops.coder_error``."""
    units = code_units(found)
    codes = sorted({code for u in units for code in u.found | u.wanted})
    statuses, pairs = _status_units(found), _pair_units(found)
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


def _pair_units(found: Material) -> list[Unit]:
    def pairs(codes: Mapping[str, frozenset[str]]) -> frozenset[str]:
        return frozenset(f"{c} {s}" for c, told in codes.items() for s in told)

    return [
        Unit(
            found.documents[name],
            pairs(found.machine[name]),
            pairs(found.people[person][name]),
            weight=found.weights[name] / 2,
        )
        for person in found.coders
        for name in found.statements
    ]


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


# --- shares ---------------------------------------------------------------------------


def code_shares(
    found: Material | None,
    units: pd.DataFrame,
    statements: pd.DataFrame,
    codings: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """Rows of ``mart.code_shares``.

    Args:
        found: The double coding; None where there is none.
        units: From ``sampling.traits``: the statements that shares are of.
        statements: ``core.statements``.
        codings: ``core.codings``.
        seed: Of the intervals.
    """
    who = statements.set_index("statement_id")["organisation_id"]
    model = codings[codings["coder_kind"] == "model"]
    given = model[["statement_id", "code", "kind"]].drop_duplicates()
    given = given.merge(units, on="statement_id", suffixes=("", "_first"))
    given["organisation_id"] = given["statement_id"].map(who)
    groups = [("all", ALL, len(units))]
    for kind in ("wave", "genre"):
        sizes = units.groupby(kind).size()
        groups += [(kind, str(value), int(n)) for value, n in sizes.items()]
    tables = _tables(found)
    rows = []
    for (code, kind), part in given.groupby(["code", "kind"]):
        for group, value, n in groups:
            mine = part if group == "all" else part[part[group] == value]
            row = {
                "code": code,
                "kind": kind,
                "group_kind": group,
                "group_value": value,
                "n": n,
                "n_coded": len(mine),
                "organisations": mine["organisation_id"].nunique(),
                "share": len(mine) / n,
            }
            table = tables.get(str(code))
            rows.append(row | _corrected(found, str(kind), len(mine) / n, table, seed))
    return pd.DataFrame(rows, columns=list(SHARES))


def _tables(found: Material | None) -> dict[str, Any]:
    """What the sample counts of each code, by document; nothing unless it is valid."""
    if found is None or not found.valid:
        return {}
    units = code_units(found)
    codes = sorted({code for u in units for code in u.found | u.wanted})
    whole = counts(units, codes)
    return {code: whole[:, n] for n, code in enumerate(codes)}


def _corrected(
    found: Material | None, kind: str, share: float, table: Any, seed: int
) -> dict[str, Any]:
    reason = "" if found else "no two people have coded the same statements"
    reason = reason or (found.lacks if found else "")
    if not reason and found and kind not in found.kinds:
        reason = f"codes of kind {kind} were not asked for"
    if not reason and table is None:
        reason = "nobody gave it in the sample"
    if reason:
        return {"reason": reason}
    done = corrected_share(share, table, seed)
    return {
        "share_corrected": done.share.value,
        "corrected_low": done.share.low,
        "corrected_high": done.share.high,
        "reason": done.reason or None,
    }
