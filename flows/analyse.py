"""Flow: code, cluster and publish what was ingested."""

from __future__ import annotations

from pathlib import Path

from common import TASK, leave_receipt, log_progress, settings_of
from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from crisislearn import pipeline
from crisislearn.pipeline import Receipt


@task(name="Analyse and publish", cache_policy=NO_CACHE, **TASK)
def analyse_study(study: Path, out: Path, fresh: bool) -> Receipt:
    """Bring the published warehouse up to date."""
    return pipeline.analyse(settings_of(study, out), log_progress, fresh)


@flow(name="analyse", persist_result=False)
def analyse(
    study: Path = Path("surveys"), out: Path = Path("out"), fresh: bool = False
) -> list[str]:
    """Code, cluster and publish what was ingested; needs no key.

    Args:
        study: Folder that holds study.yml.
        out: Folder for everything generated.
        fresh: Ignore what the store already holds.
    """
    receipt = analyse_study(study, out, fresh)
    leave_receipt(receipt)
    return receipt.lines()


if __name__ == "__main__":
    analyse()
