"""An untrained pipeline: network, heads and the settings of a run.

Here: sizes, labels of names, weights drawn by the seed. Not here: the layers
(``language.network``) and the loop (``learn``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spacy.language import Language
from spacy.strings import hash_string  # type: ignore[attr-defined]
from spacy.tokens import Doc
from spacy.vectors import Vectors
from thinc.api import fix_random_seed

import crisislearn.language.components
import crisislearn.language.network
import crisislearn.language.pipes  # noqa: F401
from crisislearn.language.blas import use_blas
from crisislearn.language.network import set_gazetteer
from crisislearn.language.pipeline import ENTITIES, TAGS
from crisislearn.language.training.wordvectors import WordVectors

KINDS = ("PER", "ORG", "LOC", "MISC")
NAME_LABELS = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BILU"))
SIZES = [64, 24, 24, 48, 48, 12, 24]
ROWS = [4000, 1000, 500, 2000, 4000, 300, 1000]
"""Width and rows of the hashed embedding of each of ``features.COLUMNS``."""


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


def build(
    nlp: Language, vectors: WordVectors, labels: Sequence[str], settings: Settings
) -> Language:
    """Add the network and its heads to a pipeline, weights drawn by the seed."""
    fix_random_seed(settings.seed)
    # Keys, not strings: the forms themselves are not written with the pipeline.
    keys = [hash_string(form) for form in vectors.forms]
    nlp.vocab.vectors = Vectors(
        strings=nlp.vocab.strings, data=vectors.table, keys=keys, name="da"
    )
    model = _network(settings, vectors.table.shape[1])
    network = nlp.add_pipe("tok2vec", config={"model": model})
    listener = {"model": {"tok2vec": {"width": settings.width}}}
    tags = nlp.add_pipe(TAGS, config=listener)
    names = nlp.add_pipe(ENTITIES, config=listener)
    set_gazetteer(network.model, vectors.gazetteer)
    use_blas(nlp)
    network.model.initialize(X=[Doc(nlp.vocab, ["Vi", "lukkede"])])
    _start_head(tags, labels, settings.width)
    _start_head(names, NAME_LABELS, settings.width)
    return nlp


def _network(settings: Settings, vectors: int) -> dict[str, Any]:
    """The shared network as spaCy's configuration says it."""
    embed = {
        "@architectures": "crisislearn.WordEmbed.v1",
        "width": settings.width,
        "sizes": SIZES,
        "rows": ROWS,
        "vectors": vectors,
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
    return {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}


def _start_head(pipe: Any, labels: Sequence[str], width: int) -> None:
    for label in labels:
        pipe.add_label(label)
    head = pipe.model.get_ref("output_layer")
    head.set_dim("nO", len(labels))
    if not head.has_dim("nI"):
        head.set_dim("nI", width)
    head.initialize()
    if pipe.model.has_ref("between"):
        pipe.model.get_ref("between").initialize()
