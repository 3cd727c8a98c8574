"""The rebound share in the reader edition: in steps, whole or not at all."""

import pandas as pd
import pytest

from crisislearn.barriers.headline import COLUMNS
from crisislearn.privacy.disclosure import Rules
from crisislearn.warehouse.rebound import (
    FEW,
    FIGURES,
    MARGIN,
    REBOUND,
    TOO_CLOSE,
    bounds_of,
    coarse_rebound,
)

ROW = {
    "reading": "reduced_as_present", "share": 252 / 467, "ci_low": 0.4967,
    "ci_high": 0.5855, "n_barriers": 12, "n_organisations": 107, "n_clusters": 87,
    "n_gone": 621, "n_known": 467, "n_back": 252, "attrition": 154 / 621, "error": 0.1,
    "share_if_none": 0.174, "share_corrected": 0.518, "reason": None,
}  # fmt: skip


def told(safe=True, table="mart.headline", **changes):
    frame = pd.DataFrame([ROW | changes], columns=list(COLUMNS), dtype="object")
    shown = coarse_rebound(frame, REBOUND[table], safe, Rules(5))
    return shown.astype(object).where(shown.notna(), None).to_dict("records")[0]


def test_every_figure_is_told_in_steps():
    row = told()
    assert row["reason"] is None
    assert row["share"] == pytest.approx(ROW["share"], abs=0.02)
    assert (row["n_gone"], row["n_known"], row["n_organisations"]) == (620, 470, 110)
    assert row["n_back"] is None
    assert row["n_clusters"] is None
    # What is lost follows from what is told.
    assert row["attrition"] == pytest.approx(1 - 470 / 620)


@pytest.mark.parametrize("back", [-MARGIN, 0, MARGIN])
@pytest.mark.parametrize("known", [-MARGIN, 0, MARGIN])
def test_one_organisation_more_or_less_is_told_the_same(back, known):
    moved = (ROW["n_back"] + back) / (ROW["n_known"] + known)
    changes = {"n_back": ROW["n_back"] + back, "n_known": ROW["n_known"] + known}
    row = told(share=moved, **changes)
    if row["reason"] is None:
        # Near the edge of a step the step itself may differ, never by more than one.
        assert row["share"] == pytest.approx(told()["share"], abs=0.02)
        assert row["n_known"] == told()["n_known"]


def test_too_few_that_came_back_are_not_told():
    row = told(share=0.15, n_back=3, n_known=20, n_gone=30)
    assert all(row[column] is None for column in FIGURES)
    assert row["reason"] == FEW


def test_no_headline_without_what_it_takes_to_believe_it():
    row = told(share_if_none=None)
    assert all(row[column] is None for column in FIGURES)
    assert row["reason"] == TOO_CLOSE
    # A family's share needs its interval and its denominator alone.
    row = told(table="mart.rebound_families", share_if_none=None)
    assert None not in (row["share"], row["ci_low"], row["ci_high"], row["n_known"])


def test_what_would_give_others_away_is_not_told():
    row = told(safe=False)
    assert all(row[column] is None for column in FIGURES)
    assert row["reason"] == TOO_CLOSE


def test_a_share_that_is_not_there_keeps_its_reason():
    row = told(share=None, reason="fewer than 10 organisations were followed")
    assert row["reason"] == "fewer than 10 organisations were followed"
    assert all(row[column] is None for column in FIGURES)


def test_a_reader_who_knows_all_other_barriers_learns_of_this_one_to_one():
    found = bounds_of({"came_back": 4.0, "disappeared": 2.0, "never_went": 9.0})
    assert found["came_back",] == (3.0, 5.0)
    assert found["disappeared", "came_back"] == (5.0, 7.0)
    assert found["disappeared", "came_back", "gone_so_far"] == (5.0, 7.0)
    assert bounds_of({})["came_back",] == (0.0, MARGIN)
