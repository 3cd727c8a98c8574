"""Precision and recall with weights, and shares corrected for them."""

import numpy as np
import pytest

from crisislearn.barriers.corrected import corrected_share, rogan_gladen
from crisislearn.barriers.measured import Unit, counts, measure


def unit(document, found, wanted, allowed="", weight=1.0):
    sets = (frozenset(text.split()) for text in (found, wanted, allowed))
    return Unit(document, *sets, weight=weight)


def by_label(units, labels):
    return {m.label: m for m in measure(units, labels, 1)}


def test_labels_are_counted_as_sets_and_allowed_ones_not_at_all():
    units = [unit("a", "A B", "A"), unit("b", "A", "B"), unit("c", "B", "", "B")]
    found = by_label(units, ["A", "B"])
    assert (found["A"].precision.value, found["A"].recall.value) == (0.5, 1.0)
    assert (found["B"].precision.value, found["B"].recall.value) == (0.0, 0.0)
    assert found["B"].found == 2 and found["B"].wanted == 1
    assert found["all"].precision.value == pytest.approx(1 / 3)


def test_weights_count():
    units = [unit("a", "A", "A", weight=9), unit("b", "", "A")]
    assert by_label(units, ["A"])["A"].recall.value == pytest.approx(0.9)


def test_what_nobody_wanted_has_no_recall():
    found = by_label([unit("a", "A", "")], ["A"])["A"]
    assert found.recall.value is None
    assert found.precision.value == 0


def test_rogan_gladen_of_a_worked_example():
    """10 % positive by a test of 80 % sensitivity and 95 % specificity: 6.7 %."""
    found = rogan_gladen(np.array(0.10), np.array(0.80), np.array(0.95))
    assert found == pytest.approx(0.0667, abs=0.0001)


@pytest.mark.parametrize(
    "apparent, expected", [(0.02, 0.0), (0.05, 0.0), (0.9, 1.0), (0.425, 0.5)]
)
def test_a_corrected_share_stays_a_share(apparent, expected):
    found = rogan_gladen(np.array(apparent), np.array(0.8), np.array(0.95))
    assert found == pytest.approx(expected)


def draw_study(seed, truth=0.2, sensitive=0.6, specific=0.97, number=6000):
    """A population, a machine with known error, and a sample drawn by its answer."""
    random = np.random.default_rng(seed)
    true = random.random(number) < truth
    machine = np.where(
        true, random.random(number) < sensitive, random.random(number) >= specific
    )
    units = []
    for answer, size in ((True, 100), (False, 150)):
        members = np.flatnonzero(machine == answer)
        for place in random.choice(members, size, replace=False):
            units.append(
                unit(
                    f"d{place:05}",
                    "A" if answer else "",
                    "A" if true[place] else "",
                    weight=len(members) / size,
                )
            )
    people = sum("A" in u.wanted for u in units)
    return true.mean(), machine.mean(), (counts(units, ["A"])[:, 0], people)


def test_a_known_error_is_put_right_though_the_sample_was_drawn_by_the_machine():
    raw, right, inside = [], [], 0
    for seed in range(60):
        truth, apparent, table = draw_study(seed)
        found = corrected_share(apparent, *table, 1).share
        raw.append(apparent - truth)
        right.append(found.value - truth)
        inside += found.low <= truth <= found.high
    assert np.mean(raw) == pytest.approx(-0.056, abs=0.01)
    assert abs(np.mean(right)) < 0.006
    assert inside / 60 >= 0.88


def corrected(*units, apparent=0.1):
    people = sum("A" in u.wanted for u in units)
    return corrected_share(apparent, counts(units, ["A"])[:, 0], people, 1)


def test_no_corrected_share_where_the_sample_cannot_tell():
    few = [unit(f"{n}", "", "A" if n < 7 else "") for n in range(40)]
    assert "fewer than 8 statements" in corrected(*few).reason
    guess = [unit(f"{n}", "A" if n % 2 else "", "A" if n % 4 < 2 else "") for n in
             range(80)]  # fmt: skip
    assert "hardly tells" in corrected(*guess, apparent=0.5).reason
    perfect = [unit(f"{n}", *["A" if n < 20 else ""] * 2) for n in range(80)]
    found = corrected(*perfect)
    assert "no error to measure" in found.reason and found.share.value is None


def test_of_a_rare_code_the_interval_still_holds_the_truth():
    inside = [
        low <= truth <= high
        for seed in range(60)
        for truth, apparent, table in [
            draw_study(seed, truth=0.05, sensitive=0.7, specific=0.98)
        ]
        for share in [corrected_share(apparent, *table, 1).share]
        for low, high in [(share.low, share.high)]
    ]
    assert sum(inside) / len(inside) >= 0.88
