"""The word lists of the coder: forms, finite verbs, evaluative words and cues.

Here: reading ``templates/coder_words.yml`` once. Not here: the rules about status
(``status``) and the terms of codes (``codebook``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crisislearn.textfiles import parse_yaml

PATH = Path(__file__).parent.parent / "templates" / "coder_words.yml"


@dataclass(frozen=True)
class Words:
    """Word lists, all in lower case.

    Attributes:
        forms: Form → lemmas, for verbs and adjectives that decide a status; they hold
            even where a lemma list is wrong about them.
        finite: Forms that are finite verbs.
        past: Those of them that are in the past tense.
        articles: Words after which a form is a noun.
        light: Words that are neither subject nor object of a clause: auxiliaries,
            pronouns, adverbs, conjunctions, words of time.
        pronouns: Words by which a later clause takes up an earlier barrier.
        claim_words: A term with one of them says by itself that something hinders.
        claim_endings: A term that ends so does, too.
        positive_words: A term with one of them names what is missing when it hinders.
        positive_terms: Whole terms that do so.
        neutral_terms: Terms of several words that only name something.
        general_words: A term with one of them gives way to a barrier with a name.
        cues: Patterns that show that a sentence speaks of a hindrance.
        topic: Patterns that only announce a subject.
        lack: Words that turn a positive term into a hindrance.
    """

    forms: dict[str, frozenset[str]]
    finite: frozenset[str]
    past: frozenset[str]
    articles: frozenset[str]
    light: frozenset[str]
    pronouns: frozenset[str]
    claim_words: frozenset[str]
    claim_endings: tuple[str, ...]
    positive_words: frozenset[str]
    positive_terms: frozenset[str]
    neutral_terms: frozenset[str]
    general_words: frozenset[str]
    cues: tuple[str, ...]
    topic: tuple[str, ...]
    lack: frozenset[str]

    def lemmas_of(self, form: str) -> frozenset[str]:
        """The lemmas a form has besides the one of the language pipeline."""
        return self.forms.get(form, frozenset())


@cache
def load_words() -> Words:
    """Read the word lists that ship with the package."""
    raw = parse_yaml(PATH.read_text(encoding="utf-8"))
    forms: dict[str, set[str]] = {}
    for lemma, line in raw["forms"].items():
        for form in line.split():
            forms.setdefault(form, set()).add(lemma)
    return Words(
        forms={form: frozenset(lemmas) for form, lemmas in forms.items()},
        finite=frozenset(raw["finite"].split()),
        past=frozenset(raw["past"].split()),
        articles=frozenset(raw["articles"].split()),
        light=frozenset(raw["light"].split()),
        pronouns=frozenset(raw["pronouns"].split()),
        claim_words=frozenset(raw["claim_words"].split()),
        claim_endings=tuple(raw["claim_endings"].split()),
        positive_words=frozenset(raw["positive_words"].split()),
        positive_terms=_terms(raw["positive_terms"]),
        neutral_terms=_terms(raw["neutral_terms"]),
        general_words=frozenset(raw["general_words"].split()),
        cues=tuple(raw["cues"]),
        topic=tuple(raw["topic"]),
        lack=frozenset(raw["lack"].split()),
    )


def _terms(text: str) -> frozenset[str]:
    return frozenset(" ".join(t.split()) for t in text.split(","))
