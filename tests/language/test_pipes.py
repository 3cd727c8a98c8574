import numpy as np
import pytest

from crisislearn.language import load_pipeline
from crisislearn.language.ladder import BUNDLED
from crisislearn.language.pipeline import ENTITIES, NETWORK
from crisislearn.language.pipes import best_path, steps

LABELS = ("O", "B-PER", "I-PER", "L-PER", "U-PER", "L-LOC", "U-LOC")


def path(*rows):
    scores = np.zeros((len(rows), len(LABELS)), dtype=np.float32)
    for at, row in enumerate(rows):
        for label, score in row.items():
            scores[at, LABELS.index(label)] = score
    return [LABELS[i] for i in best_path(scores, steps(LABELS))]


def test_the_best_label_wins_where_it_may_stand():
    assert path({"B-PER": 9}, {"L-PER": 9}) == ["B-PER", "L-PER"]
    assert path({"U-LOC": 1}, {"O": 1}) == ["U-LOC", "O"]
    assert path() == []


def test_no_name_starts_midway():
    assert path({"L-PER": 9, "U-PER": 1}) == ["U-PER"]
    assert path({"O": 5}, {"I-PER": 9, "U-LOC": 3}, {"O": 2}) == ["O", "U-LOC", "O"]


def test_no_name_is_left_open():
    assert path({"B-PER": 9, "O": 1}, {"O": 20}) == ["O", "O"]
    assert path({"B-PER": 9}, {"I-PER": 9, "L-PER": 8}) == ["B-PER", "L-PER"]


def test_a_name_is_of_one_kind():
    assert path({"B-PER": 9}, {"L-PER": 4, "L-LOC": 5}) == ["B-PER", "L-PER"]


@pytest.fixture(scope="module")
def nlp():
    return load_pipeline(BUNDLED)


def test_tags_and_features(nlp):
    doc = nlp("Børnene legede ude.")
    assert [token.pos_ for token in doc] == ["NOUN", "VERB", "ADV", "PUNCT"]
    assert doc[0].morph.get("Number") == ["Plur"]
    assert doc[1].morph.get("Tense") == ["Past"]


def test_names(nlp):
    doc = nlp("Mette Hansen rejste fra København til Aarhus i maj.")
    assert [(e.text, e.label_) for e in doc.ents] == [
        ("Mette Hansen", "PER"),
        ("København", "LOC"),
        ("Aarhus", "LOC"),
    ]


def test_a_person_is_found_in_lower_case(nlp):
    doc = nlp("jeg talte med mette hansen om det")
    assert [(e.text, e.label_) for e in doc.ents] == [("mette hansen", "PER")]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "?!", "\n1.\n"])
def test_odd_texts(nlp, text):
    doc = nlp(text)
    assert doc.text == text
    assert not doc.ents
    assert all((token.pos_ == "SPACE") == token.is_space for token in doc)


def test_white_space_is_part_of_no_name(nlp):
    doc = nlp("Det var Mette\n\nHansen\nog Aarhus.")
    assert not any(token.is_space for name in doc.ents for token in name)


def test_disabled_components_set_nothing(nlp):
    [doc] = nlp.pipe(["Mette kom."], disable=[ENTITIES])
    assert doc[1].pos_ == "VERB"
    assert not doc.ents
    [doc] = nlp.pipe(["Mette kom."], disable=NETWORK)
    assert doc[1].pos_ == ""
    assert doc[1].lemma_ == "komme"


def test_a_batch_gets_the_same_as_single_texts(nlp):
    texts = ["Mette kom fra Odense.", "", "så gik vi hjem", "Det var i Lyngby."] * 9
    for doc, text in zip(nlp.pipe(texts, batch_size=7), texts, strict=True):
        alone = nlp(text)
        assert [t.pos_ for t in doc] == [t.pos_ for t in alone]
        assert [e.text for e in doc.ents] == [e.text for e in alone.ents]
