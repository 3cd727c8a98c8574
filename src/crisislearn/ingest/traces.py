"""Where somebody is found in a file: what is their own, and where they are mentioned.

Here: looking for one person in one file, changing nothing. Not here: how people are
known again (``gone``), and taking them out (``run``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crisislearn.errors import ReadError
from crisislearn.ingest.file import SourceFile
from crisislearn.ingest.meta import Meta, merged, read_meta
from crisislearn.ingest.readers import choose_reader
from crisislearn.ingest.records import Script
from crisislearn.ingest.speakers import spoken_rows, written_rows
from crisislearn.ingest.surveys.exports.received import files_beside
from crisislearn.ingest.surveys.instrument import read_instrument
from crisislearn.ingest.surveys.rows import RowReader, Survey
from crisislearn.ingest.surveys.said import ItemReader
from crisislearn.ingest.surveys.table import Table
from crisislearn.privacy import Pseudonymiser


@dataclass
class Trace:
    """What a file holds of a person.

    Attributes:
        rows: Rows of answers, or turns, that are the person's own.
        mentions: Spans in the words of others that name the person.
        whole: Whether nothing is left of the file without the person.
        values: What stands in the personal columns of own rows, names apart.
        names: Names of own rows and turns.
        respondents: Ids of own rows in ``core.respondents``.
        labels: What stands for the person in the file's texts.
    """

    rows: int = 0
    mentions: int = 0
    whole: bool = False
    values: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    respondents: set[str] = field(default_factory=set)
    labels: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.rows or self.mentions)


def find_traces(file: SourceFile) -> Trace:
    """Look for the people whom ``file.gone`` knows; nothing where it cannot be read.

    Nobody takes part in a public order.
    """
    if file.spec.kind == "order":
        return Trace()
    try:
        beside = files_beside(file.path)
        reader = choose_reader(file.content, file.where, file.spec, beside)
        look = _in_survey if file.spec.kind == "survey" else _in_text
        return look(file, reader)
    except ReadError:
        return Trace()


def redacted(file: SourceFile) -> bytes | None:
    """What may be kept of a file without those gone; None if none of them is in it."""
    try:
        beside = files_beside(file.path)
        reader = choose_reader(file.content, file.where, file.spec, beside)
        if file.spec.kind == "survey":
            rows, table, tool = _rows(file, reader)
            lines = {
                line
                for row, line in enumerate(table.lines)
                if rows.is_gone(rows.organisation(row)[0], row)
            }
            return file.gone.redact_table(table, lines, tool)
        script, made, tool = _turns(file, reader)
        return file.gone.redact_script(script, file.gone.blank_rows(made), tool)
    except ReadError:
        return None


def _rows(file: SourceFile, reader: str) -> tuple[RowReader, Table, Pseudonymiser]:
    wave = file.study.wave(file.spec.wave)
    assert wave is not None, "load_study refuses a survey without a wave"
    table = file.table(reader)
    cells = (cell for column in table.columns.values() for cell in column.values)
    tool = file.gone.tool(file.tool, cells)
    survey = Survey(
        file.spec, wave.wave, read_instrument(file.study.path(wave.instrument)),
        file.cleaning(Meta(), tool), file.key, file.study.frame_ids, file.source_id,
        file.where, file.gone,
    )  # fmt: skip
    return RowReader(table, survey, ItemReader(table, survey)), table, tool


def _in_survey(file: SourceFile, reader: str) -> Trace:
    rows, table, tool = _rows(file, reader)
    found = Trace(labels=file.gone.labels)
    for row, (_, cells) in enumerate(table.rows):
        organisation, _ = rows.organisation(row)
        if rows.is_gone(organisation, row):
            found.rows += 1
            found.values.update(rows.personal(row))
            found.names.update(name for name, *_ in rows.names(row))
            if organisation:
                found.respondents.add(rows.respondent_id(organisation, row))
        else:
            found.mentions += sum(_mentions(file, tool.replace(c)[0]) for c in cells)
    found.values -= found.names
    return found


def _turns(
    file: SourceFile, reader: str
) -> tuple[Script, list[dict[str, Any]], Pseudonymiser]:
    script = file.script(reader)
    meta = read_meta(merged(file.said, script.meta), needed=False)
    words = (w for s in script.segments for w in (s.text, s.speaker, s.context) if w)
    tool = file.gone.tool(file.tool, words)
    make = spoken_rows if file.spec.kind == "interview" else written_rows
    cleaning = file.cleaning(meta, tool)
    return script, make(script, meta, cleaning, file.source_id)[0], tool


def _in_text(file: SourceFile, reader: str) -> Trace:
    _, made, _ = _turns(file, reader)
    own = [row for row in made if row.get("speaker") in file.gone.labels]
    others = [row for row in made if row.get("speaker") not in file.gone.labels]
    return Trace(
        rows=len(own),
        mentions=sum(_mentions(file, row["text"]) for row in others),
        whole=bool(own) and not file.gone.blank_rows([dict(row) for row in made]),
        labels=file.gone.labels,
    )


def _mentions(file: SourceFile, text: str) -> int:
    return sum(text.count(label) for label in file.gone.labels)
