"""Flow: the whole study, from raw files to reports."""

from __future__ import annotations

from pathlib import Path

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


@task(name="Run the study", **TASK)
def run_study(study: Path, out: Path, fresh: bool) -> Receipt:
    """Ingest, analyse, publish and report, under one lock."""
    with problems_told():
        return pipeline.run(settings_of(study, out), log_progress, fresh)


@flow(name="study", **FLOW)
def study(
    study: Path = Path("surveys"), out: Path = Path("out"), fresh: bool = False
) -> list[str]:
    """Do everything: ingest, analyse, publish and report.

    Only what changed since the last run is computed again. Needs the study's key.

    Args:
        study: Folder that holds study.yml, seen from the project's folder.
        out: Folder for everything generated: warehouse, reports, store and vault.
        fresh: Compute everything again, also what the store already holds.

    Returns:
        The lines that end a run.
    """
    receipt = run_study(study, out, fresh)
    leave_receipt(receipt)
    return receipt.lines()


if __name__ == "__main__":
    settings = Settings()
    study(settings.study, settings.out)
