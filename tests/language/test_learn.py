"""A pipeline trained on a handful of sentences, from vectors to files."""

from dataclasses import replace

import numpy as np
import pytest
from spacy.tokens import Doc

from crisislearn.language.gazetteer import pack
from crisislearn.language.network import set_gazetteer
from crisislearn.language.pipeline import (
    ENTITIES,
    LEMMAS,
    SENTENCES,
    TAGS,
    danish_tokens,
)
from crisislearn.language.training import learn, model, silver, wordvectors
from crisislearn.language.training.gazetteer import BIT
from crisislearn.language.training.setup import Settings
from crisislearn.language.training.treebanks import Gold

SETTINGS = Settings(width=32, depth=1, epochs=25, words=30, rate=0.01, unknown=0.0)


def gold(*words, named=True):
    forms, upos, names = zip(*(word.split("/") for word in words), strict=True)
    feats = ["Number=Sing" if one == "NOUN" else "_" for one in upos]
    lemmas = [form.lower() for form in forms]
    return Gold(list(forms), lemmas, list(upos), feats, list(names) if named else None)


GOLDS = [
    gold("Ole/PROPN/B-PER", "ser/VERB/O", "huset/NOUN/O", "./PUNCT/O"),
    gold("Bo/PROPN/B-PER", "Holm/PROPN/I-PER", "kom/VERB/O", "./PUNCT/O"),
    gold("byen/NOUN/O", "ser/VERB/O", "Ole/PROPN/B-PER", "!/PUNCT/O"),
    gold("hun/PRON/O", "ser/VERB/O", "Vejle/PROPN/B-LOC", "./PUNCT/O"),
] * 3


@pytest.fixture(scope="module")
def vectors():
    return wordvectors.learn([one.forms for one in GOLDS] * 40)


@pytest.fixture(scope="module")
def trained(vectors):
    return model.trained(vectors, GOLDS, model.tag_labels(GOLDS), SETTINGS)


@pytest.fixture(autouse=True, scope="module")
def few_axes():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wordvectors, "AXES", 4)
        yield


def test_vectors_know_neighbours_and_capitals(vectors):
    assert vectors.table.dtype == np.int8
    assert vectors.table.shape == (len(vectors.forms), 4 + wordvectors.EXTRA)
    capital = dict(zip(vectors.forms, vectors.table[:, 4], strict=True))
    assert capital["vejle"] > capital["huset"]


def test_it_learns_what_it_sees(trained):
    doc = trained("Ole ser Vejle.")
    assert [token.pos_ for token in doc] == ["PROPN", "VERB", "PROPN", "PUNCT"]
    assert [(e.text, e.label_) for e in doc.ents] == [("Ole", "PER"), ("Vejle", "LOC")]


def test_the_same_seed_gives_the_same_weights(vectors, trained):
    again = model.trained(vectors, GOLDS, model.tag_labels(GOLDS), SETTINGS)
    for name in ("tok2vec", TAGS, ENTITIES):
        ours, theirs = trained.get_pipe(name).model, again.get_pipe(name).model
        assert ours.to_bytes() == theirs.to_bytes()


def test_an_unseen_name_is_known_by_its_list(vectors):
    lists = {"vejle": "Danish town", "ole": "first name", "bo": "first name"}
    packed = pack({word: BIT[kind] for word, kind in lists.items()})
    listed = replace(vectors, gazetteer=packed)
    nlp = model.trained(listed, GOLDS, model.tag_labels(GOLDS), SETTINGS)
    names = nlp.get_pipe(ENTITIES)
    town, person = names.labels.index("U-LOC"), names.labels.index("U-PER")

    def towns_lead(kind):
        other = model.untrained(danish_tokens(), listed, names.labels, SETTINGS)
        network = other.get_pipe("tok2vec").model
        network.from_bytes(nlp.get_pipe("tok2vec").model.to_bytes())
        set_gazetteer(network, pack({"ry": BIT[kind]}))
        hidden = network.predict([Doc(other.vocab, ["hun", "ser", "Ry", "."])])
        [scores] = names.model.layers[1].predict(hidden)
        return scores[2, town] - scores[2, person]

    assert towns_lead("Danish town") > towns_lead("first name") + 0.5


def test_what_is_written_is_what_was_trained(vectors, trained, tmp_path):
    from crisislearn.language.pipeline import load_trained

    model.write(model.assemble(trained, vectors, GOLDS, SETTINGS), tmp_path / "a")
    nlp = load_trained(tmp_path / "a")
    assert nlp.pipe_names == [SENTENCES, "tok2vec", TAGS, LEMMAS, ENTITIES]
    text = "Bo Holm kom. Hun ser byen!"
    assert [t.pos_ for t in nlp(text)] == [t.pos_ for t in trained(text)]
    assert [e.text for e in nlp(text).ents] == ["Bo Holm"]


def test_teachers_fill_in_what_is_missing(trained):
    words = ["Ole", "kom", "."]
    blank = Gold(words, [""] * 3, [""] * 3, ["_"] * 3)
    tagged = gold("Ole/PROPN/O", "ser/VERB/O", "huset/NOUN/O", named=False)
    one, two = silver.fill([trained, trained], [blank, tagged])
    assert one.upos == ["PROPN", "VERB", "PUNCT"]
    assert two.upos == tagged.upos
    labels = trained.get_pipe(ENTITIES).labels
    for filled in (one, two):
        assert filled.shares.sum(axis=1) == pytest.approx(1, abs=1e-5)
        likeliest = [labels[i] for i in filled.shares.argmax(axis=1)]
        assert likeliest == ["U-PER", "O", "O"]


def test_a_rate_rises_then_falls():
    rates = list(learn._rates(0.1, 40))
    assert rates[0] == pytest.approx(0.05)
    assert max(rates) == pytest.approx(0.1)
    assert rates[-1] == pytest.approx(0.001)
