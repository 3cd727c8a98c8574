import re

import pytest

from crisislearn.ingest.surveys.relevant import join_conditions, parse_condition

GIVEN = {
    "a": frozenset({"ja"}),
    "b": frozenset({"x", "y"}),
    "n": frozenset({"12"}),
    "empty": frozenset(),
}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("${a} = 'ja'", True),
        ("${a}='nej'", False),
        ('${a} = "ja"', True),
        ("${a} = ‘ja’", True),
        ("${a} != 'nej'", True),
        ("${a} != 'ja'", False),
        ("selected(${b}, 'y')", True),
        ("selected(${b}, 'z')", False),
        ("not(selected(${b}, 'z'))", True),
        ("not(${a} = 'ja')", False),
        ("${a} = 'ja' and selected(${b}, 'z')", False),
        ("${a} = 'nej' or selected(${b}, 'x')", True),
        # and binds stronger than or
        ("${a} = 'ja' or ${a} = 'nej' and ${a} = 'nej'", True),
        ("(${a} = 'ja' or ${a} = 'nej') and ${a} = 'nej'", False),
        ("${n} > 11", True),
        ("${n} >= 12 and ${n} <= 12", True),
        ("${n} < 12", False),
        ("${n} = 12", True),
        ("${n} = '12.0'", True),
        ("${a} > 3", False),
        ("${empty} = ''", True),
        ("${empty} != ''", False),
        ("${a} != ''", True),
        ("${empty} = 'ja'", False),
        ("${empty} > 0", False),
        ("${unknown} = 'ja'", False),
    ],
)
def test_conditions(text, holds):
    assert parse_condition(text).holds(GIVEN) is holds


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "missing"),
        ("${a}", "= or another sign"),
        ("${a} = ja", "'code'"),
        ("${a} = 'ja' and", "missing before the end"),
        ("(${a} = 'ja'", ") is missing"),
        ("${a} = 'ja' ${b} = 'x'", "not expected"),
        ("__import__('os')", "not understood"),
        ("count-selected(${b}) > 1", "missing"),
        ("${a} = 'ja' && ${b} = 'x'", "not understood"),
        ("selected(${a} 'ja')", ", is missing"),
        ("not ${a} = 'ja'", "( is missing"),
    ],
)
def test_what_is_not_understood_is_refused(text, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        parse_condition(text)


def test_items_asked_about():
    condition = parse_condition("not(${a} = '1') or selected(${b}, '2') and ${a} = '3'")
    assert condition.items() == {"a", "b"}


def test_joining():
    one, two = parse_condition("${a} = 'ja'"), parse_condition("${a} = 'nej'")
    assert join_conditions([]) is None
    assert join_conditions([one]) is one
    assert join_conditions([one, two]).holds(GIVEN) is False
