"""Patterns: the small language of the rules, and how sentences are cut into clauses."""

import pytest

from crisislearn.barriers.patterns import PatternIndex, compile_pattern, match_at
from crisislearn.barriers.tokens import parse
from crisislearn.language import load_pipeline


def parsed(text):
    return parse(load_pipeline("da")(text))


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("forsvinde", "forsvandt", (0,)),
        ("=mindre", "mindre", (0,)),
        ("=mindre", "lille", None),
        ("falde .. væk", "faldt så pludselig helt væk", (0, 4)),
        ("falde .. væk", "faldt nu i dag så helt pludseligt væk", None),
        ("falde|ryge ?helt væk", "røg helt væk", (0, 1, 2)),
        ("falde|ryge ?helt væk", "røg væk", (0, 1)),
        ("dokumentation*", "dokumentationskrav", (0,)),
        ("fra #", "fra 8", (0, 1)),
        ("fra #", "fra otte", (0, 1)),
        ("fra #", "fra byen", None),
    ],
)
def test_matching(pattern, text, found):
    tokens = parsed(text).tokens
    assert match_at(compile_pattern(pattern), tokens, 0, len(tokens)) == found


@pytest.mark.parametrize("pattern", ["", ".. væk", "?helt væk"])
def test_a_pattern_begins_with_a_word(pattern):
    with pytest.raises(ValueError, match="must begin"):
        compile_pattern(pattern)


def test_the_index_finds_every_pattern_from_the_left():
    index = PatternIndex([("skema", "a"), ("doku*", "b"), ("=skemaer væk", "c")])
    text = parsed("Dokumenter og skemaer væk")
    found = [(value, at) for value, at in index.find(text, 0, len(text.tokens))]
    assert sorted(found) == [("a", (2,)), ("b", (0,)), ("c", (2, 3))]
    assert list(index.find(text, 0, 0)) == []


@pytest.mark.parametrize(
    "pattern",
    ["være .. væk", "ikke ?længere =mere", "fra # til #", "gå .. gå", "doku* væk"],
)
def test_the_index_finds_what_trying_every_place_finds(pattern):
    text = parsed(
        "Det var ikke længere mere end før, fra 8 til to gik det og gik, og "
        "dokumenterne væk var helt væk, ikke mere."
    )
    last = len(text.tokens)
    tried = [
        match_at(compile_pattern(pattern), text.tokens, n, last) for n in range(last)
    ]
    found = PatternIndex([(pattern, 1), ("være aldrig", 2)]).find(text, 0, last)
    assert [at for _, at in found] == [at for at in tried if at is not None]
    assert any(tried)


@pytest.mark.parametrize(
    ("text", "inverted"),
    [
        ("Kommer de igen, stopper vi.", True),
        ("Bliver der krav, så lukker vi.", True),
        ("Kommer de igen, eller hvad?", False),
        ("De kommer igen, stopper vi.", False),
        ("Kommer igen.", False),
    ],
)
def test_conditions_without_a_conjunction(text, inverted):
    assert parsed(text).clauses[0].inverted is inverted


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Skemaerne forsvandt.", 1),
        ("Skemaer, møder og registrering forsvandt.", 1),
        ("Skemaerne forsvandt, men ventetiden bestod.", 2),
        ("Skemaerne forsvandt og ventetiden bestod.", 2),
        ("Vi frygter, at de kommer igen.", 2),
        ("Ingen, der spurgte.", 1),
        ("Blev lempet, dog ikke for alle.", 2),
        ("Den ene. Den anden.", 2),
    ],
)
def test_clauses(text, clauses):
    found = parsed(text)
    assert len(found.clauses) == clauses
    assert [c.first for c in found.clauses[1:]] == [c.last for c in found.clauses[:-1]]
    assert len(found.clause_of) == len(found.tokens)
