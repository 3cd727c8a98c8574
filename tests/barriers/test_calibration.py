"""Confidence that says how often a coding is right, and figures of whether it does."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from weighed_cases import candidate, judge

from crisislearn.barriers.calibration import (
    Outcomes,
    bins,
    brier,
    expected_error,
    measured_coder,
    outcomes,
)
from crisislearn.barriers.coder import coder_name
from crisislearn.barriers.fitting import with_trust
from crisislearn.barriers.judging import load_judge, log_odds


def found(confidence, right):
    return Outcomes(np.arange(len(right)), np.array(confidence), np.array(right, float))


def test_brier_is_that_of_a_worked_example():
    assert brier(found([0.9, 0.4], [1, 0])) == pytest.approx((0.01 + 0.16) / 2)


def test_bins_that_are_off_count_by_their_size():
    some = found([0.85] * 4 + [0.25] * 2, [1, 1, 1, 0, 0, 1])
    assert [(b.n, b.right) for b in bins(some)] == [(2, 0.5), (4, 0.75)]
    assert expected_error(some) == pytest.approx((2 * 0.25 + 4 * 0.10) / 6)


def test_a_confidence_of_one_is_in_the_last_bin():
    assert [b.n for b in bins(found([1.0, 0.95], [1, 1]))] == [2]


def test_without_codings_there_is_no_figure():
    nothing = outcomes([], pd.DataFrame(columns=["text_id", "code", "status"]))
    assert np.isnan(brier(nothing)) and np.isnan(expected_error(nothing))


def test_outcomes_leave_out_what_is_neither_right_nor_wrong():
    items = [
        {"codings": [{"code": "DOC", "status": "gone"}],
         "also_ok": [{"code": "LAW", "status": "gone"}]},
        {"codings": []},
    ]  # fmt: skip
    rows = [(0, "DOC", "gone", 0.7), (0, "DOC", "gone", 0.9), (0, "LAW", "gone", 0.6),
            (0, "DOC", "eased", 0.3), (1, "BUR", "at_work", 0.5)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["text_id", "code", "status", "confidence"])
    told = outcomes(items, table)
    assert list(told.confidence) == [0.3, 0.9, 0.5]
    assert list(told.right) == [0, 1, 0]


def test_the_confidence_rises_with_what_the_models_say():
    judge = load_judge()
    steps = [judge.confidence(p) for p in np.linspace(0, 1, 21)]
    assert steps == sorted(steps) and 0 < steps[0] < steps[-1] < 1
    plain = replace(judge, trust=(1.0, 0.0))
    assert plain.confidence(0.3) == pytest.approx(0.3)
    assert log_odds(0) == pytest.approx(-log_odds(1))


def test_trust_is_learned_from_how_often_codings_were_right():
    """What may be coded, too, is neither right nor wrong."""
    random = np.random.default_rng(1)
    rule = judge(least=0.0)
    items, found = [], []
    for _ in range(1500):
        margin = random.normal(scale=2)
        right = random.random() < 1 / (1 + np.exp(-(0.5 * margin - 0.4)))
        codings = [{"code": "DOC", "status": "gone"}] if right else []
        items.append({"codings": codings})
        found.append([candidate("DOC", margin, told=60.0)])
    allowed = {"codings": [], "also_ok": [{"code": "DOC", "status": "gone"}]}
    items += [allowed] * 1500
    found += [[candidate("DOC", 4.0, told=60.0)]] * 1500
    slope, bias = with_trust(rule, items, found).trust
    assert slope == pytest.approx(0.5, abs=0.1)
    assert bias == pytest.approx(-0.4, abs=0.15)


def test_the_card_is_of_the_coder_that_ships():
    """Fails where the models changed and benchmarks/coder_figures.py was not run."""
    assert {row["model"] for row in measured_coder()} == {coder_name()}
    measures = [row["measure"] for row in measured_coder()]
    assert len(set(measures)) == len(measures)
    assert any("Brier" in measure for measure in measures)
