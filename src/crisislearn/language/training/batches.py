"""From sentences to batches: documents and the numbers of their labels.

Here: joining sentences to documents, spoiling them, labels as the network learns them.
Not here: the sentences (``treebanks``) and the loop (``learn``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc

from crisislearn.language.pipeline import ENTITIES, TAGS
from crisislearn.language.training.noise import spoil
from crisislearn.language.training.setup import Settings
from crisislearn.language.training.treebanks import Gold

Shares = npt.NDArray[np.float32]
GAP = Gold(["\n"], ["\n"], ["SPACE"], ["_"], ["O"])
GAPS = 0.03
"""Share of documents with a line break, which is a token of its own, put in."""


def label(upos: str, feats: str) -> str:
    """The label of the tagger for a part of speech and features."""
    return upos if feats == "_" else f"{upos} {feats}"


@dataclass
class Batch:
    """Documents with what their words' scores should be, zeros where it is unknown.

    Attributes:
        docs: Documents of n words together.
        tags: (n, labels) shares of the tagger's labels.
        names: (n, labels) shares of the labels of names.
    """

    docs: list[Doc]
    tags: Shares
    names: Shares


class Targets:
    """Turns sentences into batches for one pipeline."""

    def __init__(self, nlp: Language, settings: Settings) -> None:
        self.nlp = nlp
        self.settings = settings
        self.tags = {one: i for i, one in enumerate(nlp.get_pipe(TAGS).labels)}
        self.names = {one: i for i, one in enumerate(nlp.get_pipe(ENTITIES).labels)}
        self.random = Random(settings.seed)  # noqa: S311 - is to repeat

    def batches(self, golds: Sequence[Gold]) -> Iterator[Batch]:
        """One epoch: documents of one to four sentences in random order, spoiled."""
        order = list(range(len(golds)))
        self.random.shuffle(order)
        docs: list[list[Gold]] = []
        while order:
            size = self.random.choice((1, 1, 2, 4))
            docs.append([golds[i] for i in order[:size]])
            del order[:size]
        pending: list[list[Gold]] = []
        words = 0
        for doc in docs:
            spoiled = [spoil(one, self.random, self.settings.noise) for one in doc]
            if self.random.random() < GAPS:
                spoiled.insert(self.random.randrange(len(spoiled) + 1), GAP)
            pending.append(spoiled)
            words += sum(len(one.forms) for one in spoiled)
            if words >= self.settings.words:
                yield self._batch(pending)
                pending, words = [], 0
        if pending:
            yield self._batch(pending)

    def _batch(self, docs: list[list[Gold]]) -> Batch:
        vocab = self.nlp.vocab
        made = [Doc(vocab, [form for one in doc for form in one.forms]) for doc in docs]
        golds = [one for doc in docs for one in doc]
        tags = np.array(
            [
                self.tags.get(label(*pair), -1)
                for one in golds
                for pair in zip(one.upos, one.feats, strict=True)
            ]
        )
        return Batch(
            made,
            self._shares(tags, len(self.tags)),
            np.concatenate([self._names(one) for one in golds]),
        )

    def _names(self, gold: Gold) -> Shares:
        if gold.shares is not None:
            return gold.shares
        labels = places(repaired(gold.names or [""] * len(gold.forms)))
        rows = np.array([self.names.get(name, -1) for name in labels])
        return self._shares(rows, len(self.names))

    def _shares(self, rows: npt.NDArray[np.int64], labels: int) -> Shares:
        """All of the one label, but for what smoothing spreads over all."""
        known = rows >= 0
        smoothing = self.settings.smoothing
        shares = np.full((len(rows), labels), smoothing / labels, dtype=np.float32)
        shares[known, rows[known]] += 1 - smoothing
        shares[~known] = 0
        return shares


def repaired(names: Sequence[str]) -> list[str]:
    """Labels in which no name starts midway, as may be after a mark is left out.

    Args:
        names: IOB labels; empty where unknown.
    """
    found: list[str] = []
    for name in names:
        before = found[-1] if found else "O"
        if name[:1] == "I" and before and before[2:] != name[2:]:
            name = "B" + name[1:]
        found.append(name)
    return found


def places(names: Sequence[str]) -> list[str]:
    """IOB labels as the network learns them, with last (L) and only (U) words."""
    found = []
    for name, after in zip(names, [*names[1:], "O"], strict=True):
        if name[:1] not in ("B", "I"):
            found.append(name)
        elif not after:
            # Unknown: the name may go on.
            found.append("")
        elif after == "I" + name[1:]:
            found.append(name)
        else:
            found.append(("U" if name[0] == "B" else "L") + name[1:])
    return found
