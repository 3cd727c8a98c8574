"""A lens beside the null: a true difference stands out, a dealt one does not."""

import numpy as np
import pandas as pd
import pytest

from crisislearn.barriers.association import (
    TOO_FEW,
    held_beside,
    lens_association,
    lens_profile,
    panel_shares,
)
from crisislearn.warehouse.publish import conform
from crisislearn.warehouse.tables import load_tables

SEED = 7
CODES = pd.DataFrame(
    {"code": ["L_CHANCE", "L_TABLE"], "kind": "lens", "family": "leading"}
)


def codings(*rows):
    """(organisation, code, polarity) → codings, all of their own and not asked."""
    table = pd.DataFrame(rows, columns=["organisation_id", "code", "polarity"])
    return table.assign(kind="lens", speaks_for="own", rule="term")


def said(*organisations):
    return pd.DataFrame({"organisation_id": list(organisations)})


def test_a_true_difference_lies_outside_of_what_chance_gives():
    shares = np.repeat([0.9, 0.1], 30)
    found = held_beside(shares, np.repeat([True, False], 30), SEED)
    assert (found.n_done, found.n_other) == (30, 30)
    assert found.difference == pytest.approx(0.8)
    assert found.null_high < found.ci_low
    assert found.p_value == pytest.approx(1 / 2001)


def test_a_dealt_difference_lies_inside_of_it():
    random = np.random.default_rng(3)
    shares = random.random(60)
    inside = 0
    for seed in range(20):
        done = np.random.default_rng(seed).permutation(np.repeat([True, False], 30))
        found = held_beside(shares, done, SEED)
        inside += found.null_low <= found.difference <= found.null_high
    assert inside >= 17


def test_the_same_seed_gives_the_same_figures():
    shares, done = np.linspace(0, 1, 20), np.arange(20) % 2 == 0
    assert held_beside(shares, done, 1) == held_beside(shares, done, 1)


@pytest.mark.parametrize("n", [0, 1])
def test_a_side_of_one_has_no_difference(n):
    found = held_beside(np.linspace(0, 1, 9), np.arange(9) < n, SEED)
    assert found.n_done == n and found.difference is None and found.p_value is None


def test_only_the_panel_and_barriers_known_all_the_way_count():
    rows = [
        ("A", "LAW", "disappeared"), ("A", "DOC", "came_back"),
        ("A", "BUR", "gone_so_far"), ("A", "ROLE", "never_there"),
        ("B", "LAW", "disappeared"), ("C", "LAW", "never_went"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["organisation_id", "barrier", "trajectory"])
    table = table.assign(episode="spring", measure="rated")
    asked = pd.DataFrame(
        {"organisation_id": list("AABCC"), "wave": ["w1", "w2", "w1", "w1", "w2"]}
    )
    assert panel_shares(table, asked)["spring"].to_dict() == {"A": 0.5, "C": 0.0}


def test_who_said_nothing_is_on_neither_side_and_questions_tell_nothing():
    shares = {"spring": pd.Series({o: 0.5 for o in "ABCDEF"})}
    told = codings(
        ("A", "L_CHANCE", "positive"), ("B", "L_CHANCE", "positive"),
        ("C", "L_CHANCE", "negative"), ("D", "L_CHANCE", "positive"),
    )  # fmt: skip
    told.loc[3, "rule"] = "term+asked"
    table = lens_association(told, said(*"ABCDE"), CODES, shares, SEED)
    row = table.set_index("element").loc["L_CHANCE"]
    assert (row["n_done"], row["n_other"]) == (2, 3)
    other = table.set_index("element").loc["L_TABLE"]
    assert other["n_done"] == 0 and other["reason"] == TOO_FEW
    assert pd.isna(other["q_value"])


def test_the_profile_counts_organisations_and_both_polarities():
    told = codings(
        ("A", "L_CHANCE", "positive"), ("A", "L_CHANCE", "positive"),
        ("B", "L_CHANCE", "negative"), ("Z", "L_CHANCE", "positive"),
    )  # fmt: skip
    groups = {("all", "all"): {"A", "B", "C"}, ("sector", "civil"): {"A"}}
    table = lens_profile(told, said(*"ABZ"), CODES, groups)
    rows = table.set_index(["element", "group_value"])
    whole = rows.loc[("L_CHANCE", "all")]
    assert list(whole[["n", "n_done", "n_not_done", "mentions"]]) == [2, 1, 1, 3]
    assert rows.loc[("L_TABLE", "civil"), "n"] == 1
    assert len(table) == 4


@pytest.mark.parametrize("elements", [0, 2])
@pytest.mark.parametrize("episodes", [0, 1])
def test_both_tables_fit_the_warehouse_also_where_they_are_empty(elements, episodes):
    told, codes = codings(("A", "L_CHANCE", "positive")), CODES.iloc[:elements]
    shares = {"spring": pd.Series({o: 0.5 for o in "ABCDE"})} if episodes else {}
    tables = {
        "mart.lens_profile": lens_profile(
            told, said(*"ABCDE"), codes, {("all", "all"): set("ABC")}
        ),
        "mart.lens_association": lens_association(
            told, said(*"ABCDE"), codes, shares, SEED
        ),
    }
    sizes = {
        name: conform(t, load_tables()[name]).num_rows for name, t in tables.items()
    }
    assert sizes["mart.lens_profile"] == elements
    assert sizes["mart.lens_association"] == elements * episodes
