"""The views that set the legal calendar beside what municipal offers answered."""

import datetime as dt

import duckdb
import pandas as pd
import pytest

from crisislearn.warehouse.views import VIEWS


def day(text):
    return dt.date.fromisoformat(text) if text else None


def duty(name, order, opened, closed, **more):
    row = {
        "duty": name, "label_da": name.lower(), "order_id": order, "chain": "2020:218",
        "bearer": "municipality", "barriers": "LAW;CASE", "state": "stated",
        "change": "opened", "opened_on": day(opened), "closed_on": day(closed),
        "opened_basis": "provision", "closed_basis": "issued", "closed_by": None,
        "deviates_from": None, "quote": None, "reason": None,
    }  # fmt: skip
    return row | more


CALENDAR = [
    duty("ADVICE", "2020:218", "2020-03-18", "2020-06-10"),
    duty("SAMVAER", "2020:559", "2020-05-01", "2020-06-10", state="unknown"),
    duty("DENTAL", "2020:219", "2020-03-18", "2020-06-10", bearer="region"),
    duty("LATER", "2020:9", "2020-12-24", None, barriers="CASE"),
    duty("UNDATED", "2020:358", None, "2020-06-10"),
]
PHASES = [
    ("law_normal_0", None, "2020-03-17"),
    ("law_suspended_1", "2020-03-18", "2020-06-09"),
    ("law_normal_1", "2020-06-10", "2020-12-23"),
    ("law_suspended_2", "2020-12-24", None),
]


def share(barrier, phase, group="kommunalt_tilbud", measure="rated"):
    return {
        "barrier": barrier, "calendar": "social_law", "phase": phase,
        "measure": measure, "group_kind": "organisation_type", "group_value": group,
        "n": 20, "share": 0.5, "ci_low": 0.3, "ci_high": 0.7,
    }  # fmt: skip


@pytest.fixture(scope="module")
def beside():
    frames = {
        "mart.legal_calendar": pd.DataFrame(CALENDAR),
        "core.phases": pd.DataFrame(
            [
                {"calendar": "social_law", "phase": phase, "label_da": phase,
                 "start": day(start), "end": day(end)}
                for phase, start, end in PHASES
            ]
        ),
        "core.codes": pd.DataFrame(
            {"code": ["LAW", "CASE", "PERF"], "label_da": ["lov", "sag", "mål"]}
        ),
        "mart.barrier_prevalence": pd.DataFrame(
            [share(b, p) for b in ("LAW", "CASE", "PERF") for p, _, _ in PHASES]
            + [share("LAW", "law_suspended_1", group="forening")]
            + [share("LAW", "law_suspended_1", measure="mentioned")]
        ),
    }  # fmt: skip
    connection = duckdb.connect()
    connection.execute("LOAD icu")
    for schema in ("core", "mart"):
        connection.execute(f"CREATE SCHEMA {schema}")
    for name, frame in frames.items():
        connection.register("incoming", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        for column in ("start", "end", "opened_on", "closed_on"):
            if column in frame:
                connection.execute(
                    f'ALTER TABLE {name} ALTER "{column}" TYPE DATE'
                )  # fmt: skip
        connection.unregister("incoming")
    for view in VIEWS:
        if view.name.startswith("mart.legal_"):
            connection.execute(view.sql)
    with connection:
        yield connection


def test_duties_stand_beside_the_phases_in_which_they_could_be_deviated_from(beside):
    found = beside.sql(
        "SELECT fase, pligter, pligter_måske, bekendtgørelser "
        "FROM mart.legal_barriers_da WHERE modtryk = 'lov'"
    ).fetchall()
    assert found == [
        ("law_normal_0", None, None, None),
        ("law_suspended_1", "advice", "samvaer", "2020:218; 2020:559"),
        # Repealed on the first day of this phase: it is not in it.
        ("law_normal_1", None, None, None),
        ("law_suspended_2", None, None, None),
    ]


def test_what_no_order_ends_goes_on(beside):
    found = beside.sql(
        "SELECT fase, pligter FROM mart.legal_barriers_da WHERE modtryk = 'sag'"
    ).fetchall()
    assert found[-1] == ("law_suspended_2", "later")


def test_only_rated_barriers_of_municipal_offers(beside):
    found = beside.sql(
        "SELECT modtryk, count(*) FROM mart.legal_barriers_da GROUP BY 1"
    )
    assert dict(found.fetchall()) == {"lov": 4, "sag": 4}


def test_the_calendar_in_danish_words(beside):
    rows = beside.sql(
        "SELECT pligt, grundlag, skift, fra_ifølge FROM mart.legal_calendar_da"
    ).fetchall()
    assert ("samvaer", "ukendt", "åbnet", "bestemmelsens egne ord") in rows
    assert len(rows) == len(CALENDAR)
