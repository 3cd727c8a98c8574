"""One file in, its tables out.

Here: choosing the reader, and the tables of a file. Not here: what is said of the file
itself (``finishing``), what its reading rests on (``file``), which files there are and
what is stored (``pipeline``), and how formats are read.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisislearn.definition import SourceSpec
from crisislearn.errors import ReadError
from crisislearn.ingest.cleaning import Care, Cleaning, Doubt
from crisislearn.ingest.file import SourceFile, companions, source_id_of
from crisislearn.ingest.finishing import finish
from crisislearn.ingest.frames import make_frame
from crisislearn.ingest.gone import Withdrawn, left_out
from crisislearn.ingest.meta import Meta, merged, read_meta, sheet_row
from crisislearn.ingest.names import study_names
from crisislearn.ingest.readers import choose_reader
from crisislearn.ingest.records import Problem
from crisislearn.ingest.speakers import speaker_names, spoken_rows, written_rows
from crisislearn.ingest.surveys.exports.received import files_beside
from crisislearn.privacy import Pseudonymiser, StudyKey, Vault
from crisislearn.study import Study

if TYPE_CHECKING:
    import pandas as pd

DEFAULT = Care()
_TABLES = (
    "sources", "respondents", "answers", "segments", "rejects", "review", "docs",
    "orders", "provisions", "announced",
)  # fmt: skip


def ingest_file(
    path: Path,
    spec: SourceSpec,
    study: Study,
    key: StudyKey,
    vault: Vault,
    care: Care = DEFAULT,
) -> dict[str, pd.DataFrame]:
    """Read a file, and seal it and those beside it in the vault.

    People on the vault's list of those gone are left out of the tables and of what is
    sealed.

    Args:
        path: A file below the study's data folder.
        spec: The source it belongs to.
        study: The study.
        key: Its key.
        vault: Where the original is kept.
        care: How texts are read and when a person is asked.

    Returns:
        ``sources`` (one row), ``respondents``, ``answers``, ``segments`` (the text of
        transcripts and documents, pseudonymised), ``rejects``, ``beside`` (files that
        help to read it), ``review`` (findings for a person to judge), ``docs`` (the
        texts as read, without personal data), ``orders``, their ``provisions``, and
        what was ``announced`` of them, with their columns also where they hold no
        rows. ``rows_in`` is ``rows_out`` plus
        ``rows_rejected``; a reject of a single cell leaves its row in.

    Raises:
        StudyError: If the study's instrument, sheet or names cannot be used. A file
            that cannot be read raises nothing: it is a reject.
    """
    gone = Withdrawn(key, vault.index.gone)
    file = SourceFile(path.resolve(), path.read_bytes(), spec, study, key, gone, care)
    tables, _ = _read(file)
    tables["beside"] = make_frame("beside", file.seal_beside(vault))
    if file.redacted is None:
        vault.seal(file.content, file.sha256)
    else:
        vault.seal(file.redacted, file.sha256, again=True)
    return tables


def find_doubts(
    path: Path, spec: SourceSpec, study: Study, key: StudyKey, care: Care = DEFAULT
) -> list[Doubt]:
    """What a person should look at in a file, with the originals around it.

    Arguments as for ``ingest_file``. Nothing of this may be stored in the clear.
    """
    gone = Withdrawn(key)
    file = SourceFile(path.resolve(), path.read_bytes(), spec, study, key, gone, care)
    return _read(file)[1]


def _read(file: SourceFile) -> tuple[dict[str, pd.DataFrame], list[Doubt]]:
    spec = file.spec
    tables: dict[str, pd.DataFrame] = {n: make_frame(n, []) for n in _TABLES}
    reader = None
    try:
        reader = choose_reader(file.content, file.where, spec, files_beside(file.path))
        cleaning = _READ.get(spec.kind, _read_text)(file, tables, reader)
    except ReadError as error:
        problem = Problem(error.what, error.remedy)
        finish(file, tables, reader, Meta(), [problem], 0, None)
        return tables, []
    tables["review"] = make_frame("review", [doubt.row for doubt in cleaning.doubts])
    if not file.gone:
        # Texts as read hold the words of everybody, also of those who withdrew.
        tables["docs"] = make_frame("docs", cleaning.docs())
    return tables, cleaning.doubts


def ingest_inputs(
    path: Path, spec: SourceSpec, study: Study, key: StudyKey, care: Care = DEFAULT
) -> list[Any]:
    """All that ``ingest_file`` rests on, as values for a digest.

    Paths stand for their files' content; names are given as a hash. The program's code
    is not among them.
    """
    path = path.resolve()
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
        *_known(study, key),
        key.series,
        care.inputs(),
        _decided(path, study),
        [file.synthetic, file.said_language, file.legal_basis, str(file.delete_by)],
        [file.controller, file.notice],
    ]


@lru_cache(maxsize=2)
def _known(study: Study, key: StudyKey) -> tuple[str, str | None]:
    """Digests of the names that a study knows, and of the ids of its frame."""
    ids = study.frame_ids
    listed = None if ids is None else _sha256(sorted(ids))
    return _sha256(study_names(study, key)), listed


def _sha256(values: object) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()


def _decided(path: Path, study: Study) -> list[tuple[str, bool]]:
    """What people decided of a file; it is read only if they decided anything."""
    if not study.decisions:
        return []
    return sorted(study.decisions.get(source_id_of(path.read_bytes()), {}).items())


def _read_survey(
    file: SourceFile, tables: dict[str, pd.DataFrame], reader: str
) -> Cleaning:
    from crisislearn.ingest.surveys.answers import read_answers
    from crisislearn.ingest.surveys.dialect import describe
    from crisislearn.ingest.surveys.instrument import read_instrument
    from crisislearn.ingest.surveys.rows import Survey
    from crisislearn.ingest.surveys.size import refuse_early

    spec, study = file.spec, file.study
    wave = study.wave(spec.wave)
    assert wave is not None, "load_study refuses a survey without a wave"
    instrument = read_instrument(study.path(wave.instrument))
    refuse_early(reader, file.received, instrument, spec.columns)
    table = file.table(reader)
    cells = (cell for column in table.columns.values() for cell in column.values)
    tool = file.gone.tool(file.tool, cells)
    ids = study.frame_ids
    meta = _safe(read_meta(file.said, needed=False), tool)
    cleaning = file.cleaning(meta, tool)
    found = read_answers(
        table,
        Survey(spec, wave.wave, instrument, cleaning, file.key, ids, file.source_id,
               file.where, file.gone),
    )  # fmt: skip
    file.people = sorted(found.people)
    if file.gone:
        file.redacted = file.gone.redact_table(table, found.gone, tool)
    tables["respondents"] = make_frame("respondents", found.respondents)
    tables["answers"] = found.answers
    problems = [*meta.problems, *found.problems]
    finish(file, tables, reader, meta, problems, len(found.respondents),
            cleaning, describe(table))  # fmt: skip
    return cleaning


def _read_text(
    file: SourceFile, tables: dict[str, pd.DataFrame], reader: str
) -> Cleaning:
    script = file.script(reader)
    said = merged(file.said, script.meta)
    words = (w for s in script.segments for w in (s.text, s.speaker, s.context) if w)
    tool = file.gone.tool(file.tool, words)
    meta = _safe(read_meta(said, needed=file.spec.kind != "document"), tool)
    make = spoken_rows if file.spec.kind == "interview" else written_rows
    cleaning = file.cleaning(meta, tool)
    made, problems = make(script, meta, cleaning, file.source_id)
    file.people = speaker_names(script, meta)
    rows = file.gone.blank_rows(made)
    if file.gone:
        file.redacted = file.gone.redact_script(script, rows, tool)
    tables["segments"] = make_frame("segments", rows)
    problems = [*meta.problems, *script.problems, *problems]
    problems += left_out(len(made) - len(rows))
    finish(file, tables, reader, meta, problems, len(rows), cleaning)
    return cleaning


def _read_order(
    file: SourceFile, tables: dict[str, pd.DataFrame], reader: str
) -> Cleaning:
    from crisislearn.ingest.orders import read_orders

    meta = read_meta(file.said, needed=False)
    found = read_orders(reader, file)
    for name, rows in found.tables.items():
        tables[name] = make_frame(name, rows)
    cleaning = file.cleaning(meta)
    cleaning.replaced = found.replaced
    problems = [*meta.problems, *found.problems]
    finish(file, tables, reader, meta, problems, found.rows, cleaning)
    return cleaning


_READ = {"survey": _read_survey, "order": _read_order}


def _safe(meta: Meta, tool: Pseudonymiser) -> Meta:
    """What is said of a file, without a key that is somebody's name or number."""
    key = meta.organisation_id
    if key and any(finding.kind != "organisation" for finding in tool.find(key)):
        reason = "organisation_id is personal data"
        action = "use a key of letters and digits that stands for nobody"
        meta.problems.append(Problem(reason, action, column="organisation_id"))
        meta.organisation_id = None
    return meta
