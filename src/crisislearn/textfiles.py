"""YAML and small CSV files: what people write for a study, and what is bundled.

Here: reading them, with messages that name file and remedy. Not here: what stands in
them (``study`` and whoever else reads one), and files of answers (``ingest``).
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from crisislearn.errors import StudyError

if TYPE_CHECKING:
    import pandas as pd

TEMPLATES = Path(__file__).parent / "templates"
"""Folder of what is bundled."""

# The C loader reads the codebook ten times faster; not every PyYAML is built with it.
_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 100
"""Levels of lists and mappings that a file may have."""
_IN_A_LINE = re.compile(rf"(?:[-?:][ \t]+){{{DEEPEST}}}")


def parse_yaml(text: str) -> Any:
    """YAML of plain values; tags that would make other objects are refused.

    Raises:
        yaml.YAMLError: If it is not that.
    """
    if text.count("[") + text.count("{") > DEEPEST or _IN_A_LINE.search(text):
        _refuse_depth(text)
    return yaml.load(text, Loader=_SAFE)  # noqa: S506 - a safe loader, in C


def _refuse_depth(text: str) -> None:
    """The C loader goes down by recursion: deep enough, it ends the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_SAFE):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise yaml.YAMLError(f"lists within lists, more than {DEEPEST} deep")


def read_yaml(path: Path) -> dict[str, Any]:
    """A YAML file whose top level is a mapping.

    Raises:
        StudyError: If it is missing, not YAML, or no mapping.
    """
    if not path.is_file():
        raise StudyError("the file is missing", where=str(path), remedy="add it")
    try:
        content = parse_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise StudyError(
            f"not readable as YAML: {error}",
            where=str(path),
            remedy="mind indentation and quotes; the file is UTF-8",
        ) from error
    if not isinstance(content, dict):
        raise StudyError(
            "the file holds no keys", where=str(path), remedy="write 'key: value' lines"
        )
    return content


def read_yaml_list(path: Path) -> list[dict[str, Any]]:
    """A YAML file of ours that is a list of mappings."""
    content: list[dict[str, Any]] = parse_yaml(path.read_text(encoding="utf-8"))
    return content


def read_csv(path: Path, surplus: list[int] | None = None) -> pd.DataFrame:
    """A small CSV of ours as text, comma or semicolon, UTF-8; empty cells are ''.

    Args:
        path: The file.
        surplus: Gets the line of every row that holds more fields than the header, and
            such rows are left out; None where there must be none.

    Raises:
        StudyError: If it is missing or no CSV, or a row holds more than the header.
    """
    import pandas as pd

    if not path.is_file():
        raise StudyError("the file is missing", where=str(path), remedy="add it")
    try:
        text = path.read_text(encoding="utf-8-sig")
        header = text.split("\n", 1)[0]
        separator = ";" if header.count(";") > header.count(",") else ","
        lines, rest = _surplus(text, separator)
        with warnings.catch_warnings():
            # Of rows that all end in a separator too many: nothing stands behind it.
            warnings.simplefilter("ignore", pd.errors.ParserWarning)
            table = pd.read_csv(rest if lines else path, sep=separator, dtype="str",
                                keep_default_na=False, encoding="utf-8-sig",
                                index_col=False)  # fmt: skip
    # ValueError is of pandas, and of what is no UTF-8.
    except (ValueError, csv.Error) as error:
        raise StudyError(
            f"not readable as CSV: {error}",
            where=str(path),
            remedy="save it as UTF-8, and give every line as many fields as the header",
        ) from error
    if lines and surplus is None:
        raise StudyError(
            "the row holds more fields than the header",
            where=f"{path}, line {lines[0]}",
            remedy=f"put quotes around a text that holds {separator!r}",
        )
    if surplus is not None:
        surplus += lines
    return table


def _surplus(text: str, separator: str) -> tuple[list[int], io.StringIO]:
    """Lines of rows that hold more than the header, and the file without them.

    A field too many moves all behind it, also where the last ones are empty. Only where
    every row ends in a separator too many is it none.
    """
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    rows, lines, line = [], [], 1
    for row in reader:
        if row:
            rows.append(row)
            lines.append(line)
        line = reader.line_num + 1
    width = len(rows[0]) if rows else 0
    if all(len(row) == width + 1 and not row[-1] for row in rows[1:]):
        return [], io.StringIO()
    rest = io.StringIO()
    csv.writer(rest, delimiter=separator).writerows(r for r in rows if len(r) <= width)
    rest.seek(0)
    long = [at for at, row in zip(lines, rows, strict=True) if len(row) > width]
    return long, rest
