"""The spaCy pipelines: tokens, lemmas, sentence starts.

Here: assembling them from spaCy's tokenisers and this package's parts. Not here: the
rules themselves (``lemmas``, ``sentences``).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from crisislearn.errors import UnknownValueError
from crisislearn.language.lemmas import RARE, lemma
from crisislearn.language.lexicon import load_lexicon
from crisislearn.language.sentences import starts

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

NAMES = ("auto", "da", "en", "nb", "sv")
COMPONENT = "crisislearn_words"

# spaCy's Danish tokeniser takes these for abbreviations at the end of a sentence, too,
# where they are words far more often.
WORDS_NOT_ABBREVIATIONS = frozenset(
    """alt beg do el fig for i ill ind ing it lat mag man mar mul pas pos red ref rest
    sa se sing tor var vind vær""".split()
)


def load_pipeline(name: str = "auto") -> Language:
    """The pipeline of a language; see ``crisislearn.language.load_pipeline``."""
    if name not in NAMES:
        raise UnknownValueError("language pipeline", name, list(NAMES))
    return _build("da" if name == "auto" else name)


@cache
def _build(lang: str) -> Language:
    import spacy
    from spacy.language import Language

    if not Language.has_factory(COMPONENT):
        Language.factory(COMPONENT, func=_component)
    nlp: Language = spacy.blank(lang)
    if lang == "da":
        nlp.tokenizer.rules = {
            text: rule
            for text, rule in nlp.tokenizer.rules.items()
            if text[:-1].lower() not in WORDS_NOT_ABBREVIATIONS or text[-1] != "."
        }
    nlp.add_pipe(COMPONENT)
    return nlp


def _component(nlp: Language, name: str) -> Any:
    """The one component: sentence starts, then lemmas, which need them."""
    danish = nlp.lang == "da"

    def annotate(doc: Doc) -> Doc:
        words = [token.text for token in doc]
        spaced = [bool(token.whitespace_) for token in doc]
        is_word = _is_danish_word if danish else _is_no_word
        first = True
        flags = starts(words, spaced, is_word)
        # One array: setting the flag token by token takes time with the square of the
        # text, as spaCy looks through the whole of it each time.
        marks = np.where(np.array(flags, dtype=bool), 1, -1)
        doc = doc.from_array(["SENT_START"], marks.astype(np.int64).view(np.uint64))
        for token, word, flag in zip(doc, words, flags, strict=True):
            first = first or flag
            if danish:
                token.lemma_ = lemma(word, name=word[0].isupper() and not first)
            else:
                token.lemma_ = word.lower()
            # After a quotation mark or a number a capital is still no name.
            first = first and not any(letter.isalpha() for letter in word)
        return doc

    return annotate


def _is_danish_word(word: str) -> bool:
    entry = load_lexicon().entries.get(word)
    return entry is not None and entry.frequency >= RARE


def _is_no_word(word: str) -> bool:
    return False
