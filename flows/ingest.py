"""Flow: read the sources of a study."""

from __future__ import annotations

from pathlib import Path

from common import TASK, log_progress, settings_of
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from crisislearn import pipeline


@task(name="Read sources", cache_policy=NO_CACHE, **TASK)
def read_sources(study: Path, out: Path, fresh: bool) -> int:
    """Read every new or changed source."""
    return pipeline.ingest(settings_of(study, out), log_progress, fresh)


@flow(name="ingest", persist_result=False)
def ingest(
    study: Path = Path("surveys"), out: Path = Path("out"), fresh: bool = False
) -> int:
    """Read the sources: pseudonymised tables to the store, originals to the vault.

    Args:
        study: Folder that holds study.yml.
        out: Folder for everything generated.
        fresh: Read every source again.
    """
    number = read_sources(study, out, fresh)
    create_markdown_artifact(
        f"# Ingest\n\n{number} source files are in. Run **analyse** to publish them.\n",
        key="ingest",
        description="How many source files are in",
    )
    return number


if __name__ == "__main__":
    ingest()
