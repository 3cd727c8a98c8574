"""Prefect on the command line: one command that starts all of it.

Here: the command ``serve``. Not here: the work (``serving``).
"""

from __future__ import annotations

from pathlib import Path

import click

from crisislearn.cli_options import settings_of, where


@click.command()
@where
@click.option("--port", type=click.IntRange(1, 65535), default=4200, show_default=True,
              help="Port of the server, on this machine only.")  # fmt: skip
def serve(study: Path | None, out: Path | None, port: int) -> None:
    """Start the Prefect UI with all flows of this project, and a worker.

    Start it in the project's folder and leave it running; Ctrl-C stops everything, and
    the history stays in OUT/prefect. Runs wait for each other. Where it runs already,
    it says at which address.

    Example: crisislearn serve --study surveys --out out
    """
    from crisislearn.serving import serve as start

    start(settings_of(study, out), port, click.echo)
