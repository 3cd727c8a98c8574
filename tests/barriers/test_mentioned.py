import datetime as dt

import pandas as pd
import pytest

from crisislearn.barriers.mentioned import CLAIMS, mentioned_candidates
from crisislearn.calendars import load_calendars
from crisislearn.textfiles import TEMPLATES

CALENDARS = {"BUR": "general", "DOC": "social_law"}


@pytest.fixture(scope="module")
def calendars():
    return load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")


def coding(status, phase, **more):
    return {
        "coding_id": "C1",
        "statement_id": "S1",
        "organisation_id": "O1",
        "kind": "barrier",
        "code": "BUR",
        "status": status,
        "phase": phase,
        "speaks_for": "own",
        "asked_on": dt.date(2020, 11, 2),
        "coder_kind": "model",
        "confidence": 0.8,
    } | more


def found(calendars, *codings):
    table = mentioned_candidates(pd.DataFrame(codings), CALENDARS, calendars)
    return {(r.phase, r.value, r.basis) for r in table.itertuples()}


@pytest.mark.parametrize(
    ("status", "phase", "expected"),
    [
        ("at_work", "acute", {("acute", "present", "stated")}),
        (
            "persisted",
            "acute",
            {("acute", "present", "stated"), ("before", "present", "implied")},
        ),
        (
            "eased",
            "acute",
            {("acute", "reduced", "stated"), ("before", "present", "implied")},
        ),
        (
            "gone",
            "acute",
            {("acute", "not_present", "stated"), ("before", "present", "implied")},
        ),
        (
            "returned",
            "between_lockdowns",
            {
                ("between_lockdowns", "present", "stated"),
                ("acute", "not_present", "implied"),
                ("before", "present", "implied"),
            },
        ),
        (
            "returned",
            "after",
            {
                ("after", "present", "stated"),
                ("second_lockdown", "not_present", "implied"),
                ("between_lockdowns", "present", "implied"),
            },
        ),
        (
            "emerged",
            "acute",
            {("acute", "present", "stated"), ("before", "not_present", "implied")},
        ),
        (
            "worsened",
            "acute",
            {("acute", "present", "stated"), ("before", "present", "implied")},
        ),
        ("absent", "acute", {("acute", "not_present", "stated")}),
        ("expected", "after", set()),
    ],
)
def test_status_table(calendars, status, phase, expected):
    assert found(calendars, coding(status, phase)) == expected


def test_every_status_but_expected_claims_something():
    assert len(CLAIMS) == 8
    assert "expected" not in CLAIMS


@pytest.mark.parametrize(
    "more",
    [
        {"speaks_for": "other"},
        {"speaks_for": "field"},
        {"kind": "driver"},
        {"phase": None},
        {"organisation_id": None},
        {"code": "UNHEARD"},
    ],
)
def test_what_makes_no_observation(calendars, more):
    assert found(calendars, coding("at_work", "acute") | more) == set()


def test_each_barrier_is_read_on_its_own_calendar(calendars):
    gone = coding("gone", "law_suspended_1", code="DOC")
    assert found(calendars, gone) == {
        ("law_suspended_1", "not_present", "stated"),
        ("law_normal_0", "present", "implied"),
    }


def test_interval_over_two_phases_states_both(calendars):
    rows = found(calendars, coding("at_work", "acute;reopening"))
    assert rows == {
        ("acute", "present", "stated"),
        ("reopening", "present", "stated"),
    }


def test_recalled_is_said_after_the_phase_was_over(calendars):
    rows = [coding("at_work", "acute"), coding("at_work", "between_lockdowns")]
    table = mentioned_candidates(pd.DataFrame(rows), CALENDARS, calendars)
    recalled = dict(zip(table["phase"], table["recalled"], strict=True))
    assert recalled == {"acute": True, "between_lockdowns": False}
