"""What the bundled data is worth on gold that it was not made from."""

import csv
from pathlib import Path

import numpy as np
import pytest

from crisislearn.language import load_pipeline
from crisislearn.language.embeddings import fit_space, static
from crisislearn.language.training.gold import read_conllu

DANISH = Path(__file__).parents[3] / "shared/data/danish"

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not DANISH.is_dir(), reason=f"no gold data at {DANISH}"),
]


def sentences(part):
    return list(read_conllu(DANISH / f"ud_danish_ddt/da_ddt-ud-{part}.conllu"))


@pytest.mark.parametrize("part", ["dev", "test"])
def test_lemmas_agree_with_gold(part):
    from spacy.tokens import Doc

    nlp = load_pipeline()
    right = total = 0
    for sentence in sentences(part):
        doc = Doc(nlp.vocab, [token.form for token in sentence])
        for _, component in nlp.pipeline:
            doc = component(doc)
        gold = [token.lemma.lower() for token in sentence]
        right += sum(a.lemma_ == b for a, b in zip(doc, gold, strict=True))
        total += len(gold)
    assert total > 10_000
    assert right / total > 0.960


@pytest.mark.parametrize("part", ["dev", "test"])
def test_sentence_starts_agree_with_gold(part):
    gold, text = set(), ""
    lines = (DANISH / f"ud_danish_ddt/da_ddt-ud-{part}.conllu").read_text("utf-8")
    for line in lines.splitlines():
        if line.startswith("# text = "):
            gold.add(len(text))
            text += line.removeprefix("# text = ") + " "
    found = {sentence.start_char for sentence in load_pipeline()(text).sents}
    assert len(found & gold) / len(found) > 0.97
    # The rest are headings, which end without a mark.
    assert len(found & gold) / len(gold) > 0.90


@pytest.fixture(scope="module")
def questions():
    path = DANISH / "corona_questions/danish.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    kept = [row for row in rows if len(row) > 4 and len(row[4]) > 3]
    return [row[4] for row in kept], [row[2] for row in kept]


def same_neighbour(vectors, intents):
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -9)
    nearest = likeness.argmax(axis=1)
    return np.mean([intents[i] == intents[j] for i, j in enumerate(nearest)])


def test_questions_of_one_intent_lie_together(questions):
    from sklearn.cluster import KMeans
    from sklearn.metrics import normalized_mutual_info_score

    texts, intents = questions
    vectors = fit_space(texts, "da").transform(texts)
    # One run of k-means is off by 0.01 either way, so the mean of some; to two
    # decimals, as another machine's k-means ends elsewhere.
    found = [
        normalized_mutual_info_score(
            intents, KMeans(57, n_init=10, random_state=seed).fit_predict(vectors)
        )
        for seed in range(8)
    ]
    assert round(float(np.mean(found)), 2) >= 0.68
    assert same_neighbour(vectors, intents) >= 0.72


def test_static_vectors_alone_place_questions_well(questions):
    texts, intents = questions
    assert same_neighbour(static(texts), intents) > 0.63
