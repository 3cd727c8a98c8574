"""Flow: deliver the approved report of one foundation."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path

from prefect import flow, task

from crisislearn.errors import CrisisLearnError
from crisislearn.release import Delivered
from crisislearn.release import deliver as deliver_report
from crisislearn.settings import Settings
from flows.common import FLOW, TASK, leave_page, problems_told, settings_of


@task(name="Deliver", **TASK)
def deliver_one(
    study: Path, out: Path, foundation: str, to: str, send: bool
) -> Delivered:
    """Deliver one foundation's report."""
    with problems_told():
        when = datetime.now().astimezone().isoformat(timespec="seconds")
        folder = Path(to) if to else None
        settings = settings_of(study, out)
        return deliver_report(
            settings, foundation, when, folder, getpass.getuser(), send
        )


@flow(name="deliver", **FLOW)
def deliver(
    study: Path = Path("surveys"),
    out: Path = Path("out"),
    foundation: str = "",
    to: str = "",
    send: bool = False,
) -> list[str]:
    """Deliver one foundation's approved report: to a folder, or by mail.

    Approve it first: crisislearn report approve. The mail server's settings and
    password are in the environment of the worker.

    Args:
        study: Folder that holds study.yml, seen from the project's folder.
        out: Folder for everything generated: warehouse, reports, store and vault.
        foundation: Id of the foundation in foundations.yml.
        to: Folder to put the report in. Empty: mail to the foundation's recipients.
        send: Whether mail is sent. Without it the receipt says to whom it would go.

    Returns:
        What became of it, recipients by their number in foundations.yml.

    Raises:
        CrisisLearnError: If somebody did not get it; the next run tries these again.
    """
    done = deliver_one(study, out, foundation, to, send)
    lines = done.lines()
    leave_page(
        "# Delivery\n\n" + "".join(f"- {line}\n" for line in lines),
        "What was delivered, and what was not",
    )
    if done.failed:
        raise CrisisLearnError(
            f"{len(done.failed)} of the recipients did not get the report",
            where=foundation,
            remedy="see the receipt; the next run sends to these alone",
        )
    return lines


if __name__ == "__main__":
    settings = Settings()
    deliver(settings.study, settings.out)
