"""Measures agree with numbers worked out by hand."""

from math import log

import numpy as np
import pytest

from crisislearn.topics.choose import candidates, choices, choose_k, hold
from crisislearn.topics.cluster import (
    Fits,
    place,
    principal,
    projected,
    screen,
    similarities,
    without_question,
)
from crisislearn.topics.quality import (
    coherence,
    diversity,
    overall_stability,
    refits,
)
from crisislearn.topics.quality import stability as mean_agreement


def kmeans(rows, k, _seed=0):
    return Fits(rows)(k)


def stability(labels, refit, seed):
    return mean_agreement(refits(labels, refit, seed))


def blobs(sizes, spread=0.05, dims=8, seed=3):
    """Unit rows around the axes, one axis a cluster, and their true labels."""
    draw = np.random.default_rng(seed)
    true = np.repeat(np.arange(len(sizes)), sizes)
    rows = np.eye(dims)[true] + draw.normal(0, spread, (len(true), dims))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float32), true


def test_npmi_by_hand():
    documents = [["a", "b"], ["a", "b"], ["a"], ["c"]]
    # p_a 3/4, p_b 2/4, p_ab 2/4
    by_hand = log((2 / 4) / (3 / 4 * 2 / 4)) / -log(2 / 4)
    assert coherence({0: ["a", "b"]}, documents)[0] == pytest.approx(by_hand, abs=1e-6)


@pytest.mark.parametrize(
    "words, value",
    [
        (["a", "c"], -1.0),
        (["a"], None),
        ([], None),
        (["x", "y"], 1.0),
        (["a", "never"], -1.0),
    ],
)
def test_coherence_at_its_ends(words, value):
    documents = [["a", "x", "y"], ["c", "x", "y"]]
    assert coherence({7: words}, documents) == {7: value}


def test_coherence_looks_at_ten_words():
    words = [f"w{i}" for i in range(11)]
    documents = [words[:10], ["andet"], words[10:]]
    assert coherence({0: words}, documents)[0] == 1.0


@pytest.mark.parametrize(
    "topics, value",
    [
        ({0: ["a", "b"], 1: ["c", "d"]}, 1.0),
        ({0: ["a", "b"], 1: ["a", "b"]}, 0.5),
        ({0: ["a", "b", "c"], 1: ["a"]}, 0.75),
        ({}, None),
    ],
)
def test_diversity(topics, value):
    assert diversity(topics) == value


def test_stability_is_one_where_refits_agree_under_other_names():
    labels = np.array([0] * 10 + [1] * 10 + [-1] * 5)
    again = stability(labels, lambda rows, seed: 9 - labels[rows], seed=1)
    assert again == {0: 1.0, 1: 1.0}


def test_stability_of_a_topic_that_is_split():
    labels = np.array([0] * 100 + [1] * 100)
    halves = np.arange(200) // 50
    halves[100:] = 9
    got = stability(labels, lambda rows, seed: halves[rows], seed=1)
    assert got[1] == 1.0
    assert got[0] == pytest.approx(0.5, abs=0.06)


def test_a_topic_without_partner_scores_nothing():
    labels = np.array([0] * 30 + [1] * 10)
    got = stability(labels, lambda rows, seed: np.zeros(len(rows), int), seed=1)
    assert got[1] == 0.0
    assert got[0] == pytest.approx(0.75, abs=0.05)


def test_refits_get_other_rows_and_other_seeds():
    seen = []

    def refit(rows, seed):
        seen.append((tuple(rows.tolist()), seed))
        return np.zeros(len(rows), int)

    stability(np.zeros(50, int), refit, seed=4)
    assert [len(rows) for rows, _ in seen] == [40] * 10
    assert [seed for _, seed in seen] == list(range(5, 15))
    assert len({rows for rows, _ in seen}) == 10
    first = list(seen)
    seen.clear()
    stability(np.zeros(50, int), refit, seed=4)
    assert seen == first


def test_overall_stability_weighs_by_size():
    assert overall_stability({0: 1.0, 1: 0.5}, {0: 30, 1: 10}) == 0.875
    assert overall_stability({}, {}) is None


@pytest.mark.parametrize("n", [30, 60, 100, 1000, 5000, 100_000])
def test_candidates_grow_slowly(n):
    tried = candidates(n)
    assert tried == sorted(set(tried))
    assert tried[0] >= 2 and tried[-1] <= 80
    assert tried[-1] * 10 <= n


@pytest.mark.parametrize("k", [3, 5, 7])
def test_the_planted_number_of_topics_is_chosen(k):
    vectors, _ = blobs([20] * k)
    assert k in candidates(len(vectors))
    assert choose_k(Fits(vectors), seed=1) == k


def test_a_cluster_that_does_not_come_back_is_none():
    """Two blobs, and a cloud in which k-means draws another line each time."""
    vectors, _ = blobs([40, 40])
    draw = np.random.default_rng(0)
    cloud = np.hstack([np.zeros((400, 2)), draw.normal(size=(400, 6))])
    cloud = (cloud / np.linalg.norm(cloud, axis=1, keepdims=True)).astype(np.float32)
    rows = np.vstack([vectors, cloud])
    labels = kmeans(rows, 10, 1)
    kept = hold(Fits(rows), labels, 10, 1)[0]
    assert (kept[:80] == labels[:80]).all()
    assert (kept[80:] == -1).mean() > 0.3


