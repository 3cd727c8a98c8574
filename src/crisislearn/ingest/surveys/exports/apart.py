"""Reading an SPSS or Stata file in a process of its own.

Here: a script that takes a file on its input and writes JSON. The library behind it is
written in C, and a damaged file can end the process: then only this one. Not here: what
the columns mean (``labelled``). It imports nothing of crisislearn, to start quickly.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from array import array
from base64 import b64encode
from typing import Any

_MEMORY = 8 * 1024**3


def main() -> None:
    """Read the file on standard input: ``python apart.py read_sav [ENCODING]``."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    import pyreadstat

    content = io.BytesIO(sys.stdin.buffer.read())
    encoding = sys.argv[2] if len(sys.argv) > 2 else None
    if sys.argv[1] == "read_por":  # which knows neither of the two
        columns, meta = pyreadstat.read_por(content, output_format="dict")
    else:
        read = {"read_sav": pyreadstat.read_sav, "read_dta": pyreadstat.read_dta}
        columns, meta = read[sys.argv[1]](
            content, user_missing=True, output_format="dict", encoding=encoding
        )
    sys.stdout.write(json.dumps(_content(columns, meta), default=_text))


def _content(columns: dict[str, Any], meta: Any) -> dict[str, Any]:
    labels = meta.variable_value_labels
    return {
        "columns": {
            name: _coded(values.tolist() if hasattr(values, "tolist") else values)
            for name, values in columns.items()
        },
        "rows": meta.number_rows or 0,
        "encoding": meta.file_encoding or "",
        "shapes": meta.original_variable_types,
        "kinds": meta.readstat_variable_types,
        "labels": meta.column_names_to_labels,
        # A key of JSON is text: codes travel as pairs.
        "values": {name: list(found.items()) for name, found in labels.items()},
        "ranges": meta.missing_ranges,
        "sets": meta.mr_sets or {},
    }


def _coded(cells: list[Any]) -> tuple[list[Any], str]:
    """Each distinct cell once, and the place of every row's among them.

    What is no number ("NaN") is a cell of its own; a place is four bytes.
    """
    places: dict[Any, int] = {}
    at = array("i", [places.setdefault(None if c != c else c, len(places)) for c in
                     cells])  # fmt: skip
    return list(places), b64encode(at.tobytes()).decode()


def _text(value: object) -> str:
    """A day, a time or bytes as text."""
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    return str(value).removesuffix(" 00:00:00")


if __name__ == "__main__":
    main()
