"""Fitting the judge: how much to believe rules and what was learned.

Here: the weights of the judge, from coded statements and what speaks for each of their
barriers. Not here: the evidence itself (``judging``) and the models of statements
(``training``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from crisislearn.barriers.assemble import Asked, TextCoder
from crisislearn.barriers.candidates import Candidate, Case, verdicts, weighed
from crisislearn.barriers.codebook import BUILT_IN, load_codebook
from crisislearn.barriers.judging import (
    Judge,
    claim_evidence,
    log_odds,
    status_evidence,
)
from crisislearn.barriers.learned import Learned
from crisislearn.barriers.scoring import Item
from crisislearn.barriers.weights import BACK, TOLD_OF, Matrix, Weights
from crisislearn.calendars import load_calendars

if TYPE_CHECKING:
    from spacy.tokens import Doc

SILENT = 0.9
"""Share of the statements without a barrier that are to stay uncoded."""


def coder_with(weights: Weights) -> TextCoder:
    """A coder with other models of statements than those that ship."""
    folder = BUILT_IN.parent
    calendars = load_calendars(folder / "phases.csv", folder / "episodes.csv")
    return TextCoder(load_codebook(), calendars, "da", ("barrier",), Learned(weights))


def candidates(
    coder: TextCoder, items: Sequence[Item], docs: Mapping[str, Doc]
) -> list[list[Candidate]]:
    """The candidates of each statement.

    Args:
        coder: The coder.
        items: The statements.
        docs: What the pipeline made of a text, where it has read it before.
    """
    asked = [i.get("question") for i in items]
    texts = {i["text"] for i in items} | {q for q in asked if q}
    read = coder.read(texts, docs)
    return [
        coder.heard(
            Asked(read[item["text"]], read.get(question or ""), asked_on=_day(item))
        ).candidates
        for item, question in zip(items, asked, strict=True)
    ]


def _day(item: Item) -> dt.date | None:
    day = item.get("asked_on")
    return dt.date.fromisoformat(day) if day else None


def fit_judge(items: Sequence[Item], found: Sequence[Sequence[Candidate]]) -> Judge:
    """Fit the judge's weights, with a limit yet to be chosen.

    Args:
        items: The statements.
        found: The candidates of each, by models that have not seen it.
    """
    from sklearn.linear_model import LogisticRegression

    rows, right = [], []
    evidence, wanted = [], []
    heard, claims = [], []
    for item, some in zip(items, found, strict=True):
        gold = statuses_of(item)
        allowed = {c["code"] for c in item.get("also_ok", ())}
        if some:
            heard.append([c.evidence for c in some])
            claims.append(bool(gold))
        for candidate in some:
            name = candidate.code.code
            if name not in gold and name in allowed:
                continue
            if gold:
                rows.append(candidate.evidence)
                right.append(name in gold)
            told = class_of(gold.get(name, set()))
            if told is not None:
                evidence.append(candidate.told)
                wanted.append(told)
    texts = claim_evidence(np.concatenate(heard), [len(x) for x in heard])
    claim = LogisticRegression(C=1.0, max_iter=3000).fit(texts, claims)
    code = LogisticRegression(C=1.0, max_iter=3000).fit(np.array(rows), right)
    status, bias = pooled(status_evidence(evidence), np.array(wanted))
    return Judge(
        claim.coef_[0],
        float(claim.intercept_[0]),
        code.coef_[0],
        float(code.intercept_[0]),
        0.5,
        status,
        bias,
    )


def with_limit(
    judge: Judge, items: Sequence[Item], found: Sequence[Sequence[Candidate]]
) -> Judge:
    """The judge with the limit that is best for statements as people make them.

    Args:
        judge: With any limit.
        items: Statements that nothing was fitted on. Those written for training will
            not do: far oftener than people, they speak of barriers and claim none.
        found: The candidates of each.
    """
    pairs = list(zip(items, found, strict=True))
    return replace(judge, least=_best_least(pairs, judge))


def with_trust(
    judge: Judge, items: Sequence[Item], found: Sequence[Sequence[Candidate]]
) -> Judge:
    """The judge with a confidence that says how often a coding is right.

    Args:
        judge: With its limit.
        items: The statements.
        found: The candidates of each, by models that have not seen it.
    """
    from sklearn.linear_model import LogisticRegression

    plain = replace(judge, trust=(1.0, 0.0))
    sure, right = [], []
    for item, some in zip(items, found, strict=True):
        gold = {(c["code"], c["status"]) for c in item["codings"]}
        allowed = {(c["code"], c["status"]) for c in item.get("also_ok", ())}
        for verdict in verdicts(weighed([Case(some)], plain)[0], plain):
            pair = verdict.candidate.code.code, verdict.status
            if pair in gold or pair not in allowed:
                sure.append([log_odds(verdict.confidence)])
                right.append(pair in gold)
    # Two weights from thousands of codings need no holding back.
    model = LogisticRegression(C=1e6).fit(np.array(sure), right)
    return replace(judge, trust=(float(model.coef_[0, 0]), float(model.intercept_[0])))


def statuses_of(item: Item) -> dict[str, set[str]]:
    """Code → statuses of a statement."""
    found: dict[str, set[str]] = {}
    for coding in item["codings"]:
        found.setdefault(coding["code"], set()).add(coding["status"])
    return found


def together(statuses: set[str]) -> str:
    """The class of what is said of one barrier; empty where there is none for it."""
    if statuses == {"gone", "returned"}:
        return BACK
    return min(statuses) if len(statuses) == 1 else ""


def class_of(statuses: set[str]) -> int | None:
    """Place in ``TOLD_OF`` of what is said of a barrier; None where it has none."""
    told = together(statuses)
    return TOLD_OF.index(told) if told else None


def pooled(evidence: Matrix, wanted: npt.NDArray[np.int64]) -> tuple[Matrix, Matrix]:
    """Few weights that all statuses share, and an intercept for each status.

    Args:
        evidence: (n, evidence, statuses).
        wanted: (n,) numbers of the statuses that are right.
    """
    from scipy.optimize import minimize

    kinds, n = evidence.shape[1], np.arange(len(wanted))

    def loss(values: Matrix) -> float:
        weights, bias = values[:kinds], values[kinds:]
        scores = np.einsum("nes,e->ns", evidence, weights) + bias
        scores -= scores.max(axis=1, keepdims=True)
        sure = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        held = bias @ bias + 0.1 * weights @ weights
        return float(held - sure[n, wanted].sum())

    start = np.concatenate([np.ones(kinds), np.zeros(evidence.shape[2])])
    found = minimize(loss, start, method="L-BFGS-B").x
    return found[:kinds], found[kinds:]


Found = Sequence[tuple[Item, Sequence[Candidate]]]


def _best_least(found: Found, judge: Judge) -> float:
    """The least probability with the best F1 of codes that leaves enough uncoded."""
    best = (-1.0, -1.0, 0.5)
    every = weighed([Case(some) for _, some in found], judge)
    for step in range(5, 86):
        some = replace(judge, least=step / 100)
        hits = total = silent = empty = 0
        for (item, _), mine in zip(found, every, strict=True):
            gold = {c["code"] for c in item["codings"]}
            allowed = {c["code"] for c in item.get("also_ok", ())}
            codes = {v.candidate.code.code for v in verdicts(mine, some)}
            hits += 2 * len(codes & gold)
            total += len(codes - (allowed - gold)) + len(gold)
            empty += not gold
            silent += not gold and not codes - allowed
        f1 = hits / max(total, 1)
        best = max(best, (min(silent / max(empty, 1), SILENT), f1, step / 100))
    return best[2]
