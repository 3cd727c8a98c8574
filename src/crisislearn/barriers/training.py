"""Training: the models of the coder, from statements that people coded.

Here: reading the statements, fitting the models of statements, and writing everything.
Not here: features (``wordspace``), the judge (``fitting``) and use (``learned``).

    python -m crisislearn.barriers.training data

reads ``training/barriers.tsv``, sentences written for each code and status, and
``training/statements.jsonl`` and ``gold/barriers/train.jsonl``, statements as people
make them, and writes ``barriers/model``. The judge learns from scores of statements
that the models have not seen: they are fitted once for each fold of the writers'
voices, those of the gold statements in one of their own. Its limit is chosen on
``gold/barriers/dev.jsonl``. The same data give the same files.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy import sparse

from crisislearn.barriers.codebook import load_codebook
from crisislearn.barriers.fitting import (
    candidates,
    coder_with,
    fit_judge,
    with_limit,
    with_trust,
)
from crisislearn.barriers.judging import PATH as JUDGE
from crisislearn.barriers.learned import TERM, words_of
from crisislearn.barriers.mentions import TermIndex
from crisislearn.barriers.scoring import Item, read_gold
from crisislearn.barriers.tokens import Parsed, parse
from crisislearn.barriers.weights import (
    BACK,
    PATH,
    TOLD_OF,
    Matrix,
    Weights,
    read_weights,
)
from crisislearn.barriers.wordspace import (
    ASKED,
    KINDS,
    TOLD,
    Bag,
    WordSpace,
    said_in,
    twos_in,
    units_in,
)
from crisislearn.language.annotate import annotate

if TYPE_CHECKING:
    from spacy.tokens import Doc

STRENGTH = 0.5
"""C of the models of statements: how little their weights are held back."""

FOLDS = 3
NOTHING = "-"


class Example(NamedTuple):
    """Some sentences in a row, with what they show.

    Attributes:
        bag: Their words and pairs.
        terms: Barriers that terms of the codebook name in them.
        code: A barrier; ``-`` for none; empty where they are no example of codes.
        status: One of ``TOLD_OF``; empty where they are no example of statuses.
        voice: Who wrote them.
        asked: Words and pairs of the question that they answer.
    """

    bag: Bag
    terms: frozenset[str]
    code: str
    status: str
    voice: str
    asked: Bag


class Reader:
    """Turns texts into examples.

    Attributes:
        docs: What the pipeline made of each text that was read.
    """

    def __init__(self) -> None:
        self.codebook = load_codebook()
        self.codes = [c.code for c in self.codebook if c.kind == "barrier"]
        self.docs: dict[str, Doc] = {}
        self._index = TermIndex(self.codebook, ["barrier"])

    def written(self, path: Path) -> list[Example]:
        """The written sentences, and the examples and scope notes of the codebook."""
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = [(r["text"], r["code"], r["status"]) for r in lines]
        for code in self.codebook:
            if code.kind == "barrier":
                notes = (*code.examples_da, *code.include_da)
                rows += [(note, code.code, NOTHING) for note in notes]
        return [
            self._example(
                p, (0, len(p.sentences)), code, status.strip(NOTHING), "written"
            )
            for p, (_, code, status) in zip(
                self._parsed([text for text, _, _ in rows]), rows, strict=True
            )
        ]

    def stated(self, items: Sequence[Item]) -> list[Example]:
        """Statements that speak of one barrier or none, and parts that show one."""
        found: list[Example] = []
        texts = self._parsed([i["text"] for i in items])
        questions = self._parsed([i.get("question") or "" for i in items])
        for item, parsed, question in zip(items, texts, questions, strict=True):
            asked = _bag(words_of(question), said_in)
            found += [e._replace(asked=asked) for e in self._of(item, parsed)]
        return found

    def _of(self, item: Item, parsed: Parsed) -> Iterable[Example]:
        everything, voice = (0, len(parsed.sentences)), item["style"]
        told: dict[str, set[str]] = {}
        for coding in item["codings"]:
            told.setdefault(coding["code"], set()).add(coding["status"])
        if not told:
            yield self._example(parsed, everything, NOTHING, "", voice)
        if len(told) == 1:
            code, statuses = next(iter(told.items()))
            status = together(statuses)
            yield self._example(parsed, everything, code, status, voice)
        for coding in item["codings"]:
            span = _shown_in(parsed, coding["evidence"] or "")
            if len(told) > 1 or span != everything:
                yield self._example(
                    parsed, span, coding["code"], coding["status"], voice
                )

    def _example(
        self, parsed: Parsed, span: tuple[int, int], code: str, status: str, voice: str
    ) -> Example:
        bag = _bag(words_of(parsed)[slice(*span)], twos_in, units_in)
        terms = frozenset(
            m.code.code
            for m in self._index.find(parsed)
            if span[0] <= parsed.sentence_of(m.first) < span[1]
        )
        return Example(bag, terms, code, status, voice, Counter())

    def _parsed(self, texts: Sequence[str]) -> list[Parsed]:
        new = sorted(set(texts) - self.docs.keys())
        self.docs |= zip(new, annotate(new, "da"), strict=True)
        return [parse(self.docs[text], text) for text in texts]


def _bag(
    sentences: Sequence[Sequence[str]], *kinds: Callable[[Sequence[str]], list[str]]
) -> Bag:
    bag: Bag = Counter()
    for words in sentences:
        for units in kinds:
            bag.update(units(words))
    return bag


def together(statuses: Iterable[str]) -> str:
    """The class of what is said of one barrier; empty where there is none for it."""
    found = set(statuses)
    if found == {"gone", "returned"}:
        return BACK
    return min(found) if len(found) == 1 else ""


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


def fit_statements(examples: Sequence[Example], codes: Sequence[str]) -> Weights:
    """Fit the models of statements."""
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
    return Weights(space, tuple(codes), code, bias, status, status_bias)


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
    stated = reader.stated(items)
    unseen: list[Item] = []
    found = []
    for fold in range(FOLDS + 1):
        seen = [e for e in stated if folds[e.voice] != fold]
        coder = coder_with(fit_statements([*written, *seen], reader.codes))
        part = [i for i in items if folds[i["style"]] == fold]
        unseen += part
        found += candidates(coder, part, reader.docs)
    weights = fit_statements([*written, *stated], reader.codes)
    weights.save(PATH)
    dev = read_gold(data / "gold" / "barriers" / "dev.jsonl")
    by_dev = candidates(coder_with(read_weights()), dev, {})
    judge = with_limit(fit_judge(unseen, found), dev, by_dev)
    with_trust(judge, unseen, found).save(JUDGE)
    sys.stdout.write(f"written to {PATH.parent}\n")


if __name__ == "__main__":
    main()
