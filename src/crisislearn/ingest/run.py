"""One file in, its tables out.

Here: sealing the original, choosing the reader, replacing personal data, and the five
tables of a file. Not here: which files there are and what is stored (``pipeline``), and
how formats are read.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.errors import ReadError
from crisislearn.ingest.cleaning import Care, Cleaning, Doubt
from crisislearn.ingest.frames import make_frame
from crisislearn.ingest.meta import Meta, merged, read_meta, sheet_row, sidecar
from crisislearn.ingest.names import study_names
from crisislearn.ingest.readers import choose_reader
from crisislearn.ingest.records import Problem, Script
from crisislearn.ingest.speakers import spoken_rows, written_rows
from crisislearn.ingest.surveys.exports.received import Received, files_beside
from crisislearn.privacy import Pseudonymiser, StudyKey, Vault
from crisislearn.study import SourceSpec, Study, sidecar_of

if TYPE_CHECKING:
    import pandas as pd

DEFAULT = Care()
Rows = list[dict[str, Any]]
_TABLES = (
    "sources", "respondents", "answers", "segments", "rejects", "review", "docs",
)  # fmt: skip


@dataclass(frozen=True)
class _File:
    """A file and all that its reading rests on."""

    path: Path
    content: bytes
    spec: SourceSpec
    study: Study
    key: StudyKey
    care: Care

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def source_id(self) -> str:
        return _source_id(self.content)

    @property
    def where(self) -> str:
        """Path below the study's data folder, as it is on disk."""
        return self.path.relative_to(self.study.data).as_posix()

    @property
    def received(self) -> Received:
        """A survey export with the files beside it."""
        beside = {n: p.read_bytes() for n, p in files_beside(self.path).items()}
        spec = self.spec
        return Received(self.content, self.where, spec.encoding, spec.separator, beside)

    @cached_property
    def tool(self) -> Pseudonymiser:
        return Pseudonymiser(self.key, study_names(self.study, self.key))

    def cleaning(self, meta: Meta) -> Cleaning:
        """What replaces the personal data of this file."""
        study = self.study.file
        said = meta.language or self.spec.language or study.said_language
        decided = self.study.decisions.get(self.source_id, {})
        return Cleaning(
            self.tool, self.source_id, self.care, decided, said, study.language
        )

    @cached_property
    def said(self) -> dict[str, str]:
        """What is said of the file elsewhere: by the study, its sheet, the sidecar."""
        rule = {"speakers": self.spec.speakers or ""}
        sheet = sheet_row(self.spec, self.study, self.path)
        return merged(rule, sheet, sidecar(self.path, self.where))


def ingest_file(
    path: Path,
    spec: SourceSpec,
    study: Study,
    key: StudyKey,
    vault: Vault,
    care: Care = DEFAULT,
) -> dict[str, pd.DataFrame]:
    """Read a file, and seal it in the vault.

    Args:
        path: A file below the study's data folder.
        spec: The source it belongs to.
        study: The study.
        key: Its key.
        vault: Where the original is kept.
        care: How texts are read and when a person is asked.

    Returns:
        ``sources`` (one row), ``respondents``, ``answers``, ``segments`` (the text of
        transcripts and documents, pseudonymised), ``rejects``, ``review`` (findings for
        a person to judge) and ``docs`` (the texts as read, without personal data), with
        their columns also where they hold no rows. ``rows_in`` is ``rows_out`` plus
        ``rows_rejected``; a reject of a single cell leaves its row in.

    Raises:
        StudyError: If the study's instrument, sheet or names cannot be used. A file
            that cannot be read raises nothing: it is a reject.
    """
    file = _File(path.resolve(), path.read_bytes(), spec, study, key, care)
    vault.seal(file.content, file.sha256)
    tables, _ = _read(file)
    return {name: make_frame(name, rows) for name, rows in tables.items()}


def find_doubts(
    path: Path, spec: SourceSpec, study: Study, key: StudyKey, care: Care = DEFAULT
) -> list[Doubt]:
    """What a person should look at in a file, with the originals around it.

    Arguments as for ``ingest_file``. Nothing of this may be stored in the clear.
    """
    file = _File(path.resolve(), path.read_bytes(), spec, study, key, care)
    return _read(file)[1]


def _read(file: _File) -> tuple[dict[str, Rows], list[Doubt]]:
    spec = file.spec
    tables: dict[str, Rows] = {name: [] for name in _TABLES}
    reader = None
    try:
        reader = choose_reader(file.content, file.where, spec, files_beside(file.path))
        read = _read_survey if spec.kind == "survey" else _read_text
        cleaning = read(file, tables, reader)
    except ReadError as error:
        problem = Problem(error.what, error.remedy)
        _finish(file, tables, reader, Meta(), [problem], 0, None)
        return tables, []
    tables["review"] = [doubt.row for doubt in cleaning.doubts]
    tables["docs"] = cleaning.docs()
    return tables, cleaning.doubts


