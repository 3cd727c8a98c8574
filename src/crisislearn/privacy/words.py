"""Words of a text with their places, as all finders of names read them.

Here: cutting a text into words, spellings of one name, and whether a capital says
anything. Not here: which words are names (``names``, ``people``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

_WORD = re.compile(r"\w+(?:[’'´`]\w+)*")
_STARTS = '.!?:»"”\n–•)'
_SPELLINGS = (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("ä", "ae"), ("ö", "oe"))
_FOLDS = str.maketrans({"ø": "o", "æ": "ae", "ð": "d", "þ": "th", "ł": "l", "ß": "ss",
                        "đ": "d", "ı": "i"})  # fmt: skip


class Word(NamedTuple):
    """A word of a text.

    Attributes:
        start: Its first character.
        end: The character after its last.
        text: As written.
        low: In lower case.
    """

    start: int
    end: int
    text: str
    low: str


# Half the time that calling the class takes.
_new: Callable[[tuple[int, int, str, str]], Word] = partial(tuple.__new__, Word)


def words_of(text: str) -> list[Word]:
    """The words of a text; a hyphen parts two, an apostrophe inside does not."""
    return [
        _new((*match.span(), found, found.lower()))
        for match in _WORD.finditer(text)
        for found in (match[0],)
    ]


def spelled(form: str) -> set[str]:
    """A form and the same with æ, ø and å written out."""
    plain = form
    for letter, spelling in _SPELLINGS:
        plain = plain.replace(letter, spelling)
    return {form, plain, plain.replace("é", "e"), form.replace("é", "e")} - {""}


def folded(form: str) -> str:
    """A form without any marks on its letters: ``gülşen`` is ``gulsen``."""
    apart = unicodedata.normalize("NFKD", form.translate(_FOLDS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def starts(text: str, start: int) -> bool:
    """Whether a sentence or quotation starts here, so that a capital says little."""
    while start and text[start - 1] in " \t(«»\"”“'’-–•*":
        start -= 1
        if text[start] in '«»"”“–•*':
            return True
    return not start or text[start - 1] in _STARTS


def is_made_up(word: str) -> bool:
    """Whether a word is one of a brand (MobilePay), or of letters (WHO)."""
    if word.isupper():
        return len(word) < 6
    inside = any(letter.isupper() for letter in word[1:])
    return inside and not word.startswith(("Mc", "Mac", "De", "Di", "La", "O", "D"))
