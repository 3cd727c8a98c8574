"""Approving a report: who, when, and exactly which bytes.

Here: the entry in the journal, and the refusal where a quote or a named case has no
consent on record. Not here: what becomes of an approved report (``delivery``).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import ReportError, UnknownValueError
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.editions import QUOTED, files_of
from crisislearn.settings import Settings
from crisislearn.store import study_lock

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WORDS = {"quote": "quotation", "named_case": "a case under the organisation's name"}
"""Purpose of a consent → what is not covered without it."""


@dataclass(frozen=True)
class Approval:
    """One report as somebody approved it.

    Attributes:
        report: Its id.
        by: Who approved it.
        when: ISO date and time.
        files: Name → SHA-256 of every file of the report.
    """

    report: str
    by: str
    when: str
    files: dict[str, str]


def approve(
    settings: Settings, names: Sequence[str], by: str, when: str
) -> list[Approval]:
    """Record in the journal that a person approves reports as they are now.

    Args:
        settings: Paths.
        names: Ids of reports, or of the foundations that receive them.
        by: Name of the person.
        when: ISO date and time.

    Raises:
        UnknownValueError: If there is no such report.
        ReportError: If a quote or case in one has no consent on record; then none of
            them is approved.
    """
    by = " ".join(by.split())
    if not by:
        raise ReportError(
            "an approval needs the name of the person", remedy="give --by NAME"
        )
    context = Context(settings)
    with study_lock(settings.out):
        reports = [report_of(context, name) for name in names]
        problems = [
            line for report in reports for line in without_basis(context, report)
        ]
        if problems:
            raise refused(problems)
        found = []
        for report in dict.fromkeys(reports):
            files = hashes(files_of(settings.reports, report))
            context.journal.append(
                "release", by, when, {"report": report, "files": files}
            )
            found.append(Approval(report, by, when, files))
        return found


def report_of(context: Context, name: str) -> str:
    """Id of a written report, by its own name or its foundation's.

    Raises:
        UnknownValueError: If there is none.
    """
    study = context.study
    receivers = [one.id for one in study.foundations]
    report = f"{study.file.study}-{name}" if name in receivers else name
    written = sorted(path.stem for path in context.settings.reports.glob("*.pdf"))
    if report not in written:
        raise UnknownValueError(
            "written report", name, written, str(context.settings.reports)
        )
    return report


def approved(context: Context, report: str) -> Approval | None:
    """The last approval of a report's files as they are; None if there is none."""
    files = hashes(files_of(context.settings.reports, report))
    for entry in reversed(context.journal.entries("release")):
        body = entry["body"]
        if body.get("report") == report and body.get("files") == files:
            return Approval(report, entry["who"], entry["when"], files)
    return None


def hashes(files: dict[str, Path]) -> dict[str, str]:
    """SHA-256 of files, by name."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(files.items())
    }


def refused(problems: list[str]) -> ReportError:
    """The error that names every quote without consent, and quotes none."""
    return ReportError(
        "nothing is approved; these have no consent on record:\n  "
        + "\n  ".join(problems),
        remedy="get the consent and write it where the source says so (quotes: ja, "
        "named_case: ja), or approve the quote and judge what is open (crisislearn "
        "review), then: crisislearn run",
    )


def without_basis(context: Context, report: str) -> list[str]:
    """What a report quotes without a consent on record: a line each.

    A person must have approved the statement, or its source must grant it; its
    respondent, too, where there is one; and nothing in the source may wait for a
    person's judgement.
    """
    import pyarrow.parquet as pq

    from crisislearn.warehouse.connect import open_warehouse

    rows = pq.read_table(context.settings.reports / f"{report}{QUOTED}").to_pylist()
    if not rows:
        return []
    with open_warehouse(context.settings.warehouse) as connection:
        basis = _Basis(connection)
    found = []
    for row in rows:
        purpose = row.get("purpose") or "quote"
        why = basis.missing(row["statement_id"], purpose)
        if why:
            found.append(
                f"{report}, section {row['section']}, statement "
                f"{row['statement_id']}: {why}"
            )
    return found


class _Basis:
    """Consents and open findings of everything that was said."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        said = "SELECT statement_id, source_id, respondent_id FROM core.statements"
        self.said = {name: rest for name, *rest in connection.execute(said).fetchall()}
        self.granted: dict[tuple[str, str], list[bool]] = defaultdict(list)
        consents = "SELECT subject_id, purpose, granted FROM core.consents"
        for subject, purpose, granted in connection.execute(consents).fetchall():
            self.granted[subject, purpose].append(bool(granted))
        waiting = "SELECT DISTINCT source_id FROM ops.review WHERE state = 'open'"
        self.waiting = {name for (name,) in connection.execute(waiting).fetchall()}

    def missing(self, statement: str, purpose: str) -> str:
        """Why a statement may not be used; "" if it may."""
        if statement not in self.said:
            return "it is not in the material any more"
        source, respondent = self.said[statement]
        if source in self.waiting:
            return "findings of personal data in its source are not judged"
        # What a person decided of this very statement stands before its source.
        own = self.granted.get((statement, purpose), [])
        if not all(own):
            return "the research group refused it"
        asked = (("source", None if own else source), ("respondent", respondent))
        for kind, subject in asked:
            # A withdrawal is a row of its own beside the consent that was given.
            if subject and not self._may(subject, purpose):
                return f"its {kind} does not grant {WORDS[purpose]}"
        return ""

    def _may(self, subject: str, purpose: str) -> bool:
        said = self.granted.get((subject, purpose), [])
        return bool(said) and all(said)
