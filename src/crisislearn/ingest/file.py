"""A source file as received, and all that its reading rests on.

Here: its bytes, what is said of it elsewhere, the files beside it, and its rejects. Not
here: the order in which it is read (``run``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from crisislearn.ingest.meta import merged, sheet_row, sidecar
from crisislearn.ingest.names import study_names
from crisislearn.ingest.records import Problem
from crisislearn.ingest.surveys.exports.received import Received, files_beside
from crisislearn.privacy import Pseudonymiser, StudyKey, Vault
from crisislearn.study import SourceSpec, Study, sidecar_of

Rows = list[dict[str, Any]]


def companions(path: Path, spec: SourceSpec, study: Study) -> dict[str, Path]:
    """The files that help to read another one, by the part they play.

    ``structure``, ``labels`` and ``lss`` of a survey export, ``sidecar``, and the
    ``sheet`` of the source.
    """
    found = dict(files_beside(path)) if spec.kind == "survey" else {}
    found.pop("dataset", None)  # an export of its own
    found["sidecar"] = sidecar_of(path)
    if spec.sheet:
        found["sheet"] = study.data / spec.sheet
    return {part: file for part, file in found.items() if file.is_file()}


@dataclass(frozen=True)
class SourceFile:
    """A file and all that its reading rests on."""

    path: Path
    content: bytes
    spec: SourceSpec
    study: Study
    key: StudyKey

    @cached_property
    def sha256(self) -> str:
        """Hash of its content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def source_id(self) -> str:
        """Id made from its content."""
        return f"S{self.sha256[:10]}"

    @property
    def where(self) -> str:
        """Path below the study's data folder, as it is on disk."""
        return self._below(self.path)

    def _below(self, path: Path) -> str:
        return path.relative_to(self.study.data).as_posix()

    @property
    def received(self) -> Received:
        """A survey export with the files beside it."""
        beside = {n: p.read_bytes() for n, p in files_beside(self.path).items()}
        spec = self.spec
        return Received(self.content, self.where, spec.encoding, spec.separator, beside)

    @cached_property
    def tool(self) -> Pseudonymiser:
        """Replaces personal data; knows the study's names."""
        return Pseudonymiser(self.key, study_names(self.study, self.key))

    @cached_property
    def said(self) -> dict[str, str]:
        """What is said of the file elsewhere: by the study, its sheet, the sidecar."""
        rule = {"speakers": self.spec.speakers or ""}
        sheet = sheet_row(self.spec, self.study, self.path)
        return merged(rule, sheet, sidecar(self.path, self.where))

    def seal(self, vault: Vault) -> Rows:
        """Keep the file and those beside it; returns what lies beside, as rows."""
        vault.seal(self.content, self.sha256)
        rows: Rows = []
        for part, path in companions(self.path, self.spec, self.study).items():
            content = path.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            vault.seal(content, sha256)
            shown = self._plain(self._below(path))
            rows.append(
                {"source_id": self.source_id, "part": part, "file": shown,
                 "sha256": sha256, "size_bytes": len(content)}
            )  # fmt: skip
        return rows

    @property
    def shown(self) -> str:
        """The path without names."""
        return self._plain(self.where)

    def _plain(self, where: str) -> str:
        """A path without names; in one, _ stands between words as often as a blank."""
        spaced = where.replace("_", " ")
        shown, at = [], 0
        for finding in self.tool.find(spaced):
            shown += [where[at : finding.start], self.tool.label(finding)]
            at = finding.end
        return "".join([*shown, where[at:]])

    def rejects(self, problems: list[Problem]) -> Rows:
        """What could not be used of it, as rows of ``ops.rejects``."""
        rows: Rows = []
        for number, problem in enumerate(problems):
            place = f"{self.sha256}\0{number}\0{problem.line}\0{problem.column}"
            digest = hashlib.sha256(f"{place}\0{problem.reason}".encode()).hexdigest()
            rows.append(
                {
                    "reject_id": f"R{digest[:12]}",
                    "source_id": self.source_id,
                    "file": self.shown,
                    "line": problem.line,
                    "column": problem.column,
                    "reason": problem.reason,
                    "shape": problem.shape,
                    "next_action": problem.next_action,
                }
            )
        return rows
