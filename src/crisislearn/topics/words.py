"""Words of a topic: which may describe one, and the label made of them.

Here: content words of a statement without stop words and without what stands for names,
the vocabulary, and labels. Not here: the weight of a word in a topic (``model``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from crisislearn.language.nouns import is_noun

MIN_STATEMENTS = 2
MIN_SPEAKERS = 3  # a word that fewer say is theirs, and could tell who they are
MAX_SHARE = 0.5
SHORTEST = 3
LABEL_WORDS = 3
LONGEST_LABEL = 4

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TOKEN = re.compile(r"[\w-]+")
PLACEHOLDER = re.compile(r"\[[^\[\]]*\]")
# What an inflected form may end in where the lemma keeps or drops the rest.
_FORMS = "e en er et ene erne ne n r t te ede ende s es ens ets ers nes ernes re est"
_ENDINGS = frozenset(["", *_FORMS.split()])
_STEM = 4
_ROOT = 7  # letters; words that begin with the same so many are of one root
# Adjectives that say who or what it is about, as a noun does, and nouns that the word
# list takes for names or foreign.
_TELLING = frozenset(
    """ung frivillig hjemløs voksen ældre udsat pårørende ensom syg social psykisk
    fysisk digital virtuel skriftlig mundtlig handicappet anbragt arbejdsløs
    ledig e-mail mail""".split()
)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words that say nothing about a topic: English ones, else Danish ones.

    The lists hold lemmas and forms, with the fillers of speech ("altså", "øh") and the
    words of any answer ("synes", "ting").
    """
    name = "stopwords_en.txt" if language == "en" else "stopwords_da.txt"
    text = (files("crisislearn.topics") / name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def content_words(text: str, lemmas: str, language: str) -> list[str]:
    """Words of a statement that could describe a topic, in order.

    Of Danish these are the nouns and a few adjectives: verbs tell how people speak, and
    made topics such as "turde, skrive, forstå". Of other languages no kinds are known.

    Args:
        text: Pseudonymised words, with ``[PERSON K7Q2]`` or ``[TELEFON]`` in them.
        lemmas: Its lemmas, separated by spaces; with the placeholders in brackets, or
            split into words like any other.
        language: Language of the stop words.

    Returns:
        Lemmas without stop words, numbers, words of one or two letters, and every word
        that stands in a placeholder for a name.
    """
    bare = PLACEHOLDER.sub(" ", lemmas.lower())
    words = [token for token in _TOKEN.findall(bare) if _WORD.fullmatch(token)]
    if bare == lemmas.lower():
        # Once per placeholder: "telefon" stays where somebody also said the word.
        hidden = Counter(_TOKEN.findall(" ".join(PLACEHOLDER.findall(text)).lower()))
        words = list(_without(words, hidden))
    stop = stop_words(language)
    left = [w for w in words if len(w) >= SHORTEST and w not in stop]
    if language != "da":
        return left
    return [w for w in left if w in _TELLING or is_noun(w)]


def _without(words: list[str], hidden: Counter[str]) -> list[str]:
    left, kept = Counter(hidden), []
    for word in words:
        if left[word] > 0:
            left[word] -= 1
        else:
            kept.append(word)
    return kept


def vocabulary(
    documents: Sequence[Sequence[str]], speakers: Sequence[str]
) -> list[str]:
    """Words that may describe topics, in alphabetical order.

    Those in at least two statements of at least three speakers (fewer only where there
    are fewer), and in at most half of all statements.

    Args:
        documents: Content words of n statements.
        speakers: Who said each, n ids.
    """
    said: Counter[str] = Counter()
    by: dict[str, set[str]] = {}
    for document, speaker in zip(documents, speakers, strict=True):
        for word in set(document):
            said[word] += 1
            by.setdefault(word, set()).add(speaker)
    enough = min(MIN_SPEAKERS, len(set(speakers)))
    most = MAX_SHARE * len(documents)
    return sorted(
        word
        for word, n in said.items()
        if MIN_STATEMENTS <= n <= most and len(by[word]) >= enough
    )


def same_word(a: str, b: str) -> bool:
    """Whether two words differ by inflection only: ``frivillig``, ``frivillige``."""
    shared = _beginning(a, b)
    if shared < _STEM:
        return False
    # The stem may give one letter to the ending: "borgere" and "borgeren".
    return any(
        a[cut:] in _ENDINGS and b[cut:] in _ENDINGS for cut in (shared, shared - 1)
    )


def _beginning(a: str, b: str) -> int:
    """How many letters two words begin with in common."""
    pairs = enumerate(zip(a, b, strict=False))
    return next((at for at, (x, y) in pairs if x != y), min(len(a), len(b)))


def distinct(words: Sequence[str]) -> list[str]:
    """The words in order, without those that repeat an earlier one inflected."""
    kept: list[str] = []
    for word in words:
        if word and not any(same_word(word, earlier) for earlier in kept):
            kept.append(word)
    return kept


def labels(
    topic_words: dict[int, list[str]],
    phrases: Mapping[int, Sequence[str]] | None = None,
    forms: Mapping[str, str] | None = None,
) -> dict[int, str]:
    """A readable label for every topic, no two alike.

    The phrase that weighs most, if there is one, and words up to three in all; a
    fourth, or other words further down, where a topic before it has the same label. A
    word that an earlier one holds, or is held by, says little beside it: after
    "bestyrelse" comes no "bestyrelsesmøde". A topic of a single word is called by it.

    Args:
        topic_words: Distinct words of each topic by weight, none empty.
        phrases: Phrases of each topic by weight.
        forms: As people say words and phrases, by lemmas; otherwise they stand as they
            are.
    """
    taken: set[str] = set()
    found = {}
    for topic, words in topic_words.items():
        best = [*(phrases or {}).get(topic, ())][:1]
        said = [(forms or {}).get(one, one) for one in _unlike(best, words)]
        choices = [said[:LABEL_WORDS], said[:LONGEST_LABEL]]
        choices += [[*said[:2], word] for word in said[LONGEST_LABEL:]]
        made = [", ".join(choice) for choice in choices]
        made = [one[:1].upper() + one[1:] for one in made]
        label = next((m for m in made if m not in taken), f"{made[0]} ({topic})")
        taken.add(label)
        found[topic] = label
    return found


def _unlike(first: Sequence[str], words: Sequence[str]) -> list[str]:
    """The first, and the words in order that none before them holds or is held by."""
    kept = list(first)
    for word in words:
        if not any(_akin(word, earlier) for earlier in kept):
            kept.append(word)
    return kept


def _akin(a: str, b: str) -> bool:
    """Whether a word holds the other, or both grow from one root.

    As ``sagsbehandler`` and ``sagsbehandling`` do.
    """
    short, long = sorted((a, b), key=len)
    held = len(short) >= _STEM and short in long
    return held or _beginning(a, b) >= _ROOT
