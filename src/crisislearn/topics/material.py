"""What topics are sought in: which statements, and which words stand for them.

Here: choosing and preparing what goes into a fit. Not here: the fit itself (``fit``)
and which words are telling (``words``).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ENOUGH_WORDS = 2  # telling words of a statement; one alone says little of what it is on
MOST_SHORT = 1 / 3  # share with enough words, below which whole texts are taken


def analysed(
    statements: pd.DataFrame, language: str
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """What is analysed, by id, and where the first statement of the same words is.

    The column ``row`` says where each stands in ``statements``.
    """
    silent = statements["non_answer"].fillna(False).astype(bool)
    keep = (
        (statements["role"].fillna("") != "interviewer")
        & ~silent
        & (statements["language"] == language)
        & (statements["text"].fillna("").astype(str).str.strip() != "")
    )
    said = statements.assign(row=np.arange(len(statements)))[keep.to_numpy()]
    said = said.sort_values("statement_id", ignore_index=True)
    same = said["duplicate_of"].fillna(said["statement_id"])
    original = said.index.to_series().groupby(same, sort=False).transform("min")
    return said, original.to_numpy(dtype=np.int64)


def telling(
    documents: list[list[str]], texts: list[str]
) -> tuple[list[str], NDArray[np.bool_]]:
    """What stands for each statement in the space, and which say enough to be fitted.

    Where hardly any statement has enough telling words, as among one-line questions,
    the whole text stands for each, and all that have a word are fitted.
    """
    count = np.array([len(set(document)) for document in documents])
    enough = count >= ENOUGH_WORDS
    if enough.sum() < MOST_SHORT * len(documents):
        return texts, count > 0
    return [" ".join(dict.fromkeys(document)) for document in documents], enough


def questions(said: pd.DataFrame) -> list[str]:
    """The item that each statement answers, or the kind of text that it is from."""
    return said["item_id"].fillna(said["kind"]).fillna("").astype(str).tolist()


def speakers(said: pd.DataFrame) -> list[str]:
    """Organisation of each statement, or the source where there is none."""
    return said["organisation_id"].fillna(said["source_id"]).astype(str).tolist()
