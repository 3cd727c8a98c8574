"""Words of the bench in Danish and English.

Here: the catalogues, one file a language, and names of what the tables hold. Not here:
words about codes, which stand in the codebook.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from crisislearn.exchange.coding_words import CERTAINTY, SPEAKS_FOR, STATUS_HELP
from crisislearn.textfiles import parse_yaml
from crisislearn.warehouse.views import STATUSES, TRAJECTORIES

LANGUAGES = {"da": "Dansk", "en": "English"}
FOLDER = Path(__file__).parent / "texts"
MONTHS = (
    "januar februar marts april maj juni juli august september oktober november "
    "december"
).split()

_ENGLISH = {
    "own": "own experience", "other": "others' experience", "field": "the whole field",
    "sure": "sure", "fairly": "fairly sure", "unsure": "unsure",
}  # fmt: skip
_DANISH = {**STATUSES, **TRAJECTORIES, **SPEAKS_FOR, **CERTAINTY} | {
    "gone and returned": "var væk og kom tilbage",
    "present": "til stede", "reduced": "mindre", "not_present": "væk",
    "unknown": "ukendt", "rated": "vurderet", "mentioned": "omtalt",
    "stated": "sagt", "implied": "følger af det sagte",
    "barrier": "modtryk", "driver": "drivkræfter", "innovation": "nye løsninger",
    "harm": "skader", "lens": "linser", "respondent": "svar på spørgeskema",
    "interviewee": "interview", "author": "tekst", "interviewer": "interviewer",
    "survey": "spørgeskema", "interview": "interview", "case": "case",
    "document": "dokument", "order": "retsforskrift", "person": "person",
}  # fmt: skip


@cache
def catalogue(language: str) -> dict[str, str]:
    """All words of a language, by key."""
    text = (FOLDER / f"{language}.yml").read_text(encoding="utf-8")
    found: dict[str, str] = parse_yaml(text)
    return found


class Texts:
    """What a page says, in one language.

    Args:
        language: ``da`` or ``en``.
    """

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "da"
        self._words = catalogue(self.language)

    def __call__(self, key: str, **values: Any) -> str:
        """The words under a key, with values put in."""
        return self._words[key].format(**values)

    def name(self, word: Any) -> str:
        """What an id of the tables (a status, a trajectory, a role) is called."""
        text = str(word or "")
        if self.language == "da":
            return _DANISH.get(text, text.replace("_", " "))
        return _ENGLISH.get(text, text.replace("_", " "))

    def help(self, status: str) -> str:
        """What a status claims."""
        if self.language == "da":
            return STATUS_HELP.get(status, "")
        return self._words.get(f"status.{status}", "")

    def label(self, code: Any) -> str:
        """What a code or a phase is called."""
        if self.language == "en" and code.label_en:
            return str(code.label_en)
        return str(code.label_da)

    def title(self, code: Any) -> str:
        """The same at the beginning of a line."""
        label = self.label(code)
        return label[:1].upper() + label[1:]

    def definition(self, code: Any) -> str:
        """What a code means."""
        if self.language == "en" and code.definition_en:
            return str(code.definition_en)
        return str(code.definition_da)

    def number(self, value: Any, digits: int = 0) -> str:
        """A number as it is written in the language; a dash where there is none."""
        if value is None or value != value:
            return "–"
        text = f"{value:,.{digits}f}"
        if self.language == "da":
            text = text.translate(str.maketrans(",.", ".,"))
        return text

    def day(self, value: Any) -> str:
        """A day in words; nothing where there is none."""
        if isinstance(value, str):
            value = dt.date.fromisoformat(value[:10]) if value else None
        if not isinstance(value, dt.date):
            return ""
        if self.language == "da":
            return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"
        return f"{value.day} {value:%B} {value.year}"

    def time(self, first: Any, last: Any, precision: str) -> str:
        """The time that a coding speaks of, in words."""
        if precision in ("unspecified", "now", "before", "during"):
            return self(f"time.{precision}")
        if first and first == last:
            return self.day(first)
        return f"{self.day(first)} – {self.day(last)}".strip(" –")
