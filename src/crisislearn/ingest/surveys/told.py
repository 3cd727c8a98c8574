"""What an export says of its own columns: labels, choices, and what is missing.

Here: the shape in which a format's structure travels with its rows, items drafted from
it, and the words by which a label means "ved ikke". Not here: reading any format
(``exports``), and comparing with the study's instrument (``agree``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crisislearn.ingest.surveys.items import Choice, Instrument, Item

_STATES = {
    "not_asked": "ikke spurgt|ikke stillet|ikke vist|sprunget over|not asked|not shown"
    "|not displayed|skipped by routing|inapplicable",
    "not_relevant": "ikke relevant|irrelevant|not relevant|not applicable|n/a"
    "|ikke aktuelt",
    "dont_know": "ved ikke|ved det ikke|kan ikke svare|do not know|don.?t know"
    "|dont know|unsure|vet ikke|vet inte",
    "no_answer": "intet svar|ikke svaret|ubesvaret|uoplyst|vil ikke svare"
    "|ønsker ikke at svare|mangler|no answer|not answered|refused|missing|skipped"
    "|prefer not to (?:say|answer)",
}
_WORDS = {
    state: re.compile(rf"\W*(?:{words})\W*", re.IGNORECASE)
    for state, words in _STATES.items()
}
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Told:
    """What an export says of one column.

    Attributes:
        label_da: Wording in Danish, or in the one language there is.
        label_en: Wording in English, or the same.
        type: Type of the item, as in ``items.TYPES``, or ``rank``; '' where it is not
            told.
        choices: What its codes mean.
        item: The item it answers, where that is not called like the column.
        choice: Its choice there, where the column is a part of a multi-select item.
        item_label: Wording of that item.
        states: Cell → state it stands for, of codes declared as missing. The cell
            may be '': an export that writes a code for "seen and not answered" leaves
            blank what was not asked.
        rank: The column that says the same as a ranking, where this one holds the place
            of one of its choices.
    """

    label_da: str = ""
    label_en: str = ""
    type: str = ""
    choices: tuple[Choice, ...] = ()
    item: str = ""
    choice: str = ""
    item_label: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    rank: str = ""


def state_of(label: str) -> str | None:
    """The state that a label of a code stands for; None where it is an answer.

    A label counts only if it says nothing else: "Ved ikke, spørg Lone" is an answer.
    """
    plain = " ".join(label.split())
    return next((s for s, word in _WORDS.items() if word.fullmatch(plain)), None)


def make_choice(code: str, label_da: str, label_en: str = "") -> Choice:
    """A choice as an export tells it; its label may say that it is no answer."""
    state = state_of(label_da) or state_of(label_en)
    state = state if state in ("dont_know", "not_relevant") else None
    return Choice(code, label_da, label_en or label_da, state)


def plain_text(html: str) -> str:
    """A label without tags and entities, in one line."""
    from html import unescape

    return " ".join(unescape(_TAG.sub(" ", html)).split())


def drafted(headers: Iterable[str], told: Mapping[str, Told]) -> Instrument:
    """The questionnaire as the export itself tells it, in the order of its columns.

    A column of which nothing is told, or no type, is none of its items.
    """
    parts: dict[str, list[tuple[str, Told]]] = {}
    for header in headers:
        if header in told and (told[header].type or told[header].choice):
            name = told[header].item or header
            parts.setdefault(name, []).append((header, told[header]))
    return Instrument(tuple(_item(name, columns) for name, columns in parts.items()))


def _item(name: str, columns: list[tuple[str, Told]]) -> Item:
    first = columns[0][1]
    choices = first.choices
    if first.choice:
        choices = tuple(
            Choice(t.choice, t.label_da or header, t.label_en or t.label_da or header)
            for header, t in columns
        )
    label_da = (first.item_label if first.choice else first.label_da) or name
    label_en = (first.item_label if first.choice else first.label_en) or label_da
    kind = "select_multiple" if first.choice else first.type
    return Item(name, kind, label_da, label_en, choices, name, None, None, None, None,
                None)  # fmt: skip
