"""What was learned of sentences: sums of words are rows, and weights survive a file."""

import numpy as np
import pytest

from crisislearn.barriers.learned import (
    Learned,
    Weights,
    load_learned,
    read_weights,
)
from crisislearn.barriers.tokens import parse
from crisislearn.barriers.wordspace import KINDS, WordSpace, bag_of
from crisislearn.language.annotate import annotate

TEXTS = ["Vi drukner i skemaer og papir.", "Chefen sagde nej. Ingen turde noget."]


def parsed(text):
    return parse(annotate([text], "da")[0], text)


@pytest.fixture(scope="module")
def weights():
    bags = [bag_of(t.lower().strip(".").split()) for t in TEXTS]
    space = WordSpace.fit(bags)
    width = sum(space.width(k) for k in KINDS)
    told = space.width("word") + space.width("couple")
    draw = np.random.default_rng(0)
    return Weights(
        space,
        ("-", "DOC", "LEAD"),
        draw.normal(size=(width + 2, 3)).astype(np.float16).astype(float),
        np.zeros(3),
        draw.normal(size=(told, 9)).astype(np.float16).astype(float),
        np.zeros(9),
    )


def test_sums_of_words_are_what_whole_rows_give(weights):
    text = "Vi drukner i papir."
    scores = Learned(weights).scores(parsed(text), [])
    row = weights.space.place([bag_of(["vi", "drukner", "i", "papir"])], KINDS)
    logits = (row @ weights.code[: row.shape[1]])[0]
    expected = np.exp(logits) / np.exp(logits).sum()
    np.testing.assert_allclose(scores.codes[0], expected, rtol=1e-6)


def test_windows_are_sentences_and_each_two_in_a_row(weights):
    scores = Learned(weights).scores(parsed(TEXTS[1]), [])
    assert scores.windows == ((0, 1), (1, 2), (0, 2))
    np.testing.assert_allclose(scores.codes.sum(axis=1), 1)


def test_weights_come_back_from_their_file_and_give_the_same_bytes(weights, tmp_path):
    one, two = tmp_path / "one.npz", tmp_path / "two.npz"
    weights.save(one)
    again = read_weights(one)
    again.save(two)
    assert one.read_bytes() == two.read_bytes()
    np.testing.assert_array_equal(again.code, weights.code)


def test_a_barrier_that_no_term_names_is_heard():
    learned = load_learned()
    scores = learned.scores(
        parsed("Lederen sad på hænderne og turde ikke sige ja."), []
    )
    names = learned.weights.codes
    assert names[int(scores.codes[0].argmax())] in ("LEAD", "RISK")


def test_words_that_nobody_met_leave_a_text_to_its_bias(weights):
    scores = Learned(weights).scores(parsed("Xyzzy qwrt."), [])
    assert np.isfinite(scores.codes).all()
    assert np.isfinite(scores.statuses).all()
