"""One pass of the pipeline over a text, kept for every stage that needs it.

Here: running the pipeline over many texts, cutting its Docs with the texts, and packing
them for the store. Not here: the pipeline (``pipeline``) and where texts are cut
(``statements``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from crisislearn.language import load_pipeline
from crisislearn.language.pipeline import ENTITIES
from crisislearn.store import PART

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

BATCH = 256
SPREAD_FROM = 5_000  # texts; below, starting processes takes longer than they save
KEPT = ("LEMMA", "POS", "MORPH", "SENT_START")


def annotate(
    texts: Sequence[str], pipeline: str, workers: int = 1, *, names: bool = False
) -> list[Doc]:
    """Tokens, lemmas, parts of speech and sentences of each text.

    Args:
        texts: n texts.
        pipeline: Name of the pipeline (``load_pipeline``).
        workers: Processes to use where there are many texts.
        names: Whether names are wanted, too. What stands in the store has none left:
            they were replaced before.

    Returns:
        n Docs in the order of the texts.
    """
    if not texts:
        return []
    nlp = load_pipeline(pipeline)
    processes = workers if len(texts) >= SPREAD_FROM else 1
    unwanted = () if names else (ENTITIES, "ner")
    without = [name for name in unwanted if name in nlp.pipe_names]
    piped = nlp.pipe(texts, batch_size=BATCH, n_process=processes, disable=without)
    return [_without_tensor(doc) for doc in piped]


def _without_tensor(doc: Doc) -> Doc:
    """The Doc without what its network saw in it: two thirds of its memory."""
    import numpy as np

    doc.tensor = np.zeros((0,), dtype=np.float32)
    return doc


def cut(doc: Doc, start: int, end: int) -> Doc:
    """The part of a Doc from one character up to, not with, another.

    Args:
        doc: The whole.
        start: First character, where a token begins.
        end: Character after the last, where a token ends.
    """
    if (start, end) == (0, len(doc.text)):
        return doc
    span = doc.char_span(start, end, alignment_mode="expand")
    return span.as_doc()


def lemmas_of(doc: Doc) -> str:
    """Lemmas of a Doc, separated by spaces."""
    return " ".join(token.lemma_ for token in doc if not token.is_space)


def pack(docs: Iterable[Doc]) -> bytes:
    """Docs as bytes, the same ones each time."""
    from spacy.tokens import DocBin

    packed: bytes = DocBin(attrs=list(KEPT), docs=docs).to_bytes()
    return packed


def pack_parts(docs: Sequence[Doc]) -> list[bytes]:
    """Docs packed by ``PART``; one that is empty where there are none."""
    return [pack(docs[n : n + PART]) for n in range(0, max(len(docs), 1), PART)]


def unpack(packed: bytes) -> list[Doc]:
    """The Docs that ``pack`` was given."""
    from spacy.tokens import DocBin

    return list(DocBin().from_bytes(packed).get_docs(_vocab()))


@cache
def _vocab() -> Vocab:
    """Words without a model: what was read once needs none to be read again."""
    import spacy

    vocab: Vocab = spacy.blank("da").vocab
    return vocab
