"""Counts of answers: nothing small is told, and nothing small can be worked out."""

from __future__ import annotations

import itertools

import pytest

from crisislearn.exchange.frequencies import frequencies
from crisislearn.exchange.variables import variables

K = 5
SCALE = (
    '[{"code": "0", "label_da": "Slet ikke", "state": null, "value": "not_present"},'
    ' {"code": "1", "label_da": "Lidt", "state": null, "value": "not_present"},'
    ' {"code": "2", "label_da": "Noget", "state": null, "value": "present"},'
    ' {"code": "3", "label_da": "Meget", "state": null, "value": "present"},'
    ' {"code": "8", "label_da": "Ved ikke", "state": "dont_know", "value": null}]'
)
YES_NO = '[{"code": "ja", "label_da": "Ja"}, {"code": "nej", "label_da": "Nej"}]'


def item(name, choices=SCALE, barrier="", kind="select_one"):
    return {"wave": "w1", "item_id": name, "concept_id": name, "type": kind,
            "label_da": name, "label_en": "", "choices": choices,
            "barrier": barrier}  # fmt: skip


def given(name, **counts):
    """Answers of organisations 0, 1, 2 …: so many of each code or state."""
    values = [v for value, n in counts.items() for v in [value.lstrip("_")] * n]
    states = {"no_answer", "not_asked", "dont_know", "not_relevant"}
    return [
        {"organisation_id": f"O{n:03}", "wave": "w1", "item_id": name, "choice": "",
         "state": v if v in states else "answered", "code": None if v in states else v}
        for n, v in enumerate(values)
    ]  # fmt: skip


def told(items, *answers, k=K):
    rows = list(itertools.chain(*answers))
    return frequencies(rows, variables(items), "w1", k)


def test_what_need_not_be_hidden_is_told():
    found = told([item("a")], given("a", _0=20, _1=30, _2=10, _3=40, dont_know=7))
    assert found["a"] == {
        "0": 20, "1": 30, "2": 10, "3": 40, "no_answer": 0, "not_asked": 0,
        "dont_know": 7, "not_relevant": 0,
    }  # fmt: skip


def test_a_small_count_takes_the_next_smallest_with_it():
    found = told([item("a")], given("a", _0=3, _1=30, _2=10, _3=40))["a"]
    assert {value for value, n in found.items() if n is None} == {"0", "2"}


def test_a_wave_of_few_tells_nothing():
    found = told([item("a")], given("a", _0=9))["a"]
    assert set(found.values()) == {None}


def test_those_not_asked_do_not_give_away_who_said_no():
    """B is put to those who said yes or do not know: not asked are no and no answer."""
    items = [item("a", YES_NO), item("b", YES_NO)]
    first = given("a", nej=3, no_answer=6, dont_know=4, ja=91)
    then = given("b", not_asked=9, ja=50, nej=45)
    alone = told(items[:1], first)["a"]
    assert {value for value, n in alone.items() if n is None} == {"nej", "dont_know"}
    found = told(items, first, then)
    assert found["a"]["nej"] is None
    # 9 less 6 would be the 3 who said no.
    assert None in (found["a"]["no_answer"], found["b"]["not_asked"])


@pytest.mark.parametrize("small", ["_0", "_3"])
def test_shares_of_the_reader_edition_do_not_give_an_answer_away(small):
    """It tells how many have the barrier: 2 and 3 together, and 0 and 1 together."""
    counts = {"_0": 20, "_1": 21, "_2": 22, "_3": 23, "dont_know": 6} | {small: 2}
    found = told([item("a", barrier="LAW")], given("a", **counts))["a"]
    pair = {"_0": ("0", "1"), "_3": ("2", "3")}[small]
    assert [found[p] for p in pair] == [None, None]


def test_open_answers_are_counted_together():
    rows = given("q", answered=12, no_answer=6)
    assert told([item("q", "", kind="text")], rows)["q"]["answered"] == 12


def test_who_has_no_row_was_not_asked():
    items = [item("a", YES_NO), item("b", YES_NO)]
    found = told(items, given("a", ja=40), given("b", ja=20, nej=10))
    assert found["b"]["not_asked"] == 10


def test_codes_that_the_instrument_does_not_know_are_counted():
    found = told([item("a", YES_NO)], given("a", ja=10, nej=10, måske=10))
    assert found["a"]["måske"] == 10


def test_a_higher_limit_hides_more():
    rows = given("a", _0=8, _1=30, _2=20, _3=40)
    assert None not in told([item("a")], rows)["a"].values()
    assert told([item("a")], rows, k=10)["a"]["0"] is None
