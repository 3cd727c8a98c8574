"""The commands ``run``, ``ingest`` and ``analyse``, thin: the stages of a study.

Here: options, and saying what came of it and what was rejected. Not here: what the
stages do (``pipeline``), and the reports (``cli_release``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisislearn.cli_options import F, settings_of, where

if TYPE_CHECKING:
    from crisislearn.pipeline import Receipt


def _strict(command: F) -> F:
    """The option of commands that read sources."""
    text = "Exit 1 if any row or file was rejected."
    return click.option("--strict", is_flag=True, help=text)(command)


@click.command()
@where
@_strict
@click.option("--fresh", is_flag=True, help="Ignore what the store already holds.")
def run(study: Path | None, out: Path | None, fresh: bool, strict: bool) -> None:
    """Do everything: ingest, analyse, publish and report.

    Only what changed is computed again.

    Example: crisislearn run --study surveys --out out
    """
    from crisislearn import pipeline, progress

    settings = settings_of(study, out)
    with progress.bars() as shown:
        receipt = pipeline.run(settings, shown, fresh)
    _tell(receipt, strict)


@click.command()
@where
@_strict
@click.option("--fresh", is_flag=True, help="Read every source again.")
@click.option(
    "--draft",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Draft a study from this survey export instead.",
)
@click.option("-o", "folder", type=click.Path(path_type=Path, file_okay=False),
              help="Folder for the draft.")  # fmt: skip
def ingest(
    study: Path | None,
    out: Path | None,
    fresh: bool,
    strict: bool,
    draft: Path | None,
    folder: Path | None,
) -> None:
    """Read the sources: pseudonymised tables to the store, originals to the vault.

    With --draft FILE -o DIR nothing is read into the store: DIR becomes a study with
    that survey export, an instrument and a frame guessed from it, for you to correct.

    Example: crisislearn ingest --study surveys
    """
    if (draft is None) != (folder is None):
        raise click.UsageError("--draft FILE and -o DIR go together")
    if draft and folder:
        _draft(draft, folder)
        return
    from crisislearn import pipeline, progress

    with progress.bars() as shown:
        came_in = pipeline.ingest(settings_of(study, out), shown, fresh)
    click.echo(f"{came_in.line()}.  Next: crisislearn analyse")
    _rejected(len(came_in.rejects), strict, came_in.told())


def _draft(file: Path, folder: Path) -> None:
    from crisislearn.draft import draft_study

    for path in draft_study(file, folder):
        click.echo(f"wrote {path}")
    click.echo(f"Next: correct {folder / 'study.yml'} and the instrument, then: "
               f"crisislearn check --study {folder}")  # fmt: skip


@click.command()
@where
@click.option("--fresh", is_flag=True, help="Ignore what the store already holds.")
@click.option(
    "--refit",
    is_flag=True,
    help="Fit the embedding space and topics again, on today's texts.",
)
@click.option(
    "--search-topics",
    "asked",
    flag_value="search",
    help="Show what each number of topics gives; publish nothing.",
)
@click.option(
    "--edit-topics",
    "asked",
    flag_value="edit",
    help="Write a topics.yml to rename, hide, merge or split in.",
)
@click.option(
    "--map-topics",
    "asked",
    flag_value="map",
    help="Draw the published topics: one page that works offline.",
)
@click.option("-o", "file", type=click.Path(path_type=Path, dir_okay=False),
              help="File for one of these three.")  # fmt: skip
def analyse(
    study: Path | None,
    out: Path | None,
    fresh: bool,
    refit: bool,
    asked: str | None,
    file: Path | None,
) -> None:
    """Code, cluster and publish what was ingested; needs no key.

    The space that statements are compared in, and the topics in it, are fitted by a
    study's first run, and statements of a new wave are placed in them; --refit and
    --fresh fit them again.

    Example: crisislearn analyse --search-topics -o topics.png
    """
    from crisislearn import pipeline, progress

    if file and not asked:
        raise click.UsageError("-o goes with --search-topics, --edit-topics or "
                               "--map-topics")  # fmt: skip
    if asked:
        from crisislearn.pipeline.explore import explore

        for line in explore(asked, settings_of(study, out), file):
            click.echo(line)
        return
    with progress.bars() as shown:
        receipt = pipeline.analyse(settings_of(study, out), shown, fresh, refit)
    _tell(receipt)


def _tell(receipt: Receipt, strict: bool = False) -> None:
    for line in receipt.lines():
        click.echo(line)
    _rejected(len(receipt.rejects), strict)


def _rejected(count: int, strict: bool, told: str = "") -> None:
    """Say loudly that something was rejected, and end as ``--strict`` wants it.

    Args:
        count: How many rows and files.
        strict: Whether that is a failure.
        told: What was rejected, where no warehouse can be asked yet.
    """
    if count and told:
        click.secho(f"Rejected: {count} rows or files.\n{told}", err=True, fg="yellow")
    elif count:
        click.secho(
            f"Rejected: {count} rows or files. Which, why and what to do: "
            'crisislearn sql "from ops.rejects"',
            err=True,
            fg="yellow",
        )
    if count and strict:
        click.get_current_context().exit(1)
