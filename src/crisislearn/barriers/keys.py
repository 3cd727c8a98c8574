"""Keys: by which words a form in a text can be found.

Here: the form, its lemmas, its stems and what spelling hides. Not here: the running
text (``tokens``) and what a word means.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from crisislearn.barriers.clauses import COORDINATE
from crisislearn.barriers.words import load_words

NUMBER = "#"
"""Key of every number word; 'en' and 'et' are articles far more often."""

_NUMBER_WORDS = frozenset(
    "to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten "
    "sytten atten nitten tyve tredive halvtreds hundrede".split()
)
_ENDINGS = tuple("s n t r en et er ne rs ers ens ets rne ene erne rnes ernes".split())
"""Endings of nouns: the bare stem may be a term that the lemma list does not know."""

_ELIDED = tuple("lens lerne lerns lernes len ler ren rene rens".split())
"""Endings before which a stem in -el or -er has lost its e ('manglen', 'midler')."""

_ASCII = (("aa", "å"), ("oe", "ø"), ("ae", "æ"))


class Form(NamedTuple):
    """What a form is, wherever it stands.

    Attributes:
        lower: The form in lower case.
        keys: The form, its lemma and what else it may be found by.
        head: The last part of a compound; empty for other words.
        is_word: False for punctuation.
        finite: Whether it looks like a finite verb after a word, an article, a mark.
        after: Which of these three it is for the form that follows.
    """

    lower: str
    keys: frozenset[str]
    head: str
    is_word: bool
    finite: tuple[bool, bool, bool]
    after: int


AFTER_WORD, AFTER_ARTICLE, AFTER_MARK = range(3)
"""Where a form may stand, which decides whether it can be a finite verb there."""


@lru_cache(maxsize=100_000)
def form_of(text: str, lemma: str) -> Form:
    """Look up a form.

    Args:
        text: As it stands in the text.
        lemma: Its lemma from the language pipeline; empty for none.
    """
    lower = text.lower()
    lemma = (lemma or lower).lower()
    is_word = any(ch.isalnum() or ch == "§" for ch in text)
    finite = (
        _is_finite(lower, lemma, AFTER_WORD),
        _is_finite(lower, lemma, AFTER_ARTICLE),
        _is_finite(lower, lemma, AFTER_MARK),
    )
    if lower in load_words().articles:
        after = AFTER_ARTICLE
    else:
        after = AFTER_MARK if lower in COORDINATE or not is_word else AFTER_WORD
    return Form(lower, _keys(lower, lemma), _head(lemma), is_word, finite, after)


def _is_finite(lower: str, lemma: str, place: int) -> bool:
    if lower in load_words().finite:
        return True
    if not lemma.endswith("e") or lemma == lower or len(lower) < 4:
        return False
    if place == AFTER_ARTICLE:
        return False
    if place == AFTER_MARK:
        # 'Skemaer, møder og registreringer': a list, not a verb.
        return lower.endswith("ede")
    if lower.endswith(("ede", "te")) and not lower.endswith("ste"):
        return True
    return lower == lemma + "r"


def _keys(lower: str, lemma: str) -> frozenset[str]:
    """Every key of a form."""
    words = load_words()
    keys = {lower, lemma, *words.lemmas_of(lower)}
    if lower.endswith("ende") and len(lower) > 6:
        keys.add(lower[:-4] + "e")
    if lower.endswith("es") and len(lower) > 4:
        keys.add(lower[:-1])
    if lower[:1].isdigit() or lower in _NUMBER_WORDS:
        keys.add(NUMBER)
    return frozenset(keys | _stems(lower) | _spelt_out(lower))


def _stems(lower: str) -> set[str]:
    """What is left without an ending, four letters at least."""
    found = {lower.removesuffix(e) for e in _ENDINGS if lower.endswith(e)}
    found |= {s[:-1] for s in found if s[-2:-1] == s[-1:]}
    for ending in _ELIDED:
        if lower.endswith(ending):
            stem = lower.removesuffix(ending)
            found |= {stem + "e" + ending[0], stem + stem[-1:] + "e" + ending[0]}
    for ending in ("ier", "iet", "ierne", "iernes"):
        if lower.endswith(ending):
            found.add(lower.removesuffix(ending) + "ium")
    return {stem for stem in found if len(stem) > 3}


def _spelt_out(lower: str) -> frozenset[str]:
    """'maatte' is 'måtte': letters that a keyboard did not have."""
    if not any(pair in lower for pair, _ in _ASCII):
        return frozenset()
    from crisislearn.language.lemmas import lemma
    from crisislearn.language.lexicon import load_lexicon

    entries = load_lexicon().entries
    spelt = lower
    for pair, letter in _ASCII:
        spelt = spelt.replace(pair, letter)
    if lower in entries or spelt not in entries:
        return frozenset()
    return frozenset((spelt, lemma(spelt), *load_words().lemmas_of(spelt)))


def _head(lemma: str) -> str:
    """What a compound is a kind of: 'fremmødeskema' is a 'skema'."""
    from crisislearn.language.compounds import parts

    if len(lemma) < 8 or not lemma.replace("-", "").isalpha():
        return ""
    split = parts(lemma)
    return split[-1] if len(split) > 1 and len(split[-1]) > 3 else ""
