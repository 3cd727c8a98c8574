"""The spaCy pipelines: the bundled Danish one, and light ones for its neighbours.

Here: which pipeline a name stands for, and loading it once a process. Not here: the
components (``components``, ``pipes``) and training (``training.model``). A caller that
needs no names or no tags says so, ``nlp.pipe(texts, disable=NETWORK)``, and pays for
what it reads only: without the network the pipeline is several times as fast.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import UnknownValueError
from crisislearn.language.ladder import AUTO, BUNDLED, choose
from crisislearn.language.lexicon import MODELS

if TYPE_CHECKING:
    from spacy.language import Language

SENTENCES = "crisislearn_sentences"
TAGS = "crisislearn_tags"
LEMMAS = "crisislearn_lemmas"
ENTITIES = "crisislearn_names"
NETWORK = ("tok2vec", TAGS, ENTITIES)
"""The trained components, for ``disable``."""
LIGHT = ("en", "nb", "sv")
# Sentences and lemmas are ours whichever pipeline tags: statements and the coder's
# vocabulary rest on them. Nothing rests on a parser.
NOT_TAKEN = ("parser", "senter", "lemmatizer", "trainable_lemmatizer")

# spaCy's Danish tokeniser takes these for abbreviations at the end of a sentence, too,
# where they are words far more often.
WORDS_NOT_ABBREVIATIONS = frozenset(
    """alt beg do el fig for i ill ind ing it lat mag man mar mul pas pos red ref rest
    sa se sing tor var vind vær""".split()
)


def load_pipeline(name: str = AUTO) -> Language:
    """The pipeline of a name; see ``crisislearn.language.load_pipeline``."""
    if name in LIGHT:
        return _light(name)
    try:
        chosen = choose(AUTO if name == "da" else name)
    except UnknownValueError as error:
        names = ["da", *LIGHT, *error.valid]
        raise UnknownValueError("language pipeline", name, names) from None
    return load_trained(MODELS / BUNDLED) if chosen == BUNDLED else _other(chosen)


@cache
def load_trained(folder: Path) -> Language:
    """A trained pipeline from its folder."""
    import spacy

    # Importing them tells spaCy what the folder's parts are made with.
    from crisislearn.language import components, network, pipes  # noqa: F401
    from crisislearn.language.blas import use_blas

    nlp: Language = spacy.load(folder)
    use_blas(nlp)
    return _bounded(nlp)


def danish_tokens() -> Language:
    """A pipeline that only cuts Danish text into tokens: what training starts from."""
    import spacy

    nlp: Language = spacy.blank("da")
    nlp.tokenizer.rules = {
        text: rule
        for text, rule in nlp.tokenizer.rules.items()
        if text[:-1].lower() not in WORDS_NOT_ABBREVIATIONS or text[-1] != "."
    }
    return nlp


@cache
def _other(name: str) -> Language:
    """A package or a folder: its tags and names, with our sentences and lemmas."""
    import spacy

    from crisislearn.language import components  # noqa: F401

    nlp: Language = spacy.load(name, exclude=list(NOT_TAKEN))
    nlp.add_pipe(SENTENCES)
    nlp.add_pipe(LEMMAS)
    return _bounded(nlp)


@cache
def _light(lang: str) -> Language:
    """Sentence starts by rules; a lemma is the word in lower case."""
    import spacy

    from crisislearn.language import components  # noqa: F401

    nlp: Language = spacy.blank(lang)
    nlp.add_pipe(SENTENCES)
    nlp.add_pipe(LEMMAS)
    return _bounded(nlp)


def _bounded(nlp: Language) -> Language:
    from crisislearn.language.bounded import BoundedTokenizer

    nlp.tokenizer = BoundedTokenizer(nlp.tokenizer)
    return nlp
