"""Planted themes are found, whatever the order, and nothing else is."""

import json
import subprocess
import sys
import warnings

import pandas as pd
import pytest
from planted_themes import (
    fit,
    in_the_real_space,
    lemmas_of,
    planted,
    sample_answers,
    statements_of,
    vectors_of,
)
from sklearn.metrics import adjusted_rand_score

from crisislearn.settings import Settings
from crisislearn.topics import fit_topics
from crisislearn.topics.tables import MODELS, TOPIC_STATEMENTS, TOPICS


def assert_same(one, other):
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], obj=name)


def test_planted_themes_are_found(corpus, found):
    joined = corpus.merge(found["topic_statements"], on="statement_id")
    joined = joined[joined["theme"].notna()]
    assert adjusted_rand_score(joined["theme"], joined["topic_id"]) > 0.95
    for _, part in joined.groupby("theme"):
        assert part["topic_id"].value_counts(normalize=True).max() > 0.9


def test_tables_are_as_in_the_contract(corpus, found):
    named = ["topics", "topic_statements", "models", "refits", "places", "basis"]
    assert list(found) == named
    assert found["topics"].columns.tolist() == TOPICS
    assert found["topic_statements"].columns.tolist() == TOPIC_STATEMENTS
    assert found["models"].columns.tolist() == MODELS
    ids = found["topic_statements"]["statement_id"].tolist()
    assert ids == sorted(corpus["statement_id"])
    assert found["topic_statements"]["similarity"].between(-1, 1).all()


def test_topics_are_numbered_by_size_and_counted(corpus, found):
    topics = found["topics"].set_index("topic_id")
    rows = found["topic_statements"].merge(corpus, on="statement_id")
    counted = rows.groupby("topic_id").agg(
        size=("statement_id", "size"), organisations=("organisation_id", "nunique")
    )
    assert topics["size"].to_dict() == counted["size"].to_dict()
    assert topics["organisations"].to_dict() == counted["organisations"].to_dict()
    sizes = topics.loc[0:, "size"].tolist()
    assert sizes == sorted(sizes, reverse=True)
    assert topics.index.tolist() == sorted(topics.index)
    assert not topics["hidden"].any()
    assert topics["method"].str.startswith("BERTopic").all()


def test_what_fits_none_is_outside_and_shown(corpus, found):
    odd = corpus.loc[corpus["theme"].isna(), "statement_id"]
    rows = found["topic_statements"].set_index("statement_id")
    assert (rows.loc[odd, "topic_id"] == -1).all()
    outside = found["topics"].set_index("topic_id").loc[-1]
    assert outside["label"] == "Uden fælles emne"
    assert pd.isna(outside["stability"]) and pd.isna(outside["coherence"])
    assert set(json.loads(outside["examples"])) <= set(rows.index)


def test_examples_are_the_most_central_of_their_topic(found):
    rows = found["topic_statements"]
    for _, topic in found["topics"].query("topic_id >= 0").iterrows():
        part = rows[rows["topic_id"] == topic["topic_id"]]
        ids = json.loads(topic["examples"])
        shown = part.set_index("statement_id").loc[ids, "similarity"]
        assert len(ids) == 3
        assert shown.min() >= part["similarity"].nlargest(3).min()


def test_measures_of_the_whole(found):
    value = found["models"].set_index("measure")["value"]
    assert value["diversity"] > 0.9
    assert value["stability"] > 0.9
    outside = (found["topic_statements"]["topic_id"] == -1).mean()
    assert value["share_outside"] == pytest.approx(outside, abs=1e-6)
    assert 0.15 < value["npmi_coherence"] <= 1


def test_same_input_same_tables(corpus, found):
    assert_same(fit(corpus), found)


def test_order_of_rows_changes_nothing(corpus, found):
    assert_same(fit(corpus.sample(frac=1, random_state=1)), found)


def test_same_words_are_fitted_once_and_counted_each_time(corpus, found):
    first = corpus.iloc[0]
    again = pd.DataFrame([first] * 20).assign(
        statement_id=[f"z{i:02d}" for i in range(20)],
        duplicate_of=first["statement_id"],
    )
    more = fit(pd.concat([corpus, again]))
    before = found["topic_statements"].set_index("statement_id")
    after = more["topic_statements"].set_index("statement_id")
    copies = after.loc[again["statement_id"]]
    assert copies["topic_id"].nunique() == 1
    assert (
        copies["similarity"] == after.loc[first["statement_id"], "similarity"]
    ).all()
    same = adjusted_rand_score(before["topic_id"], after.loc[before.index, "topic_id"])
    assert same == 1
    assert more["topics"]["size"].sum() == found["topics"]["size"].sum() + 20
    shown = [i for ids in more["topics"]["examples"] for i in json.loads(ids)]
    assert not any(i.startswith("z") for i in shown)


def test_what_is_not_analysed_is_out(corpus, found):
    """Of every kind enough to be a topic of its own, were it let in."""
    kinds = {"non_answer": True, "role": "interviewer", "language": "en", "text": ""}
    extra = [
        corpus.iloc[:20].assign(
            statement_id=[f"z{column}{i:02d}" for i in range(20)], **{column: value}
        )
        for column, value in kinds.items()
    ]
    everything = pd.concat([corpus, *extra], ignore_index=True)
    assert_same(fit(everything), found)


