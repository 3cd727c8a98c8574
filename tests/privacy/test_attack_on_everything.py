"""An attacker with all that was published cannot solve for what is hidden."""

from __future__ import annotations

import pytest
from attacked import (
    Attacker,
    counts,
    hidden_small,
    make_field,
    make_slices,
    make_states,
    make_tables,
    protected,
)

from crisislearn.privacy.disclosure import Rules
from crisislearn.warehouse.subject import Subject

SEEDS = range(6)


def case(seed, size=50):
    field = make_field(seed, size)
    slices = make_slices(seed, field)
    return field, slices, make_tables(field, slices, make_states(seed, field))


def solved(field, slices, tables, shown, enough=10**6):
    """Hidden small counts that the attacker knows to less than one organisation."""
    attacker = Attacker(field, slices)
    attacker.read(shown)
    found = []
    for kind, value, name, n in hidden_small(tables, shown):
        low, high = attacker.range(kind, value, lambda s, t=name: counts(t, s[0]))
        assert low - 1e-6 <= n <= high + 1e-6
        if high - low < 1 - 1e-6:
            found.append((kind, value, name, n, low, high))
            if len(found) == enough:
                break
    return found


@pytest.mark.parametrize(
    "seed", [s if s < 2 else pytest.param(s, marks=pytest.mark.long) for s in SEEDS]
)
def test_no_hidden_count_can_be_solved_for(seed):
    field, slices, tables = case(seed)
    shown, _ = protected(tables, Rules())
    assert solved(field, slices, tables, shown) == []


def test_there_is_something_to_attack_and_something_left_to_read():
    few = shown_rows = rows = 0
    for seed in range(2):
        _, _, tables = case(seed)
        shown, _ = protected(tables, Rules())
        few += len(list(hidden_small(tables, shown)))
        rows += len(tables["mart.barrier_prevalence"])
        shown_rows += shown["mart.barrier_prevalence"]["n"].notna().sum()
    assert few > 20
    assert shown_rows / rows > 0.5


def test_the_attacker_wins_where_only_the_rules_hide(monkeypatch):
    """So that the test above can fail."""
    monkeypatch.setattr(Subject, "settle", lambda *args: None)
    monkeypatch.setattr("crisislearn.warehouse.disclosure._hide_by_sums",
                        lambda *args: None)  # fmt: skip
    field, slices, tables = case(0)
    shown, _ = protected(tables, Rules())
    assert solved(field, slices, tables, shown, enough=1)


def test_hiding_by_sums_alone_does_not_stop_him(monkeypatch):
    """Shares and trajectories together give away what neither does."""
    monkeypatch.setattr(Subject, "settle", lambda *args: None)
    for seed in SEEDS:
        field, slices, tables = case(seed)
        shown, _ = protected(tables, Rules())
        if solved(field, slices, tables, shown, enough=1):
            return
    pytest.fail("he never won: this test says nothing of the others")
