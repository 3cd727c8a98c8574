"""Statuses: every rule's own example, and hand-written statements end to end."""

import pandas as pd
import pytest
from cases import CASES, HELD_OUT, Case

from crisislearn.barriers import code_texts
from crisislearn.barriers.rules import NONE, STATUSES, load_rules

RULES = load_rules()
EXAMPLES = [(r.id, r.example, r.expect) for r in (*RULES.changes, *RULES.turns)]


def coded(cases):
    table = code_texts(
        [c[0] for c in cases], [c[1] for c in cases], [c[2] for c in cases]
    )
    return {n: rows for n, rows in table.groupby("text_id")}


@pytest.fixture(scope="module")
def examples():
    dated = [(text, "2020-09-15", None, []) for _, text, _ in EXAMPLES]
    return coded(dated)


@pytest.fixture(scope="module")
def all_cases():
    return coded(CASES)


def fits(case: Case, rows: pd.DataFrame | None) -> bool:
    left = [] if rows is None else rows[["code", "status", "phase"]].to_numpy().tolist()
    if len(left) != len(case[3]):
        return False
    for expected in case[3]:
        code, status, *phase = expected.split()
        same = [
            g
            for g in left
            if g[:2] == [code, status] and (not phase or g[2] == phase[0])
        ]
        if not same:
            return False
        left.remove(same[0])
    return True


@pytest.mark.parametrize("number", range(len(EXAMPLES)), ids=[e[0] for e in EXAMPLES])
def test_each_rule_reads_its_own_example(examples, number):
    _, _, expected = EXAMPLES[number]
    rows = examples.get(number)
    assert rows is not None
    assert [f"{r.code} {r.status}" for r in rows.itertuples()] == [expected]


def test_statements_are_read_as_a_careful_reader_would(all_cases):
    wrong = [c[0] for n, c in enumerate(CASES) if not fits(c, all_cases.get(n))]
    assert len(wrong) / len(CASES) <= 0.04, wrong


def test_cases_cover_every_status_and_the_uncoded():
    assert len(CASES) >= 80
    assert {e.split()[1] for c in CASES for e in c[3]} == set(STATUSES)
    assert sum(not c[3] for c in CASES) >= 10


def test_statements_the_rules_were_not_written_for():
    found = coded(HELD_OUT)
    right = sum(fits(case, found.get(n)) for n, case in enumerate(HELD_OUT))
    assert right / len(HELD_OUT) >= 0.7


def test_rules_only_name_known_statuses_and_have_unique_ids():
    ids = [e[0] for e in EXAMPLES]
    assert len(ids) == len(set(ids))
    for turn in RULES.turns:
        assert set(turn.turns) <= {*STATUSES, NONE}
        assert set(turn.turns.values()) <= set(STATUSES)
