"""A form as LimeSurvey imports it: the tab-separated survey structure.

Here: groups, questions, subquestions, answers and relevance equations in the columns
that LimeSurvey's manual names (Tab Separated Value survey structure), the base language
first. Not here: reading what LimeSurvey exports (``ingest.surveys.exports``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from crisislearn.errors import StudyError
from crisislearn.fielding.form import Battery, Form, Note, Page, Question, Words
from crisislearn.ingest.surveys.relevant import Condition, join_conditions

COLUMNS = (
    "id", "class", "type/scale", "name", "relevance", "text", "help", "language",
    "validation", "mandatory", "other", "default", "same_default",
    "exclude_all_others", "max_answers",
)  # fmt: skip
LANGUAGES = ("da", "en")
KINDS = {"select_one": "L", "select_multiple": "M", "integer": "N", "decimal": "N",
         "date": "D", "text": "T"}  # fmt: skip
_QUESTION = re.compile(r"[A-Za-z][A-Za-z0-9]{0,19}")
_PART = re.compile(r"[A-Za-z0-9]{1,20}")
_ANSWER = re.compile(r"[A-Za-z0-9]{1,5}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")

Line = dict[str, str]


def write_limesurvey(form: Form, path: Path) -> Path:
    """Write the file; import it with *Create survey → Import*.

    Raises:
        StudyError: If a name or code is none that LimeSurvey takes.
    """
    lines = list(structure(form))
    text = "".join(
        "\t".join(_cell(line.get(column, "")) for column in COLUMNS) + "\r\n"
        for line in [dict(zip(COLUMNS, COLUMNS, strict=True)), *lines]
    )
    path.write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    return path


def structure(form: Form) -> Iterator[Line]:
    """The lines of the file, by column.

    Raises:
        StudyError: As ``write_limesurvey``.
    """
    _check(form)
    # Who has a code can come back to a half-filled form; it is anonymous only on paper.
    settings = {"language": "da", "additional_languages": "en", "format": "G",
                "anonymized": "N", "allowprev": "Y", "allowsave": "Y",
                "showprogress": "Y", "datestamp": "Y"}  # fmt: skip
    yield from ({"class": "S", "name": n, "text": t} for n, t in settings.items())
    for language in LANGUAGES:
        title = {"class": "SL", "name": "surveyls_title", "text": form.titles[language]}
        yield {**title, "language": language}
    for language in LANGUAGES:
        yield from _Writer(form, language).lines()


class _Writer:
    """One language: the same lines as in the others."""

    def __init__(self, form: Form, language: str) -> None:
        self.form = form
        self.language = language
        self.number = 0
        self.types = {q.item.name: (q.item.type, battery is not None)
                      for _, battery, q in form.questions()}  # fmt: skip

    def lines(self) -> Iterator[Line]:
        for number, page in enumerate(self.form.pages):
            name = self._said(page.words) or self.form.titles[self.language]
            yield self._line("G", str(number + 1), f"G{number}", name)
            for part in page.parts:
                self.number += 1
                if isinstance(part, Note):
                    words = self._said(part.words)
                    yield self._asked("X", part.name, words, (page, part))
                elif isinstance(part, Battery):
                    yield from self._battery(page, part)
                else:
                    yield from self._question(page, part)

    def _question(self, page: Page, part: Question) -> Iterator[Line]:
        item = part.item
        line = self._asked(KINDS[item.type], item.name, self._said(part.words),
                           (page, part))  # fmt: skip
        line["help"] = self._said(part.hint)
        line["mandatory"] = "Y" if part.required else "N"
        if item.type == "select_multiple":
            line["exclude_all_others"] = part.alone
            line["max_answers"] = str(part.most or "")
        yield line
        words = [(c.name, {"da": c.label_da, "en": c.label_en}) for c in item.choices]
        kind = "SQ" if item.type == "select_multiple" else "A"
        yield from (self._part(kind, code, said) for code, said in words)

    def _battery(self, page: Page, part: Battery) -> Iterator[Line]:
        line = self._asked("F", part.name, self._said(part.words), (page, part))
        yield line | {"help": self._said(part.hint), "mandatory": "N"}
        for row in part.rows:
            code = row.item.name.removeprefix(f"{part.name}_")
            yield self._part("SQ", code, row.words, row.condition)
        for choice in part.rows[0].item.choices:
            words = {"da": choice.label_da, "en": choice.label_en}
            yield self._part("A", choice.name, words)

    def _asked(
        self, kind: str, name: str, text: str, parts: tuple[Page, Note | Question |
                                                           Battery]
    ) -> Line:  # fmt: skip
        found = [part.condition for part in parts if part.condition]
        condition = join_conditions(found)
        return self._line("Q", str(self.number), kind, name, text,
                          self.equation(condition) if condition else "1")  # fmt: skip

    def _part(
        self, kind: str, code: str, words: Words, condition: Condition | None = None
    ) -> Line:
        relevance = self.equation(condition) if condition else ""
        return self._line(kind, str(self.number), "0", code, self._said(words),
                          relevance)  # fmt: skip

    def _line(
        self, kind: str, number: str, scale: str, name: str, text: str = "",
        relevance: str = "",
    ) -> Line:  # fmt: skip
        return {"id": number, "class": kind, "type/scale": scale, "name": name,
                "relevance": relevance, "text": text,
                "language": self.language}  # fmt: skip

    def _said(self, words: Words) -> str:
        return words.get(self.language, "")

    def equation(self, condition: Condition) -> str:
        """A condition in LimeSurvey's language."""
        if condition.kind in ("and", "or"):
            sign = " && " if condition.kind == "and" else " || "
            return "(" + sign.join(map(self.equation, condition.parts)) + ")"
        if condition.kind == "not":
            return f"!({self.equation(condition.parts[0])})"
        name, value = condition.item, condition.value
        if self.types[name][0] == "select_multiple":
            if condition.kind not in ("selected", "="):
                raise StudyError(
                    f"relevant compares the several choices of {name!r}",
                    where=self.form.where,
                    remedy=f"write selected(${{{name}}}, 'code')",
                )
            return f'{name}_{value}.NAOK == "Y"'
        sign = {"selected": "==", "=": "=="}.get(condition.kind, condition.kind)
        if value == "":
            empty = f"is_empty({name}.NAOK)"
            return empty if sign == "==" else f"!{empty}"
        numbers = self.types[name][0] in ("integer", "decimal")
        quoted = value if numbers and _NUMBER.fullmatch(value) else f'"{value}"'
        return f"{name}.NAOK {sign} {quoted}"


def _check(form: Form) -> None:
    """Names and codes that LimeSurvey would change or refuse are said before."""
    for _, battery, question in form.questions():
        item = question.item
        name = battery.name if battery else item.name
        row = item.name.removeprefix(f"{name}_") if battery else "x"
        if not _QUESTION.fullmatch(name) or not _PART.fullmatch(row):
            _refuse(form, f"the name {item.name!r}", "letters and digits, 20 at most")
        several = item.type == "select_multiple"
        for choice in item.choices:
            if not (_PART if several else _ANSWER).fullmatch(choice.name):
                number = 20 if several else 5
                what = f"the code {choice.name!r} of {item.name!r}"
                _refuse(form, what, f"letters and digits, {number} at most")


def _refuse(form: Form, what: str, remedy: str) -> None:
    raise StudyError(f"LimeSurvey does not take {what}", where=form.where,
                     remedy=f"use {remedy}")  # fmt: skip


def _cell(text: str) -> str:
    """A cell without what would end it; quoted where it holds a quotation mark."""
    flat = " ".join(text.split())
    doubled = flat.replace('"', '""')
    return f'"{doubled}"' if '"' in flat else flat
