"""Reading the questionnaire of a wave from an xlsx file in the shape of XLSForm.

XLSForm's columns: sheet ``survey`` with type, name, label::Dansk (da), label::English
(en), relevant; sheet ``choices`` with list_name, name, label::…; ours: concept,
barrier, frame_kind, frame_status, about; and in ``choices`` state and rates (older
forms call it ``value``, which is XLSForm's own word for the name). Here: that file's
rows as items. Not here: what items are (``items``), conditions (``relevant``), and
answers.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from crisislearn.errors import ReadError, StudyError
from crisislearn.ingest.surveys.cells import read_sheets
from crisislearn.ingest.surveys.items import (
    KINDS,
    STATES,
    STATUSES,
    TYPES,
    VALUES,
    Choice,
    Instrument,
    Item,
)
from crisislearn.ingest.surveys.relevant import (
    Condition,
    join_conditions,
    parse_condition,
)
from crisislearn.ingest.surveys.repeats import TURNS, each_place, each_turn
from crisislearn.ingest.surveys.sheet import SheetRow, label_of, sheet_rows

# Asked of nobody, or filled in by the form itself.
_SKIPPED = (
    "note calculate start end today deviceid username simserial subscriberid email "
    "phonenumber audit acknowledge hidden start-geopoint background-audio"
).split()
_OTHER_NAMES = {"int": "integer", "string": "text"}


def read_instrument(path: Path) -> Instrument:
    """Read an instrument.

    Args:
        path: An xlsx file in the shape of XLSForm.

    Raises:
        StudyError: If it cannot be used; the message names file, sheet, row and remedy.
    """
    if not path.is_file():
        raise StudyError("the file is missing", where=str(path), remedy="add it")
    try:
        sheets = read_sheets(path.read_bytes(), str(path))
    except ReadError as error:
        raise StudyError(error.what, where=error.where, remedy=error.remedy) from error
    survey = sheet_rows(sheets, "survey", path, ("type", "name"))
    lists = _choice_lists(sheets, path)
    items = _items(survey, lists)
    _check_whole(items, survey, path)
    return Instrument(tuple(items))


def _items(survey: list[SheetRow], lists: dict[str, tuple[Choice, ...]]) -> list[Item]:
    items: list[Item] = []
    groups: list[tuple[Condition | None, SheetRow]] = []
    repeats: list[tuple[int, SheetRow]] = []
    for row in survey:
        kind, _, rest = row.get("type").replace("begin ", "begin_", 1).replace(
            "end ", "end_", 1
        ).partition(" ")  # fmt: skip
        kind = _OTHER_NAMES.get(kind.lower(), kind.lower())
        if kind in ("begin_group", "begin_repeat"):
            groups.append((_condition(row), row))
            repeats += [(len(items), row)] if kind == "begin_repeat" else []
        elif kind in ("end_group", "end_repeat"):
            if not groups or (kind == "end_repeat" and not repeats):
                raise row.error("a group ends that did not begin", "delete the row")
            groups.pop()
            if kind == "end_repeat":
                start, _ = repeats.pop()
                # Entries of a repeat in a repeat are numbered through.
                inner, turns = items[start:], _turns(survey)
                items[start:] = inner if repeats else each_turn(inner, turns)
        elif kind in (*TYPES, "rank"):
            outer = [condition for condition, _ in groups if condition]
            item = _item(row, kind, rest.strip(), lists, outer)
            if groups and is_battery_row(groups[-1][1], row):
                item = _with_stem(item, groups[-1][1])
            items += each_place(item) if kind == "rank" else [item]
        elif kind and kind not in _SKIPPED:
            raise row.error(f"type {kind!r}", f"use one of: {', '.join(TYPES)}, note")
    if repeats:
        raise repeats[0][1].error("a repeat begins that does not end", "end it")
    return items


def _turns(survey: list[SheetRow]) -> int:
    """The most turns that the form asks for, where it says a number."""
    said = [row.get("repeat_count") or row.get("jr:count") for row in survey]
    return max(
        (int(text) for text in said if text.isdecimal() and len(text) < 9),
        default=TURNS,
    )


def _item(
    row: SheetRow,
    kind: str,
    list_name: str,
    lists: dict[str, tuple[Choice, ...]],
    groups: list[Condition],
) -> Item:
    name = row.get("name")
    if not name:
        raise row.error("the item has no name", "give it one: q_gone")
    choices: tuple[Choice, ...] = ()
    if kind.startswith(("select", "rank")):
        if list_name not in lists:
            raise row.error(
                f"there is no list of choices {list_name!r}",
                f"use one of: {', '.join(sorted(lists))}; 'or_other' is a choice of "
                "its own and a text item",
            )
        choices = lists[list_name]
    barrier = row.get("barrier") or None
    if barrier and choices and not any(choice.value for choice in choices):
        raise row.error(
            "the item rates a barrier, and no choice says what it means",
            f"fill the column rates of its choices: {', '.join(VALUES)}",
        )
    own = _condition(row)
    return Item(
        name=name,
        type=kind,
        label_da=label_of(row, "da"),
        label_en=label_of(row, "en"),
        choices=choices,
        concept=row.get("concept") or name,
        barrier=barrier,
        frame_kind=row.one_of("frame_kind", KINDS),
        frame_status=row.one_of("frame_status", STATUSES),
        about=row.get("about") or None,
        relevant=join_conditions(groups + ([own] if own else [])),
    )


def is_battery_row(group: SheetRow, row: SheetRow) -> bool:
    """Whether an item is a row of a battery: a group of the first half of its name."""
    name = group.get("name")
    return bool(name) and row.get("name").startswith(f"{name}_")


def _with_stem(item: Item, group: SheetRow) -> Item:
    """A row of a battery asks what stands above all of its rows, too."""
    stems = label_of(group, "da"), label_of(group, "en")
    labels = [" ".join(filter(None, pair)) for pair in
              zip(stems, (item.label_da, item.label_en), strict=True)]  # fmt: skip
    return replace(item, label_da=labels[0], label_en=labels[1])


def _condition(row: SheetRow) -> Condition | None:
    text = row.get("relevant")
    if not text:
        return None
    try:
        return parse_condition(text)
    except ValueError as error:
        raise row.error(
            f"relevant is not understood: {error}",
            "write it with ${item} = 'code', selected(${item}, 'code'), and, or, not()",
        ) from error


def _choice_lists(
    sheets: dict[str, list[list[str]]], path: Path
) -> dict[str, tuple[Choice, ...]]:
    lists: dict[str, tuple[Choice, ...]] = {}
    if not any(name.strip().lower() == "choices" for name in sheets):
        return lists
    for row in sheet_rows(sheets, "choices", path, ("list_name", "name")):
        list_name, name = row.get("list_name"), row.get("name")
        if not list_name or not name:
            raise row.error("the choice has no list_name or no name", "fill in both")
        if any(choice.name == name for choice in lists.get(list_name, ())):
            raise row.error(f"choice {name!r} stands twice", "keep one row a choice")
        choice = Choice(
            name,
            label_of(row, "da"),
            label_of(row, "en"),
            row.one_of("state", STATES),
            row.one_of("rates", VALUES) or row.one_of("value", VALUES),
        )
        lists[list_name] = (*lists.get(list_name, ()), choice)
    return lists


def _check_whole(items: list[Item], survey: list[SheetRow], path: Path) -> None:
    if not items:
        raise StudyError(
            "the instrument asks nothing",
            where=f"{path}, sheet survey",
            remedy=f"add rows of type {', '.join(TYPES)}",
        )
    rows = {row.get("name"): row for row in reversed(survey)}
    for item in items:
        if item.name not in rows:  # a turn of a repeat, a place of a ranking
            stem = next(name for name in rows if name and item.name.startswith(name))
            rows[item.name] = rows[stem]
    seen: set[str] = set()
    for item in items:
        if item.name in seen:
            raise rows[item.name].error(
                f"item {item.name!r} stands twice", "give each item its own name"
            )
        unknown = sorted(item.relevant.items() - seen) if item.relevant else []
        if unknown:
            raise rows[item.name].error(
                f"relevant asks about {unknown[0]!r}, which is no item before it",
                "use the name of an item further up",
            )
        seen.add(item.name)
