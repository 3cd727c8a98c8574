"""Two coders of elements: how far they agree, and what both gave."""

import math
from pathlib import Path

import pytest

from crisislearn.barriers.lens_gold import agreed, agreement
from crisislearn.barriers.scoring import read_gold

GOLD = Path(__file__).parents[2] / "data" / "gold" / "lenses"


def item(name, codings, also_ok=()):
    given = [
        {
            "code": code.rstrip("+-"),
            "polarity": "negative" if "-" in code else "positive",
        }
        for code in codings.split()
    ]
    return {"id": name, "text": name, "codings": given, "also_ok": list(also_ok)}


@pytest.fixture
def first():
    return [
        item("a", "K_RULES"),
        item("b", "K_ROOMS C_TRUST-"),
        item("c", ""),
        item("d", "C_TRUST", ["W_POWER"]),
    ]


@pytest.fixture
def second():
    return [
        item("d", "C_TRUST-"),
        item("c", "", ["K_STAFF"]),
        item("b", "K_ROOMS"),
        item("a", "K_RULES"),
    ]


def test_codings_are_counted_by_lens(first, second):
    table = agreement(first, second, seed=0).set_index("lens")
    assert list(table.loc["corona", ["first", "second", "both"]]) == [2, 2, 2]
    assert list(table.loc["cocreation", ["first", "second", "both"]]) == [2, 1, 1]
    assert table.loc["all", "f1"] == pytest.approx(2 * 3 / (4 + 3))
    assert table.loc["corona", "alpha"] == 1
    assert math.isnan(table.loc["leading", "f1"])


def test_another_polarity_is_disagreement(first, second):
    turned = [*second[1:], item("d", "C_TRUST")]
    apart, alike = (
        agreement(first, other, seed=0).set_index("lens").loc["cocreation", "alpha"]
        for other in (second, turned)
    )
    assert apart < alike - 0.2


def test_what_only_one_coded_counts_for_nothing(first, second):
    alone = agreement([*first, item("e", "L_TABLE")], second, seed=0)
    assert alone.equals(agreement(first, second, seed=0))
    assert [i["id"] for i in agreed(first, second[:2])] == ["c", "d"]


def test_what_both_gave_is_required_and_the_rest_neither_required_nor_wrong(
    first, second
):
    found = {i["id"]: i for i in agreed(first, second)}
    assert found["a"]["codings"] == first[0]["codings"]
    assert [c["code"] for c in found["b"]["codings"]] == ["K_ROOMS"]
    assert found["b"]["also_ok"] == ["C_TRUST"]
    assert found["c"]["codings"] == [] and found["c"]["also_ok"] == ["K_STAFF"]
    assert found["d"]["codings"] == []
    assert found["d"]["also_ok"] == ["C_TRUST", "W_POWER"]


def test_the_file_of_what_both_gave_is_made_of_the_two():
    first, second = (read_gold(GOLD / f"{n}.jsonl") for n in ("others", "second"))
    assert read_gold(GOLD / "agreed.jsonl") == agreed(first, second)


def test_a_code_of_both_polarities_agrees_only_with_the_same():
    one, two = item("a", "K_RULES K_RULES-"), item("a", "K_RULES")
    table = agreement([one], [two], seed=0).set_index("lens")
    assert list(table.loc["corona", ["first", "second", "both"]]) == [1, 1, 1]
    assert table.loc["corona", "alpha"] < 1
    assert agreed([one], [two])[0]["codings"] == []
    polarities = [c["polarity"] for c in agreed([one], [one])[0]["codings"]]
    assert polarities == ["negative", "positive"]


def test_all_statements_and_five_cases_are_coded_by_two():
    second = {i["id"]: i["text"] for i in read_gold(GOLD / "second.jsonl")}
    for part in ("others", "cases"):
        for i in read_gold(GOLD / f"{part}.jsonl"):
            assert second.pop(i["id"]) == i["text"]
    assert not second
    assert len(read_gold(GOLD / "cases.jsonl")) == 5
