"""Weights and weighted shares, against R (``tests/reference/reference.R``)."""

import math

import numpy as np
import pandas as pd
import pytest

from crisislearn.barriers.prevalence import effective_n, prevalence
from crisislearn.barriers.raking import design_effect, rake
from crisislearn.barriers.statistics import wilson
from crisislearn.barriers.weighting import response, weigh

TYPE = np.repeat([0, 1, 2], (20, 12, 8))
SIZE = np.resize([0, 1, 2], 40)
MARGINS = [(TYPE, np.array([0.3, 0.4, 0.3])), (SIZE, np.array([0.5, 0.3, 0.2]))]
PRESENT = np.tile([1, 0, 0, 1, 1], 8)


def test_raking():
    # weights(rake(design, list(~type, ~size), …)), which add up to 100 there
    found = rake(MARGINS, 40, 99)
    expected = [2.1111733398, 1.4188000876, 0.8816976681, 1.9985571205, 4.7854277758,
                2.2385285031, 5.3600251728, 5.3600251728]  # fmt: skip
    told = found.weights[[0, 1, 2, 20, 21, 32, 33, 39]] * 100 / 40
    assert told == pytest.approx(expected, rel=1e-6)
    assert found.effect == pytest.approx(1.304311082)  # n Σw² / (Σw)²
    assert (found.converged, found.trimmed) == (True, 0)


def test_weights_are_trimmed_and_the_margins_met_where_they_can_be():
    loose = rake(MARGINS, 40, 2.0)
    assert loose.weights.max() <= 2.0 * 1.001
    assert loose.trimmed > 0
    assert loose.effect < 1.31
    tight = rake(MARGINS, 40, 1.2)
    assert not tight.converged
    assert tight.weights.mean() == pytest.approx(1)


def test_nothing_to_weight_by():
    assert rake([], 7, 5).weights.tolist() == [1.0] * 7
    assert design_effect(np.array([1.0, 1.0, 4.0])) == pytest.approx(3 * 18 / 36)


def tables(parents=None, extra=()):
    """The forty of the reference in a frame of a hundred, and their shares."""
    ids = [f"O{n:03}" for n in range(100)]
    # The rest of the frame makes its margins those of the reference.
    types = [*TYPE, *[0] * 10, *[1] * 28, *[2] * 22]
    left = [50 - (SIZE == 0).sum(), 30 - (SIZE == 1).sum(), 20 - (SIZE == 2).sum()]
    frame = pd.DataFrame(
        {
            "organisation_id": ids,
            "in_frame": True,
            "disposition": ["answered"] * 40 + ["refused"] * 60,
            "organisation_type": [f"t{v}" for v in types],
            "size": [f"s{v}" for v in [*SIZE, *np.repeat([0, 1, 2], left)]],
            "region": "Nord",
        }
    )
    rated = pd.DataFrame(
        {
            "organisation_id": ids[:40], "barrier": "BUR", "calendar": "general",
            "phase": "acute", "measure": "rated", "recalled": False,
            "value": ["present" if y else "not_present" for y in PRESENT],
        }
    )  # fmt: skip
    groups = {("all", "all"): set(ids), ("size", "s0"): set(ids[:40:3])}
    weights, told = weigh(rated, frame, 99)
    table = prevalence(rated, groups, weights, told, parents, *extra)
    return weights, told, table.set_index("group_kind")


def interval(share, error, n):
    effective = min(n, share * (1 - share) / error**2)
    return wilson(share * effective, effective)


# SE(svymean(~y, svydesign(ids = ~1 or ~town, weights = w)))
@pytest.mark.parametrize(
    ("parents", "error"),
    [
        (None, 0.09004040311),
        ({f"O{n:03}": f"K{n // 4}" for n in range(40)}, 0.06130160379),
    ],
)
def test_weighted_share_and_its_variance(parents, error):
    _, told, table = tables(parents)
    found = table.loc["all"]
    assert found["share"] == pytest.approx(0.59673994012, rel=1e-6)
    ends = interval(0.59673994012, error, 40)
    assert (found["ci_low"], found["ci_high"]) == pytest.approx(ends, rel=1e-6)
    assert found["weighting"] == "raked to the frame by organisation_type, size"
    row = told.iloc[0]
    assert row["design_effect"] == pytest.approx(1.304311082)
    assert row["n_effective"] == pytest.approx(40 / 1.304311082)


