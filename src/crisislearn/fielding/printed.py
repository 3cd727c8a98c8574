"""A form on paper: numbered questions, boxes to tick, and routing in words.

Here: the content of the printed form. Not here: its looks
(``report/templates/questionnaire.typ``) and setting it (``report.typst``).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from crisislearn.fielding.form import Battery, Form, Note, Page, Part, Question
from crisislearn.ingest.surveys.relevant import Condition

LINES = 4
"""Ruled lines for an open answer."""

UI = {
    "da": {
        "code": "Jeres kode (i invitationen)", "date": "Dato",
        "row": "Ét kryds i hver linje",
        "back": "tilbageblik", "only": "Besvares kun, hvis", "answered": "I har svaret",
        "to": "på spørgsmål", "and": " og ", "or": " eller ", "not": "ikke: ",
        "below": "mindre end", "above": "mere end", "any": "noget",
        "quote": "»{}«",
    },
    "en": {
        "code": "Your code (in the invitation)", "date": "Date",
        "row": "One tick in each line",
        "back": "looking back", "only": "Only if", "answered": "you answered",
        "to": "to question", "and": " and ", "or": " or ", "not": "not: ",
        "below": "less than", "above": "more than", "any": "anything",
        "quote": "“{}”",
    },
}  # fmt: skip
_SIGNS = {"<": "below", "<=": "below", ">": "above", ">=": "above"}


def write_printed(
    form: Form, language: str, author: str, day: dt.date, path: Path
) -> Path:
    """Write the printed form; equal input gives equal bytes.

    Args:
        form: The form.
        language: ``da`` or ``en``.
        author: Who asks: stands at the foot of each page.
        day: The date in the file.
        path: The PDF.
    """
    from crisislearn.report.typst import set_pdf

    content = _Printed(form, language).content() | {"author": author}
    path.write_bytes(set_pdf("questionnaire.typ", content, day, path.name))
    return path


class _Printed:
    def __init__(self, form: Form, language: str) -> None:
        self.form = form
        self.language = language
        self.ui = UI[language]
        self.numbers = _numbers(form)
        self.items = {q.item.name: q.item for _, _, q in form.questions()}

    def content(self) -> dict[str, Any]:
        return {
            "title": self.form.titles[self.language],
            "subtitle": "",
            "code": self.form.code,
            "language": self.language,
            "ui": self.ui,
            "pages": [self._page(page) for page in self.form.pages],
        }

    def _page(self, page: Page) -> dict[str, Any]:
        return {
            "words": page.words.get(self.language, ""),
            "only": self._only(page.condition),
            "parts": [self._part(part) for part in page.parts],
        }

    def _part(self, part: Part) -> dict[str, Any]:
        words = part.words[self.language]
        if isinstance(part, Note):
            return {"kind": "note", "words": words}
        first = part.rows[0] if isinstance(part, Battery) else part
        about = first.item.about
        found = {
            "kind": self._kind(part),
            "words": words,
            "hint": part.hint[self.language],
            "only": self._only(part.condition),
            "number": self.numbers[first.item.name],
            "back": about is not None and about != "now",
            "choices": [self._label(first, c.name) for c in first.item.choices],
            "lines": LINES,
        }
        if isinstance(part, Battery):
            found["rows"] = [row.words[self.language] for row in part.rows]
        return found

    @staticmethod
    def _kind(part: Question | Battery) -> str:
        if isinstance(part, Battery):
            return "battery"
        kinds = {"integer": "number", "decimal": "number", "date": "date",
                 "text": "text"}  # fmt: skip
        return kinds.get(part.item.type, "choices")

    def _label(self, question: Question, code: str) -> str:
        choice = next(c for c in question.item.choices if c.name == code)
        return choice.label_da if self.language == "da" else choice.label_en

    def _only(self, condition: Condition | None) -> str:
        """Who goes on here, in words."""
        if condition is None:
            return ""
        return f"{self.ui['only']} {self._told(condition)}."

    def _told(self, condition: Condition) -> str:
        if condition.kind in ("and", "or"):
            return self.ui[condition.kind].join(map(self._told, condition.parts))
        if condition.kind == "not":
            return self.ui["not"] + self._told(condition.parts[0])
        item = self.items[condition.item]
        code = condition.value
        labels = {c.name: c.label_da if self.language == "da" else c.label_en
                  for c in item.choices}  # fmt: skip
        said = self.ui["quote"].format(labels.get(code, code) or self.ui["any"])
        if condition.kind in _SIGNS:
            said = f"{self.ui[_SIGNS[condition.kind]]} {code}"
        negated = (condition.kind == "!=") != (code == "")
        return (
            f"{self.ui['answered']} {self.ui['not'] if negated else ''}{said} "
            f"{self.ui['to']} {self.numbers[item.name]}"
        )


def _numbers(form: Form) -> dict[str, int]:
    """Item → number of its question; the rows of a battery share one."""
    found: dict[str, int] = {}
    seen: list[str] = []
    for _, battery, question in form.questions():
        name = battery.name if battery else question.item.name
        if name not in seen:
            seen.append(name)
        found[question.item.name] = len(seen)
    return found
