"""SPSS files (sav, zsav).

Here: user-missing codes, labels and multiple-response sets. Not here: what it shares
with Stata (``labelled``).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crisislearn.ingest.decode import clean
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


def read(received: Received) -> Table:
    """Read a file.

    A code declared as user-missing is what its label says: "ved ikke", "ikke relevant",
    "ikke stillet", and else no answer. A set of dichotomies is a multi-select item: 1
    for the counted value, 0 for another one, blank where it is missing. A set of
    categories is a column more, with the codes chosen.

    Raises:
        ReadError: If it is empty, cut off, locked or no SPSS file.
    """
    import pyreadstat

    columns, meta = open_file(pyreadstat.read_sav, received, "SPSS")
    table = table_of(columns, received, meta.file_encoding or "")
    for header in table.headers:
        table.told[header] = _told(header, table.column(header), meta)
    for name, told_set in meta.mr_sets.items():
        if told_set["is_dichotomy"]:
            _mark_dichotomies(table, name, told_set)
        else:
            _add_categories(table, name, told_set)
    return table


def _told(header: str, cells: list[str], meta: Any) -> Told:
    labels = meta.variable_value_labels.get(header) or {}
    named = {code_text(code): clean(str(text)) for code, text in labels.items()}
    ranges = meta.missing_ranges.get(header) or []
    declared = {c for c in {*cells, *named} - {""} if _within(c, ranges)}
    states = {c: state_of(named.get(c, "")) or "no_answer" for c in declared}
    silent = [c for c, s in states.items() if s in ("no_answer", "not_asked")]
    choices = choices_of(labels, leave=silent)
    kind = told_type(
        meta.original_variable_types.get(header, ""),
        (cell for cell in cells if cell not in declared),
        choices,
    )
    label = clean(meta.column_names_to_labels.get(header) or "")
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
        if header not in table.headers:
            continue
        at, told = table.headers.index(header), table.told[header]
        for _, row in table.rows:
            if row[at] and row[at] not in told.states:
                row[at] = "1" if row[at] == counted else "0"
        table.told[header] = replace(
            told, type="", choices=(), item=name, choice=header,
            item_label=clean(told_set["label"] or ""),
        )  # fmt: skip


def _add_categories(table: Table, name: str, told_set: dict[str, Any]) -> None:
    parts = [h for h in told_set["variable_list"] if h in table.headers]
    places = [table.headers.index(header) for header in parts]
    if not parts or name in table.headers:
        return
    missing = [table.told[header].states for header in parts]
    for _, row in table.rows:
        codes = [
            row[at]
            for at, states in zip(places, missing, strict=True)
            if row[at] not in states
        ]
        row.append(";".join(dict.fromkeys(filter(None, codes))))
    table.headers.append(name)
    label = clean(told_set["label"] or "")
    first = table.told[parts[0]]
    table.told[name] = Told(label, label, "select_multiple", first.choices)
