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
    import pyreadstat

    columns, meta = open_file(pyreadstat.read_dta, received, "Stata")
    table = table_of(columns, received, meta.file_encoding or "utf-8")
    for at, header in enumerate(table.headers):
        shape = meta.original_variable_types.get(header, "")
        if meta.readstat_variable_types.get(header) != "string":
            for _, row in table.rows:
                if _EXTENDED.fullmatch(row[at]):
                    row[at] = f".{row[at]}"
        table.told[header] = _told(header, table.column(header), shape, meta)
    return table


def _told(header: str, cells: list[str], shape: str, meta: Any) -> Told:
    labels = {
        f".{code}"
        if isinstance(code, str) and _EXTENDED.fullmatch(code)
        else code: text
        for code, text in (meta.variable_value_labels.get(header) or {}).items()
    }
    named = {code_text(code): clean(str(text)) for code, text in labels.items()}
    numeric = meta.readstat_variable_types.get(header) != "string"
    declared = {c for c in {*cells, *named} if numeric and c[:1] == "." and len(c) == 2}
    states = {c: state_of(named.get(c, "")) or "no_answer" for c in declared}
    silent = [c for c, s in states.items() if s in ("no_answer", "not_asked")]
    choices = choices_of(labels, leave=silent)
    kind = told_type(shape, (c for c in cells if c not in declared), choices)
    label = clean(meta.column_names_to_labels.get(header) or "")
    choices = choices if kind == "select_one" else ()
    return Told(label, label, kind, choices, states=states)
