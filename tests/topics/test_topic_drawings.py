"""The page works offline, and marks what is not stable."""

import stat

import numpy as np
import pytest

from crisislearn.topics.choose import choices
from crisislearn.topics.cluster import Fits
from crisislearn.topics.draw import (
    DOUBTFUL,
    draw_choices,
    draw_map,
    labels_of,
    write_page,
)
from crisislearn.topics.places import topic_map, topic_tree


def test_a_page_is_one_file_that_fetches_nothing(corpus, found, tmp_path):
    path = tmp_path / "topics.html"
    write_page(found, corpus, path)
    page = path.read_text("utf-8")
    assert 'src="http' not in page and "<link" not in page
    assert "Suppen blev" in page and page.count("Plotly.newPlot") >= 3
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_every_statement_has_a_place(corpus, found):
    got = topic_map(found["places"])
    assert sorted(got["statement_id"]) == sorted(corpus["statement_id"])
    assert got[["x", "y"]].notna().all().all()
    assert got.equals(topic_map(found["places"]))


def test_neighbours_on_the_map_are_on_one_topic(found):
    rows = topic_map(found["places"]).merge(found["topic_statements"])
    rows = rows[rows["topic_id"] >= 0]
    at = rows[["x", "y"]].to_numpy(float)
    far = ((at[:, None] - at[None]) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    topic = rows["topic_id"].to_numpy()
    assert (topic == topic[far.argmin(axis=1)]).mean() > 0.8


def test_the_tree_joins_topics_that_are_alike():
    rows = np.eye(4, dtype=np.float32)[[0, 0, 1, 1, 2, 2]]
    rows[2:4, 0] = 0.9
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    topics, tree = topic_tree(rows, np.array([0, 0, 1, 1, 2, 2]))
    assert topics == [0, 1, 2]
    assert set(tree[0, :2]) == {0, 1}
    assert len(topic_tree(rows, np.zeros(6, int))[1]) == 0


@pytest.mark.parametrize("stable, marked", [(True, False), (False, True)])
def test_what_is_not_stable_is_marked(found, stable, marked):
    topics = found["topics"].assign(stable=stable)
    names = labels_of(topics)
    assert all(names[t].endswith(DOUBTFUL) == marked for t in names if t >= 0)
    assert not names.get(-1, "").endswith(DOUBTFUL)


def test_still_figures(found, tmp_path):
    assert draw_map(found).axes[0].collections
    vectors = np.stack(found["places"]["place"].tolist()).astype(np.float32)
    draw_choices(choices(Fits(vectors), 1), tmp_path / "k.png")
    assert (tmp_path / "k.png").read_bytes()[:4] == b"\x89PNG"
