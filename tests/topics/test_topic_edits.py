"""What a researcher changes holds, also after the topics were fitted again."""

import json

import pandas as pd
import pytest
from planted_themes import fit

from crisislearn.errors import StudyError
from crisislearn.settings import Settings
from crisislearn.topics.edits import apply_edits, edits_of, meant
from crisislearn.topics.wishes import Edit, Fitting, read_wishes, write_wishes


def changed(corpus, found, **change):
    """The tables after one change to the largest topic."""
    first, *others = edits_of(found)
    edited = [first.model_copy(update=change), *others]
    return apply_edits(found, edited, corpus)


def test_a_file_without_changes_changes_nothing(corpus, found):
    same = apply_edits(found, edits_of(found), corpus)
    pd.testing.assert_frame_equal(same["topics"], found["topics"], check_dtype=False)
    assert same["topic_statements"].equals(found["topic_statements"])


def test_rename_and_hide(corpus, found):
    got = changed(corpus, found, name="Opkald", hide=True)["topics"]
    first = got.set_index("topic_id").loc[0]
    assert first["label"] == "Opkald" and bool(first["hidden"])
    assert not got.query("topic_id > 0")["hidden"].any()


def test_merge_keeps_every_statement(corpus, found):
    one, two, *_ = edits_of(found)
    both = [e.model_copy(update={"merge": "Samlet"}) for e in (one, two)]
    got = apply_edits(found, both, corpus)
    topics = got["topics"].set_index("topic_id")
    sizes = found["topics"].set_index("topic_id")["size"]
    assert topics.loc[0, "label"] == "Samlet"
    assert topics.loc[0, "size"] == sizes[0] + sizes[1] and 1 not in topics.index
    assert pd.isna(topics.loc[0, "stability"])
    assert topics["size"].sum() == sizes.sum()


def test_split_gives_new_topics_after_the_last(corpus, found):
    got = changed(corpus, found, split=2)
    topics = got["topics"].set_index("topic_id")
    last = found["topics"]["topic_id"].max()
    before = found["topics"].set_index("topic_id").loc[0, "size"]
    assert topics.loc[0, "size"] + topics.loc[last + 1, "size"] == before
    assert topics.loc[last + 1, "label"].endswith("(2)")
    of = got["topic_statements"].set_index("statement_id")["topic_id"]
    for topic in (0, last + 1):
        assert (of[json.loads(topics.loc[topic, "examples"])] == topic).all()


def test_changes_find_their_topics_after_a_refit(corpus, found):
    edits = edits_of(found)
    again = fit(corpus.sample(frac=0.85, random_state=3), Settings(seed=5))
    means = meant(edits, again["topic_statements"])
    assert sum(topic is not None for topic in means) >= len(edits) - 1
    then = again["topic_statements"].set_index("statement_id")["topic_id"]
    for edit, topic in zip(edits, means, strict=True):
        if topic is not None:
            assert (then.reindex(edit.like).dropna() == topic).mean() >= 0.5


def test_a_change_that_means_no_topic_is_told(corpus, found):
    lost = [Edit(like=["nobody"], name="X")]
    got = apply_edits(found, lost, corpus)
    told = got["models"].set_index("measure")["value"]
    assert told["changes in topics.yml that found no topic"] == 1
    assert "X" not in set(got["topics"]["label"])


def test_a_written_file_is_read_again(tmp_path, found):
    edits = edits_of(found)
    write_wishes(edits, tmp_path / "topics.yml")
    assert read_wishes(tmp_path).topics == edits
    assert read_wishes(tmp_path).fitting() == Fitting()
    with pytest.raises(StudyError, match="already"):
        write_wishes(edits, tmp_path / "topics.yml")


@pytest.mark.parametrize(
    "text, said",
    [
        ("engine: quick", "engine"),
        ("topics: [{name: X}]", "like"),
        ("topics: [", "no YAML"),
        ("numbre: 3", "numbre"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path, text, said):
    (tmp_path / "topics.yml").write_text(text, "utf-8")
    with pytest.raises(StudyError, match=said):
        read_wishes(tmp_path)


def test_nothing_is_asked_without_a_file(tmp_path):
    assert read_wishes(tmp_path).topics == []