def test_a_group_is_a_domain_of_the_weighted_field():
    # svymean(~y, subset(towns, size == "l")): 0.6169354519, SE 0.1053680466
    parents = {f"O{n:03}": f"K{n // 4}" for n in range(40)}
    found = tables(parents)[2].loc["size"]
    assert found["share"] == pytest.approx(0.6169354519, rel=1e-6)
    ends = interval(0.6169354519, 0.1053680466, 14)
    assert (found["ci_low"], found["ci_high"]) == pytest.approx(ends, abs=0.01)


def test_a_finite_frame_makes_intervals_narrower():
    # SE(svymean(~y, svydesign(ids = ~1, weights = w, fpc = rep(100, 40))))
    everybody = {("all", "all"): {f"O{n:03}" for n in range(100)}}
    open_end, finite = (tables(extra=e)[2].loc["all"] for e in ((), (everybody,)))
    assert 0.09004040311 * math.sqrt(0.6) == pytest.approx(0.06974499635)
    share = 0.59673994012
    effective = effective_n(40, share, 0.09004040311**2, 40 / 1.3) / 0.6
    assert (finite["ci_low"], finite["ci_high"]) == pytest.approx(
        wilson(share * effective, effective), rel=1e-6
    )
    assert open_end["ci_low"] < finite["ci_low"]


def test_small_categories_are_put_together():
    _, told, _ = tables()
    assert told.iloc[0]["margins"] == "organisation_type, size"  # one region alone


def test_response_by_aapor():
    outcomes = [*["answered"] * 50, *["refused"] * 10, *["no_contact"] * 20,
                *["ineligible"] * 20, *["unknown"] * 10]  # fmt: skip
    ids = [f"O{n:03}" for n in range(110)]
    frame = pd.DataFrame(
        {"organisation_id": ids, "in_frame": True, "disposition": outcomes}
    )
    said = pd.DataFrame({"organisation_id": ids[:30], "wave": "w1"})
    groups = {("all", "all"): set(ids), ("size", "s"): set(ids[:25])}
    table = response(frame, said, groups).set_index(["wave", "group_kind"])
    row = table.loc["all", "all"]
    assert (row["invited"], row["eligible"], row["answered"]) == (110, 90, 50)
    assert row["rr1"] == pytest.approx(50 / 90)
    assert row["rr3"] == pytest.approx(50 / (80 + 0.8 * 10))
    assert row["cooperation"] == pytest.approx(50 / 60)
    assert row["contact"] == pytest.approx(60 / 90)
    assert row["refusal"] == pytest.approx(10 / 90)
    wave = table.loc["w1", "size"]
    assert (wave["answered"], wave["rr1"]) == (25, 1.0)
    assert (wave["share_frame"], wave["share_answered"]) == (
        pytest.approx(25 / 90), pytest.approx(25 / 30),
    )  # fmt: skip
    assert pd.isna(wave["rr3"])


def test_no_frame_no_weights():
    frame = pd.DataFrame(
        {"organisation_id": ["O1"], "in_frame": [False], "disposition": [None]}
    )
    rated = pd.DataFrame(
        {
            "organisation_id": ["O1"], "barrier": "BUR", "calendar": "general",
            "phase": "acute", "measure": "rated", "recalled": False,
            "value": "present",
        }
    )  # fmt: skip
    weights, told = weigh(rated, frame, 5)
    assert (len(weights), len(told)) == (0, 0)
    found = prevalence(rated, {("all", "all"): {"O1"}}, weights, told).iloc[0]
    assert (found["weighting"], found["share"]) == ("none", 1.0)
    assert response(frame, pd.DataFrame({"organisation_id": [], "wave": []}), {}).empty
