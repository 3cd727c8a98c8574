"""One observation per organisation, barrier, phase and measure.

Here: the rules by which one of several candidates counts. Not here: the candidates
(``rated``, ``mentioned``) and what becomes of a barrier (``trajectories``).

The rules, in this order: known over unknown; stated over implied; a person over a
machine; asked while the phase lasted over recalled; asked earlier over later; higher
confidence; then the id of the evidence. Where another candidate as good by the first
three rules says otherwise, the observation is flagged as in conflict, and every side is
listed with its evidence. Rated and mentioned are never mixed.
"""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pandas as pd

COLUMNS = (
    "organisation_id", "barrier", "calendar", "phase", "measure", "value", "rating",
    "basis", "recalled", "asked_on", "wave", "conflict", "n_answers", "n_codings",
    "evidence", "conflicting",
)  # fmt: skip
GRAIN = ["organisation_id", "barrier", "phase", "measure"]


def combine(candidates: pd.DataFrame) -> pd.DataFrame:
    """Let one candidate count for each organisation, barrier, phase and measure.

    Args:
        candidates: Rows of ``rated_candidates`` and ``mentioned_candidates``.

    Returns:
        Rows of ``core.observations``, sorted by their key.
    """
    if candidates.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    ranked = candidates.assign(
        _unknown=candidates["value"] == "unknown",
        _implied=candidates["basis"] == "implied",
        _machine=candidates["coder_kind"] != "person",
        _said=candidates["asked_on"].map(_ordinal),
        _doubt=1 - candidates["confidence"],
    ).sort_values(
        [*GRAIN, "_unknown", "_implied", "_machine", "recalled", "_said", "_doubt",
         "evidence"],
        kind="stable",
    )  # fmt: skip
    groups = ranked.groupby(GRAIN, sort=False)
    best = ranked[["_unknown", "_implied", "_machine"]].eq(
        groups[["_unknown", "_implied", "_machine"]].transform("first")
    )
    peers = ranked[best.all(axis=1)]
    says = peers.groupby(GRAIN, sort=False)["value"].nunique()
    rated = ranked["measure"] == "rated"
    counted = ranked.assign(_answer=rated.astype(int), _coding=(~rated).astype(int))
    found = groups.first().drop(columns=["evidence"])
    found["conflict"] = says > 1
    found["conflicting"] = _sides(peers, says)
    sums = counted.groupby(GRAIN, sort=False)[["_answer", "_coding"]].sum()
    found["n_answers"], found["n_codings"] = sums["_answer"], sums["_coding"]
    found["evidence"] = _together(ranked["evidence"], groups.ngroup())
    # first() skips missing values; these two must be those of the row that counts.
    firsts = ranked.drop_duplicates(GRAIN).set_index(GRAIN)
    found["rating"], found["asked_on"] = firsts["rating"], firsts["asked_on"]
    found["wave"] = firsts["wave"]
    return found.reset_index().sort_values(GRAIN, ignore_index=True)[list(COLUMNS)]


def _together(evidence: pd.Series[str], numbers: pd.Series[int]) -> list[str]:
    """The evidence of each group; rows of a group stand together.

    pandas would call a function for each, which takes twenty times as long.
    """
    starts = np.flatnonzero(np.diff(numbers.to_numpy(), prepend=-1)).tolist()
    bounds, ids = itertools.pairwise([*starts, len(evidence)]), evidence.tolist()
    return [";".join(sorted(set(ids[a:b]))) for a, b in bounds]


def _sides(peers: pd.DataFrame, says: pd.Series[int]) -> pd.Series[str]:
    """Every value that was said, with its evidence, where they are in conflict."""
    torn = peers.merge((says > 1).rename("_torn"), left_on=GRAIN, right_index=True)
    sides = (
        torn[torn["_torn"]]
        .groupby([*GRAIN, "value"])["evidence"]
        .agg(lambda ids: ", ".join(sorted(set(ids))))
        .reset_index()
    )
    sides["side"] = sides["value"] + " (" + sides["evidence"] + ")"
    return sides.groupby(GRAIN)["side"].agg("; ".join)


def _ordinal(day: object) -> int:
    """A day as a number, to sort by; unknown days last."""
    return day.toordinal() if isinstance(day, dt.date) else dt.date.max.toordinal()
