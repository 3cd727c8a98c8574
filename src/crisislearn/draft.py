"""A study folder drafted from an unknown survey export.

Here: writing study.yml, instrument, frame and key around a copy of the file. Not here:
guessing what its columns are (``ingest.surveys.guess``) and reading it (``ingest``).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from crisislearn.definition import Columns, SourceSpec
from crisislearn.errors import ReadError
from crisislearn.study import FRAME_COLUMNS

if TYPE_CHECKING:
    from crisislearn.ingest.surveys.items import Item
    from crisislearn.ingest.surveys.table import Table

_HEAD = """\
# Drafted from {file}: every line is a guess. Go through it, and through
# instruments/w1.xlsx: wordings, which choices are "ved ikke", who was asked (relevant),
# and which questions rate a barrier. Then: crisislearn check --study .
"""


class _Plain(yaml.SafeDumper):
    """Writes a day twice rather than a reference to it."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def draft_study(file: Path, folder: Path) -> list[Path]:
    """Write a study folder that ``check`` finds no fault with.

    Args:
        file: A survey export of any format that can be read.
        folder: A folder that is not there yet, or is empty.

    Returns:
        What was written, the key last.

    Raises:
        ReadError: If the file cannot be read, or no column tells its rows apart.
        StudyError: If the folder holds anything.
    """
    from crisislearn.ingest.surveys.exports import files_beside
    from crisislearn.ingest.surveys.guess import guess_columns, guess_items
    from crisislearn.skeleton import (
        make_key_file,
        require_empty,
        write_ignore,
        write_notice,
    )

    require_empty(folder)
    reader, table = _read(file)
    columns = guess_columns(table)
    if columns is None:
        raise ReadError(
            "no column tells the rows apart",
            where=str(file),
            remedy="add a column with a key of its own in each row",
        )
    data = folder / "data"
    data.mkdir(parents=True)
    for path in (file, *files_beside(file).values()):
        shutil.copyfile(path, data / path.name)
    written = [
        _write_instrument(guess_items(table, columns), folder / "instruments/w1.xlsx"),
        *_write_frame(table, columns, folder / "frame.csv"),
        _write_study(table, columns, reader, file.name, folder / "study.yml"),
    ]
    written.append(write_notice(folder))
    return [*written, write_ignore(folder), make_key_file(folder / "study.key")]


def _read(file: Path) -> tuple[str, Table]:
    """The reader that understands a file, and its table."""
    from crisislearn.ingest.readers import choose_reader
    from crisislearn.ingest.surveys.exports import Received, files_beside, read_export

    content = file.read_bytes()
    beside = {name: path.read_bytes() for name, path in files_beside(file).items()}
    spec = SourceSpec(kind="survey", files=file.name, wave="w1")
    reader = choose_reader(content, file.name, spec, beside)
    return reader, read_export(reader, Received(content, file.name, beside=beside))


def _write_study(
    table: Table, columns: Columns, reader: str, file: str, path: Path
) -> Path:
    from crisislearn.ingest.surveys.guess import MISSING

    cells = {cell for found in table.columns.values() for cell in found.values}
    source: dict[str, Any] = {
        "kind": "survey",
        "wave": "w1",
        "files": file.replace("[", "[[]"),
        "reader": reader,
        "columns": columns.model_dump(exclude_defaults=True),
    }
    if missing := sorted(cells.intersection(MISSING)):
        source["missing"] = missing
    opened, closed = _days(table, columns)
    content: dict[str, Any] = {
        "study": "draft",
        "title_da": "Udkast",
        "controller": "Navnet på den dataansvarlige",
        "legal_basis": "Databeskyttelsesloven § 10",
        "notice": "oplysning.md",
        "delete_by": dt.date(closed.year + 5, 12, 31),
        "data": "data",
        "key": "study.key",
        "waves": [
            {
                "wave": "w1",
                "label_da": "Første runde",
                "opened": opened,
                "closed": closed,
                "instrument": "instruments/w1.xlsx",
            }
        ],
        "sources": [source],
    }
    if columns.organisation not in columns.personal:
        content["frame"] = "frame.csv"
    body = yaml.dump(content, Dumper=_Plain, allow_unicode=True, sort_keys=False)
    path.write_text(_HEAD.format(file=file) + body, encoding="utf-8")
    return path


def _days(table: Table, columns: Columns) -> tuple[dt.date, dt.date]:
    from crisislearn.ingest.days import is_month_first, parse_day

    cells = table.column(columns.date) if columns.date else []
    first = is_month_first(cells)
    days = sorted(day for cell in cells if (day := parse_day(cell, first)))
    today = dt.date.today()
    return (days[0], days[-1]) if days else (today, today)


def _write_frame(table: Table, columns: Columns, path: Path) -> list[Path]:
    """Those who answered. No frame where their key is a name: it gets a pseudonym."""
    if columns.organisation is None or columns.organisation in columns.personal:
        return []
    out = io.StringIO()
    writer = csv.DictWriter(out, FRAME_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for key in sorted(set(table.column(columns.organisation)) - {""}):
        writer.writerow({"organisation_id": key, "disposition": "answered"})
    path.write_text(out.getvalue(), encoding="utf-8")
    return [path]


def _write_instrument(items: list[Item], path: Path) -> Path:
    from openpyxl import Workbook

    labels = ("label::Dansk (da)", "label::English (en)")
    survey: list[tuple[str, ...]] = [("type", "name", *labels, "relevant", "concept")]
    choices: list[tuple[str, ...]] = [("list_name", "name", *labels, "state", "rates")]
    lists: dict[Any, str] = {}
    for item in items:
        kind = item.type
        if item.choices:
            if item.choices not in lists:
                lists[item.choices] = f"list{len(lists) + 1}"
                choices += [
                    (lists[item.choices], c.name, c.label_da, c.label_en, c.state or "")
                    for c in item.choices
                ]
            kind = f"{item.type} {lists[item.choices]}"
        survey.append((kind, item.name, item.label_da, item.label_en, "", item.concept))
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in (("survey", survey), ("choices", choices)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s"  # a wording that begins with = is text
    path.parent.mkdir(parents=True)
    book.save(path)
    return path
