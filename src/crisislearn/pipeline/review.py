"""The review list as a workbook, out and back in.

Here: writing the open findings with the words around them for a person to judge, and
adding what was decided to the study. Not here: what is put on the list (``ingest``) and
what follows from it (``pipeline.publish``).
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import ReadError
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.reading import care_of
from crisislearn.privacy import load_key
from crisislearn.settings import Settings
from crisislearn.study import DECISION_COLUMNS, DECISIONS, Study, load_study

if TYPE_CHECKING:
    from crisislearn.ingest.cleaning import Doubt

HEAD = (
    "review_id", "source_id", "place", "kind", "confidence", "replaced", "before",
    "found", "after", "decision",
)  # fmt: skip
AROUND = 60
"""Characters shown before and after a finding."""


def export_review(settings: Settings, file: Path) -> int:
    """Write the open findings of a study to a workbook.

    The workbook holds originals: it is for its owner only (mode 0600), belongs outside
    of what is shared, and is deleted after the import.

    Args:
        settings: Paths and thresholds.
        file: Workbook to write, ``.xlsx``.

    Returns:
        How many findings are in it.

    Raises:
        KeyMissingError: If the study's key is not there.
    """
    import openpyxl

    found = open_doubts(Context(settings))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "review"
    sheet.append(list(HEAD))
    for doubt in found:
        sheet.append(_shown(doubt))
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as target:
        book.save(target)
    file.chmod(0o600)
    return len(found)


def import_review(settings: Settings, file: Path) -> int:
    """Add the decisions in a workbook to the study; the next ingest follows them.

    Args:
        settings: Paths and thresholds.
        file: Workbook that ``export_review`` wrote, its last column filled in:
            ``personal`` or ``not_personal``.

    Returns:
        How many decisions were added or changed.

    Raises:
        ReadError: If a decision is none, or columns are missing.
    """
    import openpyxl

    study = Context(settings).study
    sheet = openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets[0]
    rows = [
        [str(c or "").strip() for c in r] for r in sheet.iter_rows(values_only=True)
    ]
    head = rows[0] if rows else []
    if not set(DECISION_COLUMNS) <= set(head):
        raise ReadError(
            f"the first sheet lacks a column of {', '.join(DECISION_COLUMNS)}",
            where=str(file),
            remedy="import the workbook that 'crisislearn review --export' wrote",
        )
    said: dict[tuple[str, str], str] = {}
    new = 0
    for number, cells in enumerate(rows[1:], start=2):
        row = dict(zip(head, cells, strict=False))
        if not row["decision"]:
            continue
        if row["decision"] not in DECISIONS:
            raise ReadError(
                "the decision is not one",
                where=f"{file}, row {number}",
                remedy=f"write one of: {', '.join(DECISIONS)}",
            )
        said[row["source_id"], row["review_id"]] = row["decision"]
        new += 1
    write_decisions(study, said)
    return new


def write_decisions(study: Study, said: Mapping[tuple[str, str], str]) -> None:
    """Add decisions to the study's file of them.

    Args:
        study: The study; its file is read anew.
        said: Source and finding → decision; an empty one takes it out again.
    """
    kept = {
        (source, name): "personal" if is_personal else "not_personal"
        for source, mine in load_study(study.folder).decisions.items()
        for name, is_personal in mine.items()
    }
    kept = {key: told for key, told in (kept | dict(said)).items() if told}
    aside = study.reviewed.with_suffix(".new")
    with aside.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(DECISION_COLUMNS)
        for (source, name), decision in sorted(kept.items()):
            writer.writerow([name, source, decision])
    aside.replace(study.reviewed)


def open_doubts(context: Context, source: str = "") -> list[Doubt]:
    """The findings that nobody has judged, with the originals around them.

    Args:
        context: The run; it needs the study's key.
        source: Id of one source; empty for all.
    """
    from crisislearn.ingest.file import source_id_of
    from crisislearn.ingest.run import find_doubts

    study = context.study
    key, care = load_key(study, context.settings), care_of(context)
    found: dict[str, Doubt] = {}
    for spec in study.file.sources:
        for path in study.files(spec):
            if source and source_id_of(path.read_bytes()) != source:
                continue
            for doubt in find_doubts(path, spec, study, key, care):
                if doubt.row["state"] == "open":
                    found.setdefault(doubt.row["review_id"], doubt)
    order = ("source_id", "place", "start")
    return sorted(found.values(), key=lambda d: [d.row[name] for name in order])


def _shown(doubt: Doubt) -> list[str | float | bool]:
    row, text = doubt.row, doubt.text
    start, end = row["start"], row["end"]
    around = {
        "before": text[max(0, start - AROUND) : start],
        "found": text[start:end],
        "after": text[end : end + AROUND],
        "decision": "",
    }
    # A cell that begins like a formula would be one.
    words = {
        name: f"'{words}" if words[:1] in "=+-@" and words else words
        for name, words in around.items()
    }
    return [(row | words)[name] for name in HEAD]
