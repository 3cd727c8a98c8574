import datetime as dt

import pandas as pd
import pytest

from crisislearn.barriers.observations import combine
from crisislearn.barriers.rated import CANDIDATE
from crisislearn.barriers.trajectories import summarise, trajectories, trajectory
from crisislearn.calendars import load_calendars
from crisislearn.textfiles import TEMPLATES

YES, LESS, NO, UNKNOWN = "present", "reduced", "not_present", "unknown"


@pytest.fixture(scope="module")
def calendars():
    return load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")


@pytest.mark.parametrize(
    ("before", "during", "after", "name"),
    [
        (YES, NO, NO, "disappeared"),
        (YES, NO, YES, "came_back"),
        (YES, YES, YES, "never_went"),
        (YES, YES, NO, "solved_later"),
        (NO, YES, NO, "crisis_only"),
        (NO, YES, YES, "emerged_and_stayed"),
        (NO, NO, YES, "emerged_after"),
        (NO, NO, NO, "never_there"),
        (YES, NO, UNKNOWN, "gone_so_far"),
        (YES, YES, UNKNOWN, "still_present"),
        (NO, YES, UNKNOWN, "new_so_far"),
        (NO, NO, UNKNOWN, "not_so_far"),
        (UNKNOWN, NO, YES, "insufficient_data"),
        (YES, UNKNOWN, YES, "insufficient_data"),
        (UNKNOWN, UNKNOWN, UNKNOWN, "insufficient_data"),
    ],
)
def test_table_of_trajectories(before, during, after, name):
    assert trajectory(before, during, after) == name


def test_reduced_counts_as_present_and_the_other_way():
    assert trajectory(YES, LESS, YES) == "never_went"
    assert trajectory(YES, LESS, YES, reduced=0) == "came_back"


def candidate(phase, value, **more):
    row = {
        "organisation_id": "O1",
        "barrier": "BUR",
        "calendar": "general",
        "phase": phase,
        "measure": "rated",
        "value": value,
        "rating": 2.0,
        "basis": "stated",
        "recalled": False,
        "asked_on": dt.date(2020, 6, 2),
        "wave": "w1",
        "coder_kind": "person",
        "confidence": 1.0,
        "evidence": f"w1:{phase}",
    }
    return row | more


def observed(*rows):
    return combine(pd.DataFrame(rows, columns=list(CANDIDATE)))


def read(calendars, *rows, episode="spring_2020"):
    table = trajectories(observed(*rows), calendars)
    return table[table["episode"] == episode].iloc[0]


def test_over_an_episode(calendars):
    row = read(
        calendars,
        candidate("before", YES),
        candidate("acute", NO),
        candidate("between_lockdowns", YES),
    )
    assert (row["before"], row["during"], row["after"]) == (YES, NO, YES)
    assert row["trajectory"] == "came_back"
    assert pd.isna(row["reason"])
    assert row["n_answers"] == 3


def test_not_present_in_one_of_the_middle_phases_is_enough(calendars):
    row = read(
        calendars,
        candidate("before", YES),
        candidate("acute", YES),
        candidate("reopening", NO),
    )
    assert row["trajectory"] == "gone_so_far"


def test_without_an_after_the_claim_is_refused_with_the_reason(calendars):
    row = read(calendars, candidate("before", YES), candidate("acute", NO))
    assert row["trajectory"] == "gone_so_far"
    assert "came back cannot be said" in row["reason"]


def test_after_counts_only_when_stated(calendars):
    row = read(
        calendars,
        candidate("before", YES),
        candidate("acute", NO),
        candidate("between_lockdowns", YES, basis="implied"),
    )
    assert row["trajectory"] == "gone_so_far"


def test_unknown_stays_unknown(calendars):
    row = read(calendars, candidate("before", UNKNOWN), candidate("acute", NO))
    assert row["trajectory"] == "insufficient_data"
    assert row["reason"].startswith("nothing known of before")


def test_measures_are_never_mixed(calendars):
    table = trajectories(
        observed(
            candidate("before", YES),
            candidate("acute", NO, measure="mentioned"),
        ),
        calendars,
    )
    spring = table[table["episode"] == "spring_2020"]
    assert sorted(spring["measure"]) == ["mentioned", "rated"]
    assert set(spring["trajectory"]) == {"insufficient_data"}


@pytest.mark.parametrize(
    ("one", "two", "value", "conflict"),
    [
        ({"value": UNKNOWN}, {"value": NO}, NO, False),
        ({"value": YES, "basis": "implied"}, {"value": NO}, NO, False),
        ({"value": YES, "coder_kind": "model"}, {"value": NO}, NO, False),
        ({"value": YES, "recalled": True}, {"value": NO}, NO, True),
        (
            {"value": YES, "asked_on": dt.date(2020, 11, 1)},
            {"value": NO, "asked_on": dt.date(2020, 6, 1)},
            NO,
            True,
        ),
        ({"value": YES, "confidence": 0.4}, {"value": NO, "confidence": 0.9}, NO, True),
        ({"value": NO}, {"value": NO}, NO, False),
        ({"value": UNKNOWN}, {"value": UNKNOWN}, UNKNOWN, False),
    ],
)
def test_which_candidate_counts(one, two, value, conflict):
    for order in ((one, two), (two, one)):
        rows = [candidate("acute", **part) for part in order]
        for n, row in enumerate(rows):
            row["evidence"] = f"e{n}"
        found = observed(*rows).iloc[0]
        assert found["value"] == value
        assert bool(found["conflict"]) is conflict
        assert found["evidence"] == "e0;e1"
        assert found["n_answers"] == 2


def test_both_sides_of_a_conflict_are_shown():
    rows = [
        candidate("acute", YES, evidence="b", recalled=True),
        candidate("acute", NO, evidence="c"),
        candidate("acute", YES, evidence="a", recalled=True),
        candidate("acute", LESS, evidence="d", basis="implied"),
        candidate("before", YES, evidence="e"),
    ]
    found = observed(*rows).set_index("phase")
    told = found.loc["acute", "conflicting"]
    assert told == "not_present (c); present (a, b)"
    assert found.loc["acute", "value"] == NO
    assert pd.isna(found.loc["before", "conflicting"])


def test_rating_and_wave_are_of_the_answer_that_counts():
    found = observed(
        candidate("acute", UNKNOWN, rating=None, wave="w1"),
        candidate("acute", NO, rating=0.0, wave="w2", evidence="z"),
    ).iloc[0]
    assert (found["rating"], found["wave"]) == (0.0, "w2")


def test_no_candidates_give_no_observations(calendars):
    assert len(observed()) == 0
    assert len(trajectories(observed(), calendars)) == 0


def test_summary_counts_by_group(calendars):
    rows = []
    for number, after in enumerate((YES, YES, NO, None)):
        name = f"O{number}"
        rows.append(candidate("before", YES, organisation_id=name))
        rows.append(candidate("acute", NO, organisation_id=name))
        if after:
            rows.append(candidate("between_lockdowns", after, organisation_id=name))
    groups = {("all", "all"): {"O0", "O1", "O2", "O3"}, ("youth", "true"): {"O0"}}
    table = summarise(trajectories(observed(*rows), calendars), groups)
    spring = table[(table["episode"] == "spring_2020") & (table["group_kind"] == "all")]
    counts = dict(zip(spring["trajectory"], spring["n"], strict=True))
    assert counts == {"came_back": 2, "disappeared": 1, "gone_so_far": 1}
    assert set(spring["n_known"]) == {3}
    youth = table[
        (table["episode"] == "spring_2020") & (table["group_kind"] == "youth")
    ]
    assert youth["n"].sum() == 1
