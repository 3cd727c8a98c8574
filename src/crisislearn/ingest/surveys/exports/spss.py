"""SPSS files (sav, zsav, por).

Here: user-missing codes, labels and multiple-response sets. Not here: what it shares
with Stata (``labelled``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.coded import coded_texts
from crisislearn.ingest.surveys.exports.labelled import (
    choices_of,
    code_text,
    open_file,
    table_of,
    told_type,
)
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.table import Table
from crisislearn.ingest.surveys.told import Told, state_of

_PORTABLE = b"SPSS PORT FILE"


def read(received: Received) -> Table:
    """Read a file.

    A code declared as user-missing is what its label says: "ved ikke", "ikke relevant",
    "ikke stillet", and else no answer. A set of dichotomies is a multi-select item: 1
    for the counted value, 0 for another one, blank where it is missing. A set of
    categories is a column more, with the codes chosen.

    Raises:
        ReadError: If it is empty, cut off, locked or no SPSS file.
    """
    is_portable = _PORTABLE in received.content[:300]
    content = open_file("read_por" if is_portable else "read_sav", received, "SPSS")
    table = table_of(content, received)
    for header, cells in table.columns.items():
        table.told[header] = _told(header, cells.values, content)
    for name, told_set in content["sets"].items():
        if told_set["is_dichotomy"]:
            _mark_dichotomies(table, name, told_set)
        else:
            _add_categories(table, name, told_set)
    return table


def _told(header: str, cells: list[str], content: dict[str, Any]) -> Told:
    labels = content["values"].get(header) or []
    named = {code_text(code): clean(str(text)) for code, text in labels}
    ranges = content["ranges"].get(header) or []
    declared = {c for c in {*cells, *named} - {""} if _within(c, ranges)}
    states = {c: state_of(named.get(c, "")) or "no_answer" for c in declared}
    silent = [c for c, s in states.items() if s in ("no_answer", "not_asked")]
    choices = choices_of(named, leave=silent)
    kind = told_type(
        content["shapes"].get(header, ""),
        (cell for cell in cells if cell not in declared),
        choices,
    )
    label = clean(content["labels"].get(header) or "")
    choices = choices if kind == "select_one" else ()
    return Told(label, label, kind, choices, states=states)


def _within(code: str, ranges: list[dict[str, Any]]) -> bool:
    for part in ranges:
        low, high = part["lo"], part["hi"]
        if isinstance(low, str):
            if low == high == code:
                return True
            continue
        try:
            if low <= float(code) <= high:
                return True
        except ValueError:
            continue
    return False


def _mark_dichotomies(table: Table, name: str, told_set: dict[str, Any]) -> None:
    counted = code_text(told_set["counted_value"])
    for header in told_set["variable_list"]:
        if header not in table.columns:
            continue
        cells, told = table.columns[header], table.told[header]
        chosen = cells.mask(counted.__eq__)
        kept = cells.mask(lambda cell, states=told.states: not cell or cell in states)  # type: ignore[misc]
        marked = cells.filled(~chosen & ~kept, "0")
        table.columns[header] = marked.filled(chosen & ~kept, "1")
        table.told[header] = replace(
            told, type="", choices=(), item=name, choice=header,
            item_label=clean(told_set["label"] or ""),
        )  # fmt: skip


def _add_categories(table: Table, name: str, told_set: dict[str, Any]) -> None:
    parts = [h for h in told_set["variable_list"] if h in table.columns]
    if not parts or name in table.columns:
        return
    codes = []
    for header in parts:
        cells = table.columns[header]
        codes.append(
            cells.filled(cells.mask(table.told[header].states.get), "").texts()
        )
    table.columns[name] = coded_texts(
        ";".join(dict.fromkeys(filter(None, row))) for row in zip(*codes, strict=True)
    )
    label = clean(told_set["label"] or "")
    first = table.told[parts[0]]
    table.told[name] = Told(label, label, "select_multiple", first.choices)
