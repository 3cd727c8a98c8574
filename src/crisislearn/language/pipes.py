"""The trained components: tags and names, both reading the shared network.

Here: from scores of a layer to parts of speech, features and entities, a batch at a
time. Not here: the network (``network``), rules for sentences and lemmas
(``components``), training. Importing this module registers both with spaCy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.parts_of_speech import IDS
from spacy.pipeline import Tagger
from spacy.tokens import Doc

from crisislearn.language.pipeline import ENTITIES, TAGS

LISTENER = {
    "@architectures": "spacy.Tok2VecListener.v1",
    "width": 128,
    "upstream": "tok2vec",
}
TAG_HEAD = {
    "@architectures": "spacy.Tagger.v2",
    "nO": None,
    "normalize": False,
    "tok2vec": LISTENER,
}
NAME_HEAD = {
    "@architectures": "crisislearn.NameHead.v1",
    "width": 64,
    "dropout": 0.2,
    "tok2vec": LISTENER,
}

Scores = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

PLACES = {"B": 3, "I": 1, "L": 1, "U": 3, "O": 2}
"""First, inner, last and only word of a name, outside: spaCy's numbers for them."""


def is_space(doc: Doc) -> npt.NDArray[np.bool_]:
    """Which tokens are white space, (n,)."""
    return np.asarray(doc.to_array("IS_SPACE"), dtype=bool)


class Steps(NamedTuple):
    """0 for what is allowed and minus infinity for what is not.

    Attributes:
        between: (labels, labels) from one label to the next.
        first: (labels,) for the first word of a text.
        last: (labels,) for its last word.
    """

    between: Scores
    first: Scores
    last: Scores


def steps(labels: Sequence[str]) -> Steps:
    """What keeps names whole: they begin, go on and end, and are of one kind."""

    def cost(allowed: bool) -> float:
        return 0.0 if allowed else -np.inf

    def follows(before: str, after: str) -> bool:
        if before[0] in "BI":
            return after[0] in "IL" and before[2:] == after[2:]
        return after[0] not in "IL"

    return Steps(
        np.array([[cost(follows(a, b)) for b in labels] for a in labels], dtype="f4"),
        np.array([cost(follows("O", label)) for label in labels], dtype="f4"),
        np.array([cost(follows(label, "O")) for label in labels], dtype="f4"),
    )


class Tags(Tagger):  # type: ignore[misc]
    """Sets ``pos_`` and ``morph``; a label reads ``NOUN Gender=Com|Number=Sing``."""

    @cached_property
    def _attributes(self) -> npt.NDArray[np.uint64]:
        """(labels, 2): number of the part of speech and hash of the features."""
        rows = []
        for label in self.labels:
            upos, _, feats = label.partition(" ")
            rows.append((IDS[upos], self.vocab.morphology.add(feats)))
        return np.array(rows, dtype=np.uint64)

    def set_annotations(self, docs: Iterable[Doc], guesses: Iterable[Ids]) -> None:
        """Write the labels that ``predict`` chose into the documents."""
        space = self.labels.index("SPACE")
        for doc, labels in zip(docs, guesses, strict=True):
            if len(doc):
                chosen = np.where(is_space(doc), space, labels)
                doc.from_array(["POS", "MORPH"], self._attributes[chosen])


class Names(Tagger):  # type: ignore[misc]
    """Sets entities: the best sequence of labels in which no name starts midway."""

    @cached_property
    def _attributes(self) -> npt.NDArray[np.uint64]:
        """(labels, 2): spaCy's number of the place and hash of the kind."""
        strings = self.vocab.strings
        return np.array(
            [(PLACES[label[0]], strings.add(label[2:])) for label in self.labels],
            dtype=np.uint64,
        )

    @cached_property
    def steps(self) -> Steps:
        """Which sequences of labels are whole names."""
        return steps(self.labels)

    def predict(self, docs: Sequence[Doc]) -> list[Ids]:
        """The labels of a batch; white space is never part of a name."""
        if not any(len(doc) for doc in docs):
            return [np.zeros(0, dtype=np.int64) for _ in docs]
        scores: list[Scores] = self.model.predict(docs)
        outside = np.full(len(self.labels), -np.inf, dtype=np.float32)
        outside[self.labels.index("O")] = 0
        for doc, one in zip(docs, scores, strict=True):
            one[is_space(doc)] = outside
        return self._scores2guesses(scores)

    def _scores2guesses(self, scores: Sequence[Scores]) -> list[Ids]:
        return [best_path(one, self.steps) for one in scores]

    def set_annotations(self, docs: Iterable[Doc], guesses: Iterable[Ids]) -> None:
        """Write the labels that ``predict`` chose into the documents."""
        for doc, labels in zip(docs, guesses, strict=True):
            if len(doc):
                doc.from_array(["ENT_IOB", "ENT_TYPE"], self._attributes[labels])


def best_path(scores: Scores, allowed: Steps) -> Ids:
    """The sequence of labels with the highest sum among those allowed.

    Args:
        scores: (n, labels) score of each label at each place.
        allowed: What may follow what.

    Returns:
        (n,) numbers of labels.
    """
    greedy: Ids = scores.argmax(axis=1)
    if not len(greedy):
        return greedy
    whole = allowed.first[greedy[0]] + allowed.last[greedy[-1]]
    if np.isfinite(whole + allowed.between[greedy[:-1], greedy[1:]].sum()):
        return greedy
    best = scores[0] + allowed.first
    back = np.zeros(scores.shape, dtype=np.int64)
    for at in range(1, len(scores)):
        sums = best[:, None] + allowed.between
        back[at] = sums.argmax(axis=0)
        best = sums.max(axis=0) + scores[at]
    path = np.zeros(len(scores), dtype=np.int64)
    path[-1] = (best + allowed.last).argmax()
    for at in range(len(scores) - 1, 0, -1):
        path[at - 1] = back[at, path[at]]
    return path


def _make_tags(nlp: Language, name: str, model: Any) -> Tags:
    """The component of parts of speech and features."""
    return Tags(nlp.vocab, model, name)


def _make_names(nlp: Language, name: str, model: Any) -> Names:
    """The component of names."""
    return Names(nlp.vocab, model, name)


Language.factory(TAGS, func=_make_tags, default_config={"model": TAG_HEAD})
Language.factory(ENTITIES, func=_make_names, default_config={"model": NAME_HEAD})
