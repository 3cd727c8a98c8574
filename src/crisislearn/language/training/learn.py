"""Training the network: both heads on one set of layers.

Here: building the pipeline, batches, targets, the loop. Not here: the sentences
(``treebanks``), measuring (``evaluate``) and the order of the whole (``model``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc
from spacy.vectors import Vectors
from thinc.api import Adam, fix_random_seed

import crisislearn.language.components
import crisislearn.language.network
import crisislearn.language.pipes  # noqa: F401
from crisislearn.language.pipeline import ENTITIES, TAGS
from crisislearn.language.training.noise import spoil
from crisislearn.language.training.treebanks import Gold
from crisislearn.language.training.wordvectors import WordVectors

Floats = npt.NDArray[np.float32]
KINDS = ("PER", "ORG", "LOC", "MISC")
NAME_LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BILU"))


@dataclass(frozen=True)
class Settings:
    """What a training run may vary.

    Attributes:
        width: Columns of the hidden layers.
        depth: Layers that look one word to each side.
        epochs: Times the training sentences are seen.
        words: Words in a batch.
        rate: Highest learning rate; it rises for a twentieth of the run, then falls.
        noise: Share of sentences spoiled.
        dropout: Share of inputs dropped.
        unknown: Share of forms hidden behind their endings.
        smoothing: Share of a target spread over all labels.
        names: Weight of the loss of names.
        seed: Of all chance.
    """

    width: int = 96
    depth: int = 3
    epochs: int = 10
    words: int = 800
    rate: float = 0.003
    noise: float = 0.3
    dropout: float = 0.15
    unknown: float = 0.1
    smoothing: float = 0.03
    names: float = 1.0
    seed: int = 1


GAP = Gold(["\n"], ["\n"], ["SPACE"], ["_"], ["O"])
GAPS = 0.03
"""Share of documents with a line break, which is a token of its own, put in."""
SIZES = [64, 24, 24, 48, 48, 12, 24]
ROWS = [4000, 1000, 500, 2000, 4000, 300, 1000]


def build(
    nlp: Language, vectors: WordVectors, labels: Sequence[str], settings: Settings
) -> Language:
    """Add the network and its heads to a pipeline, weights drawn by the seed."""
    fix_random_seed(settings.seed)
    # Keys, not strings: the forms themselves are not written with the pipeline.
    keys = [hash_string(form) for form in vectors.forms]
    strings = nlp.vocab.strings
    nlp.vocab.vectors = Vectors(
        strings=strings, data=vectors.table, keys=keys, name="da"
    )
    embed = {
        "@architectures": "crisislearn.WordEmbed.v1",
        "width": settings.width,
        "sizes": SIZES,
        "rows": ROWS,
        "vectors": vectors.table.shape[1],
        "unknown": settings.unknown,
        "dropout": settings.dropout,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": settings.width,
        "window_size": 1,
        "maxout_pieces": 3,
        "depth": settings.depth,
    }
    model = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    nlp.add_pipe("tok2vec", config={"model": model})
    listener = {"model": {"tok2vec": {"width": settings.width}}}
    tags = nlp.add_pipe(TAGS, config=listener)
    names = nlp.add_pipe(ENTITIES, config=listener)
    doc = Doc(nlp.vocab, ["Vi", "lukkede"])
    network = nlp.get_pipe("tok2vec").model
    network.initialize(X=[doc])
    for pipe, names_of in ((tags, labels), (names, NAME_LABELS)):
        for label in names_of:
            pipe.add_label(label)
        head = pipe.model.get_ref("output_layer")
        head.set_dim("nO", len(names_of))
        if not head.has_dim("nI"):
            head.set_dim("nI", settings.width)
        head.initialize()
        if pipe.model.has_ref("between"):
            pipe.model.get_ref("between").initialize()
    return nlp


def label(upos: str, feats: str) -> str:
    """The label of the tagger for a part of speech and features."""
    return upos if feats == "_" else f"{upos} {feats}"


@dataclass
class Batch:
    """Documents with the rows of their targets; -1 where a label is unknown."""

    docs: list[Doc]
    tags: npt.NDArray[np.int64]
    names: npt.NDArray[np.int64]


class Targets:
    """Turns sentences into batches for one pipeline."""

    def __init__(self, nlp: Language, settings: Settings) -> None:
        self.nlp = nlp
        self.settings = settings
        self.tags = {one: i for i, one in enumerate(nlp.get_pipe(TAGS).labels)}
        self.names = {one: i for i, one in enumerate(nlp.get_pipe(ENTITIES).labels)}
        self.random = Random(settings.seed)

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
        tags: list[int] = []
        names: list[int] = []
        made = []
        for doc in docs:
            made.append(Doc(self.nlp.vocab, [f for one in doc for f in one.forms]))
            for one in doc:
                tags += [
                    self.tags.get(label(*pair), -1)
                    for pair in zip(one.upos, one.feats, strict=True)
                ]
                labels = places(repaired(one.names or [""] * len(one.forms)))
                names += [self.names.get(name, -1) for name in labels]
        return Batch(made, np.array(tags), np.array(names))


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


def train(nlp: Language, golds: Sequence[Gold], settings: Settings) -> Iterator[float]:
    """Train the pipeline in place.

    Args:
        nlp: From ``build``.
        golds: Sentences to learn from.
        settings: Of the run.

    Yields:
        Mean loss of a word, after each epoch; the weights are then their averages.
    """
    fix_random_seed(settings.seed)
    network = nlp.get_pipe("tok2vec").model
    heads = [nlp.get_pipe(name).model.layers[1] for name in (TAGS, ENTITIES)]
    parts = (network, *heads)
    targets = Targets(nlp, settings)
    steps = settings.epochs * sum(len(g.forms) for g in golds) // settings.words
    rates: Any = _rates(settings.rate, steps)
    adam = Adam(learn_rate=rates, L2=0.01, grad_clip=1.0)
    for _ in range(settings.epochs):
        loss = words = 0.0
        for batch in targets.batches(golds):
            loss += _step(network, heads, batch, settings)
            words += len(batch.tags)
            for model in parts:
                model.finish_update(adam)
            adam.step_schedules()
        with ExitStack() as stack:
            for model in parts:
                stack.enter_context(model.use_params(adam.averages))
            yield loss / words
    for model in parts:
        _settle(model, adam.averages)


def _settle(model: Any, averages: Mapping[Any, Any]) -> None:
    """Make the averages the weights for good."""
    for node in model.walk():
        for name in node.param_names:
            if (node.id, name) in averages:
                node.set_param(name, averages[node.id, name])


def _rates(highest: float, steps: int) -> Iterator[float]:
    rise = max(steps // 20, 1)
    for step in range(rise):
        yield highest * (step + 1) / rise
    for step in range(steps):
        yield max(highest * (1 - step / max(steps - rise, 1)), highest / 100)


def _step(network: Any, heads: list[Any], batch: Batch, settings: Settings) -> float:
    hidden, bp_hidden = network.begin_update(batch.docs)
    total = 0.0
    d_hidden = [np.zeros_like(one) for one in hidden]
    weights = (1.0, settings.names)
    for head, gold, weight in zip(
        heads, (batch.tags, batch.names), weights, strict=True
    ):
        scores, bp = head.begin_update(hidden)
        flat = np.concatenate(scores)
        d_flat, loss = _loss(flat, gold, settings.smoothing)
        total += weight * loss
        ends = np.cumsum([len(one) for one in scores])[:-1]
        for into, part in zip(
            d_hidden, bp(np.split(weight * d_flat, ends)), strict=True
        ):
            into += part
    bp_hidden(d_hidden)
    return total


def _loss(
    scores: Floats, gold: npt.NDArray[np.int64], smoothing: float
) -> tuple[Floats, float]:
    """Gradient of cross-entropy against smoothed labels, and its sum."""
    known = gold >= 0
    labels = scores.shape[1]
    d = scores - np.float32(smoothing / labels)
    d[np.arange(len(gold))[known], gold[known]] -= np.float32(1 - smoothing)
    d[~known] = 0
    right = scores[np.arange(len(gold))[known], gold[known]]
    return d / np.float32(len(gold)), float(-np.log(right + 1e-9).sum())
