"""Delivering an approved report to its foundation: to a folder, or by mail.

Here: what goes out and to whom, the refusal of what is not approved, and a receipt per
delivery in the journal. Not here: approval (``approval``) and SMTP (``mail``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crisislearn.errors import CrisisLearnError, ReportError
from crisislearn.foundations import Foundation
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.editions import QUOTED, files_of
from crisislearn.release import mail
from crisislearn.release.approval import (
    Approval,
    approved,
    refused,
    report_of,
    without_basis,
)
from crisislearn.settings import Settings
from crisislearn.store import study_lock


@dataclass
class Delivered:
    """What a delivery did.

    Attributes:
        report: Id of the report.
        foundation: Id of the receiver.
        files: What was put into a folder.
        sent: Recipients by their place in foundations.yml, from 1, who got a mail now.
        before: Those who had got this very mail before.
        waiting: Those who would get it: a dry run.
        failed: Those who did not get it → why.
    """

    report: str
    foundation: str
    files: list[Path] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """What the command says; recipients by number, never by name."""
        found = [f"wrote {path}" for path in self.files]
        for numbers, what in (
            (self.before, "has this report already"),
            (self.sent, "sent"),
            (self.waiting, "would be sent (dry run; --send sends)"),
        ):
            found += [f"{self.foundation}, recipient {n}: {what}" for n in numbers]
        found += [
            f"{self.foundation}, recipient {n}: not sent, {why}"
            for n, why in sorted(self.failed.items())
        ]
        return found


def deliver(
    settings: Settings,
    foundation: str,
    when: str,
    to: Path | None = None,
    by: str = "",
    send: bool = False,
) -> Delivered:
    """Deliver one foundation's report as it was approved.

    Args:
        settings: Paths, and the mail server.
        foundation: Id of the receiver.
        when: ISO date and time, for the receipts.
        to: Folder that gets the files; None for mail.
        by: Who delivers, for the receipts.
        send: Whether mail is sent; otherwise it is only said to whom it would go.

    Raises:
        UnknownValueError: If there is no such foundation or report.
        ReportError: If the report is not approved as it is.
        CrisisLearnError: If mail is wanted and there is nobody or nothing to send by.
    """
    context = Context(settings)
    receiver = context.study.foundation(foundation)
    with study_lock(settings.out):
        report = report_of(context, foundation)
        approval = _approval(context, report)
        done = Delivered(report, foundation)
        if to is not None:
            _to_folder(context, approval, to, done, (by, when))
        else:
            _by_mail(context, approval, receiver, done, (by, when), send)
    return done


def _approval(context: Context, report: str) -> Approval:
    found = approved(context, report)
    if found is None:
        raise ReportError(
            "the report is not approved as it is now",
            where=report,
            remedy=f"read it, then: crisislearn report approve {report} --by NAME",
        )
    problems = without_basis(context, report)
    if problems:
        raise refused(problems)
    return found


def _to_folder(
    context: Context,
    approval: Approval,
    folder: Path,
    done: Delivered,
    signed: tuple[str, str],
) -> None:
    """Copy everything but the list of statements, which is for the house."""
    folder.mkdir(parents=True, exist_ok=True)
    files = files_of(context.settings.reports, approval.report)
    for name, path in files.items():
        if not name.endswith(QUOTED):
            aside = folder / f".{name}.part"
            shutil.copyfile(path, aside)
            aside.replace(folder / name)
            done.files.append(folder / name)
    body = _body(approval, "folder", str(folder))
    if body not in _receipts(context):
        context.journal.append("delivery", *signed, body)


def _by_mail(
    context: Context,
    approval: Approval,
    receiver: Foundation,
    done: Delivered,
    signed: tuple[str, str],
    send: bool,
) -> None:
    if not receiver.recipients:
        raise CrisisLearnError(
            f"foundation {receiver.id!r} has no recipients",
            where=str(context.study.file.foundations),
            remedy="add recipients with name and email",
        )
    settings, study = context.settings, context.study.file.study
    mail.check(settings)
    letter = _letter(context, approval, receiver)
    had = {(b["message_id"], b["to"]) for b in _receipts(context) if "message_id" in b}
    numbers, messages, bodies = [], [], []
    for number, recipient in enumerate(receiver.recipients, start=1):
        whom = mail.to_whom(study, recipient)
        name = mail.message_id(letter, whom, settings.mail_from)
        if (name, whom) in had:
            done.before.append(number)
            continue
        had.add((name, whom))
        numbers.append(number)
        messages.append(mail.compose(letter, recipient, settings.mail_from, name))
        bodies.append(_body(approval, "mail", whom) | {"message_id": name})
    if not send:
        done.waiting = numbers
        return

    def accepted(place: int) -> None:
        context.journal.append("delivery", *signed, bodies[place])
        done.sent.append(numbers[place])

    failed = mail.send(settings, messages, accepted) if messages else {}
    done.failed = {numbers[place]: why for place, why in failed.items()}


_REPORT_TO = {"da": "rapport til", "en": "report to"}


def _letter(context: Context, approval: Approval, receiver: Foundation) -> mail.Letter:
    files = files_of(context.settings.reports, approval.report)
    body = files[f"{approval.report}.txt"].read_text(encoding="utf-8")
    pdf = f"{approval.report}.pdf"
    content = files[pdf].read_bytes()
    if hashlib.sha256(content).hexdigest() != approval.files[pdf]:
        raise ReportError("the report changed while it was read", where=pdf)
    title = body.splitlines()[0]
    return mail.Letter(
        subject=f"{title}: {_REPORT_TO[receiver.language]} {receiver.name}",
        body=body,
        language=receiver.language,
        name=pdf,
        pdf=content,
        day=dt.datetime.fromisoformat(approval.when),
    )


def _body(approval: Approval, way: str, to: str) -> dict[str, Any]:
    return {"report": approval.report, "way": way, "to": to, "files": approval.files}


def _receipts(context: Context) -> list[dict[str, Any]]:
    return [entry["body"] for entry in context.journal.entries("delivery")]
