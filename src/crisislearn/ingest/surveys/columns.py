"""Which column of an export belongs to which item.

Here: matching by name and by exact label, and setting aside what is unknown. Not here:
what the cells say (``values``).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TypeVar

from crisislearn.definition import Columns
from crisislearn.errors import ReadError
from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.items import Instrument, Item
from crisislearn.ingest.surveys.repeats import ranking_of
from crisislearn.ingest.surveys.table import Table

_Thing = TypeVar("_Thing")

_SHOWN = 5


@dataclass
class Matching:
    """Columns by what they hold.

    Attributes:
        single: Item → its column.
        ranked: Items whose column holds all places of a ranking.
        split: Multi-select item → choice → its column.
        named: Name in the study's ``columns`` → the column.
        problems: Columns and items that have no partner.
    """

    single: dict[str, str] = field(default_factory=dict)
    ranked: set[str] = field(default_factory=set)
    split: dict[str, dict[str, str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def match_columns(
    table: Table, instrument: Instrument, columns: Columns, where: str
) -> Matching:
    """Find the column of each item.

    A column is an item's by its name (a group's name before a slash does not count) or
    by its exact label; a choice's by ``item/choice``, ``item.choice``, ``item_choice``
    or the choice's exact label. What the export tells of a column (its label, the
    choice it stands for) counts like its name. A column that is nobody's is left
    unread: it may hold anything; one outside the export's own structure is nobody's.

    Raises:
        ReadError: If a column that the study names is missing.
    """
    found = Matching()
    names = _item_names(instrument)
    _place_named(table.headers, columns, names, found, where)
    taken = set(found.named.values())
    choices = _choice_names(instrument)
    rankings = _rankings(instrument)
    unread: list[str] = []
    for header in table.columns:
        if header in taken:
            continue
        keys = [] if header in table.outside else _keys(header, table)
        if (told := table.told.get(header)) and told.rank:
            # The place of a choice is no choice in a place.
            keys = [k for k in keys if k not in names or not names[k].place]
        if any(_place(key, header, names, choices, found) for key in keys):
            continue
        places = next((rankings[key] for key in keys if key in rankings), [])
        if not places or any(name in found.single for name in places):
            unread.append(header)
            continue
        found.single |= dict.fromkeys(places, header)
        found.ranked.update(places)
    found.problems += [_unread(header, table) for header in unread
                       if not _needs_no_word(header, table, found)]  # fmt: skip
    _report_absent(instrument, found)
    return found


def _place(
    key: str,
    header: str,
    names: dict[str, Item],
    choices: dict[str, tuple[str, str]],
    found: Matching,
) -> bool:
    """Take a column for the item or choice of a key, if it has none yet."""
    if key in names and names[key].name not in found.single:
        found.single[names[key].name] = header
        return True
    item, choice = choices.get(key, ("", ""))
    if item and choice not in found.split.get(item, {}):
        found.split.setdefault(item, {})[choice] = header
        return True
    return False


def _keys(header: str, table: Table) -> list[str]:
    """What a column can be known by, the surest first."""
    keys = [header, header.rsplit("/", 1)[-1], _key(header)]
    if told := table.told.get(header):
        part = [f"{told.item}/{told.choice}", f"{told.item}_{told.choice}"]
        keys += part if told.choice else [told.item]
        keys += [_key(told.label_da), _key(told.label_en)]
    return [key for key in keys if key]


def _needs_no_word(header: str, table: Table, found: Matching) -> bool:
    """A column of the program's own, or of a set that was read in another column."""
    told = table.told.get(header)
    if told and (told.type == "rank" or told.rank in found.single.values()):
        return True
    read_apart = told and told.item and told.item in {*found.single, *found.split}
    return bool(header in table.technical or read_apart)


def _unread(header: str, table: Table) -> Problem:
    if header in table.outside:
        return Problem(
            "the column is not in the export's own structure and was not read",
            "nothing, if it is of the panel; else name it in the source's columns",
            column=header,
        )
    return Problem(
        "the column is not in the instrument and was not read",
        "add it to the instrument, or to the source's columns: personal",
        column=header,
    )


def headers_told(headers: list[str], known: Collection[str]) -> str:
    """Which columns a file has, naming only those of the instrument.

    A first line that is no header holds the values of somebody's answers.
    """
    named = [header for header in headers if _key(header) in known or header in known]
    others = len(headers) - len(named)
    if not named:
        return f"none of its {others} columns is the instrument's: has it a header?"
    more = f", and {others} others" if others else ""
    return f"it has {', '.join(named[:_SHOWN])}{more}"


def _place_named(
    headers: list[str],
    columns: Columns,
    names: dict[str, Item],
    found: Matching,
    where: str,
) -> None:
    single = [columns.organisation, columns.organisation_name, columns.respondent]
    for name in [*single, columns.date, *columns.personal]:
        if name is None:
            continue
        keys = [_key(header) for header in headers]
        if _key(name) not in keys:
            raise ReadError(
                f"there is no column {name!r}",
                where=where,
                remedy="correct the source's columns in study.yml, or the file; "
                + headers_told(headers, names),
            )
        found.named[name] = headers[keys.index(_key(name))]


def _item_names(instrument: Instrument) -> dict[str, Item]:
    by_label = _unique(
        [
            (_key(label), item)
            for item in instrument.items
            for label in {item.label_da, item.label_en} - {""}
        ]
    )
    return by_label | {item.name: item for item in instrument.items}


def _rankings(instrument: Instrument) -> dict[str, list[str]]:
    """Name or label of a ranking → its items, in the order of places."""
    found: dict[str, list[str]] = {}
    for item in instrument.items:
        for key in {*map(_key, ranking_of(item))} if item.place else ():
            found.setdefault(key, []).append(item.name)
    return found


def _choice_names(instrument: Instrument) -> dict[str, tuple[str, str]]:
    several = [item for item in instrument.items if item.type == "select_multiple"]
    by_label = _unique(
        [
            (_key(label), (item.name, choice.name))
            for item in several
            for choice in item.choices
            for label in {choice.label_da, choice.label_en} - {""}
        ]
    )
    by_name = _unique(
        [
            (f"{item.name}{mark}{choice.name}", (item.name, choice.name))
            for item in several
            for choice in item.choices
            for mark in "/._"
        ]
    )
    return by_label | by_name


def _unique(pairs: list[tuple[str, _Thing]]) -> dict[str, _Thing]:
    """Keys that stand for one thing only: a label that two share names neither."""
    found: dict[str, _Thing] = {}
    twice = set()
    for key, value in pairs:
        if key in found and found[key] != value:
            twice.add(key)
        found.setdefault(key, value)
    return {key: value for key, value in found.items() if key not in twice}


def _report_absent(instrument: Instrument, found: Matching) -> None:
    for item in instrument.items:
        split = found.split.get(item.name, {})
        absent = [c.name for c in item.choices if split and c.name not in split]
        nowhere = item.name not in found.single and not split
        if absent or (nowhere and item.turn == 0):
            choices = f" for {', '.join(absent)}" if absent else ""
            found.problems.append(
                Problem(
                    f"the item has no column in the file{choices}",
                    "name a column after the item, or take it out of the instrument",
                    column=item.name,
                )
            )


def _key(text: str) -> str:
    return " ".join(text.split())
