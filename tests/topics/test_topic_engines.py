"""Which engine groups the statements, and how very many of them are grouped."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from crisislearn.topics import cluster
from crisislearn.topics.choose import AroundLabels, SteadyKMeans
from crisislearn.topics.cluster import Fits, principal, projected, without_question
from crisislearn.topics.density import TOO_MANY, Density
from crisislearn.topics.model import _clusters
from crisislearn.topics.wishes import Fitting


def around(centres, each, seed=0):
    """(n, d) unit rows near the centres, and the centre of each."""
    draw = np.random.default_rng(seed)
    which = np.repeat(np.arange(len(centres)), each)
    rows = centres[which] + draw.normal(0, 0.1, (len(which), centres.shape[1]))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), which


@pytest.mark.parametrize(
    "n, engine, kind",
    [
        (TOO_MANY, "density", Density),
        (TOO_MANY + 1, "density", SteadyKMeans),
        (TOO_MANY, "fast", SteadyKMeans),
    ],
)
def test_density_is_for_who_asks_and_gives_way_to_very_many(n, engine, kind):
    wish = Fitting(engine=engine, number=5)
    rows = np.zeros((n, 2), dtype=np.float32)
    assert type(_clusters(rows, 1, wish, None)) is kind


def test_given_labels_have_an_engine_of_their_own():
    rows, _ = around(np.eye(4), 10)
    given = np.eye(4, dtype=np.float32)[:1]
    assert type(_clusters(rows, 1, Fitting(number=3), given)) is AroundLabels


def test_of_very_many_some_give_the_centres_and_all_get_a_cluster(monkeypatch):
    rows, which = around(np.eye(6), 50)
    monkeypatch.setattr(cluster, "LLOYD_ON", 40)
    labels = Fits(rows)(6)
    assert len(labels) == len(rows)
    assert adjusted_rand_score(which, labels) == 1


def test_parts_give_what_the_whole_gives(monkeypatch):
    rows, which = around(np.eye(5), 40)
    asked = [f"q{one}" for one in which % 2]

    def prepared():
        left = without_question(rows, asked)
        return projected(left, principal(left, 3))

    whole = prepared()
    monkeypatch.setattr(cluster, "PART", 7)
    np.testing.assert_allclose(prepared(), whole, atol=1e-5)


def test_a_space_of_very_many_texts_is_fitted_on_evenly_spaced_ones(monkeypatch):
    from crisislearn.pipeline import space

    texts = [f"t{n:03d}" for n in range(100)]
    assert space.spaced([*texts, *texts]) == texts
    monkeypatch.setattr(space, "FIT_ON", 40)
    assert space.spaced(texts[::-1]) == texts[::3]
    assert space.spaced([]) == []
