"""Training: the models of the coder, from sentences that people coded.

Here: reading the sentences, fitting the models of sentences and of the judge, and
writing them. Not here: features (``wordspace``) and use (``learned``, ``judging``).

    python -m crisislearn.barriers.training data

reads ``training/barriers.tsv``, sentences written for each code and status, and
``gold/barriers/train.jsonl``, and writes ``barriers/model``. The judge learns from
scores of sentences that the model of sentences has not seen: first that model is fitted
on the written sentences alone, and the judge on the gold statements; then the model is
fitted on both. The same data give the same files.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from crisislearn.barriers.assemble import TextCoder
from crisislearn.barriers.candidates import Candidate
from crisislearn.barriers.codebook import BUILT_IN, load_codebook
from crisislearn.barriers.judging import PATH as JUDGE
from crisislearn.barriers.judging import Judge
from crisislearn.barriers.learned import (
    PATH,
    TERM,
    Learned,
    Matrix,
    Weights,
    bags_of,
    codes_of,
)
from crisislearn.barriers.mentions import TermIndex
from crisislearn.barriers.questions import NO_FRAME
from crisislearn.barriers.rules import STATUSES
from crisislearn.barriers.scoring import Item, read_gold
from crisislearn.barriers.tokens import Parsed, parse
from crisislearn.barriers.wordspace import KINDS, TOLD, Bag, WordSpace
from crisislearn.calendars import load_calendars
from crisislearn.language.annotate import annotate

STRENGTH = 10.0
"""C of the models of sentences: how little their weights are held back."""

NOTHING = "-"


class Example(NamedTuple):
    """A sentence, or some in a row, with its code and status."""

    bag: Bag
    terms: frozenset[str]
    code: str
    status: str
    source: str


class Reader:
    """Turns texts into examples."""

    def __init__(self) -> None:
        self.codebook = load_codebook()
        self.codes = [c.code for c in self.codebook if c.kind == "barrier"]
        self._index = TermIndex(self.codebook, ["barrier"])

    def example(
        self, parsed: Parsed, a: int, b: int, code: str, status: str, source: str
    ) -> Example:
        """Sentences ``a`` up to ``b`` of a text."""
        bag: Bag = Counter()
        for found in bags_of(parsed)[a:b]:
            bag.update(found)
        terms = frozenset(
            m.code.code
            for m in self._index.find(parsed)
            if a <= parsed.sentence_of(m.first) < b
        )
        return Example(bag, terms, code, status, source)

    def written(self, path: Path) -> list[Example]:
        """The written sentences, and the examples and scope notes of the codebook."""
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = [(r["text"], r["code"], r["status"]) for r in lines]
        for code in self.codebook:
            if code.kind == "barrier":
                notes = (*code.examples_da, *code.include_da)
                rows += [(note, code.code, NOTHING) for note in notes]
        parsed = _parsed([text for text, _, _ in rows])
        return [
            self.example(p, 0, len(p.sentences), code, status, "written")
            for p, (_, code, status) in zip(parsed, rows, strict=True)
        ]

    def coded(self, items: Sequence[Item]) -> list[Example]:
        """The sentences of gold statements that show a coding, or that have none."""
        found = []
        for item, parsed in zip(
            items, _parsed([i["text"] for i in items]), strict=True
        ):
            everything = (0, len(parsed.sentences))
            if not item["codings"]:
                found += [
                    self.example(parsed, n, n + 1, NOTHING, NOTHING, item["style"])
                    for n in range(*everything)
                ]
            for coding in item["codings"]:
                a, b = _shown_in(parsed, coding.get("evidence") or "")
                found.append(
                    self.example(
                        parsed, a, b, coding["code"], coding["status"], item["style"]
                    )
                )
        return found


def _parsed(texts: Sequence[str]) -> list[Parsed]:
    docs = annotate(texts, "da")
    return [parse(doc, text) for doc, text in zip(docs, texts, strict=True)]


def _shown_in(parsed: Parsed, evidence: str) -> tuple[int, int]:
    """The sentences that some words stand in; all where they cannot be found."""
    start = parsed.text.find(evidence) if evidence else -1
    if start < 0:
        return 0, len(parsed.sentences)
    end = start + len(evidence)
    inside = [
        n
        for n, (a, b) in enumerate(parsed.sentences)
        if parsed.tokens[a].start < end and start < parsed.tokens[b - 1].end
    ]
    return inside[0], inside[-1] + 1


def fit_sentences(examples: Sequence[Example], codes: Sequence[str]) -> Weights:
    """Fit the models of sentences."""
    space = WordSpace.fit(e.bag for e in examples)
    classes = codes_of(codes)
    rows = sparse.csr_array(
        sparse.hstack(
            [
                space.place([e.bag for e in examples], KINDS),
                TERM * _terms(examples, classes),
            ],
            format="csr",
        )
    )
    code, code_bias = _logistic(rows, [e.code for e in examples], classes, STRENGTH)
    told = [n for n, e in enumerate(examples) if e.status in STATUSES]
    status, status_bias = _logistic(
        space.place([examples[n].bag for n in told], TOLD),
        [examples[n].status for n in told],
        STATUSES,
        STRENGTH,
    )
    return Weights(space, classes, code, code_bias, status, status_bias)


def _terms(examples: Sequence[Example], classes: Sequence[str]) -> sparse.csr_array:
    found = np.zeros((len(examples), len(classes) - 1))
    for n, example in enumerate(examples):
        for term in example.terms:
            found[n, classes.index(term) - 1] = 1
    return sparse.csr_array(found)


def _logistic(
    rows: Any, labels: Sequence[str], classes: Sequence[str], strength: float
) -> tuple[Matrix, Matrix]:
    """Multinomial logistic regression: weights and intercepts in the order given."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=strength, max_iter=80, tol=1e-3, class_weight="balanced"
    )
    model.fit(rows, list(labels))
    weights = np.zeros((rows.shape[1], len(classes)))
    bias = np.full(len(classes), -9.0)
    for row, name in enumerate(model.classes_):
        weights[:, classes.index(name)] = model.coef_[row]
        bias[classes.index(name)] = model.intercept_[row]
    return weights, bias


