"""Whether an export's own labels and the study's instrument say the same.

Here: columns' codes against their items' choices. Not here: reading labels from a
format (``exports``) and cells (``values``).
"""

from __future__ import annotations

from collections.abc import Mapping

from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.items import Choice, Instrument, Item
from crisislearn.ingest.surveys.told import Told

_SHOWN = 5


def compare(
    instrument: Instrument,
    single: Mapping[str, str],
    told: Mapping[str, Told],
) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    """Hold an export's labels against an instrument.

    Args:
        instrument: The study's.
        single: Item → its column.
        told: Column → what the export says of it.

    Returns:
        Item → code of the export → code of the instrument, where labels say that they
        differ; and what does not agree.
    """
    renamed: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    for item in instrument.items:
        header = single.get(item.name, "")
        if header in told:
            renamed[item.name] = renamed_codes(item, told[header])
            problems += disagreements(item, told[header], header)
    return renamed, problems


def renamed_codes(item: Item, told: Told) -> dict[str, str]:
    """Codes of an export that mean another code of the study's instrument.

    The export's label says what its code means. Where that is, word for word, the
    label of one choice and the code is another's, or nobody's, the label counts.
    """
    by_label = _by_label(item)
    found = {}
    for choice in told.choices:
        meant = by_label.get(_key(choice.label_da)) or by_label.get(
            _key(choice.label_en)
        )
        if meant and meant.name != choice.name:
            found[choice.name] = meant.name
    return found


def disagreements(item: Item, told: Told, header: str) -> list[Problem]:
    """What the export says of a column and the instrument says otherwise.

    Codes that a label renames are told, and so are labels of one code that differ.
    """
    names = {choice.name: choice for choice in item.choices}
    renamed = renamed_codes(item, told)
    swapped = [code for code in renamed if code in names]
    other = [
        c.name
        for c in told.choices
        if c.name in names and c.name not in renamed and not _same(c, names[c.name])
    ]
    found = []
    if swapped:
        found.append(
            Problem(
                f"the export's labels mean other codes than the instrument's: "
                f"{_list(swapped)}; its labels were followed",
                "number the choices in the instrument as the export does",
                column=header,
            )
        )
    if other:
        found.append(
            Problem(
                f"the export words codes differently from the instrument: "
                f"{_list(other)}; the codes were followed",
                "see that both mean the same, and use the export's words",
                column=header,
            )
        )
    return found


def _same(one: Choice, two: Choice) -> bool:
    words = {_key(two.label_da), _key(two.label_en)}
    return bool({_key(one.label_da), _key(one.label_en), _key(one.name)} & words)


def _by_label(item: Item) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    twice: set[str] = set()
    for choice in item.choices:
        for key in {_key(choice.label_da), _key(choice.label_en)} - {""}:
            twice |= {key} if key in found else set()
            found[key] = choice
    return {key: choice for key, choice in found.items() if key not in twice}


def _list(codes: list[str]) -> str:
    more = f" and {len(codes) - _SHOWN} more" if len(codes) > _SHOWN else ""
    return ", ".join(codes[:_SHOWN]) + more


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
