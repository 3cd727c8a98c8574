"""Association of drivers with barriers that went."""

import pandas as pd
import pytest

from crisislearn.barriers.drivers import driver_association, newcombe_independent
from crisislearn.calendars import load_calendars
from crisislearn.textfiles import TEMPLATES

FISHER = 0.006887032674139121
"""Of 8, 2; 5, 15: all tables with these margins that are no more likely, counted."""
CALENDARS = load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        # Newcombe 1998 (Stat Med 17:873-890), table II, method 10
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_interval_of_two_independent_shares(cells, low, high):
    assert newcombe_independent(*cells) == pytest.approx((low, high), abs=5e-5)


def study(with_went, with_held, without_went, without_held, **more):
    """A barrier in that many organisations, with and without the driver."""
    rows, coded = [], []
    for speaks, during, count in (
        (True, "not_present", with_went),
        (True, "present", with_held),
        (False, "not_present", without_went),
        (False, "reduced", without_held),
    ):
        for _ in range(count):
            name = f"O{len(rows)}"
            rows.append(
                {"organisation_id": name, "barrier": "PERF", "calendar": "general",
                 "episode": "spring_2020", "before": "present", "during": during,
                 "measure": "rated"} | more
            )  # fmt: skip
            if speaks:
                coded.append({"organisation_id": name, "kind": "driver",
                              "code": "D_TRUST", "speaks_for": "own"})  # fmt: skip
    statements = pd.DataFrame(
        {"organisation_id": [r["organisation_id"] for r in rows], "non_answer": False}
    )
    codings = pd.DataFrame(
        coded, columns=["organisation_id", "kind", "code", "speaks_for"]
    )
    return pd.DataFrame(rows), codings, statements


def test_shares_and_their_difference():
    (row,) = driver_association(*study(8, 2, 5, 15), CALENDARS).to_dict("records")
    assert (row["n"], row["n_driver"]) == (30, 10)
    assert (row["went_with"], row["went_without"]) == (8, 5)
    assert row["difference"] == pytest.approx(0.55)
    assert row["odds_ratio"] == pytest.approx(8 * 15 / (2 * 5))
    assert row["ci_low"] < 0.55 < row["ci_high"]
    assert row["p_value"] == row["q_value"] == pytest.approx(FISHER)


@pytest.mark.parametrize(
    ("cells", "p"),
    [
        # R: fisher.test(matrix(c(2, 10, 15, 3), 2, byrow = TRUE))$p.value
        ((2, 10, 15, 3), 0.0005367241),
        ((4, 4, 4, 4), 1.0),
    ],
)
def test_p_values_are_fishers(cells, p):
    (row,) = driver_association(*study(*cells), CALENDARS).to_dict("records")
    assert row["p_value"] == pytest.approx(p, abs=1e-6)


def test_too_few_give_counts_and_a_reason():
    (row,) = driver_association(*study(3, 1, 5, 15), CALENDARS).to_dict("records")
    assert (row["n_driver"], row["went_with"]) == (4, 3)
    assert pd.isna(row["share_with"])
    assert pd.isna(row["q_value"])
    assert row["reason"].startswith("fewer than 5")


@pytest.mark.parametrize(
    "more",
    [
        {"before": "not_present"},
        {"during": "unknown"},
        {"measure": "mentioned"},
        {"episode": "pandemic"},
    ],
)
def test_who_is_not_counted(more):
    assert driver_association(*study(8, 2, 5, 15, **more), CALENDARS).empty


def test_who_never_wrote_cannot_mention_a_driver():
    told, codings, statements = study(8, 2, 5, 15)
    statements["non_answer"] = ~statements["organisation_id"].isin(
        codings["organisation_id"]
    )
    (row,) = driver_association(told, codings, statements, CALENDARS).to_dict("records")
    assert row["n"] == row["n_driver"] == 10


def test_q_values_are_of_all_pairs():
    told, codings, statements = study(8, 2, 5, 15)
    second = told.assign(barrier="BUR", during="present")
    found = driver_association(
        pd.concat([told, second]), codings, statements, CALENDARS
    ).set_index("barrier")
    p = found.loc["PERF", "p_value"]
    assert found.loc["PERF", "q_value"] == pytest.approx(2 * p)
    assert found.loc["BUR", "reason"] == "no odds ratio: a cell is empty"


def test_a_study_without_drivers():
    told, codings, statements = study(0, 0, 5, 15)
    assert driver_association(told, codings, statements, CALENDARS).empty
