"""Retraining: what people's codings of a study teach the coder.

Here: fitting the small models of a study, and choosing by cross-validation how much
they count beside the general ones. Not here: using them (``own``), the general models
(``training``), and which codings there are (``hand``).

Whole documents are left out together, so that nobody's statements are on both sides.
Of the blends that leave as many statements without a barrier uncoded as they should,
the one that does best on what was left out is taken, and only where it is surely better
than the general coder by itself; else nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from crisislearn.barriers.agreement import Floats, draws
from crisislearn.barriers.assemble import Heard
from crisislearn.barriers.candidates import Case, Weighed, verdicts, weighed
from crisislearn.barriers.codebook import GENERAL
from crisislearn.barriers.fitting import SILENT, class_of, pooled
from crisislearn.barriers.judging import Judge, load_judge, status_evidence
from crisislearn.barriers.own import Own, Taught, Vector
from crisislearn.barriers.weights import TOLD_OF

FEWEST = 60
"""Statements that people must have coded before the coder learns from them."""

FOLDS = 5
FEWEST_OF_CODE = 3
"""Statements with a code, and without it, below which it gets no model of its own."""

FEWEST_TOLD = 10
"""Codings with a status below which statuses are left as they are."""

SHARES = (0.0, 0.25, 0.5, 0.75)
TOLD_SHARES = (0.0, 0.5, 1.0)
LIMITS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)

SURE = 0.8
"""Share of bootstrap draws of documents in which a blend must be better."""

DRAWN = 400

Pairs = frozenset[tuple[str, str]]
"""Codes with statuses."""


class Blend(NamedTuple):
    """How much a study's own models count; see ``Own``."""

    share: float
    told: float
    least: float


@dataclass(frozen=True)
class Reading:
    """One person's coding of one statement.

    Attributes:
        document: What is left out as one.
        heard: The statement as the judge gets it.
        pairs: What the person gave.
    """

    document: str
    heard: Heard
    pairs: Pairs


@dataclass(frozen=True)
class Chosen:
    """What cross-validation says.

    Attributes:
        whole: The study's models with the blend that was chosen; None for the general
            coder as it is.
        folds: The same, each fitted without a fold of the documents.
        places: Document → its fold.
        figures: Name → value, of the statements that were left out: F1 of codes and of
            codes with statuses, and the share of those without a barrier that stayed
            uncoded, by the general coder and as chosen.
    """

    whole: Own | None
    folds: tuple[Own, ...]
    places: Mapping[str, int]
    figures: Mapping[str, float]


def retrain(readings: Sequence[Reading], judge: Judge | None = None) -> Chosen:
    """Learn from people's codings, if there is anything to learn.

    Args:
        readings: Of ``FEWEST`` statements or more, in a fixed order.
        judge: The general judge; what ships if none is given.
    """
    judge = judge or load_judge()
    known = [r for r in readings if r.heard.row is not None]
    places = folds_of(r.document for r in known)
    if len(set(places.values())) < FOLDS:
        return Chosen(None, (), places, {})
    parts = [
        fit(judge, [r for r in known if places[r.document] != fold])
        for fold in range(FOLDS)
    ]
    names = sorted({r.document for r in known})
    at = [names.index(r.document) for r in known]
    nothing = [None] * len(known)
    plain = _weighed(known, nothing, judge)
    general = _counted(known, plain, nothing, judge, at)
    best, blend = general, None
    for share, told in product(SHARES, TOLD_SHARES):
        own = _of_each(known, places, parts, Blend(share, told, judge.least))
        some = _weighed(known, own, judge)
        for least in LIMITS:
            tried = Blend(share, told, least)
            own = _of_each(known, places, parts, tried)
            found = _counted(known, some, own, judge, at)
            if not _is_silent(found, general):
                continue
            if _merit(found.sum(0)) > _merit(best.sum(0)) + 1e-9:
                best, blend = found, tried
    figures = _named("the general coder", general) | _named("as chosen", best)
    if blend is None or not _is_better(best, general):
        kept = {k: v for k, v in figures.items() if "general" in k}
        return Chosen(None, (), places, kept)
    folds = tuple(_blended(part, blend) for part in parts)
    return Chosen(_blended(fit(judge, known), blend), folds, places, figures)


def taught(chosen: Chosen, version: str, documents: Mapping[str, str]) -> Taught | None:
    """What the coder is given; None where it stays as it is.

    Args:
        chosen: What was learned.
        version: Of the codings.
        documents: Statement that people coded → its document.
    """
    if chosen.whole is None:
        return None
    places = {
        name: chosen.places[document]
        for name, document in documents.items()
        if document in chosen.places
    }
    return Taught(version, chosen.whole, chosen.folds, places)


def folds_of(documents: Iterable[str]) -> dict[str, int]:
    """A fold for each document."""
    return {name: n % FOLDS for n, name in enumerate(sorted(set(documents)))}


# --- fitting --------------------------------------------------------------------------


