"""Which Danish words are nouns.

Here: asking the word list, then the last part of a compound. Not here: the words that
a topic may be described by (``topics.words``), which are mostly nouns.
"""

from __future__ import annotations

from functools import lru_cache

from crisislearn.language.lemmas import RARE, SHORTEST_TAIL
from crisislearn.language.lexicon import load_lexicon


@lru_cache(maxsize=100_000)
def is_noun(word: str) -> bool:
    """Whether a word is a noun, in most of its uses.

    Args:
        word: A lemma, or another form, in lower case.

    Returns:
        True for a known noun, a compound that ends in one, and a word unlike any in
        the list: what is new to the language is a name or a thing (``discord``). A name
        in the list is no noun.
    """
    lexicon = load_lexicon()
    for at in range(len(word)):
        part = word[at:]
        if at and len(part) < SHORTEST_TAIL:
            break
        known = lexicon.lemmas.get(part) or lexicon.entries.get(part)
        if known and (at == 0 or (known.frequency >= RARE and known.kind in "nva")):
            return known.kind == "n"
    return True