# --- the judge ------------------------------------------------------------------------


def coder_with(weights: Weights) -> TextCoder:
    """A coder with other models of sentences than those that ship."""
    folder = BUILT_IN.parent
    calendars = load_calendars(folder / "phases.csv", folder / "episodes.csv")
    return TextCoder(load_codebook(), calendars, "da", ("barrier",), Learned(weights))


def candidates(coder: TextCoder, items: Sequence[Item]) -> list[list[Candidate]]:
    """The candidates of each gold statement."""
    import datetime as dt

    texts = {i["text"] for i in items} | {i["question"] for i in items}
    read = coder.read({t for t in texts if t}, {})
    return [
        coder.candidates(
            read[i["text"]],
            read.get(i["question"]),
            NO_FRAME,
            dt.date.fromisoformat(i["asked_on"]) if i["asked_on"] else None,
        )
        for i in items
    ]


def fit_judge(items: Sequence[Item], found: Sequence[Sequence[Candidate]]) -> Judge:
    """Fit the judge on gold statements and their candidates."""
    from sklearn.linear_model import LogisticRegression

    rows, right = [], []
    evidence, wanted = [], []
    for item, some in zip(items, found, strict=True):
        gold = _statuses(item)
        allowed = {c["code"] for c in item.get("also_ok", ())}
        for candidate in some:
            told = gold.get(candidate.code.code, set())
            if not told and candidate.code.code in allowed:
                continue
            rows.append(candidate.evidence)
            right.append(bool(told))
            for reading in candidate.readings if told else ():
                ruled = reading.coding.status if reading.coding else None
                status = ruled if ruled in told else min(told)
                evidence.append(reading.evidence)
                wanted.append(STATUSES.index(str(status)))
    model = LogisticRegression(C=1.0, max_iter=1000).fit(rows, right)
    judge = Judge(
        model.coef_[0],
        float(model.intercept_[0]),
        0.5,
        *_pooled(np.array(evidence), np.array(wanted)),
    )
    return replace(judge, least=_best_least(items, found, judge))


def _statuses(item: Item) -> dict[str, set[str]]:
    """Code → statuses of a gold statement."""
    found: dict[str, set[str]] = {}
    for coding in item["codings"]:
        found.setdefault(coding["code"], set()).add(coding["status"])
    return found


def _pooled(evidence: Matrix, wanted: Any) -> tuple[Matrix, Matrix]:
    """Few weights that all statuses share, and a bias for each status.

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


def _best_least(
    items: Sequence[Item], found: Sequence[Sequence[Candidate]], judge: Judge
) -> float:
    """The least probability with the best F1 over all codes.

    Half of the share of statements without a barrier that stay uncoded is added to it.
    """
    rows = []
    missed = 0
    loudest: list[float] = []
    for item, some in zip(items, found, strict=True):
        gold = {c["code"] for c in item["codings"]}
        allowed = {c["code"] for c in item.get("also_ok", ())}
        missed += len(gold - {c.code.code for c in some})
        loud = 0.0
        if some:
            sure = judge.codes(np.array([c.evidence for c in some]))
            for candidate, p in zip(some, sure, strict=True):
                code = candidate.code.code
                if code in gold or code not in allowed:
                    rows.append((float(p), code in gold))
                    loud = max(loud, float(p))
        if not gold:
            loudest.append(loud)
    total = missed + sum(is_right for _, is_right in rows)
    best = (0.0, 0.5)
    for step in range(15, 81):
        least = step / 100
        taken = [is_right for p, is_right in rows if p >= least]
        f1 = 2 * sum(taken) / max(len(taken) + total, 1)
        left = sum(p < least for p in loudest) / max(len(loudest), 1)
        best = max(best, (round(f1 + left / 2, 6), least))
    return best[1]


def main() -> None:
    """Fit everything from the folder that is named, and write it."""
    data = Path(sys.argv[1])
    reader = Reader()
    written = reader.written(data / "training" / "barriers.tsv")
    items = read_gold(data / "gold" / "barriers" / "train.jsonl")
    first = fit_sentences(written, reader.codes)
    judge = fit_judge(items, candidates(coder_with(first), items))
    judge.save(JUDGE)
    fit_sentences([*written, *reader.coded(items)], reader.codes).save(PATH)
    sys.stdout.write(f"written to {PATH.parent}\n")


if __name__ == "__main__":
    main()
