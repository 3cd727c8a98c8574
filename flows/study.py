"""Flow: the whole study, from raw files to reports."""

from __future__ import annotations

from pathlib import Path

from common import TASK, leave_receipt, log_progress, settings_of
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from crisislearn import pipeline
from crisislearn.pipeline import Receipt


@task(name="Run the study", cache_policy=NO_CACHE, **TASK)
def run_study(study: Path, out: Path, fresh: bool) -> Receipt:
    """Ingest, analyse, publish and report, under one lock."""
    return pipeline.run(settings_of(study, out), log_progress, fresh)


@flow(name="study", persist_result=False)
def study(
    study: Path = Path("surveys"), out: Path = Path("out"), fresh: bool = False
) -> list[str]:
    """Do everything: ingest, analyse, publish and report.

    Args:
        study: Folder that holds study.yml.
        out: Folder for everything generated.
        fresh: Ignore what the store already holds.
    """
    receipt = run_study(study, out, fresh)
    leave_receipt(receipt)
    return receipt.lines()


if __name__ == "__main__":
    study()
