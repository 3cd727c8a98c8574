"""Recipe of ``da_crisislearn``, the bundled Danish pipeline.

Here: the order of the whole: gold data, word vectors and lists of names, teachers,
names in text nobody annotated, the pipeline itself, its card. Not here: each of the
steps. Run as ``python -m crisislearn.language.training.model DANISH OUT DATE``; takes
40 to 60 minutes on one core. The lists are packages of the extra ``train``.
"""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from spacy.language import Language

from crisislearn.language.pipeline import (
    ENTITIES,
    LEMMAS,
    SENTENCES,
    TAGS,
    danish_tokens,
)
from crisislearn.language.training import (
    card,
    gazetteer,
    learn,
    running,
    silver,
    wordvectors,
)
from crisislearn.language.training.batches import label
from crisislearn.language.training.setup import Settings
from crisislearn.language.training.setup import build as untrained
from crisislearn.language.training.tagged_lemmas import by_tag
from crisislearn.language.training.treebanks import Gold, chat, held_out, training
from crisislearn.language.training.wordvectors import WordVectors

log = logging.getLogger(__name__)

VERSION = "1.1"
NAME = "crisislearn"
STUDENT = Settings(width=128, depth=4, epochs=4, names=1.0, seed=1)
TEACHERS = tuple(
    replace(STUDENT, epochs=3, names=2.0, seed=seed) for seed in (11, 12, 13)
)
SILVER = {"ntrex_da": 1, "leipzig_wiki30k": 2, "tatoeba_dan_eng": 4}
"""Sources whose names (and tags) the teachers give, and the share taken: one in n.
Statutes hold no names and the minutes few kinds of them."""
SHORTEST = 4
BATCH = 256
"""Documents that are read at once unless a caller says otherwise: as many as a core's
cache takes."""

Running = dict[str, list[list[str]]]
Watch = Callable[[Language, int], None]


def read_running(danish: Path) -> Running:
    """All running text as sentences, none of UD dev or test."""
    held = held_out(danish)
    return {
        name: list(running.sentences(danish, name, held)) for name in running.SOURCES
    }


def learn_vectors(texts: Running, golds: Sequence[Gold]) -> WordVectors:
    """Word vectors of running text and of the words of the training sentences."""

    def everything() -> Iterator[list[str]]:
        for sentences in texts.values():
            yield from sentences
        for gold in golds:
            yield gold.forms

    return wordvectors.learn(everything())


def tag_labels(golds: Sequence[Gold]) -> list[str]:
    """The tagger's labels, in order."""
    found = {
        label(*pair)
        for gold in golds
        for pair in zip(gold.upos, gold.feats, strict=True)
    }
    return sorted((found | {"SPACE"}) - {""})


def trained(
    vectors: WordVectors,
    golds: Sequence[Gold],
    labels: Sequence[str],
    settings: Settings,
    watch: Watch | None = None,
) -> Language:
    """A pipeline of network and heads, trained on the sentences.

    Args:
        vectors: Word vectors.
        golds: Sentences; those with gold names are seen twice an epoch.
        labels: Of the tagger.
        settings: Of the run.
        watch: Called after each epoch, with its number.
    """
    nlp = untrained(danish_tokens(), vectors, labels, settings)
    for epoch, loss in enumerate(learn.train(nlp, golds, settings)):
        log.info("seed %d, epoch %d: loss %.4f", settings.seed, epoch + 1, loss)
        if watch:
            watch(nlp, epoch + 1)
    return nlp


def silver_sentences(
    teachers: Sequence[Language], golds: Sequence[Gold], texts: Running
) -> list[Gold]:
    """PAROLE with names, and running text with tags and names, from the teachers."""
    unnamed = list(golds)
    for name, every in SILVER.items():
        for words in texts[name][::every]:
            if len(words) >= SHORTEST:
                blank = [""] * len(words)
                unnamed.append(Gold(words, blank, blank, ["_"] * len(words)))
    return silver.fill(teachers, unnamed)


def assemble(
    network_of: Language,
    vectors: WordVectors,
    golds: Sequence[Gold],
    settings: Settings,
) -> Language:
    """The pipeline as it is bundled: a fresh vocabulary, all components in order.

    The training sentences' words stay out of the vocabulary that is written.
    """
    labels = network_of.get_pipe(TAGS).labels
    nlp = untrained(danish_tokens(), vectors, labels, settings)
    for name in ("tok2vec", TAGS, ENTITIES):
        nlp.get_pipe(name).model.from_bytes(network_of.get_pipe(name).model.to_bytes())
    nlp.add_pipe(SENTENCES, first=True)
    lemmas = nlp.add_pipe(LEMMAS, after=TAGS)
    lemmas.by_tag = by_tag(golds)
    nlp.batch_size = BATCH
    nlp.meta.update(name=NAME, version=VERSION, license="CC BY-SA 4.0")
    nlp.meta["description"] = "Danish pipeline trained for answers to surveys"
    return nlp


def write(nlp: Language, out: Path) -> None:
    """Write the pipeline to an empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    nlp.to_disk(out)


def build(danish: Path, out: Path, date: str) -> None:
    """Train the pipeline, write it and its card.

    Args:
        danish: Folder of the Danish gold data.
        out: Folder to write to; what is there is replaced.
        date: For the card.
    """
    # First, as it is the one step that may want a package.
    names = gazetteer.learn()
    golds = training(danish)
    texts = read_running(danish)
    vectors = replace(learn_vectors(texts, golds), gazetteer=names)
    log.info("%d sentences, %d vectors", len(golds), len(vectors.forms))
    labels = tag_labels(golds)
    named = [*(gold for gold in golds if gold.names is not None), *chat(danish)]
    unnamed = [gold for gold in golds if gold.names is None]
    teachers = [
        trained(vectors, [*unnamed, *named, *named], labels, settings)
        for settings in TEACHERS
    ]
    more = silver_sentences(teachers, unnamed, texts)
    log.info("%d sentences with silver names", len(more))
    curve = card.Curve(danish)
    student = trained(vectors, [*named, *named, *more], labels, STUDENT, curve.watch)
    nlp = assemble(student, vectors, golds, STUDENT)
    write(nlp, out)
    card.write(nlp, danish, out, date, curve)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    build(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
