"""YAML, JSON and small CSV files: what people write, and what is bundled.

Here: reading them, with messages that name file and remedy. Not here: what stands in
them (``study`` and whoever else reads one), and files of answers (``ingest``).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from crisislearn.errors import StudyError

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


def parse_json(text: str | bytes) -> Any:
    """What a JSON text of a stranger says.

    Raises:
        ValueError: If it is no JSON, nested too deeply, or holds a number that is none.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


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


class Table(NamedTuple):
    """A small CSV of ours.

    Attributes:
        columns: Its header.
        rows: Column → text; an empty cell is ''.
        lines: The line that each row begins in.
        surplus: The lines of rows with more fields than the header, which are no rows.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, str]]
    lines: list[int]
    surplus: list[int]

    def column(self, name: str) -> list[str]:
        """The cells of a column."""
        return [row[name] for row in self.rows]


def read_table(path: Path, some_too_long: bool = False) -> Table:
    """A small CSV of ours as text, comma or semicolon, UTF-8.

    Args:
        path: The file.
        some_too_long: Whether rows may hold more fields than the header; they are left
            out.

    Raises:
        StudyError: If it is missing or no CSV, or a row holds more than the header.
    """
    if not path.is_file():
        raise StudyError("the file is missing", where=str(path), remedy="add it")
    try:
        text = path.read_text(encoding="utf-8-sig")
        header = text.split("\n", 1)[0]
        separator = ";" if header.count(";") > header.count(",") else ","
        table = _table(text, separator)
    # ValueError is of what is no UTF-8.
    except (ValueError, csv.Error) as error:
        raise StudyError(
            f"not readable as CSV: {error}",
            where=str(path),
            remedy="save it as UTF-8, and give every line as many fields as the header",
        ) from error
    if table.surplus and not some_too_long:
        raise StudyError(
            "the row holds more fields than the header",
            where=f"{path}, line {table.surplus[0]}",
            remedy=f"put quotes around a text that holds {separator!r}",
        )
    return table


def _table(text: str, separator: str) -> Table:
    """The rows of a CSV.

    A field too many moves all behind it, also where the last ones are empty. Only where
    every row ends in a separator too many is it none.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    lines: list[int] = []
    line = 1
    for row in reader:
        if row:
            rows.append(row)
            lines.append(line)
        line = reader.line_num + 1
    if not rows:
        raise ValueError("no header")
    header, *rest = rows
    width = len(header)
    twice = [n for n, times in Counter(header).items() if n and times > 1]
    if twice:
        raise ValueError(f"two columns are called {twice[0]!r}")
    if all(len(row) == width + 1 and not row[-1] for row in rest):
        rest = [row[:width] for row in rest]
    pairs = list(zip(rest, lines[1:], strict=True))
    whole = [(row, at) for row, at in pairs if len(row) <= width]
    return Table(
        tuple(header),
        [dict(zip_longest(header, row, fillvalue="")) for row, _ in whole],
        [at for _, at in whole],
        [at for row, at in pairs if len(row) > width],
    )
