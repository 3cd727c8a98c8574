"""Stata files (dta).

Here: extended missing values (``.a`` to ``.z``) and labels. Not here: what it shares
with SPSS (``labelled``).
"""

from __future__ import annotations

import re
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

_EXTENDED = re.compile(r"[a-z]")


def read(received: Received) -> Table:
    """Read a file.

    ``.`` is a blank. ``.a`` to ``.z`` are what their labels say: "ved ikke", "ikke
    relevant", "ikke stillet", and else no answer.

    Raises:
        ReadError: If it is empty, cut off or no Stata file.
    """
    content = open_file("read_dta", received, "Stata")
    table = table_of(content, received)
    table.dialect = table.dialect or "utf-8"
    for header, cells in table.columns.items():
        numeric = content["kinds"].get(header) != "string"
        if numeric:
            table.columns[header] = cells = cells.changed(_dotted)
        table.told[header] = _told(header, cells.values, numeric, content)
    return table


def _dotted(code: str) -> str:
    return f".{code}" if _EXTENDED.fullmatch(code) else code


def _told(
    header: str, cells: list[str], numeric: bool, content: dict[str, Any]
) -> Told:
    labels = content["values"].get(header) or []
    named = {_dotted(code_text(code)): clean(str(text)) for code, text in labels}
    declared = {c for c in {*cells, *named} if numeric and c[:1] == "." and len(c) == 2}
    states = {c: state_of(named.get(c, "")) or "no_answer" for c in declared}
    silent = [c for c, s in states.items() if s in ("no_answer", "not_asked")]
    choices = choices_of(named, leave=silent)
    shape = content["shapes"].get(header, "")
    kind = told_type(shape, (c for c in cells if c not in declared), choices)
    label = clean(content["labels"].get(header) or "")
    choices = choices if kind == "select_one" else ()
    return Told(label, label, kind, choices, states=states)
