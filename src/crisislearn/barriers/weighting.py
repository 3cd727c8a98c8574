"""Who answered, held against the frame: response rates, and weights of each phase.

Here: margins from the frame, and what weighting did. Not here: raking itself
(``raking``) and weighted shares (``prevalence``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.groups import Groups
from crisislearn.barriers.raking import Margin, rake

BY = ("organisation_type", "size", "region")
"""Margins of the frame that answers are weighted to."""

LEAST = 5
"""Categories of a margin in which fewer answered are put together."""

WEIGHTS = ("calendar", "phase", "organisation_id", "weight")
WEIGHTING = ("calendar", "phase", "n", "n_frame", "margins", "design_effect",
             "n_effective", "n_trimmed", "converged")  # fmt: skip
RESPONSE = ("wave", "group_kind", "group_value", "invited", "eligible", "answered",
            "refused", "no_contact", "unknown", "rr1", "rr3", "cooperation", "contact",
            "refusal", "share_frame", "share_answered")  # fmt: skip


def weigh(
    observations: pd.DataFrame, organisations: pd.DataFrame, limit: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Weights of the frame's organisations in each phase that they rated.

    Args:
        observations: ``core.observations``.
        organisations: ``core.organisations``.
        limit: Largest weight, as a multiple of the mean.

    Returns:
        Rows of ``core.weights`` and of ``mart.weighting``; none without a frame.
    """
    frame = organisations[organisations["in_frame"].astype(bool)]
    frame = frame[frame["disposition"] != "ineligible"].sort_values("organisation_id")
    rated = observations[
        (observations["measure"] == "rated") & (observations["value"] != "unknown")
    ]
    weights, told = [], []
    phases = rated.groupby(["calendar", "phase"], sort=True)["organisation_id"]
    for (calendar, phase), ids in phases if len(frame) else ():
        here = frame["organisation_id"].isin(set(ids)).to_numpy()
        if not here.any():
            continue
        names, margins = _margins(frame, here)
        found = rake(margins, int(here.sum()), limit)
        about = {"calendar": calendar, "phase": phase}
        weights.append(
            pd.DataFrame(
                about
                | {
                    "organisation_id": frame.loc[here, "organisation_id"].to_numpy(),
                    "weight": found.weights,
                }
            )
        )
        n = int(here.sum())
        told.append(
            about
            | {
                "n": n,
                "n_frame": len(frame),
                "margins": ", ".join(names),
                "design_effect": found.effect,
                "n_effective": n / found.effect,
                "n_trimmed": found.trimmed,
                "converged": found.converged,
            }
        )
    empty = pd.DataFrame(columns=list(WEIGHTS))
    return (
        pd.concat(weights, ignore_index=True) if weights else empty,
        pd.DataFrame(told, columns=list(WEIGHTING)),
    )


def _margins(frame: pd.DataFrame, here: Any) -> tuple[list[str], list[Margin]]:
    """Columns that tell those who answered apart, and their shares in the frame."""
    names, margins = [], []
    for column in BY:
        values = frame[column].fillna("").astype("str").to_numpy(object)
        together = _together(values, values[here])
        kept = np.array([together[v] for v in values], dtype=object)
        categories = sorted(set(kept[here]))
        if len(categories) < 2:
            continue
        numbers = pd.Categorical(kept, categories=categories).codes.astype(np.int64)
        shares = np.bincount(numbers, minlength=len(categories)) / len(frame)
        names.append(column)
        margins.append((numbers[here], shares))
    return names, margins


def _together(values: Any, answered: Any) -> dict[str, str]:
    """Category → the one it counts in: small ones together, then with the next."""
    counts = pd.Series(answered).value_counts().to_dict()
    order = sorted(set(values), key=lambda v: (counts.get(v, 0), v))
    small = [v for v in order if counts.get(v, 0) < LEAST]
    rest = order[len(small) :]
    if small and rest and sum(counts.get(v, 0) for v in small) < LEAST:
        small.append(rest.pop(0))
    name = "+".join(sorted(small))
    return {v: v for v in rest} | dict.fromkeys(small, name)


def response(
    organisations: pd.DataFrame, respondents: pd.DataFrame, groups: Groups
) -> pd.DataFrame:
    """Response rates after AAPOR (Standard Definitions, 10th edition, 2023).

    RR1 counts everybody whose eligibility is unknown as eligible; RR3 the share of them
    that is eligible among those of whom it is known. Partial answers count as answers.
    A wave has only RR1: why somebody did not answer is known over all waves.

    Args:
        organisations: ``core.organisations``.
        respondents: ``core.respondents``.
        groups: See ``groups_of``.

    Returns:
        Rows of ``mart.response``; none without a frame.
    """
    frame = organisations[organisations["in_frame"].astype(bool)]
    outcome = dict(zip(frame["organisation_id"], frame["disposition"], strict=True))
    waves = {"all": {o for o, told in outcome.items() if told == "answered"}}
    for wave, part in respondents.groupby("wave", sort=True):
        waves[str(wave)] = set(part["organisation_id"]) & set(outcome)
    rows = []
    everybody = {o for o, told in outcome.items() if told != "ineligible"}
    for wave, answered in waves.items():
        for (kind, value), members in sorted(groups.items()):
            told = [outcome[o] for o in members if o in outcome]
            eligible = members & everybody
            row = {
                "wave": wave, "group_kind": kind, "group_value": value,
                "invited": len(told), "eligible": len(eligible),
                "answered": len(answered & eligible),
                "share_frame": _share(len(eligible), len(everybody)),
                "share_answered": _share(
                    len(answered & eligible), len(answered & everybody)
                ),
            }  # fmt: skip
            if told:
                rows.append(row | _rates(row, told if wave == "all" else None))
    return pd.DataFrame(rows, columns=list(RESPONSE))


def _rates(row: dict[str, Any], told: list[str] | None) -> dict[str, Any]:
    answered, eligible = row["answered"], row["eligible"]
    rates = {"rr1": _share(answered, eligible)}
    if told is None:
        return rates
    refused, missed, unknown = (
        told.count(o) for o in ("refused", "no_contact", "unknown")
    )
    known = answered + refused + missed
    share = _share(known, known + told.count("ineligible"))
    reached = answered + refused
    return rates | {
        "refused": refused, "no_contact": missed, "unknown": unknown,
        "rr3": _share(answered, known + (share or 0.0) * unknown),
        "cooperation": _share(answered, reached),
        "contact": _share(reached, eligible),
        "refusal": _share(refused, eligible),
    }  # fmt: skip


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
