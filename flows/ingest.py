"""Flow: read the sources of a study."""

from __future__ import annotations

from pathlib import Path

from prefect import flow, task

from crisislearn import pipeline
from crisislearn.pipeline import Intake
from crisislearn.settings import Settings
from flows.common import (
    FLOW,
    TASK,
    leave_page,
    leave_rejects,
    log_progress,
    problems_told,
    settings_of,
)


@task(name="Read sources", **TASK)
def read_sources(study: Path, out: Path, fresh: bool) -> Intake:
    """Read every new or changed source."""
    with problems_told():
        return pipeline.ingest(settings_of(study, out), log_progress, fresh)


@flow(name="ingest", **FLOW)
def ingest(
    study: Path = Path("surveys"), out: Path = Path("out"), fresh: bool = False
) -> int:
    """Read the sources: pseudonymised tables to the store, originals to the vault.

    Needs the study's key. Next: the flow analyse.

    Args:
        study: Folder that holds study.yml, seen from the project's folder.
        out: Folder for everything generated: warehouse, reports, store and vault.
        fresh: Read every source again, also those that did not change.

    Returns:
        How many source files are in.
    """
    came_in = read_sources(study, out, fresh)
    leave_page(came_in.markdown(), "What came in, what was rejected, what changed")
    leave_rejects(came_in.rejects)
    return came_in.files


if __name__ == "__main__":
    settings = Settings()
    ingest(settings.study, settings.out)
