"""Tests over several phases and levels, against R (``tests/reference/reference.R``)."""

import itertools

import numpy as np
import pytest

from crisislearn.barriers.homogeneity import cochran_q, stuart_maxwell
from crisislearn.barriers.statistics import mcnemar_midp

PATTERNS = np.array(
    [(1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (0, 1, 0), (0, 1, 1), (0, 0, 1),
     (0, 0, 0)]
)  # fmt: skip


# coin::mh_test(y ~ t | id) over three measurements
def test_cochran():
    found = cochran_q(PATTERNS, np.array([31, 12, 22, 7, 4, 3, 5, 16]))
    assert (found.statistic, found.df) == (pytest.approx(36.0), 2)
    assert found.p_value == pytest.approx(1.522997972e-08, rel=1e-8)


def test_cochran_of_two_phases_is_mcnemar():
    two = np.array(list(itertools.product((0, 1), repeat=2)))
    found = cochran_q(two, np.array([9, 16, 6, 20]))
    # mcnemar.test(matrix(c(9, 6, 16, 9), 2), correct = FALSE)$p.value
    assert found.p_value == pytest.approx(0.03300625766)
    assert found.p_value == pytest.approx(mcnemar_midp(6, 16), abs=0.002)


def test_cochran_where_nobody_changes():
    found = cochran_q(PATTERNS[[2, 7]], np.array([30, 20]))
    assert (found.df, found.p_value) == (0, 1.0)


# coin::mh_test(as.table(matrix(...)))
def test_stuart_maxwell():
    found = stuart_maxwell([[20, 10, 5], [3, 30, 15], [0, 5, 40]])
    assert (found.statistic, found.df) == (pytest.approx(13.764705882353), 2)
    assert found.p_value == pytest.approx(0.001025727727)


def test_stuart_maxwell_on_unaided_vision():
    # Stuart 1953; 11.96 on 3 degrees of freedom in Stuart 1955, and coin::mh_test()
    found = stuart_maxwell(
        [[1520, 266, 124, 66], [234, 1512, 432, 78], [117, 362, 1772, 205],
         [36, 82, 179, 492]]
    )  # fmt: skip
    assert (found.statistic, found.df) == (pytest.approx(11.956569622983), 3)
    assert found.p_value == pytest.approx(0.007533425055)


def test_stuart_maxwell_of_two_levels_is_mcnemar():
    found = stuart_maxwell([[20, 6], [16, 9]])
    assert found.statistic == pytest.approx(100 / 22)
    assert found.df == 1


def test_levels_that_nobody_leaves_or_comes_to_say_nothing():
    whole = stuart_maxwell([[20, 0, 6], [0, 99, 0], [16, 0, 9]])
    assert whole == stuart_maxwell([[20, 6], [16, 9]])
    assert stuart_maxwell([[5, 0], [0, 8]]).p_value == 1.0
