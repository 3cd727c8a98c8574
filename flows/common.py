"""What the flows share: settings from parameters, progress to the log, the receipt.

Here: the seam between Prefect and the plain functions. Not here: any logic that a plain
function could hold. The store decides what need not be done again, so tasks use no
cache and persist no results.
"""

from __future__ import annotations

from pathlib import Path

from prefect import get_run_logger
from prefect.artifacts import create_link_artifact, create_markdown_artifact

from crisislearn.pipeline import Receipt
from crisislearn.settings import Settings

TASK = {"persist_result": False, "retries": 0}


def settings_of(study: Path, out: Path) -> Settings:
    """Settings of one flow run; everything else from the environment."""
    return Settings(study=study, out=out)


def log_progress(what: str, done: int, total: int) -> None:
    """Tell the flow's log of each step that is done."""
    if done == total:
        get_run_logger().info("%s: %s of %s", what, done, total)


def leave_receipt(receipt: Receipt) -> None:
    """Leave what came in, was rejected and changed, for a researcher to read."""
    create_markdown_artifact(
        receipt.markdown(),
        key="receipt",
        description="What came in, what was rejected, what changed",
    )
    for name, path in receipt.reports.items():
        if path.suffix in (".pdf", ".html"):
            key = "report-" + name.replace(".", "-").replace("_", "-").lower()
            create_link_artifact(path.resolve().as_uri(), link_text=name, key=key)
