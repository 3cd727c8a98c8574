"""Noun phrases of a statement, and the forms that words have in it.

Here: what is read off parts of speech for labels: "direkte nummer", "krav om
dokumentation", and that people say "unge", not "ung". Not here: which of them name a
topic (``model``, ``words``). Without parts of speech there are none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from sys import intern
from typing import TYPE_CHECKING

from crisislearn.topics.words import PLACEHOLDER, SHORTEST, stop_words

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

JOINT = "_"  # between the lemmas of a phrase, which is one word to c-TF-IDF
NAME = "PROPN"
ARTICLES = frozenset("en et den det de".split())
PREPOSITIONS = frozenset("af for fra hos i med mellem om på til uden under ved".split())
ADJECTIVES = 2  # of a phrase, at most

Said = dict[str, str]
"""What a statement says, by lemmas (``krav_om_dokumentation``), as it says it."""


def said_in(doc: Doc, language: str) -> Said:
    """Words and noun phrases of a statement, each as first said there.

    Words are nouns, adjectives and what has a name ("NemID"). Phrases are one or two
    adjectives with a noun, and a noun, a preposition, perhaps an article, and a noun.
    They hold no name, no stop word and nothing of what stands for a name; a form
    differs from its lemmas by inflection and an article only.

    Args:
        doc: Parts of speech, features and lemmas of a pseudonymised text.
        language: Language of the stop words.

    Returns:
        Forms by lemmas, in lower case but for names; empty where no parts of speech are
        known.
    """
    hidden = [match.span() for match in PLACEHOLDER.finditer(doc.text)]
    stop = stop_words(language)
    kinds = [_kind(token, stop, hidden) for token in doc]
    found: Said = {}
    for i, kind in enumerate(kinds):
        if not kind:
            continue
        word = doc[i]
        form = _listed(word) if kind == "NOUN" else word.lower_
        if kind == NAME:
            form = word.text if word.lower_ == word.lemma_.lower() else ""
        if form:
            found.setdefault(intern(word.lemma_.lower()), intern(form))
        if kind == "NOUN":
            for tokens in (_described(doc, kinds, i), _joined(doc, kinds, i)):
                lemmas = [token.lemma_ for token in tokens if not _article(token)]
                if len(lemmas) > 1:
                    form = " ".join(token.lower_ for token in tokens)
                    found.setdefault(intern(JOINT.join(lemmas)), intern(form))
    return found


def phrases_of(said: Mapping[str, str]) -> list[str]:
    """The phrases of a statement, by lemmas; its single words are left out."""
    return [name for name in said if JOINT in name]


def forms(said: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The form in which most statements say a word or phrase, by its lemmas."""
    count: dict[str, Counter[str]] = {}
    for one in said:
        for name, form in one.items():
            count.setdefault(name, Counter())[form] += 1
    return {
        name: min(seen, key=lambda form: (-seen[form], form))
        for name, seen in count.items()
    }


def _kind(token: Token, stop: frozenset[str], hidden: Sequence[tuple[int, int]]) -> str:
    """Part of speech of a word that may name a topic, otherwise empty."""
    fits = (
        token.pos_ in ("NOUN", "ADJ", NAME)
        and len(token.lemma_) >= SHORTEST
        and token.text.replace("-", "").isalpha()
        and not {token.lemma_, token.lower_} & stop
        and not any(start <= token.idx < end for start, end in hidden)
    )
    return token.pos_ if fits else ""


def _listed(noun: Token) -> str:
    """A noun as it stands in a list: "kommune" for "kommunens", and "skemaer".

    Empty for "skemaerne", whose form without article is not known.
    """
    features = noun.morph.to_dict()
    if features.get("Number") != "Plur":
        return str(noun.lemma_)
    plain = features.get("Definite") == "Ind" and features.get("Case") != "Gen"
    return str(noun.lower_) if plain else ""


def _article(token: Token) -> bool:
    return token.pos_ == "DET" and token.lower_ in ARTICLES


def _described(doc: Doc, kinds: Sequence[str], noun: int) -> list[Token]:
    """The noun with the adjectives before it; "det fysiske møde" with its article."""
    start = noun
    while start > 0 and noun - start < ADJECTIVES and kinds[start - 1] == "ADJ":
        start -= 1
    definite = doc[start].morph.to_dict().get("Definite") == "Def"
    if start < noun and start > 0 and definite and _article(doc[start - 1]):
        return [doc[start - 1], *doc[start : noun + 1]]
    return list(doc[start : noun + 1])


def _joined(doc: Doc, kinds: Sequence[str], noun: int) -> list[Token]:
    """The noun with a preposition and the noun after it, if it is followed by them."""
    after = noun + 1
    if after >= len(doc) or doc[after].lower_ not in PREPOSITIONS:
        return []
    other = after + 1
    if other < len(doc) and _article(doc[other]):
        other += 1
    ends = other < len(doc) and kinds[other] == "NOUN"
    return list(doc[noun : other + 1]) if ends else []
