import datetime as dt

import pandas as pd
import pytest

from crisislearn.barriers.compared import phase_pairs
from crisislearn.barriers.groups import groups_of
from crisislearn.barriers.prevalence import prevalence
from crisislearn.barriers.tested import change_tables
from crisislearn.barriers.weighting import weigh
from crisislearn.calendars import load_calendars
from crisislearn.textfiles import TEMPLATES


@pytest.fixture(scope="module")
def calendars():
    return load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")


def observation(organisation, phase, present, wave="w1", measure="rated"):
    return {
        "organisation_id": organisation,
        "barrier": "BUR",
        "calendar": "general",
        "phase": phase,
        "measure": measure,
        "value": {1: "present", 0: "not_present", None: "unknown"}[present],
        "recalled": phase == "before",
        "asked_on": dt.date(2020, 6, 2),
        "wave": wave,
    }


def change(*given, **more):
    return change_tables(*given, **more)["mart.barrier_change"]


def panel(before, during, after=(), waves=("w1", "w1", "w2")):
    rows = []
    for phase, values, wave in zip(
        ("before", "acute", "between_lockdowns"),
        (before, during, after),
        waves,
        strict=True,
    ):
        rows += [
            observation(f"O{n:03}", phase, value, wave)
            for n, value in enumerate(values)
        ]
    return pd.DataFrame(rows)


def everybody(n):
    return {("all", "all"): {f"O{i:03}" for i in range(n)}}


def row(table, first="before", second="acute"):
    found = table[(table["phase_from"] == first) & (table["phase_to"] == second)]
    assert len(found) == 1
    return found.iloc[0]


def test_a_clear_fall(calendars):
    table = change(panel([1] * 40, [0] * 35 + [1] * 5), everybody(40), calendars)
    found = row(table)
    assert (found["share_from"], found["share_to"]) == (1.0, 5 / 40)
    assert found["difference"] == pytest.approx(-35 / 40)
    assert found["ci_low"] < found["difference"] < found["ci_high"] < 0
    assert found["verdict"] == "fell"
    assert found["design"] == "same_sitting"
    assert found["family"] == "primary"
    assert bool(found["recall_from"])
    assert not bool(found["recall_to"])


def test_a_clear_rise_between_waves_is_a_panel(calendars):
    table = change(panel([1] * 40, [0] * 40, [1] * 36 + [0] * 4), everybody(40),
                   calendars)  # fmt: skip
    found = row(table, "acute", "between_lockdowns")
    assert found["verdict"] == "rose"
    assert found["design"] == "panel"


def test_no_change_that_matters_is_unchanged(calendars):
    values = [1] * 150 + [0] * 150
    found = row(change(panel(values, values), everybody(300), calendars))
    assert found["difference"] == 0
    assert found["verdict"] == "unchanged"


def test_few_pairs_are_uncertain_however_clear(calendars):
    found = row(change(panel([1] * 9, [0] * 9), everybody(9), calendars))
    assert found["verdict"] == "uncertain"
    assert "fewer than 10" in found["reason"]


def test_wide_intervals_are_uncertain(calendars):
    found = row(change(panel([1, 0] * 10, [0, 1] * 10), everybody(20), calendars))
    assert found["verdict"] == "uncertain"
    assert "both no change and a change" in found["reason"]


def test_unknown_makes_no_pair(calendars):
    table = change(panel([1] * 12, [0] * 10 + [None] * 2), everybody(12), calendars)
    assert row(table)["n_paired"] == 10


def test_q_values_of_the_primary_family_stand_alone(calendars):
    both = panel([1] * 40, [0] * 40, [1] * 40)
    alone = change(both, everybody(40), calendars)
    groups = everybody(40) | {("size", str(n)): {f"O{n:03}"} for n in range(40)}
    with_many = change(both, groups, calendars)
    keep = ["phase_from", "phase_to", "q_value"]
    primary = [
        t.loc[t["family"] == "primary", keep].reset_index(drop=True)
        for t in (alone, with_many)
    ]
    pd.testing.assert_frame_equal(*primary)


def test_mentions_are_not_compared(calendars):
    table = panel([1] * 20, [0] * 20).assign(measure="mentioned")
    assert change(table, everybody(20), calendars).empty


def test_no_observations_give_no_rows(calendars):
    empty = panel([1], [0]).iloc[:0]
    assert len(change(empty, everybody(1), calendars)) == 0


def test_pairs_follow_the_episodes(calendars):
    pairs = phase_pairs(calendars)
    assert pairs["general", "before", "acute"] == "primary"
    assert pairs["general", "acute", "between_lockdowns"] == "primary"
    assert pairs["general", "before", "between_lockdowns"] == "exploratory"
    assert pairs["social_law", "law_normal_0", "law_suspended_1"] == "primary"
    assert pairs["general", "between_lockdowns", "second_lockdown"] == "exploratory"


def organisations(types, **more):
    table = pd.DataFrame(
        {
            "organisation_id": [f"O{n:03}" for n in range(len(types))],
            "in_frame": True,
            "organisation_type": types,
            "sector": "civil",
            "youth": [n % 2 == 0 for n in range(len(types))],
            "size": "lille",
            "region": "Nord",
            "target_group": "unge",
            "disposition": "answered",
        }
    )
    return table.assign(**more)


def test_share_counts_types_as_in_the_frame():
    # Ten small associations answered of ten, ten homes answered of thirty.
    frame = organisations(["forening"] * 10 + ["tilbud"] * 30)
    answers = pd.DataFrame(
        [observation(f"O{n:03}", "acute", int(n < 10)) for n in range(20)]
    )
    weights, told = weigh(answers, frame, 5)
    everybody = {("all", "all"): set(frame["organisation_id"])}
    table = prevalence(answers, everybody, weights, told)
    found = table.iloc[0]
    assert (found["n"], found["n_present"]) == (20, 10)
    assert found["share"] == pytest.approx(10 / 40)
    assert found["ci_low"] < 0.25 < found["ci_high"]
    assert found["weighting"] == "raked to the frame by organisation_type"


def test_mentions_are_counted_without_a_share():
    frame = organisations(["forening"] * 3)
    said = [observation(f"O{n:03}", "acute", 1, measure="mentioned") for n in range(2)]
    weights, told = weigh(pd.DataFrame(said), frame, 5)
    everybody = {("all", "all"): set(frame["organisation_id"])}
    table = prevalence(pd.DataFrame(said), everybody, weights, told)
    found = table.iloc[0]
    assert (found["n"], found["n_present"], found["weighting"]) == (2, 2, "none")
    assert pd.isna(found["share"])


def test_groups():
    frame = organisations(["forening", "tilbud", "forening"])
    groups = groups_of(frame)
    assert groups["all", "all"] == {"O000", "O001", "O002"}
    assert groups["organisation_type", "tilbud"] == {"O001"}
    assert groups["youth", "true"] == {"O000", "O002"}


def test_groups_hold_only_the_frame_where_there_is_one():
    frame = organisations(["forening", "forening"], in_frame=[True, False])
    assert groups_of(frame)["all", "all"] == {"O000"}
    outside = organisations(["forening"], in_frame=False)
    assert groups_of(outside)["all", "all"] == {"O000"}
