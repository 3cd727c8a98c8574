"""The coding bench on the command line, its users, and the review list as a workbook.

Here: options and the lines that are shown. Not here: the bench (``review``) and the
review list (``pipeline.review``).
"""

from __future__ import annotations

from pathlib import Path

import click

from crisislearn.cli_options import settings_of, where


@click.group(invoke_without_command=True)
@where
@click.option("--host", default="127.0.0.1", show_default=True,
              help="Address to listen on; anything but this machine's own asks "
              "everybody to log in.")  # fmt: skip
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True,
              help="Port to listen on.")  # fmt: skip
@click.option("--certificate", type=click.Path(path_type=Path, exists=True),
              help="Certificate for TLS (.pem), where others reach it.")  # fmt: skip
@click.option("--certificate-key", type=click.Path(path_type=Path, exists=True),
              help="Key of the certificate.")  # fmt: skip
@click.option("--export", "target", type=click.Path(path_type=Path, dir_okay=False),
              help="Instead: write the open findings of personal data to this workbook "
              "(.xlsx).")  # fmt: skip
@click.option("--import", "decided", type=click.Path(path_type=Path, exists=True),
              help="Instead: add the decisions in this workbook to the "
              "study.")  # fmt: skip
@click.pass_context
def review(
    context: click.Context,
    study: Path | None,
    out: Path | None,
    host: str,
    port: int,
    certificate: Path | None,
    certificate_key: Path | None,
    target: Path | None,
    decided: Path | None,
) -> None:
    """Code and decide in the browser: the coding bench.

    Statements by doubt, by blind sample or by source, by keyboard; agreement,
    trajectories, codebook, approvals and a log of every act. What people do is in the
    study's journal at once, and the next run takes it in. On this machine a name is
    enough; with --host everybody logs in. Not for strangers: it shows unit-level rows.

    With --export and --import the review list goes out as a workbook and comes back:
    until all findings of a source are judged, none of its words is quoted. The workbook
    holds originals: only you can read it; delete it after the import.

    Example: crisislearn review --study surveys --out out

    Example: crisislearn review user add Anna

    Example: crisislearn review --export /secure/review.xlsx
    """
    if context.invoked_subcommand:
        return
    if target and decided:
        raise click.UsageError("give --export FILE or --import FILE, not both")
    if bool(certificate) != bool(certificate_key):
        raise click.UsageError("--certificate and --certificate-key go together")
    if target or decided:
        _lists(study, out, target, decided)
        return
    from crisislearn.review.serve import Place, serve

    place = Place(host, port, certificate, certificate_key)
    serve(settings_of(study, out), place, click.echo)


def _lists(
    study: Path | None, out: Path | None, target: Path | None, decided: Path | None
) -> None:
    from crisislearn.pipeline import review as lists

    settings = settings_of(study, out)
    if target:
        number = lists.export_review(settings, target)
        then = f"crisislearn review --import {target}"
        fill = "fill in the column decision (personal, not_personal)"
        click.echo(f"{number} findings in {target}.  Next: {fill}, then: {then}")
    elif decided:
        number = lists.import_review(settings, decided)
        next_ = f"crisislearn run; delete {decided}"
        click.echo(f"{number} decisions taken over.  Next: {next_}")


@review.group()
def user() -> None:
    """Who may log in where the bench is reached from other machines."""


@user.command()
@click.argument("name")
@where
@click.password_option(help="Asked for if not given; at least 12 characters.")
def add(name: str, study: Path | None, out: Path | None, password: str) -> None:
    """Add a user, or give one a new password.

    Example: crisislearn review user add Anna --out out
    """
    from crisislearn.review.serve import users_of

    is_new = users_of(settings_of(study, out)).add(name, password)
    click.echo(f"{'added' if is_new else 'new password for'} {name}")


@user.command()
@click.argument("name")
@where
def remove(name: str, study: Path | None, out: Path | None) -> None:
    """Let a user in no longer; their codings stay.

    Example: crisislearn review user remove Anna
    """
    from crisislearn.review.serve import users_of

    users_of(settings_of(study, out)).remove(name)
    click.echo(f"removed {name}")


@user.command("list")
@where
def list_(study: Path | None, out: Path | None) -> None:
    """Say who may log in.

    Example: crisislearn review user list
    """
    from crisislearn.review.serve import users_of

    for name in users_of(settings_of(study, out)).names():
        click.echo(name)