def fit(judge: Judge, readings: Sequence[Reading]) -> Own:
    """Fit the models of a study; how they are blended is for the caller to set."""
    from sklearn.linear_model import LogisticRegression

    rows = np.array([r.heard.row for r in readings])
    centre = rows.mean(axis=0)
    codes = [{code for code, _ in r.pairs} for r in readings]
    models: dict[str, tuple[Vector, float]] = {}
    for code in sorted(set().union(*codes)):
        given = np.array([code in some for some in codes])
        if FEWEST_OF_CODE <= given.sum() <= len(given) - FEWEST_OF_CODE:
            model = LogisticRegression(C=1.0, max_iter=1000).fit(rows - centre, given)
            models[code] = model.coef_[0], float(model.intercept_[0])
    scale, bias = _statuses(judge, readings)
    return Own(0.0, judge.least, 0.0, centre, models, scale, bias)


def _statuses(judge: Judge, readings: Sequence[Reading]) -> tuple[float, Vector]:
    """How to bend the general log probabilities of statuses to what people gave."""
    known, wanted = [], []
    for reading in readings:
        told: dict[str, set[str]] = {}
        for code, status in reading.pairs:
            told.setdefault(code, set()).add(status)
        for candidate in reading.heard.candidates:
            right = class_of(told.get(candidate.code.code, set()) - {""})
            if right is not None:
                shares = judge.statuses(status_evidence([candidate.told]))[0]
                known.append([np.log(np.maximum(shares, 1e-12))])
                wanted.append(right)
    if len(wanted) < FEWEST_TOLD:
        return 1.0, np.zeros(len(TOLD_OF))
    weights, bias = pooled(np.array(known), np.array(wanted))
    return float(weights[0]), bias


# --- what a blend gives ---------------------------------------------------------------


def _blended(own: Own, blend: Blend) -> Own:
    return replace(own, share=blend.share, told=blend.told, least=blend.least)


def _of_each(
    readings: Sequence[Reading],
    places: Mapping[str, int],
    parts: Sequence[Own],
    blend: Blend,
) -> list[Own]:
    """The models that have not seen each reading's document."""
    mixed = [_blended(part, blend) for part in parts]
    return [mixed[places[r.document]] for r in readings]


def _weighed(
    readings: Sequence[Reading], own: Sequence[Own | None], judge: Judge
) -> list[list[Weighed]]:
    heard = [r.heard for r in readings]
    pairs = zip(heard, own, strict=True)
    return weighed([Case(h.candidates, h.freely, o, h.row) for h, o in pairs], judge)


def _counted(
    readings: Sequence[Reading],
    some: Sequence[Sequence[Weighed]],
    own: Sequence[Own | None],
    judge: Judge,
    at: Sequence[int],
) -> Floats:
    """(documents, 8): counts of what was found, and whether that was right.

    Hits, alarms and misses of codes, the same of codes with statuses, statements
    without a barrier, and those of them that were left uncoded.
    """
    table = np.zeros((max(at) + 1, 8))
    for reading, mine, blend, place in zip(readings, some, own, at, strict=True):
        pairs = {
            (v.candidate.code.code, v.status) for v in verdicts(mine, judge, blend)
        }
        if any(code != GENERAL for code, _ in pairs):
            pairs = {p for p in pairs if p[0] != GENERAL}
        codes, wanted = {c for c, _ in pairs}, {c for c, _ in reading.pairs}
        empty = not reading.pairs
        silent = (empty, empty and not pairs)
        table[place] += _three(codes, wanted) + _three(pairs, reading.pairs) + silent
    return table


def _three(found: Set[Any], wanted: Set[Any]) -> tuple[int, int, int]:
    return len(found & wanted), len(found - wanted), len(wanted - found)


def _f1(table: Floats, first: int) -> Floats:
    hits, others = 2 * table[..., first], table[..., first + 1 : first + 3].sum(-1)
    return np.asarray(hits / np.maximum(hits + others, 1))


def _merit(table: Floats) -> float:
    """What a blend is chosen by: F1 of codes and of codes with statuses together."""
    return float(_f1(table, 0) + _f1(table, 3))


def _is_silent(one: Floats, two: Floats) -> bool:
    """Whether enough statements without a barrier stay uncoded, or no fewer."""
    (empty, left), (_, before) = one.sum(0)[6:], two.sum(0)[6:]
    return bool(left >= min(SILENT * empty, before))


def _named(who: str, table: Floats) -> dict[str, float]:
    whole = table.sum(0)
    return {
        f"code micro-F1, {who}": float(_f1(whole, 0)),
        f"code + status micro-F1, {who}": float(_f1(whole, 3)),
        f"no barrier, left uncoded, {who}": float(whole[7] / max(whole[6], 1)),
    }


def _is_better(one: Floats, two: Floats) -> bool:
    """Whether a blend is better in nearly all draws, and its statuses no worse."""
    if _f1(one.sum(0), 3) < _f1(two.sum(0), 3):
        return False
    drawn = draws(len(one), 0, DRAWN)
    gains = [_merit(w @ one) > _merit(w @ two) for w in drawn]
    return float(np.mean(gains)) >= SURE
