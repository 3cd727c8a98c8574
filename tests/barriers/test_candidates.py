"""What decides a status: rules, what was learned, and the words of the question."""

from dataclasses import replace

import numpy as np
import pytest
from weighed_cases import BOOK, candidate, judge

from crisislearn.barriers import coder
from crisislearn.barriers.candidates import Case, verdicts, weighed
from crisislearn.barriers.clock import UNSPECIFIED
from crisislearn.barriers.codings import Coding
from crisislearn.barriers.learned import load_learned
from crisislearn.barriers.tokens import parse
from crisislearn.barriers.weights import TOLD_OF
from crisislearn.language.annotate import annotate


def ruled(rule, source="text"):
    about, precision = UNSPECIFIED
    return Coding(
        BOOK["DOC"], "at_work", about, precision, "own", source, 0, 4, 0.7, rule
    )


@pytest.mark.parametrize(
    ("rule", "source", "told", "status"),
    [
        ("claim", "text", 5.0, "gone"),  # named, and the rest says that it is gone
        ("claim", "text", 1.0, "at_work"),  # and nothing says more
        ("hinders", "text", 5.0, "at_work"),  # a word says so
        ("claim", "question", 5.0, "at_work"),  # the question says so
    ],
)
def test_a_bare_name_gives_way_to_what_is_likelier_than_not(rule, source, told, status):
    one = replace(candidate("DOC", 4.0, "gone", told), ruled=(ruled(rule, source),))
    found = verdicts(weighed([Case([one])], judge())[0], judge())
    assert [v.status for v in found] == [status]


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("Hvad frygter I mest?", "expected"),
        ("Hvad blev lettere under nedlukningen?", "eased"),
        ("Hvad er vendt tilbage?", "returned"),
        ("Hvad er blevet værre?", "worsened"),
    ],
)
def test_the_words_of_a_question_tell_the_status_of_its_answer(question, status):
    parsed = parse(annotate([question], "da")[0], question)
    told = load_learned().asked(parsed)
    assert TOLD_OF[int(told.argmax())] == status


def test_other_rules_are_another_coder(monkeypatch, tmp_path):
    before = coder.coder_name()
    rules = tmp_path / "rules.yml"
    rules.write_bytes(coder.RULES.read_bytes() + b"\n")
    monkeypatch.setattr(coder, "RULES", rules)
    assert coder._general_name.__wrapped__() != before


def codes(one, some_judge):
    found = verdicts(weighed([Case([one])], some_judge)[0], some_judge)
    return [v.candidate.code.code for v in found]


def test_where_nothing_is_claimed_a_likely_barrier_is_not_coded():
    sure = candidate("DOC", 4.0)
    assert codes(sure, judge()) == ["DOC"]
    assert codes(sure, replace(judge(), claim_bias=-1.0)) == []


@pytest.mark.parametrize(
    ("source", "sentences", "coded"),
    [
        ("text", 1, ["DOC"]),
        ("text", 2, []),
        ("question", 1, ["DOC"]),
        ("question", 2, ["DOC"]),
    ],
)
def test_what_a_rule_is_plainly_sure_of_holds_without_the_judge(
    source, sentences, coded
):
    one = replace(candidate("DOC", -4.0), ruled=(ruled("claim", source),))
    if sentences == 2:
        windows = ((0, 1), (1, 2), (0, 2))
        rows = np.repeat(one.scores.statuses, 3, axis=0)
        one = replace(one, scores=replace(one.scores, windows=windows, statuses=rows))
    assert codes(one, replace(judge(), claim_bias=-4.0)) == coded
