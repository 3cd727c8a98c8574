"""One file in, its tables out.

Here: choosing the reader, and the tables of a file. Not here: what a file's reading
rests on (``file``), which files there are and what is stored (``pipeline``), and how
formats are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import ReadError
from crisislearn.ingest.file import SourceFile, companions
from crisislearn.ingest.frames import make_frame
from crisislearn.ingest.meta import Meta, merged, read_meta, sheet_row
from crisislearn.ingest.names import study_names
from crisislearn.ingest.readers import choose_reader
from crisislearn.ingest.records import Problem, Script
from crisislearn.ingest.speakers import spoken_rows, written_rows
from crisislearn.ingest.surveys.exports.received import files_beside
from crisislearn.language.detect import detect_language
from crisislearn.privacy import StudyKey, Vault
from crisislearn.study import SourceSpec, Study

if TYPE_CHECKING:
    import pandas as pd

_TABLES = ("sources", "respondents", "answers", "segments", "rejects")


def ingest_file(
    path: Path, spec: SourceSpec, study: Study, key: StudyKey, vault: Vault
) -> dict[str, pd.DataFrame]:
    """Read a file, and seal it and those beside it in the vault.

    Args:
        path: A file below the study's data folder.
        spec: The source it belongs to.
        study: The study.
        key: Its key.
        vault: Where the original is kept.

    Returns:
        ``sources`` (one row), ``respondents``, ``answers``, ``segments`` (the text of
        transcripts and documents, pseudonymised), ``rejects`` and ``beside`` (files
        that help to read it), with their columns also where they hold no rows.
        ``rows_in`` is ``rows_out`` plus
        ``rows_rejected``; a reject of a single cell leaves its row in.

    Raises:
        StudyError: If the study's instrument, sheet or names cannot be used. A file
            that cannot be read raises nothing: it is a reject.
    """
    file = SourceFile(path.resolve(), path.read_bytes(), spec, study, key)
    tables: dict[str, pd.DataFrame] = {n: make_frame(n, []) for n in _TABLES}
    tables["beside"] = make_frame("beside", file.seal(vault))
    reader = None
    try:
        reader = choose_reader(file.content, file.where, spec, files_beside(file.path))
        read = _read_survey if spec.kind == "survey" else _read_text
        read(file, tables, reader)
    except ReadError as error:
        problem = Problem(error.what, error.remedy)
        _finish(file, tables, reader, Meta(), [problem], 0, 0)
    return tables


def ingest_inputs(
    path: Path, spec: SourceSpec, study: Study, key: StudyKey
) -> list[Any]:
    """All that ``ingest_file`` rests on, as values for a digest.

    Paths stand for their files' content; names are given as a hash. The program's code
    is not among them.
    """
    path = path.resolve()
    names = repr(study_names(study, key)).encode()
    frame = [] if study.frame is None else study.frame["organisation_id"].tolist()
    wave = study.wave(spec.wave)
    instrument = study.path(wave.instrument) if wave and spec.kind == "survey" else None
    file = study.file
    return [
        path,
        # Of a sheet, the row of this file.
        {
            part: p
            for part, p in companions(path, spec, study).items()
            if part != "sheet"
        },
        sheet_row(spec, study, path),
        path.relative_to(study.data).as_posix(),
        spec.model_dump(mode="json"),
        wave.model_dump(mode="json") if wave else None,
        instrument if instrument and instrument.is_file() else None,
        hashlib.sha256(names).hexdigest(),
        study.frame is not None,
        frame,
        key.fingerprint,
        [file.synthetic, file.said_language, file.legal_basis, str(file.delete_by)],
    ]


def _read_survey(
    file: SourceFile, tables: dict[str, pd.DataFrame], reader: str
) -> None:
    from crisislearn.ingest.surveys.answers import read_answers
    from crisislearn.ingest.surveys.dialect import describe
    from crisislearn.ingest.surveys.exports import read_export
    from crisislearn.ingest.surveys.instrument import read_instrument
    from crisislearn.ingest.surveys.rows import Survey

    spec, study = file.spec, file.study
    wave = study.wave(spec.wave)
    assert wave is not None, "load_study refuses a survey without a wave"
    instrument = read_instrument(study.path(wave.instrument))
    table = read_export(reader, file.received)
    frame = study.frame
    ids = None if frame is None else frozenset(frame["organisation_id"])
    found = read_answers(
        table,
        Survey(spec, wave.wave, instrument, file.tool, file.key, ids, file.source_id,
               file.where),
    )  # fmt: skip
    tables["respondents"] = make_frame("respondents", found.respondents)
    tables["answers"] = found.answers
    meta = read_meta(file.said, needed=False)
    problems = [*meta.problems, *found.problems]
    _finish(file, tables, reader, meta, problems, len(found.respondents),
            found.names_replaced, describe(table))  # fmt: skip


def _read_text(file: SourceFile, tables: dict[str, pd.DataFrame], reader: str) -> None:
    script = _script(file, reader)
    said = merged(file.said, script.meta)
    meta = read_meta(said, needed=file.spec.kind != "document")
    make = spoken_rows if file.spec.kind == "interview" else written_rows
    rows, replaced, problems = make(script, meta, file.tool, file.source_id)
    tables["segments"] = make_frame("segments", rows)
    problems = [*meta.problems, *script.problems, *problems]
    _finish(file, tables, reader, meta, problems, len(rows), replaced)


def _script(file: SourceFile, reader: str) -> Script:
    content, where, encoding = file.content, file.where, file.spec.encoding
    if file.spec.kind == "interview":
        from crisislearn.ingest import transcripts

        declared = list(read_meta(file.said, needed=False).roles)
        return transcripts.read(reader, content, where, declared, encoding)
    from crisislearn.ingest import documents

    return documents.read(reader, content, where, file.spec.keys, encoding)


def _finish(
    file: SourceFile,
    tables: dict[str, pd.DataFrame],
    reader: str | None,
    meta: Meta,
    problems: list[Problem],
    rows_out: int,
    replaced: int,
    dialect: str | None = None,
) -> None:
    spec, study = file.spec, file.study.file
    rejected = sum(problem.dropped for problem in problems)
    tables["rejects"] = make_frame("rejects", file.rejects(problems))
    source = {
        "source_id": file.source_id,
        "kind": spec.kind,
        "file": file.shown,
        "sha256": file.sha256,
        "size_bytes": len(file.content),
        "reader": reader,
        "dialect": dialect,
        "wave": spec.wave,
        "organisation_id": meta.organisation_id,
        "asked_on": meta.asked_on,
        "language": meta.language
        or spec.language
        or study.said_language
        or detect_language(_words(tables), study.language),
        "legal_basis": spec.legal_basis or study.legal_basis,
        "delete_by": spec.delete_by or study.delete_by,
        "synthetic": study.synthetic or meta.synthetic,
        "quotable": spec.quotes,
        "rows_in": rows_out + rejected,
        "rows_out": rows_out,
        "rows_rejected": rejected,
        "names_replaced": replaced,
    }
    tables["sources"] = make_frame("sources", [source])


def _words(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """What was said or written in free words, in the order of the file."""
    for table in ("answers", "segments"):
        yield from (text for text in tables[table]["text"].dropna() if text)
