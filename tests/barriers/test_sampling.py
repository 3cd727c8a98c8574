"""A sample by stratum: every stratum in it, weights that add up, the same each time."""

import random
from collections import Counter

import pandas as pd
import pytest

from crisislearn.barriers.sampling import allocate, analysed, draw, traits
from crisislearn.errors import CrisisLearnError, UnknownValueError

SIZES = {"DOC": 60, "LAW": 3, "none": 237}


@pytest.fixture
def units():
    names = [c for code, n in SIZES.items() for c in [code] * n]
    return pd.DataFrame(
        {
            "statement_id": [f"S{n:03}" for n in range(len(names))],
            "wave": "w1",
            "genre": ["survey" if n % 3 else "interview" for n in range(len(names))],
            "code": names,
            "coded": ["no" if c == "none" else "yes" for c in names],
        }
    )


def test_every_stratum_is_drawn_and_weights_add_up(units):
    rows = draw(units, 50, 1, ["code"])
    assert len(rows) == 50
    assert {r["stratum"] for r in rows} == set(SIZES)
    for stratum, size in SIZES.items():
        mine = [r for r in rows if r["stratum"] == stratum]
        assert sum(r["population"] / r["drawn"] for r in mine) == pytest.approx(size)
        assert {r["population"] for r in mine} == {size}


def test_the_draw_needs_no_order_and_follows_the_seed(units):
    mixed = units.sample(frac=1, random_state=4)
    assert draw(mixed, 50, 1, ["code"]) == draw(units, 50, 1, ["code"])
    assert draw(units, 50, 2, ["code"]) != draw(units, 50, 1, ["code"])
    assert len({r["sample"] for r in draw(units, 50, 1, ["code"])}) == 1


def test_within_a_stratum_each_is_drawn_as_often(units):
    seen = Counter(
        r["statement_id"] for s in range(300) for r in draw(units, 60, s, ["code"])
    )
    doc = [seen[f"S{n:03}"] for n in range(60)]
    expected = sum(doc) / 60
    assert 0.6 * expected < min(doc) and max(doc) < 1.4 * expected


@pytest.mark.parametrize(
    "size, strata, error, said",
    [
        (301, ["code"], CrisisLearnError, "301 from 300"),
        (5, ["genre", "code"], CrisisLearnError, "6 strata"),
        (50, ["colour"], UnknownValueError, "colour"),
    ],
)
def test_what_cannot_be_drawn(units, size, strata, error, said):
    with pytest.raises(error, match=said):
        draw(units, size, 1, strata)


def test_allocation_never_asks_for_more_than_there_is():
    chance = random.Random(3)
    for _ in range(300):
        sizes = {f"s{n}": chance.randint(1, 30) for n in range(chance.randint(1, 12))}
        size = chance.randint(len(sizes), sum(sizes.values()))
        found = allocate(sizes, size)
        assert sum(found.values()) == size
        assert all(1 <= found[s] <= n for s, n in sizes.items())


def test_questions_repeats_and_empty_answers_are_not_drawn():
    statements = pd.DataFrame(
        [
            ("S1", "F", "respondent", False, None, "w1"),
            ("S2", "F", "interviewer", False, None, None),
            ("S3", "F", "respondent", True, None, "w1"),
            ("S4", "F", "respondent", False, "S1", "w1"),
            ("S5", "G", "author", False, None, None),
        ],
        columns=["statement_id", "source_id", "role", "non_answer", "duplicate_of",
                 "wave"],
    )  # fmt: skip
    assert list(analysed(statements)["statement_id"]) == ["S1", "S5"]
    sources = pd.DataFrame({"source_id": ["F", "G"], "kind": ["survey", "case"]})
    codings = pd.DataFrame(
        [
            ("S1", "barrier", "LAW", "model", 0.5),
            ("S1", "barrier", "DOC", "model", 0.9),
            ("S1", "driver", "PUSH", "model", 1.0),
            ("S5", "barrier", "DOC", "person", 1.0),
        ],
        columns=["statement_id", "kind", "code", "coder_kind", "confidence"],
    )
    found = traits(statements, sources, codings).to_dict("records")
    assert [(r["wave"], r["genre"], r["code"], r["coded"]) for r in found] == [
        ("w1", "survey", "DOC", "yes"),
        ("none", "case", "none", "no"),
    ]
