"""What was told once is held against what is told next; the list cannot be lost."""

from __future__ import annotations

import json

import pytest
from attacked import (
    Attacker,
    counts,
    hidden_small,
    late,
    make_field,
    make_slices,
    make_states,
    make_tables,
    protected,
)

from crisislearn.errors import WarehouseError
from crisislearn.privacy.disclosure import Rules
from crisislearn.privacy.disclosure.editions import (
    Edition,
    earlier_digest,
    read_editions,
    write_edition,
)

SPRING, AUTUMN = Rules(edition="spring"), Rules(edition="autumn")


def two_editions(seed, coming, held=True):
    field = make_field(seed, 45)
    slices = make_slices(seed, field).iloc[:0]
    states = make_states(seed, field)
    first = make_tables(field, slices, late(states, seed, coming))
    last = make_tables(field, slices, states)
    shown, told = protected(first, SPRING)
    again, _ = protected(last, AUTUMN, [told] if held else [])
    return field, slices, (first, shown), (last, again)


def solved(field, slices, *editions):
    attacker = Attacker(field, slices, len(editions))
    for number, (_, shown) in enumerate(editions):
        attacker.read(shown, number)
    found = []
    tables, shown = editions[-1]
    for kind, value, name, n in hidden_small(tables, shown):
        low, high = attacker.range(kind, value, lambda s, t=name: counts(t, s[-1]))
        assert low - 1e-6 <= n <= high + 1e-6
        if high - low < 1 - 1e-6:
            found.append((kind, value, name))
    return found


@pytest.mark.parametrize(("seed", "coming"), [(1, 12), (2, 6)])
def test_two_editions_together_do_not_give_a_count_away(seed, coming):
    field, slices, *editions = two_editions(seed, coming)
    assert solved(field, slices, *editions) == []


@pytest.mark.parametrize("coming", [1, 3, 8])
def test_no_figure_is_told_twice_with_a_few_more(coming):
    _, _, (_, before), (_, after) = two_editions(3, coming)
    few = same = 0
    keys = ["phase", "group_kind", "group_value"]
    name = "mart.barrier_prevalence"
    both = before[name].merge(after[name], on=keys, suffixes=("", "_after"))
    for row in both.dropna(subset=["n", "n_after"]).to_dict("records"):
        few += 0 < row["n_after"] - row["n"] < 5
        same += row["n_after"] == row["n"]
    assert few == 0
    assert same or coming == 8


def test_without_the_list_a_few_more_are_told():
    """So that the test above can fail."""
    _, _, (_, before), (_, after) = two_editions(3, 3, held=False)
    keys = ["phase", "group_kind", "group_value"]
    name = "mart.barrier_prevalence"
    both = before[name].merge(after[name], on=keys, suffixes=("", "_after"))
    added = (both["n_after"] - both["n"]).dropna()
    assert added.between(1, 4).any()


def write(folder, name, **told):
    write_edition(folder, Edition(name, {k: {"n": (v, v)} for k, v in told.items()}))


def test_an_edition_replaces_itself_and_is_read_by_others(tmp_path):
    write(tmp_path, "spring", a=7.0)
    write(tmp_path, "spring", a=8.0)
    assert read_editions(tmp_path, SPRING) == []
    (found,) = read_editions(tmp_path, AUTUMN)
    assert found.told == {"a": {"n": (8.0, 8.0)}}
    assert earlier_digest(tmp_path, SPRING) == []
    assert len(earlier_digest(tmp_path, AUTUMN)) == 1


def test_an_edition_without_a_name_is_not_kept(tmp_path):
    write(tmp_path, "", a=7.0)
    assert list(tmp_path.iterdir()) == []


def test_a_list_that_was_changed_is_refused(tmp_path):
    write(tmp_path, "spring", a=7.0)
    path = tmp_path / "spring.json"
    path.write_text(json.dumps({"a": {"n": [9.0, 9.0]}}))
    with pytest.raises(WarehouseError, match="not as it was written"):
        read_editions(tmp_path, AUTUMN)


@pytest.mark.parametrize("gone", ["spring.json", "editions.json"])
def test_a_list_that_is_missing_is_refused(tmp_path, gone):
    write(tmp_path, "spring", a=7.0)
    (tmp_path / gone).unlink()
    with pytest.raises(WarehouseError, match="missing"):
        read_editions(tmp_path, AUTUMN)


def test_an_edition_that_the_study_names_must_be_there(tmp_path):
    rules = Rules(edition="autumn", earlier=("spring",))
    with pytest.raises(WarehouseError, match="'spring' told is not on the list"):
        read_editions(tmp_path, rules)
    write(tmp_path, "spring", a=7.0)
    assert len(read_editions(tmp_path, rules)) == 1
