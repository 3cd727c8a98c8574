"""Gold data for training: what is joined, what is mapped, what is left out."""

import gzip
from pathlib import Path

import pytest

from crisislearn.language.training.batches import label
from crisislearn.language.training.gold import shingles
from crisislearn.language.training.running import WORD, sentences
from crisislearn.language.training.tagmap import Row, TagMap
from crisislearn.language.training.treebanks import (
    UD,
    chat,
    conllu,
    held_out,
    is_fresh,
    learn_maps,
    measured,
    parole,
    training,
)

DANISH = Path(__file__).parents[3] / "shared/data/danish"
needs_gold = pytest.mark.skipif(not DANISH.is_dir(), reason=f"no gold data at {DANISH}")


def rows(*words):
    return [Row(*word.split("/")) for word in words]


def test_a_map_uses_the_word_then_its_tag():
    tags = TagMap()
    tags.learn(rows("et/en/PI", "krav/krav/NC"), [("DET", "_"), ("NOUN", "A=B")])
    tags.learn(rows("man/man/PI"), [("PRON", "_")])
    assert tags.labels(rows("man/man/PI", "hus/hus/NC")) == [
        ("PRON", "_"),
        ("NOUN", "A=B"),
    ]


def test_a_participle_makes_an_auxiliary():
    tags = TagMap()
    tags.learn(
        rows("har/have/VADR", "ikke/ikke/RG", "set/se/VAPA"),
        [("AUX", "_"), ("ADV", "_"), ("VERB", "_")],
    )
    tags.learn(rows("har/have/VADR", "børn/barn/NC"), [("VERB", "_"), ("NOUN", "_")])
    assert tags.labels(rows("har/have/VADR", "hørt/høre/VAPA"))[0][0] == "AUX"
    assert tags.labels(rows("har/have/VADR", "krav/krav/NC"))[0][0] == "VERB"


@pytest.mark.parametrize(
    ("tag", "upos"), [("NP--U", "PROPN"), ("N;SG", "NOUN"), ("??", "X")]
)
def test_tags_never_seen_go_by_their_name(tag, upos):
    assert TagMap().labels([Row("x", "x", tag)]) == [(upos, "_")]


def test_phrases_are_cut_and_lose_their_tag(tmp_path):
    path = tmp_path / "p.tsv.gz"
    path.write_bytes(gzip.compress(b"i_dag\ti_dag\tRGU\n - \t-\tXP\n_\t_\tXP\n"))
    [found] = parole(path)
    assert [row.form for row in found] == ["i", "dag", "-", "_"]
    assert TagMap().labels(found)[0] == ("", "_")


def test_labels_join_both_layers():
    assert label("NOUN", "Number=Sing") == "NOUN Number=Sing"
    assert label("ADP", "_") == "ADP"


@pytest.fixture(scope="module")
def held():
    return held_out(DANISH)


@pytest.fixture(scope="module")
def golds():
    return training(DANISH)


@pytest.fixture(scope="module")
def texts():
    """UD dev and test as plain words, one string each."""
    found = []
    for part in ("dev", "test"):
        for cells in conllu(DANISH / UD.format(part)):
            words = [w.lower() for row in cells for w in WORD.findall(row[1])]
            found.append(" ".join(w for w in words if any(map(str.isalnum, w))))
    return {text for text in found if text}


@needs_gold
@pytest.mark.real
def test_no_sentence_of_dev_or_test_is_trained_on(golds, held, texts):
    assert len(golds) > 14_000
    assert all(is_fresh(gold.forms, held) for gold in golds)
    for gold in golds:
        words = [w.lower() for form in gold.forms for w in WORD.findall(form)]
        said = " ".join(w for w in words if any(map(str.isalnum, w)))
        assert said not in texts


@needs_gold
@pytest.mark.real
def test_names_and_misc_come_with_fresh_sentences_only(golds, held):
    named = [gold for gold in golds if gold.names is not None]
    assert len(named) > 4_300
    assert {"B-PER", "B-ORG", "B-LOC", "B-MISC"} <= {
        name for gold in named for name in gold.names
    }
    assert not any(shingles(gold.forms) & held for gold in named)


@needs_gold
@pytest.mark.real
def test_what_people_write_to_each_other_has_names_and_is_fresh(held, texts):
    found = chat(DANISH)
    labels = {name for gold in found for name in gold.names}
    assert {"B-PER", "I-PER", "B-ORG", "B-LOC", "B-MISC", "O"} <= labels
    assert not any(label.endswith(("deriv", "part")) for label in labels)
    for gold in found:
        assert len(gold.names) == len(gold.upos) == len(gold.forms)
        words = [w.lower() for form in gold.forms for w in WORD.findall(form)]
        assert " ".join(w for w in words if any(map(str.isalnum, w))) not in texts


@needs_gold
@pytest.mark.real
@pytest.mark.parametrize("name", ["common_voice", "ntrex_da", "tatoeba_dan_eng"])
def test_running_text_is_fresh(name, held, texts):
    for words in sentences(DANISH, name, held):
        said = " ".join(w.lower() for w in words if any(map(str.isalnum, w)))
        assert said not in texts


@needs_gold
@pytest.mark.real
def test_every_layer_is_there(golds):
    for gold in golds[:500]:
        assert len(gold.forms) == len(gold.lemmas) == len(gold.upos)
    assert all(gold.names for gold in measured(DANISH, "test"))


@needs_gold
@pytest.mark.real
def test_the_map_of_parole_tags_is_good(held):
    _, tags = learn_maps(DANISH, held)
    gold = {" ".join(g.forms): g.upos for g in measured(DANISH, "test")}
    right = total = 0
    for found in parole(DANISH / "parole-dk.tsv.gz"):
        upos = gold.get(" ".join(row.form for row in found))
        if upos:
            ours = [one for one, _ in tags.labels(found)]
            right += sum(a == b for a, b in zip(ours, upos, strict=True))
            total += len(upos)
    assert total > 6_000
    assert right / total > 0.975
