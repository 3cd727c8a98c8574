"""Flow: write reports from the published warehouse."""

from __future__ import annotations

from pathlib import Path

from common import TASK, leave_receipt, log_progress, settings_of
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from crisislearn import pipeline
from crisislearn.pipeline import Receipt


@task(name="Write reports", cache_policy=NO_CACHE, **TASK)
def write_reports(study: Path, out: Path, foundation: str | None) -> Receipt:
    """Write the report of one foundation, or all reports."""
    return pipeline.report(settings_of(study, out), log_progress, foundation)


@flow(name="report", persist_result=False)
def report(
    study: Path = Path("surveys"),
    out: Path = Path("out"),
    foundation: str | None = None,
) -> list[str]:
    """Write the autumn report as PDF and web page.

    Args:
        study: Folder that holds study.yml.
        out: Folder for everything generated.
        foundation: Id in foundations.yml; all of them and the whole field if empty.
    """
    receipt = write_reports(study, out, foundation)
    leave_receipt(receipt)
    return [str(path) for path in receipt.reports.values()]


if __name__ == "__main__":
    report()
