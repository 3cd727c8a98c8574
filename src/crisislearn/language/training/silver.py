"""Names that an ensemble finds in text that nobody annotated.

Here: averaging the scores of several pipelines. Not here: training them (``learn``). Of
names all that the teachers think is kept, with how sure they are, as a student learns
more from doubt than from a guess; of tags only what they are sure of. Where the gold
part of speech is known it has a say: a word in lower case that is no proper noun is
hardly a name, and a proper noun hardly none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc

from crisislearn.language.pipeline import ENTITIES, TAGS
from crisislearn.language.training.treebanks import Gold

Floats = npt.NDArray[np.float32]

SURE = 0.6
"""Share of the ensemble's weight that a tag needs to be kept."""
BATCH = 200


def fill(teachers: Sequence[Language], golds: Sequence[Gold]) -> list[Gold]:
    """The sentences with shares of names, and with tags where they have none.

    Args:
        teachers: Pipelines with the same labels.
        golds: Sentences without names; those without tags have empty ``upos``.

    Returns:
        Copies with ``shares``, and tags empty where the teachers are not sure.
    """
    found = []
    for start in range(0, len(golds), BATCH):
        part = golds[start : start + BATCH]
        tags = _shares(teachers, part, TAGS)
        names = _shares(teachers, part, ENTITIES)
        for gold, tag, name in zip(part, tags, names, strict=True):
            found.append(_filled(teachers[0], gold, tag, name))
    return found


def _shares(
    teachers: Sequence[Language], golds: Sequence[Gold], pipe: str
) -> list[Floats]:
    """Mean probability of each label, a matrix a sentence."""
    total: list[Floats] = []
    weight = np.float32(1 / len(teachers))
    for nlp in teachers:
        docs = [Doc(nlp.vocab, one.forms) for one in golds]
        hidden = nlp.get_pipe("tok2vec").model.predict(docs)
        scores = nlp.get_pipe(pipe).model.layers[1].predict(hidden)
        shares = [weight * _softmax(one) for one in scores]
        if total:
            shares = [np.add(*pair) for pair in zip(total, shares, strict=True)]
        total = shares
    return total


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _filled(nlp: Language, gold: Gold, tags: Floats, names: Floats) -> Gold:
    if any(gold.upos):
        ruled = _ruled(gold, names, nlp.get_pipe(ENTITIES).labels)
        return replace(gold, shares=ruled)
    chosen = [nlp.get_pipe(TAGS).labels[i] for i in tags.argmax(axis=1)]
    kept = tags.max(axis=1) >= SURE
    pairs = [
        one.partition(" ") if known else ("", "", "")
        for one, known in zip(chosen, kept, strict=True)
    ]
    return replace(
        gold,
        upos=[upos for upos, _, _ in pairs],
        feats=[feats or "_" for _, _, feats in pairs],
        shares=names,
    )


def _ruled(gold: Gold, names: Floats, labels: Sequence[str]) -> Floats:
    """What the gold part of speech says about names, put into the shares."""
    outside = labels.index("O")
    ruled = names.copy()
    for at, (form, upos) in enumerate(zip(gold.forms, gold.upos, strict=True)):
        if form.islower() and upos not in ("PROPN", "X", ""):
            # Not zero: names hold small words, "Den jyske Opera".
            ruled[at] *= 0.1
            ruled[at, outside] = names[at, outside]
        elif upos == "PROPN":
            ruled[at, outside] *= 0.2
        ruled[at] /= ruled[at].sum()
    return ruled
