"""The commands ``crisislearn backup`` and ``crisislearn restore``, thin.

Here: options and what is said at the end. Not here: what they do (``pipeline.backup``).
"""

from __future__ import annotations

from pathlib import Path

import click

from crisislearn.cli_options import settings_of, where

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@where
@click.option("-o", "--output", required=True, type=_FILE, help="The .tar to write.")
def backup(study: Path | None, out: Path | None, output: Path) -> None:
    """Write what cannot be computed again to one file, and check it by its hashes.

    The vault, people's codings and approvals, the published topics and what editions
    told. Back up the folder of the study and its key yourself, apart from each other.

    Example: crisislearn backup -o modtryk-2020.tar
    """
    from crisislearn.pipeline.backup import back_up

    told = back_up(settings_of(study, out), output)
    click.echo(f"wrote {output}: {len(told)} files, each read back and checked")
    click.echo("Not in it: the folder of the study, and its key.")


@click.command()
@click.argument("file", type=_FILE)
@where
def restore(file: Path, study: Path | None, out: Path | None) -> None:
    """Put a back-up in place, in a folder that holds no study yet.

    Example: crisislearn restore modtryk-2020.tar --out restored
    """
    from crisislearn.pipeline.backup import restore as put_back

    told = put_back(settings_of(study, out), file)
    click.echo(f"{len(told)} files are back, each as it was")
    click.echo("Next: crisislearn run, which computes the rest again")
