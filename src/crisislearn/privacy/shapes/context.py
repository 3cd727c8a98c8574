"""Words around a number, which say what it is.

Here: looking for them just before it. Not here: which words mean what; each recogniser
names its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ALIKE = (("İ", "i"), ("ı", "i"), ("ſ", "s"))
NEAR = 30
"""Characters before a number in which words say what it is."""


@lru_cache(maxsize=8)
def lowered(text: str) -> str:
    """A text in lower case as patterns that ignore case see it, for a quick look.

    What such a pattern must hold is in here wherever it is in the text; places may
    differ.
    """
    for letter, plain in _ALIKE:
        if letter in text:
            text = text.replace(letter, plain)
    return text.lower()


def holds(text: str, *parts: str) -> bool:
    """Whether a text holds one of some parts in lower case, in any case."""
    low = lowered(text)
    return any(part in low for part in parts)


def words(*alternatives: str) -> re.Pattern[str]:
    """A pattern of whole words, any case; ``*`` stands for the rest of a word."""
    parts = (re.escape(a).replace(r"\*", r"\w*") for a in alternatives)
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def before(text: str, start: int, pattern: re.Pattern[str], near: int = NEAR) -> bool:
    """Whether the pattern stands shortly before a place."""
    return pattern.search(text, max(0, start - near), start) is not None


def last_before(
    text: str, start: int, patterns: dict[str, re.Pattern[str]], near: int = NEAR
) -> str:
    """Which of several patterns stands closest before a place; '' if none does."""
    if not start:
        return ""
    found, at = "", -1
    for name, pattern in patterns.items():
        for match in pattern.finditer(text, max(0, start - near), start):
            if match.end() > at:
                found, at = name, match.end()
    return found