def test_a_copy_of_what_is_not_analysed_is_analysed_itself(corpus):
    asked = corpus.iloc[[0]].assign(statement_id="a0", role="interviewer")
    copied = corpus.assign(
        duplicate_of=corpus["statement_id"].map({"s0000": "a0"}).astype(object)
    )
    got = fit(pd.concat([asked, copied], ignore_index=True))
    assert "s0000" in set(got["topic_statements"]["statement_id"])
    assert "a0" not in set(got["topic_statements"]["statement_id"])


def test_missing_organisations_and_flags_are_no_problem(corpus):
    bare = corpus.assign(
        organisation_id=None, non_answer=None, role=None, duplicate_of=None
    )
    got = fit(bare.astype({"organisation_id": object, "non_answer": object}))
    assert (got["topics"]["organisations"] == 0).all()
    assert got["topics"]["size"].sum() == len(corpus)


def test_a_small_corpus_gets_nmf():
    pairs = planted(("telefon", "skema", "mad", "skole"))
    got = fit(statements_of([text for _, text in pairs]))
    assert got["topics"]["method"].str.startswith("NMF").all()
    assert "stability of all clusters" not in set(got["models"]["measure"])
    rows = got["topic_statements"]
    theme = [name for name, _ in pairs]
    assert adjusted_rand_score(theme, rows["topic_id"]) > 0.6
    assert_same(got, fit(statements_of([text for _, text in pairs])))


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_a_tiny_corpus_gets_no_topics(n):
    texts = [text for _, text in planted()][:n]
    given = statements_of(texts)
    got = fit_topics(given, lemmas_of(texts), vectors_of, Settings(), "da")
    assert all(frame.empty for name, frame in got.items() if name != "models")
    assert "read them instead" in got["models"]["measure"].iloc[0]
    assert got["topics"].columns.tolist() == TOPICS


def test_the_same_words_over_and_over_are_a_tiny_corpus(corpus):
    many = pd.concat([corpus.iloc[[0]]] * 100, ignore_index=True).assign(
        statement_id=[f"s{i:03d}" for i in range(100)], duplicate_of="s000"
    )
    got = fit_topics(many, [""] * 100, vectors_of, Settings(), "da")
    assert got["topic_statements"].empty


def test_a_statement_of_one_word_is_placed_by_it(corpus):
    lemmas = lemmas_of(corpus["text"])
    lemmas[0], lemmas[1] = "telefonvagten", "enestående"
    got = fit_topics(corpus, lemmas, vectors_of, Settings(), "da")
    topic = got["topic_statements"].set_index("statement_id")["topic_id"]
    same = corpus.query("theme == 'telefon'")["statement_id"]
    assert topic["s0000"] == topic[same].mode()[0] >= 0
    assert topic["s0001"] == -1, "a word that nobody else says"


def test_one_line_questions_are_fitted_by_their_whole_text(corpus):
    lemmas = [text.split()[-1] for text in lemmas_of(corpus["text"])]
    seen = []

    def embed(texts):
        seen.extend(texts)
        return vectors_of(texts)

    fit_topics(corpus, lemmas, embed, Settings(), "da")
    assert sorted(seen) == sorted(corpus["text"])


def test_lengths_must_agree(corpus):
    with pytest.raises(ValueError, match="same length"):
        fit_topics(corpus, ["a"], vectors_of, Settings(), "da")


def test_sample_answers_get_readable_topics():
    said = sample_answers()
    frame = statements_of(
        [text for _, text in said], organisation_id=[o for o, _ in said]
    )
    got = in_the_real_space(frame)
    topics = got["topics"].query("topic_id >= 0")
    assert 30 <= len(topics) <= 50
    assert topics["label"].is_unique
    assert topics["label"].str.split(", ").map(len).between(2, 3).all()
    assert topics["stability"].between(0.6, 1).all()
    assert topics["size"].min() >= 5
    value = got["models"].set_index("measure")["value"]
    assert value["stability"] > 0.78
    assert 0.6 < value["stability of all clusters"] < value["stability"]
    assert value["share_outside"] < 0.5
    assert value["diversity"] > 0.7


def test_importing_topics_loads_no_model_library():
    code = (
        "import sys, crisislearn.topics; "
        "heavy = ('bertopic', 'umap', 'hdbscan', 'sklearn'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_bertopic_leaves_no_trace_in_the_process():
    code = (
        "import sys, warnings, sklearn, pandas; "
        "from crisislearn.topics.model import import_bertopic; "
        "before = list(warnings.filters); "
        "bertopic = import_bertopic(); "
        "gone = [m for m in ('umap', 'hdbscan', 'plotly') if m in sys.modules]; "
        "print(bertopic.__version__, warnings.filters == before, gone)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    version, same, gone = done.stdout.strip().split(" ", 2)
    assert version.startswith("0.17")
    assert same == "True"
    assert gone == "[]"


def test_a_fit_warns_of_nothing(corpus):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not fit(corpus.iloc[:66])["topics"].empty
