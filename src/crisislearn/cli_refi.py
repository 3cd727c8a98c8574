"""REFI-QDA on the command line: projects and codebooks out and in.

Here: the lines that are shown. Not here: the commands ``export`` and ``import``
(``cli_export``, ``cli_coding``) and the work (``pipeline.refi``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisislearn.cli_options import warn_of_rows

if TYPE_CHECKING:
    from crisislearn.exchange.refi.model import Losses
    from crisislearn.settings import Settings


def write_refi(settings: Settings, kind: str, output: Path, unit_level: bool) -> None:
    """Do ``export refi`` or ``export codebook``."""
    from crisislearn.pipeline import refi

    if kind == "codebook":
        number = refi.export_codebook(settings, output)
        click.echo(f"{number} codes in {output}")
        return
    if not unit_level:
        raise click.UsageError(
            "a project (refi) holds people's words, one text a person: say so with "
            "--unit-level"
        )
    from crisislearn.exchange.parquet import unit_level_warning
    from crisislearn.study import load_study

    warn_of_rows(unit_level_warning(load_study(settings.study)))
    number, losses = refi.export_refi(settings, output)
    click.echo(f"{number} texts in {output}")
    show_losses(losses)


def read_refi(settings: Settings, file: Path, coder: str) -> None:
    """Do ``import refi``."""
    from crisislearn.pipeline.refi import import_refi

    done = import_refi(settings, file, coder)
    who = f" by {', '.join(done.coders)}" if done.coders else ""
    click.echo(f"{done.new} statements taken over, {done.same} were there already{who}")
    show_losses(done.losses)
    if done.new:
        click.echo("Next: crisislearn analyse, then crisislearn evaluate")


def read_codebook(settings: Settings, file: Path, output: Path | None) -> None:
    """Do ``import codebook``."""
    from crisislearn.pipeline.refi import import_codebook

    target = output or settings.out / "codebook-imported.yml"
    done = import_codebook(settings, file, target)
    for line in done.lines():
        click.echo(line)
    show_losses(done.losses)
    if done.lines():
        click.echo(f"Next: look through {target}, give new codes their terms, and put "
                   "it in the place of the study's codebook")  # fmt: skip
    else:
        click.echo("The codebook is the study's own: nothing to take over")


def show_losses(losses: Losses) -> None:
    """What could not be carried over: one line a kind, with how many."""
    rows = losses.summed()
    if rows:
        click.echo("Not carried over:")
    for row in rows:
        where = f" (first: {row.where})" if row.where and row.number > 1 else ""
        where = f" ({row.where})" if row.where and row.number == 1 else where
        click.echo(f"  {row.number} × {row.what}{where}")
        if row.remedy:
            click.echo(f"      Next: {row.remedy}")
