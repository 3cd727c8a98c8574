"""Barriers with made-up evidence, and a judge that believes one piece of it."""

import numpy as np

from crisislearn.barriers.candidates import Candidate
from crisislearn.barriers.codebook import load_codebook
from crisislearn.barriers.judging import CODE_EVIDENCE, STATUS_EVIDENCE, Judge
from crisislearn.barriers.learned import Scores
from crisislearn.barriers.weights import TOLD_OF

BOOK = load_codebook()


def judge(least=0.76):
    """Believes the margin of the whole text, and statuses as they are scored.

    That anything is claimed it takes for granted.
    """
    code = np.array([float(name == "whole") for name in CODE_EVIDENCE])
    status = np.array([float(name == "whole") for name in STATUS_EVIDENCE])
    claim = np.zeros(len(CODE_EVIDENCE))
    return Judge(claim, 20.0, code, 0.0, least, status, np.zeros(len(TOLD_OF)))


def candidate(code, margin, status="gone", told=2.0):
    """A barrier with a margin, and a status that is told as clearly as said."""
    rows = np.array([[told * (s == status) for s in TOLD_OF]])
    text = np.zeros(3 + 1 + len(TOLD_OF))
    scores = Scores(((0, 1),), np.zeros((1, 3)), np.zeros(1), rows, text, words=9)
    evidence = [margin if name == "whole" else 0.0 for name in CODE_EVIDENCE]
    return Candidate(BOOK[code], (), evidence, scores, 0, None, np.zeros(len(TOLD_OF)))
