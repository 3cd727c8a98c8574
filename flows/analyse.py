"""Flow: code, cluster and publish what was ingested."""

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


@task(name="Analyse and publish", **TASK)
def analyse_study(study: Path, out: Path, fresh: bool, refit: bool) -> Receipt:
    """Bring the published warehouse up to date."""
    with problems_told():
        return pipeline.analyse(settings_of(study, out), log_progress, fresh, refit)


@flow(name="analyse", **FLOW)
def analyse(
    study: Path = Path("surveys"),
    out: Path = Path("out"),
    fresh: bool = False,
    refit: bool = False,
) -> list[str]:
    """Code, cluster and publish what was ingested; needs no key.

    Args:
        study: Folder that holds study.yml, seen from the project's folder.
        out: Folder for everything generated: warehouse, reports, store and vault.
        fresh: Compute everything again, also what the store already holds.
        refit: Fit the embedding space again, so that topics follow the newest texts.

    Returns:
        The lines that end a run.
    """
    receipt = analyse_study(study, out, fresh, refit)
    leave_receipt(receipt)
    return receipt.lines()


if __name__ == "__main__":
    settings = Settings()
    analyse(settings.study, settings.out)
