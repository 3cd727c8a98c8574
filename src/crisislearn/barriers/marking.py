"""The words of a statement that a person marked as showing a code.

Here: what the journal keeps of such words, and finding them again. Not here: marking
them (``review``, ``exchange.refi``) and the words that show a code to the machine
(``coder``).

The journal keeps where the words stand and a fingerprint of the text they stand in,
never the words: what is found to be personal in a text later is replaced there, and the
journal cannot be changed. Where the text has changed, the coding stays and is of the
whole statement.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Any

EVIDENCE = "evidence"
"""Key of a coding in the journal; a coding of the whole statement does not have it."""

Span = tuple[int, int]
"""First character, and the one after the last."""


def tight(text: str, span: Span) -> Span | None:
    """A span without spaces at its ends; None where nothing or everything is in it.

    Characters keep the marks that belong to them (``å`` written as two).

    Args:
        text: The statement.
        span: The words; what lies outside of the text does not count.
    """
    first, last = max(span[0], 0), min(span[1], len(text))
    while first < last and not is_seen(text[first]):
        first += 1
    while first < last and not is_seen(text[last - 1]):
        last -= 1
    if first >= last:
        return None
    while first and unicodedata.combining(text[first]):
        first -= 1
    while last < len(text) and unicodedata.combining(text[last]):
        last += 1
    rest = text[:first] + text[last:]
    return (first, last) if any(map(is_seen, rest)) else None


def is_seen(char: str) -> bool:
    """Whether a character is more than a space or a break."""
    return char != " " and char.isprintable()


def mark(text: str, span: Span) -> dict[str, Any] | None:
    """What the journal keeps of marked words; None for the whole statement.

    Args:
        text: The statement.
        span: The words.
    """
    found = tight(text, span)
    if found is None:
        return None
    return {"start": found[0], "end": found[1], "text": fingerprint(text)}


def marked(coding: Mapping[str, Any], text: str) -> Span | None:
    """The words that a coding was given for; None for the whole statement.

    Args:
        coding: A coding of the journal.
        text: The statement as it is today.
    """
    kept = coding.get(EVIDENCE)
    if not kept or kept["text"] != fingerprint(text):
        return None
    return int(kept["start"]), int(kept["end"])


def is_lost(coding: Mapping[str, Any], text: str) -> bool:
    """Whether words were marked, and the statement is not what it was then."""
    kept = coding.get(EVIDENCE)
    return kept is not None and kept["text"] != fingerprint(text)


def fingerprint(text: str) -> str:
    """Tells one text from another."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