def ingest_inputs(
    path: Path, spec: SourceSpec, study: Study, key: StudyKey, care: Care = DEFAULT
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
    beside = sidecar_of(path)
    return [
        path,
        beside if beside.is_file() else None,
        path.relative_to(study.data).as_posix(),
        spec.model_dump(mode="json"),
        sheet_row(spec, study, path),
        wave.model_dump(mode="json") if wave else None,
        instrument if instrument and instrument.is_file() else None,
        *(files_beside(path).values() if spec.kind == "survey" else ()),
        hashlib.sha256(names).hexdigest(),
        study.frame is not None,
        frame,
        key.fingerprint,
        care.inputs(),
        sorted(study.decisions.get(_source_id(path.read_bytes()), {}).items()),
        [file.synthetic, file.said_language, file.legal_basis, str(file.delete_by)],
    ]


def _read_survey(file: _File, tables: dict[str, Rows], reader: str) -> Cleaning:
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
    meta = read_meta(file.said, needed=False)
    cleaning = file.cleaning(meta)
    found = read_answers(
        table,
        Survey(spec, wave.wave, instrument, cleaning, file.key, ids, file.source_id,
               file.where),
    )  # fmt: skip
    tables["respondents"] = found.respondents
    tables["answers"] = found.answers
    problems = [*meta.problems, *found.problems]
    _finish(file, tables, reader, meta, problems, len(found.respondents),
            cleaning, describe(table))  # fmt: skip
    return cleaning


def _read_text(file: _File, tables: dict[str, Rows], reader: str) -> Cleaning:
    script = _script(file, reader)
    said = merged(file.said, script.meta)
    meta = read_meta(said, needed=file.spec.kind != "document")
    make = spoken_rows if file.spec.kind == "interview" else written_rows
    cleaning = file.cleaning(meta)
    rows, problems = make(script, meta, cleaning, file.source_id)
    tables["segments"] = rows
    problems = [*meta.problems, *script.problems, *problems]
    _finish(file, tables, reader, meta, problems, len(rows), cleaning)
    return cleaning


def _script(file: _File, reader: str) -> Script:
    content, where, encoding = file.content, file.where, file.spec.encoding
    if file.spec.kind == "interview":
        from crisislearn.ingest import transcripts

        declared = list(read_meta(file.said, needed=False).roles)
        return transcripts.read(reader, content, where, declared, encoding)
    from crisislearn.ingest import documents

    return documents.read(reader, content, where, file.spec.keys, encoding)


def _finish(
    file: _File,
    tables: dict[str, Rows],
    reader: str | None,
    meta: Meta,
    problems: list[Problem],
    rows_out: int,
    cleaning: Cleaning | None,
    dialect: str | None = None,
) -> None:
    spec, study = file.spec, file.study.file
    rejected = sum(problem.dropped for problem in problems)
    tables["rejects"] = _rejects(file, problems)
    tables["sources"] = [
        {
            "source_id": file.source_id,
            "kind": spec.kind,
            "file": _shown(file),
            "sha256": file.sha256,
            "size_bytes": len(file.content),
            "reader": reader,
            "dialect": dialect,
            "wave": spec.wave,
            "organisation_id": meta.organisation_id,
            "asked_on": meta.asked_on,
            "language": (cleaning or file.cleaning(meta)).language,
            "legal_basis": spec.legal_basis or study.legal_basis,
            "delete_by": spec.delete_by or study.delete_by,
            "synthetic": study.synthetic or meta.synthetic,
            "quotable": spec.quotes,
            "rows_in": rows_out + rejected,
            "rows_out": rows_out,
            "rows_rejected": rejected,
            "names_replaced": cleaning.replaced if cleaning else 0,
        }
    ]


def _source_id(content: bytes) -> str:
    return f"S{hashlib.sha256(content).hexdigest()[:10]}"


def _rejects(file: _File, problems: list[Problem]) -> Rows:
    rows: Rows = []
    for number, problem in enumerate(problems):
        place = f"{file.sha256}\0{number}\0{problem.line}\0{problem.column}"
        digest = hashlib.sha256(f"{place}\0{problem.reason}".encode()).hexdigest()
        rows.append(
            {
                "reject_id": f"R{digest[:12]}",
                "source_id": file.source_id,
                "file": _shown(file),
                "line": problem.line,
                "column": problem.column,
                "reason": problem.reason,
                "shape": problem.shape,
                "next_action": problem.next_action,
            }
        )
    return rows


def _shown(file: _File) -> str:
    """The path without names; in a path, _ stands between words as often as a blank."""
    spaced = file.where.replace("_", " ")
    shown, at = [], 0
    for finding in file.tool.find_known(spaced):
        shown += [file.where[at : finding.start], file.tool.label(finding)]
        at = finding.end
    return "".join([*shown, file.where[at:]])
