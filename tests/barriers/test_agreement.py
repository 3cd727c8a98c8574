"""Agreement beyond chance, against published examples and an independent formula."""

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from crisislearn.barriers.agreement import (
    alpha,
    alpha_of,
    coincidences,
    contingency,
    draws,
    estimate,
    interval,
    kappa,
)


def table(one, two, values):
    pairs = [("d", a, b) for a, b in zip(one, two, strict=True)]
    return contingency(pairs, values)[0]


# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, sections A and B.
MEG_OWEN = (
    [0, 1, 0, 0, 0, 0, 0, 0, 1, 0],
    [1, 1, 1, 0, 0, 1, 0, 0, 0, 0],
    [0, 1],
    0.095,
)
BEN_GERRY = (list("aabbdcccedda"), list("babbbccceddd"), list("abcde"), 0.692)


@pytest.mark.parametrize("one, two, values, published", [MEG_OWEN, BEN_GERRY])
def test_alpha_is_that_of_the_published_examples(one, two, values, published):
    assert alpha(table(one, two, values)) == pytest.approx(published, abs=0.0005)


def test_alpha_takes_no_side():
    counts = table(*BEN_GERRY[:3])
    assert alpha(counts) == pytest.approx(alpha(counts.T))


def test_alpha_is_what_the_definition_says_pair_by_pair():
    """1 - observed / expected disagreement over all pairs of values."""
    one, two, values, _ = BEN_GERRY
    pooled = [*one, *two]
    n = len(pooled)
    observed = np.mean([a != b for a, b in zip(one, two, strict=True)])
    expected = sum(a != b for a in pooled for b in pooled) / (n * (n - 1))
    found = alpha(table(one, two, values))
    assert found == pytest.approx(1 - observed / expected)


# A point is a unit that the coder did not code.
def units_of(coders, missing="."):
    return [
        (f"d{n:02}", [c[n] for c in coders if c[n] != missing])
        for n in range(len(coders[0]))
    ]


@pytest.mark.parametrize(
    "coders, published",
    [
        (("123321412...", "1233224125.3", ".3332342251.", "12332441251."), 0.743),
        ((".....34121133.3", "1.213343.......", "..21344.21133.4"), 0.691),
    ],
)
def test_alpha_of_many_coders_is_that_of_the_published_examples(coders, published):
    """Krippendorff 2011, section C; and the example of three coders in Wikipedia."""
    found = alpha_of(coincidences(units_of(coders), "12345").sum(0))
    assert found == pytest.approx(published, abs=0.0005)


def test_alpha_of_many_is_that_of_two_where_two_coded():
    one, two, values, _ = BEN_GERRY
    counts = coincidences(units_of(["".join(one), "".join(two)]), values).sum(0)
    assert alpha_of(counts) == pytest.approx(alpha(table(one, two, values)))


def test_a_unit_that_one_person_coded_tells_nothing():
    some = units_of(["aab", "ab."])
    assert (coincidences(some, "ab") == coincidences(some[:2], "ab")).all()
    assert coincidences([("d", ["a"]), ("e", [])], "ab").shape == (0, 2, 2)


def test_kappa_of_a_known_table():
    assert kappa(np.array([[20.0, 5], [10, 15]])) == pytest.approx(0.4)


def test_kappa_is_that_of_scikit_learn():
    random = np.random.default_rng(3)
    one = random.integers(0, 4, 200)
    two = np.where(random.random(200) < 0.6, one, random.integers(0, 4, 200))
    found = kappa(table(one.tolist(), two.tolist(), list(range(4))))
    assert found == pytest.approx(cohen_kappa_score(one, two))


@pytest.mark.parametrize("figure", [alpha, kappa])
def test_perfect_agreement_is_one_and_one_value_alone_is_nothing(figure):
    assert figure(np.array([[5.0, 0], [0, 5]])) == 1
    assert np.isnan(figure(np.array([[9.0, 0], [0, 0]])))
    assert np.isnan(figure(np.zeros((2, 2))))


def pairs(documents, each, likely, seed):
    """Two coders who in a document are alike or are not."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(documents):
        agrees = random.random() < likely
        for _ in range(each):
            one = bool(random.random() < 0.5)
            found.append((f"d{number:03}", one, one if agrees else not one))
    return found


def test_interval_holds_the_value_and_repeats():
    counts = contingency(pairs(60, 3, 0.8, 1), [False, True])
    first = estimate(counts, alpha, 5)
    assert first.low < first.value < first.high
    assert estimate(counts, alpha, 5) == first
    assert estimate(counts, alpha, 6) != first


def test_what_one_document_says_is_drawn_together():
    """Ten alike statements of one person tell less than ten of ten."""
    together = contingency(pairs(30, 10, 0.7, 2), [False, True])
    apart = contingency(
        [(f"{n}", *rest) for n, (_, *rest) in enumerate(pairs(30, 10, 0.7, 2))],
        [False, True],
    )
    one, many = estimate(together, kappa, 1), estimate(apart, kappa, 1)
    assert one.value == pytest.approx(many.value)
    assert one.high - one.low > 1.5 * (many.high - many.low)


def test_an_interval_covers_the_truth_about_as_often_as_it_says():
    inside = 0
    for seed in range(120):
        counts = contingency(pairs(50, 2, 0.8, seed), [False, True])
        found = estimate(counts, kappa, 1)
        inside += found.low <= 0.6 <= found.high
    assert 0.88 <= inside / 120 <= 0.99


def test_no_interval_where_the_draws_do_not_tell():
    assert interval(np.array([1.0] * 100)) == (None, None)
    assert interval(np.array([np.nan] * 20 + [0.1, 0.2] * 40)) == (None, None)
    assert interval(np.array([])) == (None, None)


def test_draws_are_whole_documents():
    found = draws(7, 3, 50)
    assert found.shape == (50, 7)
    assert set(found.sum(1)) == {7.0}
    assert draws(0, 3, 50).shape == (50, 0)
