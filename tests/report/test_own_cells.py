"""In the reader edition, too, every cell of own grant holders has ten."""

from __future__ import annotations

import pandas as pd
import pytest

from crisislearn.privacy.disclosure.rules import Rules
from crisislearn.warehouse.disclosure import protect


def field(present: int) -> dict[str, pd.DataFrame]:
    ids = [f"O{n:03d}" for n in range(120)]
    organisations = pd.DataFrame({"organisation_id": ids, "in_frame": True})
    slices = pd.DataFrame(
        {"foundation": "f", "organisation_id": ids[:40], "cut_by": None}
    )
    rows = [
        {"group_kind": kind, "group_value": value, "n": n, "n_present": count}
        for kind, value, n, count in (("all", "all", 120, 60), ("foundation", "f", 40,
                                                               present))
    ]  # fmt: skip
    shares = pd.DataFrame(rows).assign(
        barrier="DOC", calendar="general", phase="before", measure="rated",
        ci_low=0.1, ci_high=0.9, weighting="none", n_recalled=0,
    )  # fmt: skip
    shares["share"] = shares["n_present"] / shares["n"]
    return {
        "core.organisations": organisations,
        "core.slices": slices,
        "mart.barrier_prevalence": shares,
    }


def told(present: int, own: frozenset[str]) -> bool:
    shown, _ = protect(field(present), Rules(own=own))
    table = shown["mart.barrier_prevalence"]
    assert table.loc[table["group_kind"] == "all", "share"].notna().all()
    return bool(table.loc[table["group_kind"] == "foundation", "share"].notna().all())


@pytest.mark.parametrize(("present", "shown"), [(8, False), (20, True), (32, False)])
def test_a_share_with_fewer_than_ten_on_one_side_is_hidden(present, shown):
    assert told(present, frozenset({"f"})) is shown
    assert told(present, frozenset({"other"}))
