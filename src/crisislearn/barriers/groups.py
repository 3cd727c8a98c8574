"""Which organisations stand in which group.

Here: the groups that tables are broken down by. Not here: hiding small ones, which is
for readers only (``privacy.disclosure``).
"""

from __future__ import annotations

import pandas as pd

KINDS = ("organisation_type", "sector", "youth", "size", "region", "target_group")

Groups = dict[tuple[str, str], set[str]]


def groups_of(
    organisations: pd.DataFrame, slices: pd.DataFrame | None = None
) -> Groups:
    """All groups: everybody, and one per value of each dimension.

    Args:
        organisations: ``core.organisations``; those outside the frame belong to no
            group but are seen in ``core`` tables.
        slices: ``core.slices``: parts of the field that are no group of one kind.

    Returns:
        (kind, value) → organisation ids.
    """
    frame = organisations
    if organisations["in_frame"].any():
        frame = organisations[organisations["in_frame"].astype(bool)]
    found: Groups = {("all", "all"): set(frame["organisation_id"])}
    for kind in KINDS:
        for value, part in frame.groupby(kind, observed=True):
            name = str(value).lower() if kind == "youth" else str(value)
            if name and name != "nan":
                found[kind, name] = set(part["organisation_id"])
    if slices is not None:
        for one, part in slices.groupby("foundation"):
            cut = set(part["organisation_id"]) & found["all", "all"]
            found["foundation", str(one)] = cut
    return found


def with_covariates(groups: Groups) -> pd.DataFrame:
    """``membership``, and type and size together as a kind that serves to adjust."""
    rows = membership(groups)
    parts = [rows[rows["group_kind"] == kind] for kind in ("organisation_type", "size")]
    values = [part.set_index("organisation_id")["group_value"] for part in parts]
    together = pd.concat(values, axis=1).fillna("").astype("str").sort_index()
    if together.empty:
        return rows
    added = pd.DataFrame(
        {
            "organisation_id": together.index,
            "group_kind": "covariates",
            "group_value": together.iloc[:, 0] + "|" + together.iloc[:, 1],
        }
    )
    return pd.concat([rows, added], ignore_index=True)


def membership(groups: Groups) -> pd.DataFrame:
    """The groups as rows of ``organisation_id, group_kind, group_value``, sorted."""
    rows = [
        (member, kind, value)
        for (kind, value), members in sorted(groups.items())
        for member in sorted(members)
    ]
    columns = ["organisation_id", "group_kind", "group_value"]
    return pd.DataFrame(rows, columns=columns)
