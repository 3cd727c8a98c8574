"""Flow: write reports from the published warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from prefect import flow, task

from crisislearn import pipeline
from crisislearn.pipeline import Receipt
from crisislearn.settings import Settings
from flows.common import (
    FLOW,
    TASK,
    leave_receipt,
    log_progress,
    problems_told,
    settings_of,
)

Language = Literal["", "da", "en"]


@task(name="Write reports", **TASK)
def write_reports(
    study: Path, out: Path, foundation: str, language: Language
) -> Receipt:
    """Write the report of one foundation, or all reports."""
    with problems_told():
        settings = settings_of(study, out)
        return pipeline.report(
            settings, log_progress, foundation or None, language=language or None
        )


@flow(name="report", **FLOW)
def report(
    study: Path = Path("surveys"),
    out: Path = Path("out"),
    foundation: str = "",
    language: Language = "",
) -> list[str]:
    """Write the autumn report as PDF, web page and Word file.

    Args:
        study: Folder that holds study.yml, seen from the project's folder.
        out: Folder for everything generated: warehouse, reports, store and vault.
        foundation: Id of one foundation in foundations.yml. Empty: the whole field
            and every foundation.
        language: da or en. Empty: each foundation's own.

    Returns:
        The files that were written.
    """
    receipt = write_reports(study, out, foundation, language)
    leave_receipt(receipt)
    return [str(path) for path in receipt.reports.values()]


if __name__ == "__main__":
    settings = Settings()
    report(settings.study, settings.out)
