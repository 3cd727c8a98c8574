"""The status engine on texts that nobody would write: codings that hold together."""

import datetime as dt

import pytest
from hypothesis import strategies as st

from crisislearn.barriers import code_texts
from crisislearn.barriers.rules import STATUSES
from hostile import MANY, attack, texts

WORDS = (
    "dokumentation bureaukrati loven reglerne sagsbehandling ventetid mistillid krav "
    "kontrol kommunen møder skemaer forsvandt væk stadig igen ikke aldrig uden lettet "
    "lettere værre tilbage før under efter nu dengang marts 2020 foråret hvis havde "
    "ville frygter er blev har var vi de man men og fordi selvom end mere mindre ; : ? "
    "« » ( ) … – 2020-03-11 11/3 uge"
).split()
AT_ONCE, FEW = 10, 2
KINDS = ("barrier", "driver", "innovation", "harm")

_day = st.one_of(
    st.none(), st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)), st.just("2020-06-24")
)
_said = st.lists(
    st.tuples(texts(WORDS), _day, st.one_of(st.none(), texts(WORDS))),
    min_size=AT_ONCE,
    max_size=AT_ONCE,
)


def coded(some):
    said, days, questions = zip(*some, strict=True)
    found = code_texts(said, days, questions, KINDS)
    for row in found.to_dict("records"):
        text = said[row["text_id"]]
        assert 0 <= row["start"] < row["end"] <= len(text)
        assert row["evidence"] == text[row["start"] : row["end"]]
        assert 0 <= row["confidence"] <= 1
        if row["kind"] == "barrier":
            assert row["status"] in STATUSES


def test_a_few_texts():
    attack(coded, _said, FEW)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_many_texts():
    attack(coded, _said, MANY // AT_ONCE)
