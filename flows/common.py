"""What the flows share: settings, progress in the log, the receipt, the error.

Here: the seam between Prefect and the plain functions. Not here: any logic that a plain
function could hold. The store decides what need not be done again, so tasks use no
cache and nothing persists results: a result of Prefect's would be a second copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from prefect import get_client, get_run_logger
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_table_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.actions import ArtifactCreate

from crisislearn.errors import CrisisLearnError, LockedError, unforeseen
from crisislearn.pipeline import Receipt
from crisislearn.settings import Settings


def is_locked(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a task failed for no other reason than that another run has the study.

    Nothing else passes by itself: a study that is wrong stays wrong.
    """
    return isinstance(state.data, LockedError)


def leave_crash(_flow: Any, run: Any, _state: Any) -> None:
    """Leave a page for a run that was ended from outside, which can say nothing more.

    It may be Prefect's worker that does this, where no run is going on.
    """
    page = ArtifactCreate(
        key="receipt", type="markdown", description="The run was ended from outside",
        data=CRASHED, flow_run_id=run.id,
    )  # fmt: skip
    with get_client(sync_client=True) as client:
        client.create_artifact(page)


CRASHED = """# The run was ended from outside

**What:** somebody stopped the run, the worker or the machine, or there was not enough
memory.

**Next:** run again: finished steps are not done twice. Where it ends so each time, look
at the last lines of its log, and give the machine more memory or the study fewer
workers (`CRISISLEARN_WORKERS=1`).

What was published before is as it was.
"""
TASK: dict[str, Any] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    # Ten minutes: as long as a command on the same study may well take.
    "retries": 10,
    "retry_delay_seconds": 60,
    "retry_condition_fn": is_locked,
}
FLOW: dict[str, Any] = {"persist_result": False, "on_crashed": [leave_crash]}
# A page of the Prefect UI, not an archive: the warehouse holds every row.
MOST_REJECTS = 500


def settings_of(study: Path, out: Path) -> Settings:
    """Settings of one flow run; everything else from the environment."""
    return Settings(study=study, out=out)


def log_progress(what: str, done: int, total: int) -> None:
    """Tell the log when a step begins, and of each quarter of it that is done."""
    if done in (0, total) or done % max(total // 4, 1) == 0:
        get_run_logger().info("%s: %s of %s", what, done, total)


@contextmanager
def problems_told() -> Iterator[None]:
    """Turn what goes wrong into an artifact that says what, where and what to do.

    Wraps the work of a task, so that Prefect gets the error only after this has seen
    it: Prefect logs its traceback, keeps its message in the database and, when the flow
    fails, pickles it under PREFECT_HOME whatever ``persist_result`` says. The message
    of an error that nobody foresaw can quote a value of somebody's answer, so only its
    kind and place go on.

    Raises:
        CrisisLearnError: The error itself, or what may be told of an unforeseen one.
    """
    try:
        yield
    except CrisisLearnError as error:
        leave_problem(error)
        raise
    except Exception as error:
        told = unforeseen(error)
        leave_problem(told)
        raise told from None


def leave_problem(error: CrisisLearnError) -> None:
    """Leave in place of the receipt what is wrong, where, and what to do next."""
    parts = [f"# The run stopped\n\n**What:** {error.what}"]
    if error.where:
        parts.append(f"**Where:** `{error.where}`")
    if error.remedy:
        parts.append(f"**Next:** {error.remedy}")
    parts.append("What was published before is as it was. Run again when it is put "
                 "right: finished steps are not done twice.")  # fmt: skip
    leave_page("\n\n".join(parts) + "\n", "The run stopped: what, where, what to do")


def leave_page(markdown: str, description: str) -> None:
    """Leave the page of a run; one key for all, so the newest says how things stand."""
    create_markdown_artifact(markdown, key="receipt", description=description)


def leave_rejects(rejects: list[dict[str, Any]]) -> None:
    """Leave what could not be used as a table, without the shape of any value."""
    kept = ("file", "line", "column", "reason", "next_action")
    rows = rejects[:MOST_REJECTS]
    create_table_artifact(
        [{name.replace("_", " "): row[name] for name in kept} for row in rows],
        key="rejects",
        description=f"What could not be used: {len(rows)} of {len(rejects)}, "
        "without values",
    )


def leave_receipt(receipt: Receipt) -> None:
    """Leave what came in, was rejected and changed, for a researcher to read."""
    leave_page(
        receipt.markdown(), "What came in, what was rejected, what changed, where it is"
    )
    leave_rejects(receipt.rejects)
    for name, path in receipt.reports.items():
        if path.suffix == ".pdf":
            create_link_artifact(
                path.resolve().as_uri(),
                link_text=name,
                key=re.sub(r"[^a-z0-9]+", "-", f"report-{path.stem}".lower()),
                description="On the machine that ran it. Browsers open no file from a "
                "web page: copy the address into a new tab.",
            )
