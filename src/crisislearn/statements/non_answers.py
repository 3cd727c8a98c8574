"""Which answers only say that there is no answer.

Here: the visible list and how an answer is held against it. Not here: short answers
that do say something ("Dokumentation").
"""

from __future__ import annotations

import re
from functools import cache

from crisislearn.textfiles import TEMPLATES

_NOISE = re.compile(r"[^\w'/æøå ]+")


@cache
def non_answers() -> frozenset[str]:
    """The list, lower case and without punctuation."""
    lines = (TEMPLATES / "non_answers.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line[:1] not in ("", "#"))


def is_non_answer(text: str) -> bool:
    """Whether a text holds no letters or stands on the list."""
    plain = " ".join(_NOISE.sub(" ", text.lower()).split())
    return not any(c.isalpha() for c in plain) or plain in non_answers()
