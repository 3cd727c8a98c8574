"""Errors say what, where and what next, and still do after a process boundary."""

import pickle

import pytest

from crisislearn.errors import CrisisLearnError, StudyError, UnknownValueError


def test_an_error_says_what_where_and_what_next():
    error = StudyError("the file is missing", where="study.yml", remedy="add it")
    assert str(error) == "study.yml: the file is missing\nNext: add it"
    assert str(CrisisLearnError("no more")) == "no more"


@pytest.mark.parametrize(
    "error",
    [
        StudyError("the file is missing", where="study.yml", remedy="add it"),
        UnknownValueError("foundation", "x", ["a", "b"], where="foundations.yml"),
        CrisisLearnError("no more"),
    ],
)
def test_an_error_survives_pickling(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
