"""Effects and lifts agree with numbers worked out by hand and find what is planted."""

from math import log

import numpy as np
import pandas as pd
import pytest

from crisislearn.topics.effects import logistic, topic_effects
from crisislearn.topics.lift import topic_barriers
from crisislearn.topics.prevalence import foundation_prevalence


def test_log_odds_of_a_two_by_two_table():
    # 30 of 40 against 10 of 40: log odds ratio log(3) - log(1/3), Woolf's variance.
    x = np.column_stack([np.ones(80), np.repeat([0.0, 1.0], 40)])
    y = np.array([1] * 10 + [0] * 30 + [1] * 30 + [0] * 10, float)
    beta, covariance = logistic(x, y, np.arange(80))
    assert beta[1] == pytest.approx(log(9), abs=1e-6)
    woolf = 1 / 10 + 1 / 30 + 1 / 30 + 1 / 10
    assert covariance[1, 1] == pytest.approx(woolf * 80 / 79, rel=1e-6)


def test_rows_of_one_cluster_count_once():
    x = np.column_stack([np.ones(80), np.repeat([0.0, 1.0], 40)])
    y = np.array([1] * 10 + [0] * 30 + [1] * 30 + [0] * 10, float)
    alone = logistic(x, y, np.arange(80))[1][1, 1]
    twice = logistic(np.tile(x, (2, 1)), np.tile(y, 2), np.tile(np.arange(80), 2))
    assert twice[1][1, 1] == pytest.approx(alone, rel=1e-6)


def test_separation_has_no_estimate():
    x = np.column_stack([np.ones(20), np.repeat([0.0, 1.0], 10)])
    assert logistic(x, x[:, 1], np.arange(20)) is None


@pytest.fixture(scope="module")
def spoken():
    """100 organisations in two phases; topic 0 falls, topic 1 does not."""
    draw = np.random.default_rng(4)
    rows, refits = [], []
    for o in range(100):
        for phase, share in (("acute", 0.7), ("reopening", 0.3)):
            for topic, p in ((0, share), (1, 0.5), (-1, 1.0)):
                if draw.random() < p:
                    number = f"s{len(rows):05d}"
                    rows.append((number, f"O{o:03d}", phase, f"f{o}"))
                    refits += [(number, b, topic) for b in (1, 2, 3)]
    columns = ["statement_id", "organisation_id", "asked_phase", "source_id"]
    statements = pd.DataFrame(rows, columns=columns)
    organisations = pd.DataFrame(
        {
            "organisation_id": [f"O{o:03d}" for o in range(100)],
            "organisation_type": ["forening", "kommunalt_tilbud"] * 50,
        }
    )
    again = pd.DataFrame(refits, columns=["statement_id", "refit", "topic_id"])
    return again, statements, organisations


def test_a_planted_fall_is_found(spoken):
    got = topic_effects(*spoken).set_index(["topic_id", "term"])
    fell = got.loc[(0, "phase")]
    sign = 1 if fell["level"] == "acute" else -1
    assert sign * fell["log_odds"] == pytest.approx(2 * log(7 / 3), abs=0.7)
    assert fell["q_value"] < 0.01
    assert got.loc[(1, "phase")]["ci_low"] < 0 < got.loc[(1, "phase")]["ci_high"]
    assert got.loc[(0, "organisation_type")]["q_value"] > 0.05
    assert fell["share"] == pytest.approx(0.7 if sign == 1 else 0.3, abs=0.1)


def test_refits_that_differ_widen_the_interval(spoken):
    again, statements, organisations = spoken
    moved = again.copy()
    third = (moved["refit"] == 3) & (moved["topic_id"] == 0)
    moved.loc[third, "topic_id"] = -1
    keep = moved[third].sample(frac=0.5, random_state=1).index
    moved.loc[keep, "topic_id"] = 0
    sure = topic_effects(*spoken).set_index(["topic_id", "term"])["se"]
    less = topic_effects(moved, statements, organisations)
    assert less.set_index(["topic_id", "term"])["se"][0, "phase"] > sure[0, "phase"]


def test_too_few_rows_give_a_reason(spoken):
    again, statements, organisations = spoken
    few = statements[statements["organisation_id"] < "O004"]
    got = topic_effects(again, few, organisations)
    assert got["log_odds"].isna().all() and got["reason"].notna().all()


def test_lift_by_hand():
    n = 40
    statements = pd.DataFrame(
        {
            "statement_id": [f"s{i:02d}" for i in range(n)],
            "organisation_id": [f"O{i % 10}" for i in range(n)],
            "source_id": "f",
        }
    )
    topics = statements[["statement_id"]].assign(topic_id=[0] * 10 + [-1] * 30)
    coded = [*range(8), *range(20, 22)]  # 8 of 10 in the topic, 2 of 30 outside
    codings = pd.DataFrame(
        {"statement_id": [f"s{i:02d}" for i in coded], "kind": "barrier", "code": "LAW"}
    )
    (row,) = topic_barriers(topics, codings, statements, seed=1).to_dict("records")
    assert (row["n"], row["n_topic"], row["n_code"], row["n_both"]) == (40, 10, 10, 8)
    assert row["lift"] == pytest.approx((8 / 10) / (10 / 40))
    assert 1 < row["ci_low"] < row["lift"] <= row["ci_high"] + 1e-9


def test_a_foundation_sees_its_own_part(spoken):
    _, statements, _ = spoken
    rows = statements[["statement_id"]].assign(topic_id=0)
    got = foundation_prevalence(rows, statements, {"f1": {"O000", "O001"}})
    assert set(got["foundation"]) == {"f1"} and got["n"].max() <= 2
