"""Where a text is cut into statements of a few sentences.

Here: grouping sentences. Not here: finding them (``language``) and what a statement
says. A sentence that leans on the one before ("Det", "Den", "Så") stays with it.
"""

from __future__ import annotations

from collections.abc import Iterator

MOST_SENTENCES = 3
MOST_WORDS = 60

# First words that need the sentence before to be understood.
LEANING = frozenset(
    "den det de dem denne dette disse han hun hans hendes deres så derfor dermed også "
    "he she it they this that these those so therefore".split()
)

Span = tuple[int, int]


def group_sentences(text: str, sentences: list[Span]) -> Iterator[Span]:
    """Spans of one to three sentences that cover the text.

    Args:
        text: The text.
        sentences: Its sentences in order, as (first character, character after).

    Yields:
        Spans without surrounding white space; a full statement is closed before a
        sentence that stands on its own, or at twice its words whatever comes.
    """
    held: list[Span] = []
    words = 0
    for start, end in sentences:
        count = len(text[start:end].split())
        if count == 0:
            continue
        full = len(held) >= MOST_SENTENCES or words + count > MOST_WORDS
        leans = (
            _first_word(text[start:end]) in LEANING and words + count <= 2 * MOST_WORDS
        )
        if held and full and not (leans and len(held) <= MOST_SENTENCES):
            yield _trimmed(text, held[0][0], held[-1][1])
            held, words = [], 0
        held.append((start, end))
        words += count
    if held:
        yield _trimmed(text, held[0][0], held[-1][1])


def _first_word(sentence: str) -> str:
    return sentence.split(maxsplit=1)[0].strip("»«\"'–-([").lower()


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(
        piece.rstrip()
    )
