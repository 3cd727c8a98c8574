"""Training the network: both heads on one set of layers.

Here: the loop, losses, averages. Not here: the untrained pipeline (``setup``), batches
(``batches``), measuring (``evaluate``) and the order of the whole (``model``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from thinc.api import Adam, fix_random_seed

from crisislearn.language.pipeline import ENTITIES, TAGS
from crisislearn.language.training.batches import Batch, Targets
from crisislearn.language.training.setup import Settings
from crisislearn.language.training.treebanks import Gold

Floats = npt.NDArray[np.float32]


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
        d_flat, loss = _loss(flat, gold)
        total += weight * loss
        ends = np.cumsum([len(one) for one in scores])[:-1]
        for into, part in zip(
            d_hidden, bp(np.split(weight * d_flat, ends)), strict=True
        ):
            into += part
    bp_hidden(d_hidden)
    return total


def _loss(scores: Floats, shares: Floats) -> tuple[Floats, float]:
    """Gradient of cross-entropy against the shares of labels, and its sum."""
    d = scores - shares
    d[~shares.any(axis=1)] = 0
    return d / np.float32(len(shares)), float(-(shares * np.log(scores + 1e-9)).sum())
