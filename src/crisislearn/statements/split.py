"""Where a text is cut into statements of a few sentences.

Here: grouping sentences, and the clauses of a long one. Not here: finding sentences
(``language``) and what a statement says. What leans on the words before it ("Det",
"Men de", "Så") stays with them: a statement is read alone, by coders and by machines.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MOST_SENTENCES = 3
MOST_WORDS = 60
FEWEST_WORDS = 8  # on each side of a shift; less is a remark on what stands beside it
LONG_SENTENCE = 30  # words; shorter ones stay whole

# Words that turn to something else.
SHIFTS = frozenset("men derimod omvendt desuden but however besides".split())
# First words that need the sentence before to be understood.
LEANING = frozenset(
    "den det de dem denne dette disse han hun hans hendes deres dens dets så derfor "
    "dermed også ellers selv kun bare ikke he she it they this that these those them "
    "so therefore also not only".split()
)

Span = tuple[int, int]


def group_sentences(text: str, sentences: list[Span]) -> Iterator[Span]:
    """Spans of one to three sentences that cover the text.

    Args:
        text: The text.
        sentences: Its sentences (or clauses of long ones) in order, as (first
            character, character after).

    Yields:
        Spans without surrounding white space. A statement is closed before a sentence
        that stands on its own where it is full or the sentence turns to something else,
        and at twice its words whatever comes.
    """
    held: list[Span] = []
    words = 0
    for start, end in sentences:
        count = len(text[start:end].split())
        if count == 0:
            continue
        shifts, leans = _opening(text[start:end])
        turns = shifts and words >= FEWEST_WORDS and count >= FEWEST_WORDS
        full = len(held) >= MOST_SENTENCES or words + count > MOST_WORDS
        stays = (
            leans and words + count <= 2 * MOST_WORDS and len(held) <= MOST_SENTENCES
        )
        if held and (full or turns) and not stays:
            yield _trimmed(text, held[0][0], held[-1][1])
            held, words = [], 0
        held.append((start, end))
        words += count
    if held:
        yield _trimmed(text, held[0][0], held[-1][1])


def sentences_of(doc: Doc) -> list[Span]:
    """Sentences of a Doc, the long ones cut before a clause that turns elsewhere.

    A clause is cut off where it says something of its own: it opens with a word like
    *men*, then a subject that is no pronoun, and has a verb, as has what comes before.
    """
    found: list[Span] = []
    for sentence in doc.sents:
        first = sentence.start
        words = sum(not token.is_space for token in sentence)
        if words >= LONG_SENTENCE:
            for at in range(sentence.start + 1, sentence.end):
                if _turns(doc, first, at, sentence.end):
                    found.append((doc[first].idx, doc[at].idx))
                    first = at
        found.append((doc[first].idx, sentence.end_char))
    return found


def _turns(doc: Doc, first: int, at: int, end: int) -> bool:
    """Whether a clause of its own begins at a token of a sentence."""
    if doc[at].lower_ not in SHIFTS or not doc[at - 1].is_punct or at + 1 >= end:
        return False
    long = min(at - first, end - at) > FEWEST_WORDS
    own = doc[at + 1].lower_ not in LEANING
    return long and own and _has_verb(doc[first:at]) and _has_verb(doc[at:end])


def _has_verb(tokens: Iterator[Token]) -> bool:
    return any(token.pos_ in ("VERB", "AUX") for token in tokens)


def _opening(sentence: str) -> tuple[bool, bool]:
    """Whether a sentence turns to something else, and whether it leans."""
    words = [word.strip("»«\"'–-([,.").lower() for word in sentence.split()[:3]]
    words = [word for word in words if word]
    shifts = bool(words) and words[0] in SHIFTS
    rest = words[1:] if shifts else words
    return shifts, bool(rest) and rest[0] in LEANING


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(
        piece.rstrip()
    )
