"""The components of rules: sentence starts and lemmas.

Here: what spaCy calls for each document, vectorised and cached by form. Not here: the
rules (``sentences``, ``lemmas``) and the trained components (``pipes``). Importing this
module registers both with spaCy.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.parts_of_speech import NAMES
from spacy.tokens import Doc
from spacy.vocab import Vocab

from crisislearn.language.lemmas import RARE, lemma, lemma_as
from crisislearn.language.lexicon import load_lexicon
from crisislearn.language.pipeline import LEMMAS, SENTENCES
from crisislearn.language.sentences import starts

TABLE = "lemmas_by_tag.tsv.gz"

ByTag = Mapping[tuple[str, str], str]
"""Form in lower case and part of speech → lemma."""


class Sentences:
    """Sets sentence starts.

    Args:
        danish: Whether ordinary words are told from abbreviations by the word list.
    """

    def __init__(self, danish: bool) -> None:
        self.is_word = is_danish_word if danish else _is_no_word

    def __call__(self, doc: Doc) -> Doc:
        """Mark the first token of each sentence."""
        # Arrays: a token of its own for each word takes longer than all the rules, and
        # setting the flag token by token takes time with the square of the text, as
        # spaCy looks through the whole of it each time.
        rows = doc.to_array(["ORTH", "SPACY"]).tolist()
        strings = doc.vocab.strings
        words = [strings[orth] for orth, _ in rows]
        flags = starts(words, [bool(space) for _, space in rows], self.is_word)
        marks = np.where(np.array(flags, dtype=bool), 1, -1)
        return doc.from_array(["SENT_START"], marks.astype(np.int64).view(np.uint64))


class Lemmas:
    """Sets lemmas, by part of speech where the tagger has run.

    Args:
        vocab: Of the pipeline.
        danish: Otherwise a lemma is the form in lower case.
        by_tag: Lemmas of forms that have several, by part of speech.
    """

    def __init__(self, vocab: Vocab, danish: bool, by_tag: ByTag | None = None) -> None:
        self.vocab = vocab
        self.danish = danish
        self.by_tag: dict[tuple[str, str], str] = dict(by_tag or {})
        self._known: dict[tuple[int, int, bool], tuple[int, bool]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the lemma of each token."""
        if not len(doc):
            return doc
        rows = doc.to_array(["ORTH", "POS", "SENT_START"]).tolist()
        hashes = []
        first = True
        for orth, pos, start in rows:
            first = first or start == 1
            found = self._known.get((orth, pos, first))
            if found is None:
                found = self._known[orth, pos, first] = self._find(orth, pos, first)
            hashes.append(found[0])
            # After a quotation mark or a number a capital is still no name.
            first = first and not found[1]
        return doc.from_array(["LEMMA"], np.array(hashes, dtype=np.uint64))

    def _find(self, orth: int, pos: int, first: bool) -> tuple[int, bool]:
        """Hash of the lemma, and whether the form has a letter."""
        form: str = self.vocab.strings[orth]
        name = form[0].isupper() and not first
        if not self.danish:
            found = form.lower()
        elif pos:
            found = lemma_as(form, NAMES[pos], self.by_tag, name=name)
        else:
            found = lemma(form, name=name)
        return self.vocab.strings.add(found), any(c.isalpha() for c in form)

    def to_disk(self, path: Path, *, exclude: Any = ()) -> None:
        """Write the lemmas by part of speech."""
        path.mkdir(parents=True, exist_ok=True)
        rows = ("\t".join((*key, found)) for key, found in sorted(self.by_tag.items()))
        # mtime=0: the same rows give the same bytes.
        packed = gzip.compress("\n".join(rows).encode("utf-8"), 9, mtime=0)
        (path / TABLE).write_bytes(packed)

    def from_disk(self, path: Path, *, exclude: Any = ()) -> Lemmas:
        """Read what ``to_disk`` wrote."""
        text = gzip.decompress((path / TABLE).read_bytes()).decode("utf-8")
        rows = (line.split("\t") for line in text.splitlines())
        self.by_tag = {(form, upos): found for form, upos, found in rows}
        self._known.clear()
        return self


def is_danish_word(word: str) -> bool:
    """Whether a lower-case string is an ordinary Danish word."""
    entry = load_lexicon().entries.get(word)
    return entry is not None and entry.frequency >= RARE


def _is_no_word(word: str) -> bool:
    return False


def _make_sentences(nlp: Language, name: str) -> Sentences:
    """The component of sentence starts."""
    return Sentences(nlp.lang == "da")


def _make_lemmas(nlp: Language, name: str) -> Lemmas:
    """The component of lemmas."""
    return Lemmas(nlp.vocab, nlp.lang == "da")


Language.factory(SENTENCES, func=_make_sentences)
Language.factory(LEMMAS, func=_make_lemmas)
