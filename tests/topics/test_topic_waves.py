"""New waves go to the topics that were published, and drift is seen."""

import numpy as np
import pandas as pd
import pytest
from planted_themes import fit, lemmas_of

from crisislearn.settings import Settings
from crisislearn.topics import fit_topics
from crisislearn.topics.waves import drift, place_new
from crisislearn.topics.wishes import Fitting


@pytest.fixture(scope="module")
def space(corpus):
    """One frozen stand-in space."""
    return vectors_in_one_space(corpus)


@pytest.fixture(scope="module")
def first(corpus, space):
    """The fit on six in seven statements."""
    old = corpus[corpus.index % 7 != 0]
    return old, fit_topics(old, lemmas_of(old["text"]), space, Settings(), "da")


def test_new_statements_go_to_their_theme_and_old_ones_stay(corpus, space, first):
    _, found = first
    got = place_new(found, corpus, lemmas_of(corpus["text"]), space, "da")
    before = found["topic_statements"].set_index("statement_id")
    after = got["topic_statements"].set_index("statement_id")
    pd.testing.assert_frame_equal(after.loc[before.index], before, check_dtype=False)
    new = corpus[~corpus["statement_id"].isin(before.index)].dropna(subset="theme")
    placed = after.loc[new["statement_id"], "topic_id"]
    old = corpus[corpus["statement_id"].isin(before.index)]
    usual = old.assign(topic=before.loc[old["statement_id"], "topic_id"].to_numpy())
    usual = usual[usual["topic"] >= 0]
    best = usual.groupby("theme")["topic"].agg(lambda topics: topics.mode()[0])
    inside = placed.to_numpy() >= 0
    assert inside.mean() >= 0.5
    right = placed.to_numpy()[inside] == new["theme"].map(best).to_numpy()[inside]
    assert right.mean() > 0.7
    assert got["topics"]["size"].sum() == len(corpus)


def test_a_statement_that_is_gone_leaves_the_tables(space, first):
    old, found = first
    less = old.iloc[5:]
    got = place_new(found, less, lemmas_of(less["text"]), space, "da")
    for name in ("topic_statements", "places", "refits"):
        assert set(got[name]["statement_id"]) <= set(less["statement_id"])


def rows(*counts):
    ids = [topic for topic, count in counts for _ in range(count)]
    return pd.DataFrame({"topic_id": ids})


def test_drift_by_hand():
    old = rows((0, 50), (-1, 50))
    told = dict(drift(old, rows((0, 10), (-1, 10))))
    assert told["population stability index of the new"] == 0
    assert not any(name.startswith("refit advised") for name in told)
    told = dict(drift(old, rows((0, 5), (-1, 45))))
    assert told["share of the new outside, less that of the old"] == 0.4
    assert any(name.startswith("refit advised") for name in told)
    assert drift(old, rows()) == []


def test_labels_that_are_given_become_topics(corpus):
    labels = ["skema dokumentation registrering bilag"]
    got = fit_wish(corpus, zero_shot=labels)["topics"]
    assert labels[0] in set(got["label"])
    assert "given labels" in got["method"].iloc[0]


def test_a_number_that_is_asked_for_is_used(corpus):
    got = fit_wish(corpus, number=4)["topics"]
    assert "k=4" in got["method"].iloc[0]
    assert got["topic_id"].max() <= 3


def test_what_is_outside_is_reassigned_on_request_only(corpus, found):
    assert (found["topic_statements"]["topic_id"] == -1).any()
    got = fit_wish(corpus, reassign=True)
    assert not (got["topic_statements"]["topic_id"] == -1).any()


def test_seed_words_draw_statements_together(corpus):
    words = ["skemaet", "bilag", "dokumentation", "suppe", "brød", "gæsterne"]
    got = fit_wish(corpus, guided={"begge": words})
    assert got["topics"]["size"].sum() == len(corpus)
    assert not got["topic_statements"].equals(fit(corpus)["topic_statements"])


def fit_wish(corpus, **wish):
    texts = corpus["text"].tolist()
    return fit_topics(
        corpus, lemmas_of(texts), vectors_in_one_space(corpus), Settings(), "da",
        Fitting(**wish),
    )  # fmt: skip


def vectors_in_one_space(corpus):
    """A stand-in space that places labels among the statements' words."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    svd = TruncatedSVD(30, random_state=0)
    svd.fit(grams.fit_transform([t.lower() for t in corpus["text"]]))

    def embed(texts):
        rows = svd.transform(grams.transform([t.lower() for t in texts]))
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        return (rows / np.maximum(length, 1e-9)).astype(np.float32)

    return embed
