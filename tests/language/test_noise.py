from random import Random

import pytest

from crisislearn.language.training import noise
from crisislearn.language.training.batches import places, repaired
from crisislearn.language.training.treebanks import Gold

GOLD = Gold(
    ["Ja", ",", "Åse", "Ærø", "kom", "."],
    ["ja", ",", "Åse", "Ærø", "komme", "."],
    ["INTJ", "PUNCT", "PROPN", "PROPN", "VERB", "PUNCT"],
    ["_"] * 6,
    ["O", "O", "B-PER", "I-PER", "O", "O"],
    [False, True, True, True, False, True],
)


def test_lower_case_and_typed_letters():
    assert noise.noisy(GOLD).forms == ["ja", ",", "aase", "aeroe", "kom", "."]
    assert noise.typed(GOLD).forms[2:4] == ["Aase", "Aeroe"]
    assert noise.noisy(GOLD).upos == GOLD.upos


def test_left_out_marks_take_their_labels_with_them():
    short = noise.hasty(GOLD)
    assert short.forms == ["ja", "aase", "aeroe", "kom", "."]
    assert short.names == ["O", "B-PER", "I-PER", "O", "O"]
    assert len(short.upos) == len(short.lemmas) == len(short.feats) == 5


def test_a_sentence_of_marks_only_stays():
    only = Gold([","], [","], ["PUNCT"], ["_"])
    assert noise.without(only, ",") == only


@pytest.mark.parametrize("seed", range(20))
def test_spoiling_keeps_words_and_labels_together(seed):
    spoiled = noise.spoil(GOLD, Random(seed), 1.0)
    pairs = dict(zip(spoiled.lemmas, spoiled.upos, strict=True))
    assert pairs["komme"] == "VERB"
    assert pairs["Ærø"] == "PROPN"


def test_no_noise_if_none_is_asked_for():
    assert noise.spoil(GOLD, Random(0), 0.0) is GOLD


def test_a_name_that_lost_its_beginning_gets_a_new_one():
    assert repaired(["I-PER", "I-PER", "O", "I-LOC"]) == [
        "B-PER",
        "I-PER",
        "O",
        "B-LOC",
    ]
    assert repaired(["B-PER", "", "I-PER"]) == ["B-PER", "", "I-PER"]
    assert repaired([]) == []


def test_last_and_only_words_of_names_have_labels_of_their_own():
    iob = ["B-PER", "I-PER", "B-PER", "O", "B-LOC"]
    assert places(iob) == ["B-PER", "L-PER", "U-PER", "O", "U-LOC"]
    # Whether a name goes on into an unknown word is unknown.
    assert places(["B-ORG", ""]) == ["", ""]
