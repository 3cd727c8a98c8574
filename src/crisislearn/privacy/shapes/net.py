"""Addresses on the net: e-mail, pages, profiles.

Here: their shapes. Not here: names of people in them, which go with the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crisislearn.privacy.finding import Finding

_EMAIL = re.compile(r"[\w.+-]+(?:@|\s?\(at\)\s?)[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"»«”)]+", re.IGNORECASE)
_TOP = "dk|com|org|net|nu|eu|se|no|de|info|io|me|app|tv|fi|is|co|uk|example"
# Without www a name of a site may be meant; what follows the slash is somebody's page.
_PAGE = re.compile(
    rf"(?<![\w@.])(?:[a-zæøå0-9-]+\.)+(?:{_TOP})/[^\s<>\"»«”),]*\w", re.IGNORECASE
)
_HANDLE = re.compile(
    r"(?<![\w@.])@[^\W\d_][\w.-]{1,30}|(?<![\w@.])@\d*_*[^\W\d_][\w.-]+"
)
_END = ".,;:!?"


def emails(text: str) -> Iterator[Finding]:
    """E-mail addresses."""
    for match in _EMAIL.finditer(text):
        yield Finding(match.start(), match.end(), "email", 0.99)


def urls(text: str) -> Iterator[Finding]:
    """Pages: with a scheme or www, or a path after the site's name."""
    for pattern in (_URL, _PAGE):
        for match in pattern.finditer(text):
            end = match.start() + len(match.group().rstrip(_END))
            yield Finding(match.start(), end, "url", 0.95)


def handles(text: str) -> Iterator[Finding]:
    """Profiles on social media: ``@name``."""
    for match in _HANDLE.finditer(text):
        end = match.start() + len(match.group().rstrip(_END + "-"))
        yield Finding(match.start(), end, "handle", 0.95)
