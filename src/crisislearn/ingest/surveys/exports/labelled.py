"""Files of statistics programs: columns with labels, types and missing codes.

Here: what SPSS and Stata files have in common, as pyreadstat reads them (``apart``).
Not here: what each has of its own (``spss``, ``stata``).
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.cells import cell_text
from crisislearn.ingest.surveys.coded import coded
from crisislearn.ingest.surveys.exports.received import Received
from crisislearn.ingest.surveys.items import Choice
from crisislearn.ingest.surveys.table import Table, from_columns
from crisislearn.ingest.surveys.told import make_choice

_SECONDS = 900
_LOCKED = b"ENCRYPTEDSAV"
_DAYS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "DATETIME", "%td", "%tc", "%d")


def open_file(read: str, received: Received, program: str) -> dict[str, Any]:
    """Columns of values, and what the file says of them, as ``apart`` writes them.

    Codes declared as missing stay what they are (``user_missing``): what they mean is
    told by their labels.

    Args:
        read: Name of pyreadstat's function.
        received: The file.
        program: Name of the program, for messages.

    Raises:
        ReadError: If the file is empty, cut off, locked or none of that program.
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
        content = _read_apart(read, received)
        rows = min((len(at) for _, at in content["columns"].values()), default=0)
    except (subprocess.SubprocessError, ValueError) as error:
        raise ReadError(
            f"the file is cut off or no {program} file",
            where=received.where,
            remedy=f"export it again from {program}; if only its letters are wrong, "
            "name its encoding in study.yml",
        ) from error
    if rows < content["rows"]:
        raise ReadError(
            "the file is cut off", where=received.where, remedy="export it again"
        )
    return content


def _read_apart(read: str, received: Received) -> dict[str, Any]:
    script = str(Path(__file__).with_name("apart.py"))
    encoding = [received.encoding] if received.encoding else []
    done = subprocess.run(
        [sys.executable, "-P", script, read, *encoding],
        input=received.content,
        capture_output=True,
        check=True,
        timeout=_SECONDS,
    )
    content: dict[str, Any] = json.loads(done.stdout)
    content["columns"] = {
        name: (values, np.frombuffer(b64decode(at), dtype=np.int32))
        for name, (values, at) in content["columns"].items()
    }
    return content


def table_of(content: dict[str, Any], received: Received) -> Table:
    """Columns as a table of text; the columns keep the names of the file.

    Raises:
        ReadError: If there are no rows.
    """
    columns = {
        name: coded([code_text(value) for value in values], at)
        for name, (values, at) in content["columns"].items()
    }
    return from_columns(columns, received.where, content["encoding"])


def code_text(value: object) -> str:
    """A value or a code as the cells of its column write it."""
    is_nan = isinstance(value, float) and math.isnan(value)
    return "" if is_nan else clean(cell_text(value))


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


def choices_of(named: dict[str, str], leave: Iterable[str]) -> tuple[Choice, ...]:
    """Labelled codes as choices, but for those of which the file says "no answer"."""
    left = set(leave)
    return tuple(make_choice(code, n) for code, n in named.items() if code not in left)
