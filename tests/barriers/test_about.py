"""Times: Danish words of time against the day they were said."""

import datetime as dt

import pytest

from crisislearn.barriers.about import (
    coming,
    is_said_of_now,
    phases_of,
    time_told,
    within,
)
from crisislearn.barriers.clock import PRECISIONS, UNSPECIFIED, Clock
from crisislearn.barriers.codebook import BUILT_IN
from crisislearn.barriers.tokens import parse
from crisislearn.calendars import load_calendars
from crisislearn.language.annotate import annotate

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


def said(text):
    return parse(annotate([text], "da")[0], text)


@pytest.mark.parametrize(
    ("text", "status", "expected"),
    [
        ("De målinger laver vi ikke længere.", "gone", True),
        ("De målinger lavede vi ikke længere.", "gone", False),
        ("Papirkravene er ikke kommet endnu.", "gone", True),
        ("Vi venter stadig på svar.", "persisted", True),
        ("Så nu spørger de ikke. De er der stadigvæk.", "eased", True),
        ("Nu sidder vi der igen.", "returned", True),
        ("Nu sidder vi der igen.", "gone", False),
        ("Vi venter på svar.", "persisted", False),
    ],
)
def test_still_and_again_in_the_present_tense_mean_the_day_it_was_said(
    text, status, expected
):
    parsed = said(text)
    assert is_said_of_now(parsed, status, 0, len(parsed.sentences)) is expected
    assert not is_said_of_now(parsed, status, 0, 0)


@pytest.mark.parametrize(
    ("text", "gone", "returned"),
    [
        ("Hegnet faldt i marts. Det står der igen.",
         ("2020-03-11", "month"), ("2020-09-15", "now")),
        ("I foråret var det væk, og i august lå sagen på bordet.",
         ("2020-03-11", "season"), ("2020-08-01", "month")),
        ("Det var væk. Nu er det her.", (None, "unspecified"), ("2020-09-15", "now")),
        ("I april slap vi, så kom de.", ("2020-04-01", "month"), None),
    ],
)  # fmt: skip
def test_what_went_and_came_back_has_two_times(text, gone, returned):
    clock, parsed = Clock(CALENDARS, dt.date(2020, 9, 15)), said(text)
    for status, expected in (("gone", gone), ("returned", returned)):
        found = time_told(parsed, clock, status)
        if expected is None:
            assert found is None
        else:
            (first, _), precision = found
            assert (str(first) if first else None, precision) == expected


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("De vil sætte stikket i igen til august.", "2020-06-22",
         ("2020-08-01", "2020-08-31", "month")),
        ("Det system, der kommer til maj, frygter vi.", "2021-02-04",
         ("2021-05-01", "2021-05-31", "month")),
        ("Til efteråret sidder vi der igen.", "2020-06-18",
         ("2020-09-01", "2020-11-30", "season")),
        ("Til vinter bliver det galt.", "2021-01-10",
         ("2020-12-01", "2021-02-28", "season")),
        ("Inden marts er pengene brugt.", "2020-11-01",
         ("2021-03-01", "2021-03-31", "month")),
        ("De vil stramme adgangen fra årsskiftet.", "2020-11-12",
         ("2021-01-01", "2021-01-31", "month")),
        ("Fra næste år skal vi måles på ét tal.", "2020-11-12",
         ("2021-01-01", "2021-12-31", "season")),
        ("Til maj bliver det galt.", None, (None, None, "unspecified")),
        ("Det kommer nok igen.", "2020-06-22", (None, None, "unspecified")),
    ],
)  # fmt: skip
def test_a_fear_is_of_the_next_such_time(text, asked, expected):
    day = dt.date.fromisoformat(asked) if asked else None
    clock = Clock(CALENDARS, day)
    about, precision = coming(text, *UNSPECIFIED, clock)
    assert (*(str(d) if d else None for d in about), precision) == expected


def test_a_fear_of_a_day_that_is_past_is_of_the_same_day_next_year():
    clock = Clock(CALENDARS, dt.date(2020, 10, 14))
    day = dt.date(2019, 12, 31)
    assert coming("", (day, day), "day", clock)[0] == (dt.date(2020, 12, 31),) * 2
    leap = dt.date(2020, 2, 29)
    assert coming("", (leap, leap), "day", clock)[0] == (dt.date(2021, 2, 28),) * 2


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max, dt.date(532, 9, 2)])
def test_a_day_that_is_a_slip_of_the_pen_dates_nothing(day):
    clock = Clock(CALENDARS, day)
    for text in ("nu er det væk", "i foråret", "den 12. april", "efter sommerferien"):
        assert clock.times(text) == Clock(CALENDARS, None).times(text)