def test_what_is_like_nothing_gathers_in_no_topic():
    """The rest comes back as one wide cluster around the middle, and is no topic."""
    vectors, _ = blobs([40, 40, 40], dims=60)
    rest = np.random.default_rng(2).normal(size=(60, 60)).astype(np.float32)
    rest[:, :3] = 0
    rest /= np.linalg.norm(rest, axis=1, keepdims=True)
    rows = np.vstack([vectors, rest])
    labels = np.repeat([0, 1, 2, 3], [40, 40, 40, 60])
    kept = hold(Fits(rows), labels, 4, 1)[0]
    assert kept[:120].tolist() == labels[:120].tolist()
    assert set(kept[120:].tolist()) == {-1}


def test_where_no_cluster_holds_all_stay():
    rows = np.random.default_rng(0).normal(size=(300, 40)).astype(np.float32)
    labels = kmeans(rows, 10, 1)
    assert (hold(Fits(rows), labels, 10, 1)[0] == labels).all()


def test_without_question_takes_out_what_answers_share():
    draw = np.random.default_rng(1)
    said = np.eye(6)[draw.integers(2, 6, 80)]
    asked = np.eye(6)[np.repeat([0, 1], 40)]
    rows = (said + 2 * asked).astype(np.float32)
    moved = without_question(rows, ["a"] * 40 + ["b"] * 40)
    assert np.abs(moved[:, :2]).max() < 1e-6
    assert np.allclose(np.linalg.norm(moved, axis=1), 1)
    # Of five answers the mean is what they say: the question stays in.
    few = without_question(rows[:5], ["a"] * 2 + ["b"] * 3)
    assert few.shape == (5, 6)
    assert not without_question(np.ones((3, 2), np.float32), ["a"] * 3).any()


def test_kmeans_of_fewer_rows_than_clusters():
    assert len(set(kmeans(np.eye(3, dtype=np.float32), 8, 1).tolist())) == 3
    assert set(kmeans(np.ones((6, 2), np.float32), 3, 1).tolist()) == {0}


def test_screen_dissolves_the_tiny_and_leaves_out_the_far():
    vectors, true = blobs([20, 20, 3])
    labels = screen(vectors, true)
    assert labels[:40].tolist() == true[:40].tolist()
    assert set(labels[40:].tolist()) == {-1}


def test_screen_gives_a_tiny_neighbour_to_its_neighbour():
    vectors, true = blobs([20, 20])
    true[:3] = 2
    assert screen(vectors, true)[:3].tolist() == [0, 0, 0]


def test_screen_of_nothing_but_tiny_topics():
    vectors, true = blobs([2, 2, 2])
    assert set(screen(vectors, true).tolist()) == {-1}
    assert similarities(vectors, np.full(6, -1)).tolist() == [0] * 6
    assert place(vectors, vectors, np.full(6, -1)).tolist() == [-1] * 6


def test_place_by_the_nearest_centre():
    vectors, true = blobs([20, 20])
    others = np.eye(8, dtype=np.float32)[[1, 0, 5]]
    assert place(others, vectors, true).tolist() == [1, 0, -1]


def test_similarity_is_the_cosine_with_the_centre():
    vectors = np.array([[1, 0], [0, 1], [-1, 0]], np.float32)
    got = similarities(vectors, np.array([0, 0, -1]))
    assert got == pytest.approx([0.707107, 0.707107, -0.707107])


def test_choices_say_what_each_number_gives():
    vectors, _ = blobs([40, 40, 40])
    found = {one.k: one for one in choices(Fits(vectors), seed=1, tried=[2, 3, 6])}
    assert found[3].holding == 3 and found[3].covered == 1
    assert found[3].stability == pytest.approx(1)
    # Three equal topics that always come back tell log2(3) bits.
    assert found[3].told == pytest.approx(log(3) / log(2), abs=1e-5)
    assert found[6].stability < 0.9 and found[6].told < found[3].told


def test_refits_name_their_topics_as_the_first_fit_does():
    labels = np.array([0] * 20 + [1] * 20 + [-1] * 5)
    for one in refits(labels, lambda rows, seed: 9 - labels[rows], seed=1):
        inside = labels[one.rows] >= 0
        assert (one.labels[inside] == labels[one.rows][inside]).all()
        assert (one.labels[~inside] == -1).all()


def test_few_directions_hold_what_rows_differ_by():
    vectors, _ = blobs([30, 30, 30], dims=60, spread=0.02)
    axes = principal(vectors, 3)
    rows = projected(vectors, axes)
    assert axes.shape == (60, 3) and rows.shape == (90, 3)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert kmeans(rows, 3).tolist() == kmeans(vectors, 3).tolist()
    assert not projected(np.zeros((1, 60), np.float32), axes).any()
