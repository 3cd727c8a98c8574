"""One file of a study, and all that its reading rests on.

Here: its content, names and ids, the files beside it, and reading it into a table or a
script. Not here: what is made of that (``run``, ``traces``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from crisislearn.definition import SourceSpec
from crisislearn.ingest.cleaning import Care, Cleaning
from crisislearn.ingest.gone import Withdrawn
from crisislearn.ingest.meta import Meta, merged, read_meta, sheet_row, sidecar
from crisislearn.ingest.names import Name, study_names
from crisislearn.ingest.records import Script
from crisislearn.ingest.shown import shown_path
from crisislearn.ingest.surveys.exports.received import (
    OTHERS,
    Received,
    files_beside,
)
from crisislearn.ingest.surveys.table import Table
from crisislearn.privacy import Pseudonymiser, StudyKey, Vault
from crisislearn.study import Study, sidecar_of

Rows = list[dict[str, Any]]


def companions(path: Path, spec: SourceSpec, study: Study) -> dict[str, Path]:
    """The files that help to read another one, by the part they play.

    ``structure``, ``labels``, ``lss`` and ``repeat NAME`` of a survey export,
    ``sidecar``, and the ``sheet`` of the source.
    """
    found = dict(files_beside(path)) if spec.kind == "survey" else {}
    for part in OTHERS:
        found.pop(part, None)
    found["sidecar"] = sidecar_of(path)
    if spec.sheet:
        found["sheet"] = study.data / spec.sheet
    return {part: file for part, file in found.items() if file.is_file()}


@lru_cache(maxsize=2)  # thousands of names, the same for every file
def _tool(study: Study, key: StudyKey) -> Pseudonymiser:
    return Pseudonymiser(key, study_names(study, key))


def source_id_of(content: bytes) -> str:
    """Id of the source with this content."""
    return _source_id(hashlib.sha256(content).hexdigest())


def _source_id(sha256: str) -> str:
    return f"S{sha256[:10]}"


@dataclass
class SourceFile:
    """A file and all that its reading rests on.

    Attributes:
        gone: Who withdrew.
        care: How texts are read and when a person is asked.
        people: Names that the file itself gives: of its rows and speakers.
        redacted: What is kept in place of the original, where somebody gone is in it.
    """

    path: Path
    content: bytes
    spec: SourceSpec
    study: Study
    key: StudyKey
    gone: Withdrawn
    care: Care = field(default_factory=Care)
    people: list[Name] = field(default_factory=list)
    redacted: bytes | None = None

    @cached_property
    def sha256(self) -> str:
        """Hash of its content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def source_id(self) -> str:
        """Id made of that."""
        return _source_id(self.sha256)

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
        """Replaces what the study knows."""
        return _tool(self.study, self.key)

    def cleaning(self, meta: Meta, tool: Pseudonymiser | None = None) -> Cleaning:
        """What replaces the personal data of this file.

        Args:
            meta: What is said of it.
            tool: Knows people who withdrew, besides what the study knows.
        """
        study = self.study.file
        said = meta.language or self.spec.language or study.said_language
        decided = self.study.decisions.get(self.source_id, {})
        return Cleaning(
            tool or self.tool, self.source_id, self.care, decided, said, study.language
        )

    @cached_property
    def said(self) -> dict[str, str]:
        """What is said of the file elsewhere: by the study, its sheet, the sidecar."""
        rule = {"speakers": self.spec.speakers or ""}
        sheet = sheet_row(self.spec, self.study, self.path)
        return merged(rule, sheet, sidecar(self.path, self.where))

    def table(self, reader: str) -> Table:
        """A survey export as a table.

        Raises:
            ReadError: If it cannot be read.
        """
        from crisislearn.ingest.surveys.exports import read_export

        return read_export(reader, self.received)

    def script(self, reader: str) -> Script:
        """A transcript or a document as segments.

        Raises:
            ReadError: If it cannot be read.
        """
        content, where, encoding = self.content, self.where, self.spec.encoding
        if self.spec.kind == "interview":
            from crisislearn.ingest import transcripts

            declared = list(read_meta(self.said, needed=False).roles)
            return transcripts.read(reader, content, where, declared, encoding)
        from crisislearn.ingest import documents

        return documents.read(reader, content, where, self.spec.keys, encoding)

    def seal_beside(self, vault: Vault) -> Rows:
        """Keep the files beside it, and tell of them as rows of ``ops.beside``.

        One that names somebody who withdrew is told of, but no longer kept; nor are
        entries of repeats, where somebody who withdrew has answered: what others wrote
        there is in what is kept of the export.
        """
        rows: Rows = []
        for part, path in companions(self.path, self.spec, self.study).items():
            content = path.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            where = path.relative_to(self.study.data).as_posix()
            theirs = part.startswith("repeat") and self.redacted is not None
            if theirs or self.gone.is_in(content):
                vault.remove(sha256)
            else:
                vault.seal(content, sha256)
                delete_by = self.spec.delete_by or self.study.file.delete_by
                vault.note_beside(sha256, self.source_id, where, str(delete_by))
            shown = shown_path(where, f"{self.source_id}-{part}", self.tool)
            rows.append(
                {"source_id": self.source_id, "part": part, "file": shown,
                 "sha256": sha256, "size_bytes": len(content)}
            )  # fmt: skip
        return rows
