"""Commands for reports: write them, approve them, deliver them.

Here: options and the lines that are shown. Not here: the work (``pipeline.report``,
``release``). The clock is read here, for the journal alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisislearn.cli_options import settings_of, where

if TYPE_CHECKING:
    from crisislearn.report.language import Language


def _now() -> str:
    import datetime as dt

    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


@click.group(invoke_without_command=True)
@where
@click.option("--foundation", help="Id of one foundation in foundations.yml.")
@click.option("--language", type=click.Choice(["da", "en"]),
              help="Danish or English; each foundation's own if not "
              "given.")  # fmt: skip
@click.pass_context
def report(
    context: click.Context,
    study: Path | None,
    out: Path | None,
    foundation: str | None,
    language: Language | None,
) -> None:
    """Write the report: PDF, web page and Word, from the published warehouse.

    Without --foundation the whole field and every foundation. Files in another language
    than the foundation's own (foundations.yml) end in -en or -da. What is written goes
    nowhere until somebody has approved it: crisislearn report approve.

    Example: crisislearn report --foundation tuborgfondet --language en
    """
    if context.invoked_subcommand:
        if study or out or foundation or language:
            raise click.UsageError(
                f"options go after {context.invoked_subcommand}, not before it"
            )
        return
    from crisislearn import pipeline, progress

    with progress.bars() as shown:
        receipt = pipeline.report(
            settings_of(study, out), shown, foundation, language=language
        )
    for path in receipt.reports.values():
        click.echo(str(path))


@report.command()
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...")
@where
@click.option("--by", required=True, metavar="NAME",
              help="Who has read and approves it.")  # fmt: skip
def approve(
    reports: tuple[str, ...], study: Path | None, out: Path | None, by: str
) -> None:
    """Approve reports as they are now, so that they can be delivered.

    REPORT is the name of a report's file without its ending, or the id of a foundation.
    Who, when and the SHA-256 of every file go into the journal: a report that changes
    afterwards is not approved any more. Refused while a quote, or a case under an
    organisation's name, has no consent on record.

    Example: crisislearn report approve tuborgfondet --by "Anna Holm"
    """
    from crisislearn.release import approve as approve_reports

    for one in approve_reports(settings_of(study, out), reports, by, _now()):
        click.echo(f"{one.report}: approved by {one.by}, {one.when}")
        for name, sha in one.files.items():
            click.echo(f"  {sha[:12]}  {name}")


@click.command()
@where
@click.option("--foundation", required=True,
              help="Id of the foundation in foundations.yml.")  # fmt: skip
@click.option("--to", type=click.Path(path_type=Path, file_okay=False),
              help="Folder to put the report in.")  # fmt: skip
@click.option("--mail", is_flag=True, help="Mail it to the foundation's recipients.")
@click.option("--send", is_flag=True,
              help="With --mail: send it; without, only say to whom it would "
              "go.")  # fmt: skip
def deliver(
    study: Path | None,
    out: Path | None,
    foundation: str,
    to: Path | None,
    mail: bool,
    send: bool,
) -> None:
    """Deliver a foundation's approved report: to a folder, or by mail.

    One mail a recipient: PDF attached, summary in the body. The same report never goes
    twice to the same recipient. Server and sender are CRISISLEARN_MAIL_HOST and
    CRISISLEARN_MAIL_FROM, the password is CRISISLEARN_MAIL_PASSWORD.

    Example: crisislearn deliver --foundation tuborgfondet --mail --send
    """
    if mail == (to is not None):
        raise click.UsageError("give --to FOLDER or --mail")
    if send and not mail:
        raise click.UsageError("--send goes with --mail")
    from crisislearn.release import deliver as deliver_report

    settings = settings_of(study, out)
    done = deliver_report(settings, foundation, _now(), to, _user(), send)
    for line in done.lines():
        click.echo(line)
    if done.failed:
        click.get_current_context().exit(1)


def _user() -> str:
    import getpass

    return getpass.getuser()
