"""Files of statistics programs: columns with labels, types and missing codes.

Here: what SPSS and Stata files have in common, as pyreadstat reads them. Not here: what
each has of its own (``spss``, ``stata``).
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import Row, cell_text
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.items import Choice
from crisislearn.ingest.surveys.table import Table, make_table
from crisislearn.ingest.surveys.told import make_choice

Columns = dict[str, Sequence[Any]]

_LOCKED = b"ENCRYPTEDSAV"
_DAYS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "%td", "%tc", "%d")


def open_file(
    read: Callable[..., tuple[Any, Any]], received: Received, program: str
) -> tuple[Columns, Any]:
    """Columns of values, and what the file says of them.

    Codes declared as missing stay what they are (``user_missing``): what they mean is
    told by their labels.

    Raises:
        ReadError: If the file is empty, cut off or none of that program.
    """
    if not received.content:
        raise ReadError(
            "the file is empty", where=received.where, remedy="export it again"
        )
    if _LOCKED in received.content[:40]:
        raise ReadError(
            "the file is locked with a password",
            where=received.where,
            remedy="save it without one",
        )
    try:
        columns, meta = read(
            io.BytesIO(received.content),
            user_missing=True,
            output_format="dict",
            encoding=received.encoding,
        )
    except Exception as error:  # whatever a broken file makes of the library
        raise ReadError(
            f"the file is cut off or no {program} file ({type(error).__name__})",
            where=received.where,
            remedy=f"export it again from {program}, without a password; if only its "
            "letters are wrong, name its encoding in study.yml",
        ) from error
    rows = {name: len(values) for name, values in columns.items()}
    if meta.number_rows and min(rows.values(), default=0) < meta.number_rows:
        raise ReadError(
            "the file is cut off", where=received.where, remedy="export it again"
        )
    return columns, meta


def table_of(columns: Columns, received: Received, dialect: str) -> Table:
    """Columns as a table of text; the columns keep the names of the file.

    Raises:
        ReadError: If there are no rows.
    """
    texts = [[_text(value) for value in values] for values in columns.values()]
    records: list[Row] = [list(columns), *map(list, zip(*texts, strict=True))]
    return make_table(records, received.where, dialect)


def _text(value: object) -> str:
    if isinstance(value, float) and math.isnan(value):
        return ""
    if hasattr(value, "item"):  # a number of numpy's
        value = value.item()
    return clean(cell_text(value))


def code_text(code: object) -> str:
    """A code of a label as the cells of its column write it."""
    return _text(code)


def told_type(shape: str, values: Iterable[str], choices: Sequence[Choice]) -> str:
    """Type of an item by what its column holds.

    Args:
        shape: The program's own name of it: ``F8.2``, ``A40``, ``%td``.
        values: Its cells as text, without codes declared as missing.
        choices: What its codes mean.

    Returns:
        One of ``items.TYPES``. A column whose cells are not all among its labelled
        codes is a number with a few named ones (0 = "ingen"), no choice.
    """
    filled = {value for value in values if value}
    if choices and filled <= {choice.name for choice in choices}:
        return "select_one"
    if shape.startswith(_DAYS):
        return "date"
    if shape.startswith("A") or (shape.startswith("%") and shape.endswith("s")):
        return "text"
    whole = all(value.lstrip("-").isdigit() for value in filled)
    return "integer" if whole else "decimal"


def choices_of(
    labels: dict[Any, str] | None, leave: Iterable[str]
) -> tuple[Choice, ...]:
    """Labelled codes as choices, but for those of which the file says "no answer"."""
    left = set(leave)
    found = [
        (code_text(code), clean(str(text))) for code, text in (labels or {}).items()
    ]
    return tuple(make_choice(code, text) for code, text in found if code not in left)
