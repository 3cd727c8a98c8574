"""Training: the models of the coder, from statements that people coded.

Here: fitting the models of statements, and writing everything. Not here: what they are
fitted on (``examples``), features (``wordspace``), the judge (``fitting``) and use
(``learned``).

    python -m crisislearn.barriers.training data

reads ``training/barriers.tsv``, sentences written for each code and status, and
``training/statements.jsonl`` and ``gold/barriers/train.jsonl``, statements as people
make them, and writes ``barriers/model``. The judge learns from scores of statements
that the models have not seen: they are fitted once for each fold of the writers'
voices, those of the gold statements in one of their own. Its limit is chosen on these
gold statements and on ``gold/barriers/dev.jsonl``. The same data give the same files.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from crisislearn.barriers.examples import NOTHING, Example, Labelled, Reader, labelled
from crisislearn.barriers.fitting import (
    candidates,
    coder_with,
    fit_judge,
    with_limit,
    with_trust,
)
from crisislearn.barriers.judging import PATH as JUDGE
from crisislearn.barriers.learned import TERM
from crisislearn.barriers.scoring import Item, read_gold
from crisislearn.barriers.weights import (
    PATH,
    TOLD_OF,
    Matrix,
    Weights,
    read_weights,
)
from crisislearn.barriers.wordspace import (
    ASKED,
    KINDS,
    TEXT,
    TOLD,
    WordSpace,
)

STRENGTH, STRENGTH_OF_TEXTS = 0.5, 0.3
"""C of the models of sentences in a row, and of those of whole texts: how little their
weights are held back."""

FOLDS = 3


def fit_statements(
    written: Sequence[Example],
    stated: Sequence[Example],
    texts: Sequence[Labelled],
    codes: Sequence[str],
) -> Weights:
    """Fit the models of sentences in a row, and those of whole texts.

    Args:
        written: Sentences written for codes and statuses; each is a text of its own.
        stated: Parts of statements.
        texts: The statements as a whole.
        codes: Columns of the code models.
    """
    examples = [*written, *stated]
    space = WordSpace.fit(e.bag for e in examples)
    coded = [e for e in examples if e.code]
    rows = sparse.hstack(
        [space.place([e.bag for e in coded], KINDS), TERM * _terms(coded, codes)],
        format="csr",
    )
    # That nothing is claimed, turned round, is that something is.
    code, bias = _margins(rows, [e.code for e in coded], [*codes, NOTHING])
    code[:, -1] *= -1
    bias[-1] *= -1
    told = [e for e in examples if e.status]
    said = [space.place([e.bag for e in told], TOLD)]
    said.append(space.place([e.asked for e in told], ASKED))
    status, status_bias = _margins(
        sparse.hstack(said, format="csr"), [e.status for e in told], TOLD_OF
    )
    text, text_bias = _of_texts(space, [*texts, *map(labelled, written)], codes)
    names = tuple(codes)
    return Weights(space, names, code, bias, status, status_bias, text, text_bias)


def _of_texts(
    space: WordSpace, texts: Sequence[Labelled], codes: Sequence[str]
) -> tuple[Matrix, Matrix]:
    """A model of each code, of any claim, and of each status, of texts as a whole.

    Returns:
        (columns, codes + 1 + statuses) weights and their intercepts.
    """
    rows = space.place([t.bag for t in texts], TEXT)
    says = np.array([bool(t.told) for t in texts])
    some = [_yes_no(rows, [c in t.codes for t in texts]) for c in codes]
    some.append(_yes_no(rows, [bool(t.codes) for t in texts]))
    told = [t for t in texts if t.told]
    some += [_yes_no(rows[says], [s in t.told for t in told]) for s in TOLD_OF]
    return np.stack([w for w, _ in some], axis=1), np.array([b for _, b in some])


def _yes_no(rows: Any, labels: Sequence[bool]) -> tuple[Matrix, float]:
    from sklearn.svm import LinearSVC

    rows.indices, rows.indptr = rows.indices.astype("i"), rows.indptr.astype("i")
    model = LinearSVC(C=STRENGTH_OF_TEXTS, class_weight="balanced", random_state=0)
    model.fit(rows, labels)
    return model.coef_[0], float(model.intercept_[0])


def _terms(examples: Sequence[Example], codes: Sequence[str]) -> sparse.csr_array:
    found = np.zeros((len(examples), len(codes)))
    for n, example in enumerate(examples):
        for term in example.terms:
            found[n, codes.index(term)] = 1
    return sparse.csr_array(found)


def _margins(
    rows: Any, labels: Sequence[str], classes: Sequence[str]
) -> tuple[Matrix, Matrix]:
    """One class against the others by a linear support vector machine.

    Returns:
        (columns, classes) weights and (classes,) intercepts, in the order given.
    """
    from sklearn.svm import LinearSVC

    rows.indices, rows.indptr = rows.indices.astype("i"), rows.indptr.astype("i")
    model = LinearSVC(C=STRENGTH, class_weight="balanced", random_state=0)
    model.fit(rows, list(labels))
    weights = np.zeros((rows.shape[1], len(classes)))
    bias = np.full(len(classes), -1.0)
    for row, name in enumerate(model.classes_):
        weights[:, classes.index(name)] = model.coef_[row]
        bias[classes.index(name)] = model.intercept_[row]
    return weights, bias


def fold_of(items: Sequence[Item], gold: Sequence[Item]) -> dict[str, int]:
    """A fold for each voice, so that none is on both sides.

    Those of the gold statements are one fold more: somebody else wrote them.
    """
    voices = sorted({i["style"] for i in items})
    others = {i["style"] for i in gold}
    return {v: n % FOLDS for n, v in enumerate(voices)} | dict.fromkeys(others, FOLDS)


def main() -> None:
    """Fit everything from the folder that is named, and write it."""
    data = Path(sys.argv[1])
    reader = Reader()
    written = reader.written(data / "training" / "barriers.tsv")
    items = read_gold(data / "training" / "statements.jsonl")
    gold = read_gold(data / "gold" / "barriers" / "train.jsonl")
    folds = fold_of(items, gold)
    items += gold
    stated, texts = reader.stated(items), reader.whole(items)
    unseen: list[Item] = []
    found = []
    for fold in range(FOLDS + 1):
        seen = [e for e in stated if folds[e.voice] != fold]
        whole = [t for t in texts if folds[t.voice] != fold]
        coder = coder_with(fit_statements(written, seen, whole, reader.codes))
        part = [i for i in items if folds[i["style"]] == fold]
        unseen += part
        found += candidates(coder, part, reader.docs)
    weights = fit_statements(written, stated, texts, reader.codes)
    weights.save(PATH)
    dev = read_gold(data / "gold" / "barriers" / "dev.jsonl")
    by_dev = candidates(coder_with(read_weights()), dev, {})
    # The last fold is the gold statements: people's shares of claims, as those of dev.
    judge = with_limit(
        fit_judge(unseen, found),
        [*unseen[-len(gold) :], *dev],
        [*found[-len(gold) :], *by_dev],
    )
    with_trust(judge, unseen, found).save(JUDGE)
    sys.stdout.write(f"written to {PATH.parent}\n")


if __name__ == "__main__":
    main()
