import datetime as dt

import pytest

from crisislearn.calendars import load_calendars
from crisislearn.errors import StudyError
from crisislearn.textfiles import TEMPLATES


@pytest.fixture(scope="module")
def calendars():
    return load_calendars(TEMPLATES / "phases.csv", TEMPLATES / "episodes.csv")


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("said", "general", "law"),
    [
        ("2019-01-01", "before", "law_normal_0"),
        ("2020-03-10", "before", "law_normal_0"),
        ("2020-03-11", "acute", "law_normal_0"),
        ("2020-03-18", "acute", "law_suspended_1"),
        ("2020-06-10", "reopening", "law_normal_1"),
        ("2020-12-24", "second_lockdown", "law_suspended_2"),
        ("2026-11-22", "after", "law_normal_2"),
    ],
)
def test_phase_of_a_day(calendars, said, general, law):
    assert calendars.phase_on(day(said), "general") == general
    assert calendars.phase_on(day(said), "social_law") == law


def test_interval_over_a_border_gives_both(calendars):
    april = (day("2020-04-01"), day("2020-04-30"))
    assert calendars.phases_at(april, "general") == ["acute", "reopening"]
    assert calendars.phases_at(april, "social_law") == ["law_suspended_1"]


def test_open_intervals(calendars):
    assert calendars.phases_at((None, day("2020-03-10")), "general") == ["before"]
    assert calendars.phases_at((day("2021-09-10"), None), "general") == ["after"]
    assert calendars.phases_at((None, None), "general") == []
    assert calendars.phases_at(None, "general") == []


def test_every_day_has_one_phase_in_each_calendar(calendars):
    for calendar in calendars.names():
        for n in range(0, 900):
            one = day("2020-01-01") + dt.timedelta(n)
            assert len(calendars.phases_at((one, one), calendar)) == 1


def test_first_episode_and_labels(calendars):
    assert calendars.first_episode("general") == "spring_2020"
    assert calendars.first_episode("social_law") == "order_218"
    assert calendars.label("general", "acute") == "Akut nedlukning"
    assert calendars.label("general", "acute", "en") == "Acute lockdown"


PHASES = "calendar,phase,label_da,label_en,start,end,source\n"
EPISODES = "calendar,episode,label_da,phase,position\n"


@pytest.mark.parametrize(
    ("phases", "episodes", "message"),
    [
        ("calendar,phase\n", EPISODES, "label_da, label_en"),
        (PHASES + "g,a,A,A,11-03-2020,,\n", EPISODES, "line 2.*start '11-03-2020'"),
        (
            PHASES + "g,a,A,A,,2020-03-11,\ng,b,B,B,2020-03-11,,\n",
            EPISODES,
            "overlap",
        ),
        (PHASES + "g,a,A,A,,,\n", EPISODES + "g,e,E,b,before\n", "phase 'b'"),
        (PHASES + "g,a,A,A,,,\n", EPISODES + "g,e,E,a,later\n", "position 'later'"),
        (PHASES + "g,a,A, B,A,,,\n", EPISODES, "line 2: the row holds more"),
    ],
)
def test_faults_name_file_and_line(tmp_path, phases, episodes, message):
    one, two = tmp_path / "phases.csv", tmp_path / "episodes.csv"
    one.write_text(phases)
    two.write_text(episodes)
    with pytest.raises(StudyError, match=message):
        load_calendars(one, two)
