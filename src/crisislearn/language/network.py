"""The shared network's first layer: from words to vectors.

Here: looking each different form of a batch up once, and joining hashed embeddings with
its static vector and the lists it stands in. Not here: what is hashed (``features``),
the lists (``gazetteer``) and the layers that look at neighbours, which are spaCy's.
Importing this module registers the layer for ``spacy.load``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.attrs import ORTH
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import (
    HashEmbed,
    Maxout,
    Model,
    Softmax_v2,
    chain,
    concatenate,
    expand_window,
    with_array,
)
from thinc.types import Floats2d

from crisislearn.language.features import COLUMNS, columns, head, norm, stand_in
from crisislearn.language.gazetteer import EMPTY, KINDS, Gazetteer, bits

Rows = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
STEPS = np.float32(30)
"""Static vectors are stored as whole numbers of this part of one."""
_MOST = 100_000
"""Forms whose row is remembered."""
UNKNOWN = hash_string("<unknown>")
VECTORS = (-3, -2)
LISTS = -1
"""Columns of a row that are not hashed."""
LISTED = np.float32(2)
"""What a list is worth beside the vectors, whose columns are mostly below one."""


class Forms:
    """Rows of features, each form's worked out when it is first met.

    Args:
        vocab: Where forms are spelled out and static vectors lie; the key of a vector
            is the hash of the form's norm.
        gazetteer: Lists of names.
    """

    def __init__(self, vocab: Vocab, gazetteer: Gazetteer = EMPTY) -> None:
        self.vocab = vocab
        self.gazetteer = gazetteer
        self.at: dict[int, int] = {}
        self.rows: Rows = np.zeros((1024, len(COLUMNS) + 3), dtype=np.uint64)

    def look_up(self, orths: npt.NDArray[np.uint64]) -> Rows:
        """The rows of forms, (n, columns + 3).

        The last three columns are 1 + row of the vector of the form, and of what stands
        before its hyphen, 0 for none, and the lists it stands in, a bit each.
        """
        if len(self.at) > _MOST:
            self.at.clear()
        places = [self.at.get(orth, -1) for orth in orths.tolist()]
        for i, place in enumerate(places):
            if place < 0:
                places[i] = self._add(int(orths[i]))
        return self.rows[places]

    def _add(self, orth: int) -> int:
        place = len(self.at)
        if place == len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
        form = self.vocab.strings[orth]
        key2row = self.vocab.vectors.key2row

        def is_known(one: str) -> bool:
            return hash_string(one) in key2row

        normed = norm(form, is_known)
        if not is_known(normed):
            normed = norm(form, lambda one: self.gazetteer.find(one) > 0)
        row = [hash_string(one) for one in columns(form, normed)]
        for one in (stand_in(normed, is_known), head(normed)):
            row.append(1 + key2row.get(hash_string(one), -1))
        row.append(self.gazetteer.lists_of(normed))
        self.rows[place] = np.array(row, dtype=np.uint64)
        self.at[orth] = place
        return place


def word_embed(
    width: int,
    sizes: list[int],
    rows: list[int],
    vectors: int,
    unknown: float,
    dropout: float,
) -> Model[list[Doc], list[Floats2d]]:
    """A layer from documents to one (words, width) matrix each.

    Args:
        width: Columns of the result.
        sizes: Width of the hashed embedding of each of ``features.COLUMNS``.
        rows: Rows of each hashed embedding.
        vectors: Width of the static vectors.
        unknown: Share of forms that training hides behind their endings, so that the
            network learns what to make of forms it has not seen.
        dropout: Share of inputs dropped in training.

    Returns:
        The layer.
    """
    hashed: Model[Any, Floats2d] = concatenate(
        *(
            HashEmbed(size, count, column=column, seed=7 + column, dropout=dropout)
            for column, (size, count) in enumerate(zip(sizes, rows, strict=True))
        )
    )
    size = sum(sizes) + 2 * vectors + len(KINDS)
    mix: Model[Floats2d, Floats2d] = Maxout(
        width, size, nP=3, dropout=dropout, normalize=True
    )
    return Model(
        "word_embed",
        _forward,
        init=_init,
        layers=[hashed, mix],
        dims={"nO": width, "nV": vectors},
        attrs={"forms": None, "unknown": unknown, **EMPTY._asdict()},
    )


def set_gazetteer(model: Model[Any, Any], gazetteer: Gazetteer) -> None:
    """Give the lists to the network that a ``word_embed`` is part of."""
    for node in model.walk():
        if node.name == "word_embed":
            # What is known of forms so far holds for other lists.
            node.attrs.update(forms=None, **gazetteer._asdict())


def _init(model: Model[Any, Any], **_: Any) -> None:
    hashed, mix = model.layers
    ids = model.ops.alloc2i(1, len(COLUMNS) + 3).astype("uint64")
    hashed.initialize(X=ids)
    mix.initialize(X=model.ops.alloc2f(1, mix.get_dim("nI")))


def name_head(
    tok2vec: Model[list[Doc], list[Floats2d]], width: int, dropout: float
) -> Model[list[Doc], list[Floats2d]]:
    """The head of names: one more layer that looks a word to each side, then scores.

    Args:
        tok2vec: The listener to the shared network.
        width: Columns of the layer in between.
        dropout: Share of its inputs dropped in training.

    Returns:
        A layer from documents to one (words, labels) matrix each.
    """
    size = 3 * tok2vec.get_dim("nO")
    between: Model[Floats2d, Floats2d] = Maxout(
        width, size, nP=2, dropout=dropout, normalize=True
    )
    scores = Softmax_v2(None, width, normalize_outputs=False)
    layers: Model[Any, Any] = chain(expand_window(1), between, scores)
    model: Model[list[Doc], list[Floats2d]] = chain(tok2vec, with_array(layers, pad=1))
    model.set_ref("tok2vec", tok2vec)
    model.set_ref("between", between)
    model.set_ref("output_layer", scores)
    return model


registry.architectures("crisislearn.WordEmbed.v1", func=word_embed)
registry.architectures("crisislearn.NameHead.v1", func=name_head)


def _forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> Any:
    hashed, mix = model.layers
    lengths = [len(doc) for doc in docs]
    if not sum(lengths):
        empty = [model.ops.alloc2f(0, model.get_dim("nO")) for _ in docs]
        return empty, lambda d_docs: []
    forms = model.attrs["forms"]
    if forms is None or forms.vocab is not docs[0].vocab:
        gazetteer = Gazetteer(model.attrs["words"], model.attrs["lists"])
        forms = model.attrs["forms"] = Forms(docs[0].vocab, gazetteer)
    orths = np.concatenate([doc.to_array(ORTH) for doc in docs])
    different, back = np.unique(orths, return_inverse=True)
    rows = forms.look_up(different)
    if is_train:
        hidden = model.ops.xp.random.uniform(size=len(rows)) < model.attrs["unknown"]
        rows[hidden, 0] = UNKNOWN
        rows[hidden, VECTORS[0]] = 0
    ids, bp_hashed = hashed(rows, is_train)
    vectors = [_vectors(forms.vocab, rows[:, at].astype(np.int64)) for at in VECTORS]
    joined = np.hstack([ids, *vectors, LISTED * bits(rows[:, LISTS])])
    mixed, bp_mix = mix(joined, is_train)
    ends = np.cumsum(lengths)[:-1]

    def backprop(d_docs: list[Any]) -> list[Doc]:
        d_mixed = np.zeros_like(mixed)
        np.add.at(d_mixed, back, np.vstack(d_docs))
        bp_hashed(np.ascontiguousarray(bp_mix(d_mixed)[:, : ids.shape[1]]))
        return []

    return np.split(mixed[back], ends), backprop


def _vectors(vocab: Vocab, rows: npt.NDArray[np.int64]) -> Floats:
    """Static vectors; zeros for row 0, the unknown form."""
    table = vocab.vectors.data
    found: Floats = table[np.maximum(rows - 1, 0)].astype(np.float32) / STEPS
    found[rows == 0] = 0
    return found
