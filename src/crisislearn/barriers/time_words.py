"""Words of time: where a text has expressions of time.

Here: reading ``templates/time_words.yml`` and finding its patterns. Not here: the
interval that each expression means (``clock``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from crisislearn.textfiles import parse_yaml

PATH = Path(__file__).parent.parent / "templates" / "time_words.yml"
DIGIT = "<digit>"

_NAMES = (
    "januar februar marts april maj juni juli "
    "august september oktober november december"
)
MONTHS = {m: n for n, m in enumerate(_NAMES.split(), start=1)} | {
    "jan": 1, "feb": 2, "apr": 4, "aug": 8, "sept": 9, "sep": 9, "okt": 10, "nov": 11,
    "dec": 12,
}  # fmt: skip
SEASONS = {"forår": (3, 3), "sommer": (6, 3), "efterår": (9, 3), "vinter": (12, 3)}
"""First month and number of months of a season."""


@lru_cache(maxsize=4096)
def expressions(text: str) -> tuple[tuple[str, re.Match[str]], ...]:
    """Every match of a pattern, as (method of the clock that reads it, match).

    They may overlap, and come in the order of the patterns.
    """
    lower = text.lower()
    has_digit = any(ch.isdigit() for ch in text)
    return tuple(
        (reads, match)
        for pattern, words, reads in _readers()
        if any(has_digit if w == DIGIT else w in lower for w in words)
        for match in pattern.finditer(text)
    )


@cache
def _readers() -> tuple[tuple[re.Pattern[str], tuple[str, ...], str], ...]:
    """The patterns, the words without which each is not tried, and who reads it."""
    raw = parse_yaml(PATH.read_text(encoding="utf-8"))
    words: dict[str, str] = raw["words"]
    found = []
    for entry in raw["readers"]:
        text = re.sub(r"(?<!P)<(\w+)>", lambda m: words[m[1]], entry["pattern"])
        pattern = re.compile(text, re.IGNORECASE)
        found.append((pattern, tuple(entry["with"].split()), entry["reads"]))
    return tuple(found)
