"""Times: Danish words of time against the day they were said."""

import datetime as dt

import pytest

from crisislearn.barriers.about import phases_of, within
from crisislearn.barriers.clock import PRECISIONS, Clock
from crisislearn.barriers.codebook import BUILT_IN
from crisislearn.calendars import load_calendars

CALENDARS = load_calendars(
    BUILT_IN.parent / "phases.csv", BUILT_IN.parent / "episodes.csv"
)


def read(text, asked="2020-09-15", winter=False):
    day = dt.date.fromisoformat(asked) if asked else None
    found = Clock(CALENDARS, day, winter).times(text)
    return [(*(str(d) if d else None for d in t.interval), t.precision) for t in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i april", ("2020-04-01", "2020-04-30", "month")),
        ("i marts", ("2020-03-11", "2020-03-31", "month")),
        ("i oktober", ("2019-10-01", "2019-10-31", "month")),
        ("i marts 2021", ("2021-03-01", "2021-03-31", "month")),
        ("midt i maj", ("2020-05-01", "2020-05-31", "month")),
        ("siden juni", ("2020-06-01", "2020-09-15", "month")),
        ("i foråret", ("2020-03-11", "2020-05-31", "season")),
        ("i vinter", ("2019-12-01", "2020-02-29", "season")),
        ("i sommeren 2021", ("2021-06-01", "2021-08-31", "season")),
        ("efter sommerferien", ("2020-08-01", "2020-09-15", "season")),
        ("i 2021", ("2021-01-01", "2021-12-31", "season")),
        ("den 18. marts", ("2020-03-18", "2020-03-18", "day")),
        ("den 18. marts 2021", ("2021-03-18", "2021-03-18", "day")),
        ("d. 11/3", ("2020-03-11", "2020-03-11", "day")),
        ("11.3.2020", ("2020-03-11", "2020-03-11", "day")),
        ("2020-04-15", ("2020-04-15", "2020-04-15", "day")),
        ("før corona", (None, "2020-03-10", "before")),
        ("før nedlukningen", (None, "2020-03-10", "before")),
        ("i gamle dage", (None, "2020-03-10", "before")),
        ("under corona", ("2020-03-11", "2020-06-14", "during")),
        ("under nedlukningen", ("2020-03-11", "2020-06-14", "during")),
        ("dengang", ("2020-03-11", "2020-06-14", "during")),
        ("da landet lukkede ned", ("2020-03-11", "2020-04-14", "phase")),
        ("under anden nedlukning", ("2020-12-09", "2021-02-28", "phase")),
        ("efter nedlukningen", ("2020-06-15", "2020-09-15", "phase")),
        ("nu", ("2020-09-15", "2020-09-15", "now")),
        ("i dag", ("2020-09-15", "2020-09-15", "now")),
        ("indtil videre", ("2020-09-15", "2020-09-15", "now")),
    ],
)
def test_words_of_time(text, expected):
    assert read(f"Det var sådan {text} hos os.") == [expected]
    assert expected[2] in PRECISIONS


@pytest.mark.parametrize(
    "text", ["Vi ventede på den 31. februar.", "Før sommerferien.",
             "Vi nulstillede alt.", "Martsviol og majroer.",
             "Der kom 40 ud af 2021 borgere."]
)  # fmt: skip
def test_what_is_no_time(text):
    assert read(text) == []


@pytest.mark.parametrize("text", ["i marts", "nu", "i foråret", "den 18. marts"])
def test_without_a_day_bare_words_stay_unspecified(text):
    assert read(text, asked=None) == []


def test_without_a_day_full_dates_and_the_crisis_are_known():
    assert read("under corona", asked=None)[0][2] == "during"
    assert read("den 18. marts 2020", asked=None)[0][0] == "2020-03-18"


def test_the_lockdown_is_the_second_one_where_the_talk_is_of_winter():
    assert read("under nedlukningen", "2021-03-01", winter=True)[0][0] == "2020-12-09"


def test_the_longer_expression_wins():
    assert read("i marts 2021") == [("2021-03-01", "2021-03-31", "month")]


def test_a_season_is_the_latest_before_the_day():
    assert read("i foråret", "2021-06-01")[0][:2] == ("2021-03-01", "2021-05-31")
    assert read("i foråret", "2021-02-01")[0][:2] == ("2020-03-11", "2020-05-31")


def test_phases_leave_out_what_a_crisis_month_only_touches():
    march = (dt.date(2020, 3, 11), dt.date(2020, 3, 31))
    assert phases_of(CALENDARS, march, "month", "general") == ["acute"]
    assert phases_of(CALENDARS, march, "month", "social_law") == ["law_suspended_1"]
    during = (dt.date(2020, 3, 11), dt.date(2020, 6, 14))
    assert phases_of(CALENDARS, during, "during", "social_law") == ["law_suspended_1"]
    assert phases_of(CALENDARS, during, "during", "general") == ["acute", "reopening"]
    assert phases_of(CALENDARS, (None, None), "unspecified", "general") == []
    assert phases_of(CALENDARS, during, "during", None) == []


def test_within():
    may = (dt.date(2020, 5, 1), dt.date(2020, 5, 31))
    spring = (dt.date(2020, 3, 11), dt.date(2020, 6, 14))
    assert within(may, spring) and within(may, None)
    assert not within((None, None), spring)
    assert not within((None, dt.date(2020, 3, 10)), spring)
