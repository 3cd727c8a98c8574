"""Prevalence counts organisations, by hand on six of them."""

import pandas as pd
import pytest

from crisislearn.topics import topic_prevalence
from crisislearn.topics.prevalence import COLUMNS, wilson

ORGANISATIONS = pd.DataFrame(
    {
        "organisation_id": ["A", "B", "C", "D", "E", "silent"],
        "organisation_type": ["forening"] * 3 + ["selvejende", None, "forening"],
        "sector": ["civil", "civil", "civil", "civil", "public", "public"],
        "youth": pd.array([True, True, False, False, None, True], dtype="boolean"),
    }
)
SAID = [  # id, organisation, phase, topic
    ("s1", "A", "acute", 0),
    ("s2", "A", "acute", 0),
    ("s3", "B", "acute", 1),
    ("s4", "C", "acute", 0),
    ("s5", "D", "acute", -1),
    ("s6", "A", "after", 1),
    ("s7", "E", "after", 1),
    ("s8", "B", None, 0),
    ("s9", None, "after", 2),
]


@pytest.fixture
def table():
    rows = pd.DataFrame(
        SAID, columns=["statement_id", "organisation_id", "asked_phase", "topic_id"]
    )
    topics = rows[["statement_id", "topic_id"]].assign(similarity=0.5)
    extra = rows.iloc[[0]].assign(statement_id="not analysed", organisation_id="E")
    statements = pd.concat([rows.drop(columns="topic_id"), extra])
    return topic_prevalence(topics, statements[::-1], ORGANISATIONS)


def cell(table, topic, phase, kind="all", value="all"):
    row = table.query(
        "topic_id == @topic and phase == @phase and group_kind == @kind "
        "and group_value == @value"
    )
    assert len(row) == 1
    return row.iloc[0]


@pytest.mark.parametrize(
    "topic, phase, kind, value, n, n_topic",
    [
        (0, "acute", "all", "all", 4, 2),
        (1, "acute", "all", "all", 4, 1),
        (-1, "acute", "all", "all", 4, 1),
        (2, "acute", "all", "all", 4, 0),
        (1, "after", "all", "all", 2, 2),
        (0, "after", "all", "all", 2, 0),
        (0, "acute", "organisation_type", "forening", 3, 2),
        (0, "acute", "organisation_type", "selvejende", 1, 0),
        (0, "acute", "sector", "civil", 4, 2),
        (1, "after", "sector", "public", 1, 1),
        (0, "acute", "youth", "true", 2, 1),
        (0, "acute", "youth", "false", 2, 1),
    ],
)
def test_counts_by_hand(table, topic, phase, kind, value, n, n_topic):
    row = cell(table, topic, phase, kind, value)
    assert (row["n"], row["n_topic"]) == (n, n_topic)
    assert row["share"] == pytest.approx(n_topic / n, abs=1e-6)
    assert row["ci_low"] <= row["share"] <= row["ci_high"]


def test_table_is_complete_and_keyed(table):
    assert table.columns.tolist() == COLUMNS
    assert not table.duplicated(COLUMNS[:4]).any()
    assert table.equals(table.sort_values(COLUMNS[:4], ignore_index=True))
    cells = table.groupby(["phase", "group_kind", "group_value"]).size()
    assert (cells == 4).all()


def test_unknown_groups_and_silent_organisations_make_no_rows(table):
    after = table.query("phase == 'after' and group_kind == 'organisation_type'")
    assert set(after["group_value"]) == {"forening"}
    assert not table.query("phase == 'after' and group_value == 'false'").size


def test_nothing_in_nothing_out():
    empty = pd.DataFrame(columns=["statement_id", "topic_id", "similarity"])
    statements = pd.DataFrame(
        columns=["statement_id", "organisation_id", "asked_phase"]
    )
    got = topic_prevalence(empty, statements, ORGANISATIONS)
    assert got.empty
    assert got.columns.tolist() == COLUMNS


@pytest.mark.parametrize(
    "k, n, low, high",
    [
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(k, n, low, high):
    assert wilson(k, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_mirrors():
    low, high = wilson(3, 10)
    mirrored = wilson(7, 10)
    assert mirrored == pytest.approx((1 - high, 1 - low))
    assert wilson(10, 10)[1] == 1.0
