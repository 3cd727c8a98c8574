"""Errors say what, where and what next, and still do after a process boundary."""

import pickle
from pathlib import Path

import pytest

from crisislearn.errors import (
    CrisisLearnError,
    StudyError,
    UnknownValueError,
    unforeseen,
)


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


def test_of_many_names_the_nearest_are_shown():
    columns = [f"column {n}" for n in range(300)]
    told = str(UnknownValueError("column", "column 7", columns))
    assert "column 7," in told and "and 270 others" in told
    assert len(told) < 600
    assert len(str(UnknownValueError("column", "x" * 9000, ["<a>" * 9000]))) < 9200


def test_what_the_system_refuses_is_told_in_its_words():
    try:
        Path("x" * 5000).read_bytes()
    except OSError as error:
        told = str(unforeseen(error))
    assert "the system refused: File name too long" in told
    assert "Next: check the names" in told
    assert "xxx" not in told
