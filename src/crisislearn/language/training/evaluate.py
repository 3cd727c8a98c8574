"""Measuring a pipeline on gold sentences.

Here: accuracy of tags, features and lemmas, F of names, on gold tokens, as written and
spoiled. Not here: training, and the card the figures are written to (``card``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from crisislearn.language.training.treebanks import Gold

Spans = set[tuple[int, int, int, str]]


def annotate(nlp: Language, golds: Sequence[Gold]) -> list[Doc]:
    """One document a sentence, with the words as the gold data cuts them."""
    docs = [Doc(nlp.vocab, one.forms, one.spaced) for one in golds]
    return list(nlp.pipe(docs, batch_size=256))


def accuracy(pairs: Sequence[tuple[str, str]]) -> float:
    """Share of pairs that agree."""
    return sum(ours == gold for ours, gold in pairs) / max(len(pairs), 1)


def upos_pairs(docs: Sequence[Doc], golds: Sequence[Gold]) -> list[tuple[str, str]]:
    """Our part of speech and the gold one, word by word."""
    return [
        (token.pos_, upos)
        for doc, gold in zip(docs, golds, strict=True)
        for token, upos in zip(doc, gold.upos, strict=True)
    ]


def feats_pairs(docs: Sequence[Doc], golds: Sequence[Gold]) -> list[tuple[str, str]]:
    """Our features and the gold ones, word by word."""
    return [
        (str(token.morph) or "_", feats)
        for doc, gold in zip(docs, golds, strict=True)
        for token, feats in zip(doc, gold.feats, strict=True)
    ]


def lemma_pairs(docs: Sequence[Doc], golds: Sequence[Gold]) -> list[tuple[str, str]]:
    """Our lemma and the gold one in lower case, word by word."""
    return [
        (token.lemma_.lower(), lemma.lower())
        for doc, gold in zip(docs, golds, strict=True)
        for token, lemma in zip(doc, gold.lemmas, strict=True)
    ]


def found_names(docs: Sequence[Doc]) -> Spans:
    """Names in documents: number of the document, first and last word, kind.

    Only kinds that the yardstick annotates, so not MISC.
    """
    return {
        (i, span.start, span.end, span.label_)
        for i, doc in enumerate(docs)
        for span in doc.ents
        if span.label_ in ("PER", "ORG", "LOC")
    }


def gold_names(golds: Sequence[Gold]) -> Spans:
    """Names in gold sentences, like ``found_names``."""
    spans: Spans = set()
    for i, gold in enumerate(golds):
        start = 0
        names = [*(gold.names or []), "O"]
        for at, name in enumerate(names):
            before = names[at - 1] if at else "O"
            if before != "O" and (name[0] != "I" or name[2:] != before[2:]):
                spans.add((i, start, at, before[2:]))
            if name[0] == "B" or (name[0] == "I" and before[2:] != name[2:]):
                start = at
    return spans


def f_score(found: Spans, gold: Spans) -> tuple[float, float, float]:
    """Precision, recall and their harmonic mean."""
    right = len(found & gold)
    precision = right / max(len(found), 1)
    recall = right / max(len(gold), 1)
    return precision, recall, 2 * right / max(len(found) + len(gold), 1)


def confusions(pairs: Sequence[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """How often each gold label was given each of ours."""
    return Counter(pairs)
