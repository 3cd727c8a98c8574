"""A foundation's part of the field that is no group by itself gets its own figures."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from crisislearn.barriers.groups import groups_of
from crisislearn.foundations import Foundation
from crisislearn.pipeline.dimensions import slices_of
from crisislearn.warehouse.groups import field_of

FIELD = pd.DataFrame(
    {
        "organisation_id": list("abcdef"),
        "in_frame": True,
        "organisation_type": ["forening"] * 4 + ["selvejende"] * 2,
        "sector": "civil",
        "youth": [True, False] * 3,
        "size": None,
        "region": ["nord", "nord", "syd", "midt", "nord", "syd"],
        "target_group": None,
    }
)


def part(**wanted):
    return Foundation(id="f", name="F", filter=wanted)


@pytest.mark.parametrize(
    ("wanted", "own", "inside"),
    [
        ({"region": "nord"}, False, "abe"),
        ({"youth": "1"}, False, "ace"),
        ({"youth": ["1", "ja"]}, False, "ace"),
        ({"region": ["nord", "syd"]}, True, "abcef"),
        ({"region": ["nord", "syd"], "organisation_type": "Forening"}, True, "abc"),
        ({}, False, "abcdef"),
    ],
)
def test_which_parts_need_figures_of_their_own(wanted, own, inside):
    one = part(**wanted)
    assert "".join(r["organisation_id"] for r in FIELD.to_dict("records")
                   if one.takes(r)) == inside  # fmt: skip
    slices = slices_of(SimpleNamespace(foundations=[one]), FIELD)
    assert "".join(slices["organisation_id"]) == (inside if own else "")


def test_a_part_is_a_group_beside_the_others():
    one = part(region=["nord", "syd"], organisation_type="forening")
    slices = slices_of(SimpleNamespace(foundations=[one]), FIELD)
    assert groups_of(FIELD, slices)["foundation", "f"] == {"a", "b", "c"}
    where = field_of(FIELD, slices)
    together = next(d for d in where.dimensions if "foundation" in d)
    assert set(together) >= {"foundation", "region", "organisation_type"}
    number, atoms = where.place(("foundation", "f"))
    members = [where.atoms[number][i] for i in atoms]
    assert sorted(n for atom in members for n in atom) == [0, 1, 2]
