"""Shares of statements that have a code, raw and corrected for the coder's error.

Here: the rows of ``mart.code_shares``. Not here: the estimator (``corrected``) and the
shares of organisations (``prevalence``).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from crisislearn.barriers.corrected import corrected_share
from crisislearn.barriers.double_coding import Material
from crisislearn.barriers.measured import ALL, counts
from crisislearn.barriers.validation import code_units

SHARES = (
    "code", "kind", "group_kind", "group_value", "n", "n_coded", "organisations",
    "share", "share_corrected", "corrected_low", "corrected_high", "reason",
)  # fmt: skip


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
    for (code, code_kind), part in given.groupby(["code", "kind"]):
        for group, value, n in groups:
            mine = part if group == "all" else part[part[group] == value]
            row = {
                "code": code,
                "kind": code_kind,
                "group_kind": group,
                "group_value": value,
                "n": n,
                "n_coded": len(mine),
                "organisations": mine["organisation_id"].nunique(),
                "share": len(mine) / n,
            }
            table = tables.get(str(code))
            rows.append(
                row | _corrected(found, str(code_kind), len(mine) / n, table, seed)
            )
    return pd.DataFrame(rows, columns=list(SHARES))


def _tables(found: Material | None) -> dict[str, tuple[Any, float]]:
    """What the sample counts of each code: by document, and how many people gave it.

    Nothing unless the sample is valid.
    """
    if found is None or not found.valid:
        return {}
    units = code_units(found)
    codes = sorted({code for u in units for code in u.found | u.wanted})
    whole = counts(units, codes)
    people = {code: sum(code in u.wanted for u in units) / 2 for code in codes}
    return {code: (whole[:, n], people[code]) for n, code in enumerate(codes)}


def _corrected(
    found: Material | None,
    kind: str,
    share: float,
    table: tuple[Any, float] | None,
    seed: int,
) -> dict[str, Any]:
    reason = found.lacks if found else "no two people have coded the same statements"
    if not reason and found and kind not in found.kinds:
        reason = f"codes of kind {kind} were not asked for"
    if not reason and table is None:
        reason = "it does not occur in the sample"
    if reason or table is None:
        return {"reason": reason}
    done = corrected_share(share, *table, seed)
    return {
        "share_corrected": done.share.value,
        "corrected_low": done.share.low,
        "corrected_high": done.share.high,
        "reason": done.reason or None,
    }
