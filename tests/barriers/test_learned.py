"""What was learned: sums of words are rows, and weights survive a file."""

from collections import Counter

import numpy as np
import pytest

from crisislearn.barriers import learned as module
from crisislearn.barriers.judging import heard_in
from crisislearn.barriers.learned import Learned, load_learned, windows_of
from crisislearn.barriers.tokens import parse
from crisislearn.barriers.weights import TOLD_OF, Weights, read_weights
from crisislearn.barriers.wordspace import (
    ASKED,
    KINDS,
    TEXT,
    TOLD,
    WordSpace,
    twos_in,
    units_in,
)
from crisislearn.language.annotate import annotate

TEXTS = ["Vi drukner i skemaer og papir.", "Chefen sagde nej. Ingen turde noget."]


def bag(text):
    words = text.lower().replace(".", "").split()
    return Counter([*units_in(words), *twos_in(words)])


def parsed(text):
    return parse(annotate([text], "da")[0], text)


def scored(learned, *texts):
    return learned.scores([(parsed(text), []) for text in texts])


@pytest.fixture(scope="module")
def weights():
    space = WordSpace.fit([bag(text) for text in (*TEXTS, *TEXTS)])
    width = sum(space.width(k) for k in KINDS)
    told = sum(space.width(k) for k in (*TOLD, *ASKED))
    text = sum(space.width(k) for k in TEXT)
    draw = np.random.default_rng(0)
    steps = {"low": -127, "high": 128}
    return Weights(
        space,
        ("DOC", "LEAD"),
        draw.integers(**steps, size=(width + 2, 3)) / 100,
        np.zeros(3),
        draw.integers(**steps, size=(told, len(TOLD_OF))) / 100,
        np.zeros(len(TOLD_OF)),
        draw.integers(**steps, size=(text, 3 + len(TOLD_OF))) / 100,
        np.zeros(3 + len(TOLD_OF)),
    )


def test_sums_of_words_are_what_whole_rows_give(weights):
    found = scored(Learned(weights), "Vi drukner i papir.")[0]
    bags = [bag("Vi drukner i papir.")]
    row = weights.space.place(bags, KINDS)
    margins = (row @ weights.code[: row.shape[1]])[0]
    np.testing.assert_allclose(found.codes[0], margins[:-1])
    np.testing.assert_allclose(found.claims[0], margins[-1])
    said = weights.space.place(bags, TOLD)
    whole = weights.space.place(bags, TEXT)
    np.testing.assert_allclose(found.text, (whole @ weights.text)[0])
    assert found.words == 4
    asked = weights.space.place(bags, ASKED)
    learned = Learned(weights)
    told = (said @ weights.status[: said.shape[1]])[0]
    np.testing.assert_allclose(found.statuses[0], told)
    told = (asked @ weights.status[said.shape[1] :])[0]
    np.testing.assert_allclose(learned.asked(parsed("Vi drukner i papir.")), told)
    assert not learned.asked(parsed("…")).any()


def test_a_text_scores_the_same_alone_and_among_others(weights):
    alone = [scored(Learned(weights), text)[0] for text in TEXTS]
    together = scored(Learned(weights), *TEXTS)
    for one, two in zip(alone, together, strict=True):
        assert one.windows == two.windows
        np.testing.assert_allclose(one.codes, two.codes)
        np.testing.assert_allclose(one.statuses, two.statuses)
        np.testing.assert_allclose(one.text, two.text)
        assert one.words == two.words


def test_windows_are_sentences_each_two_in_a_row_and_all_of_them_last():
    assert windows_of(0) == ()
    assert windows_of(1) == ((0, 1),)
    assert windows_of(2) == ((0, 1), (1, 2), (0, 2))
    assert windows_of(3)[-3:] == ((0, 2), (1, 3), (0, 3))


def test_a_text_without_a_sentence_has_no_scores(weights):
    assert scored(Learned(weights), "", TEXTS[0])[0] is None


def test_weights_come_back_from_their_file_and_give_the_same_bytes(weights, tmp_path):
    one, two = tmp_path / "one.npz", tmp_path / "two.npz"
    weights.save(one)
    weights.save(two)
    assert one.read_bytes() == two.read_bytes()
    again = read_weights(one)
    assert again.space.columns == weights.space.columns
    # A step is a 127th of nearly the largest weight.
    np.testing.assert_allclose(again.code, weights.code, atol=0.02)
    np.testing.assert_allclose(again.text, weights.text, atol=0.02)


def test_a_barrier_that_no_term_names_is_heard():
    learned = load_learned()
    found = scored(learned, "Lederen sad på hænderne og turde ikke sige ja.")[0]
    assert learned.weights.codes[int(found.codes[-1].argmax())] in ("LEAD", "RISK")
    assert found.claims[-1] > 0


def test_words_that_nobody_met_leave_a_text_to_its_bias(weights):
    found = scored(Learned(weights), "Xyzzy qwrt.")[0]
    assert np.isfinite(found.codes).all()
    assert np.isfinite(found.statuses).all()


def test_barriers_of_texts_are_heard_alike_alone_and_among_others():
    learned = load_learned()
    texts = [*TEXTS, "Vi måtte vente. Ingen turde noget. Skemaerne var væk."]
    some = scored(learned, *texts)
    together = heard_in(some)
    assert heard_in([]) == []
    for one, scores in zip(together, some, strict=True):
        assert heard_in([scores]) == [one]
        place = int(scores.codes[-1].argmax())
        assert place in one.likely and one.whole_lead[place] > 0
        assert one.part[place] == scores.codes[:, place].max()
        assert one.window[place] < one.windows == len(scores.windows)


def test_a_text_of_marks_alone_is_scored_before_any_word_was_met():
    (scores,) = scored(Learned(read_weights()), '" " "')
    assert np.isfinite(scores.codes).all()


def test_what_was_forgotten_scores_the_same(monkeypatch):
    texts = ["Kravene forsvandt i marts.", "Vi ventede på kommunen.", "Ja tak."]
    whole = scored(Learned(read_weights()), *texts)
    monkeypatch.setattr(module, "KEPT", 5)
    short = Learned(read_weights())
    for text, expected in zip(texts, whole, strict=True):
        (found,) = scored(short, text)
        np.testing.assert_allclose(found.codes, expected.codes)
        alone = Learned(read_weights()).alone(parsed(text), 0)
        assert short.alone(parsed(texts[0]), 0) != short.alone(parsed(texts[1]), 0)
        assert short.alone(parsed(text), 0) == pytest.approx(alone)
    assert len(short._parts[0].rows) < 20
