"""The forms of a crisis study, made as XLSForm from one definition.

Here: the definition in ``templates/crisis-study/questionnaire.yml`` and the answers to
``init`` become the sheets of a workbook. Not here: reading an XLSForm (``form``), and
asking for the answers (``crisislearn.skeleton``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crisislearn.errors import StudyError
from crisislearn.textfiles import TEMPLATES, read_yaml

DEFINITION = TEMPLATES / "crisis-study" / "questionnaire.yml"
LABELS = {"da": "label::Dansk (da)", "en": "label::English (en)"}
SURVEY = (
    "type", "name", *LABELS.values(), "hint::Dansk (da)", "hint::English (en)",
    "required", "relevant", "constraint", "constraint_message::Dansk (da)",
    "constraint_message::English (en)", "appearance", "concept", "barrier",
    "frame_kind", "frame_status", "about",
)  # fmt: skip
CHOICES = ("list_name", "name", *LABELS.values(), "state", "rates")
SETTINGS = ("form_title", "form_id", "version", "default_language", "style", "title_en")
_HOLE = re.compile(r"<<(\w+)>>")
_REMOVED = {"removed": "barriers", "youthremoved": "youthbarriers"}
"""List of choices → rows of the battery that it repeats."""

Row = dict[str, str]
Sheets = dict[str, list[tuple[str, ...]]]


def filled(text: str, answers: Mapping[str, str], where: str) -> str:
    """A text with its holes ``<<name>>`` filled in.

    Raises:
        StudyError: If there is a hole that no answer fills.
    """

    def fill(match: re.Match[str]) -> str:
        if match[1] not in answers:
            raise StudyError(
                f"nothing fills in <<{match[1]}>>",
                where=where,
                remedy=f"use one of: {', '.join(sorted(answers))}",
            )
        return answers[match[1]]

    return _HOLE.sub(fill, text)


def load_definition() -> dict[str, Any]:
    """The definition as it stands, with its holes."""
    return read_yaml(DEFINITION)


def form_names() -> list[str]:
    """The forms there are, the main one first."""
    return list(load_definition()["forms"])


def compose(form: str, answers: Mapping[str, str]) -> Sheets:
    """One form as the sheets of an XLSForm, header first.

    Args:
        form: One of ``form_names``.
        answers: What fills the holes; ``basis`` is ``section_10`` or ``consent``.
    """
    return _Composer(form, answers).sheets()


class _Composer:
    def __init__(self, form: str, answers: Mapping[str, str]) -> None:
        self.definition = load_definition()
        self.form = self.definition["forms"][form]
        self.name = form
        self.answers = {**answers, "minutes": str(self.form["minutes"])}
        self.lists: list[str] = []
        self.survey: list[Row] = []

    def sheets(self) -> Sheets:
        for name in self.form["pages"]:
            self._page(name, self.definition["pages"][name])
        start = [{"type": "today", "name": "svardato"},
                 {"type": "hidden", "name": "orgkode"}]  # fmt: skip
        survey = [tuple(r.get(c, "") for c in SURVEY) for r in start + self.survey]
        choices = [row for name in self.lists for row in self._choices(name)]
        titles = [self._text(self.form[f"title_{language}"]) for language in LABELS]
        settings = (titles[0], self.name, self.answers["version"], "Dansk (da)",
                    "pages", titles[1])  # fmt: skip
        return {
            "survey": [SURVEY, *survey],
            "choices": [CHOICES, *choices],
            "settings": [SETTINGS, settings],
        }

    def _page(self, name: str, page: dict[str, Any]) -> None:
        items = [(i, self._item(i)) for i in page["items"]]
        basis = self.answers["basis"]
        items = [(i, item) for i, item in items if item.get("only", basis) == basis]
        gate = [] if name == self.form["pages"][0] else self._gate()
        self._put("begin_group", name, page, relevant=_both(gate, page.get("when")),
                  appearance="field-list")  # fmt: skip
        for item_name, item in items:
            if "battery" in item:
                self._battery(item_name, item)
            else:
                self._put(item["type"], item_name, item, **self._of(item))
        self.survey.append({"type": "end_group"})

    def _gate(self) -> list[str]:
        """Where answers rest on consent, nothing is asked without it."""
        return ["${samtykke} = 'ja'"] if self.answers["basis"] == "consent" else []

    def _item(self, name: str) -> dict[str, Any]:
        item: dict[str, Any] = self.definition["items"][name]
        return {**item, **item.get(self.form.get("variant", ""), {})}

    def _battery(self, name: str, item: dict[str, Any]) -> None:
        self._put("begin_group", name, item, relevant=item.get("when", ""))
        for row in self.definition["rows"][item["rows"]]:
            of = self._of(item) | {"relevant": "", "appearance": "columns-pack"}
            of["concept"] = item["concept"].format(row=row["name"])
            of["barrier"] = row["name"] if item.get("barrier") else ""
            self._put(f"select_one {item['battery']}", f"{name}_{row['name']}", row,
                      **of)  # fmt: skip
        self.survey.append({"type": "end_group"})

    def _of(self, item: dict[str, Any]) -> Row:
        """The columns of an item beside its words."""
        kept = ("concept", "frame_kind", "frame_status", "about")
        found: Row = {key: str(item[key]) for key in kept if key in item}
        found["relevant"] = item.get("when", "")
        found["required"] = "yes" if item.get("required") else ""
        rules, da, en = [], [], []
        if "alone" in item:
            lone = item["alone"]
            rules.append(f"not(selected(., '{lone}') and count-selected(.) > 1)")
            labels = self._alone(item, lone)
            da.append(f"»{labels['da']}« kan ikke vælges sammen med andet.")
            en.append(f'"{labels["en"]}" goes with nothing else.')
        if "most" in item:
            rules.append(f"count-selected(.) <= {item['most']}")
            da.append(f"Vælg højst {item['most']}.")
            en.append(f"Choose {item['most']} at most.")
        found["constraint"] = " and ".join(rules)
        found["constraint_message::Dansk (da)"] = " ".join(da)
        found["constraint_message::English (en)"] = " ".join(en)
        return found

    def _alone(self, item: dict[str, Any], code: str) -> Row:
        _, name = item["type"].split()
        rows = self._options(name)
        return next(row for row in rows if row["name"] == code)

    def _put(self, kind: str, name: str, words: dict[str, Any], **more: str) -> None:
        row = {"type": kind, "name": name}
        for language, column in LABELS.items():
            row[column] = self._text(words.get(language, ""))
            hint = column.replace("label", "hint")
            row[hint] = self._text(words.get(f"hint_{language}", ""))
        self.survey.append(row | {key: text for key, text in more.items() if text})
        if kind.startswith("select") and kind.split()[1] not in self.lists:
            self.lists.append(kind.split()[1])

    def _choices(self, name: str) -> list[tuple[str, ...]]:
        return [
            (name, row["name"], row["da"], row["en"], row.get("state", ""),
             row.get("value", ""))
            for row in self._options(name)
        ]  # fmt: skip

    def _options(self, name: str) -> list[Row]:
        if name in _REMOVED:
            none = {"name": "ingen", "da": "Nej, ingen af dem", "en": "No, none"}
            return [*self.definition["rows"][_REMOVED[name]], none]
        found: list[Row] = self.definition["lists"][name]
        return found

    def _text(self, text: str) -> str:
        return filled(text.strip(), self.answers, DEFINITION.name)


def _both(gate: list[str], when: str | None) -> str:
    parts = [*gate, *([when] if when else [])]
    return " and ".join(parts)


def write_xlsform(sheets: Sheets, path: Path) -> Path:
    """Save the sheets of a form; equal sheets give equal bytes."""
    from openpyxl import Workbook

    from crisislearn.exchange.xlsx import put, save

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate(row, start=1):
                put(sheet.cell(number, column), text)
        sheet.freeze_panes = "A2"
    path.parent.mkdir(parents=True, exist_ok=True)
    save(book, path)
    return path
