"""One pass of the language pipeline over the originals of a source, in memory.

Here: the names it finds, and carrying its tags over to the texts without personal data,
so that no later stage reads them again. Not here: finding people (``people``) and the
pipeline itself (``language``). Nothing that holds an original is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from crisislearn.language.ladder import choose, version_of
from crisislearn.privacy.evidence import Entity

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from crisislearn.privacy.pseudonymiser import Replaced


@cache
def reader_of(language: str, danish: str) -> tuple[str, str]:
    """The pipeline that reads a language, and its name with its version.

    Args:
        language: ``da``, ``nb``, ``sv`` or ``en``.
        danish: Name of the pipeline for Danish (``load_pipeline``).
    """
    if language != "da":
        return language, language
    name = choose(danish)
    return name, f"{name} {version_of(name)}".strip()


@dataclass(frozen=True)
class Reading:
    """What one pass found.

    Attributes:
        pipeline: Name of the pipeline.
        docs: Each text as it was read.
    """

    pipeline: str
    docs: dict[str, Doc]

    def entities(self) -> dict[str, list[Entity]]:
        """Each text with what the pipeline takes for names in it."""
        return {
            text: [Entity(e.start_char, e.end_char, e.label_) for e in doc.ents]
            for text, doc in self.docs.items()
        }

    def carried(self, original: str, done: Replaced) -> Doc:
        """The text without personal data, with the tags that the original got.

        What stands for a finding is a proper noun; a sentence that began with one goes
        on beginning there.
        """
        doc = self.docs[original]
        if not done.offsets.replaced:
            return doc
        from crisislearn.language import load_pipeline
        from crisislearn.language.annotate import KEPT

        new = load_pipeline(self.pipeline).make_doc(done.text)
        rows = doc.to_array(list(KEPT))
        return new.from_array(list(KEPT), _moved(doc, rows, new, done))


def _moved(doc: Doc, rows: Any, new: Doc, done: Replaced) -> Any:
    """The attributes of each new token: its own from the original, or a name's."""
    import numpy as np
    from spacy.parts_of_speech import IDS

    begins, words = doc.to_array(["IDX", "ORTH"]).astype(np.uint64).T
    now, now_words = new.to_array(["IDX", "ORTH"]).astype(np.uint64).T
    was = _places(now.astype(np.int64), done)
    near = np.minimum(np.searchsorted(begins, was), len(begins) - 1)
    same = (begins[near] == was) & (words[near] == now_words)
    moved = np.zeros((len(new), rows.shape[1]), dtype=np.uint64)
    moved[same] = rows[near[same]]
    inside = np.int64(-1).astype(np.uint64)
    starts = {int(begins[n]) for n in np.flatnonzero(rows[:, 3] == 1)}
    for number in np.flatnonzero(~same).tolist():
        token = new[number]
        start, stop = done.offsets.to_original(token.idx, token.idx + len(token))
        is_first = token.text[0] == "[" and not starts.isdisjoint(range(start, stop))
        lemma = new.vocab.strings.add(token.text)
        moved[number] = (lemma, IDS["PROPN"], 0, 1 if is_first else inside)
    return moved


def _places(now: Any, done: Replaced) -> Any:
    """Where tokens that begin outside of what was replaced began in the original."""
    import numpy as np

    ends = np.array([end for _, end in done.offsets.replaced])
    spans = zip(done.offsets.replaced, done.replaced, strict=True)
    moves = np.cumsum([0] + [f.end - f.start - (e - s) for (s, e), f in spans])
    was = now + moves[np.searchsorted(ends, now, side="right")]
    inside = np.zeros(len(now), dtype=bool)
    for start, end in done.offsets.replaced:
        inside |= (now >= start) & (now < end)
    return np.where(inside, -1, was).astype(np.uint64)


def read(
    texts: Sequence[str], language: str, danish: str = "auto", workers: int = 1
) -> Reading:
    """Read the originals of a source once.

    Args:
        texts: The originals.
        language: Of the source: ``da``, ``nb``, ``sv`` or ``en``.
        danish: Name of the pipeline for Danish (``load_pipeline``).
        workers: Processes to use where there are many texts.
    """
    from crisislearn.language.annotate import annotate

    name, _ = reader_of(language, danish)
    different = list(dict.fromkeys(texts))
    docs = annotate(different, name, workers, names=True)
    return Reading(name, dict(zip(different, docs, strict=True)))
