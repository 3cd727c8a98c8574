"""What follows from figures, in studies small and very large."""

import pytest

from crisislearn.privacy.disclosure.attack import Attack, Count


@pytest.mark.parametrize("size", [27, 900, 27_000, 900_000])
def test_what_is_left_open_grows_with_the_study(size):
    """Of all, a third stands in a part; 7 of 27 do not have it: how many there do?"""
    everybody, part = Count(-1, (), (0, 1)), Count(0, (0,), (0, 1))
    having, unit = Count(-1, (), (0,)), size / 27
    known = {everybody: 27 * unit, having: 20 * unit, part: 9 * unit}
    attack = Attack([2], 2, {count: (n, n) for count, n in known.items()})
    found = attack.range(Count(0, (0,), (0,)))
    assert found == pytest.approx((2 * unit, 9 * unit))


def test_figures_that_contradict_each_other_leave_nothing():
    all_of_them, some = Count(-1, (), (0, 1)), Count(-1, (), (0,))
    attack = Attack([], 2, {all_of_them: (10.0, 10.0), some: (11.0, 11.0)})
    assert attack.range(some) is None
