"""The commands ``init``, ``check`` and ``doctor``, thin: before anything is read.

Here: options and what is said at the end. Not here: what they do (``skeleton``,
``fielding``, ``check``, ``doctor``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crisislearn.cli_fielding import crisis_study_options, lay_out
from crisislearn.cli_options import settings_of, where


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@crisis_study_options
def init(
    folder: Path, template: str | None, answers: tuple[str, ...], no_input: bool
) -> None:
    """Write a commented study skeleton to start from.

    Makes study.yml, an instrument, a frame, foundations and the study's own key. With
    --template crisis-study all that a study of a new crisis takes to the field:
    questionnaires, letters, consent form, interview guide, case sheet and calendars;
    names and dates are asked for.

    Example: crisislearn init my-study

    Example: crisislearn init --template crisis-study my-study
    """
    if template is None and (answers or no_input):
        raise click.UsageError("--answer and --no-input are for --template")
    if template:
        written = lay_out(folder, answers, no_input)
    else:
        from crisislearn.skeleton import write_skeleton

        written = write_skeleton(folder)
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(f"Keep a copy of {folder / 'study.key'} in a safe place apart from the "
               "data: without it nobody can open the originals.")  # fmt: skip
    click.echo(f"Next: edit {folder / 'study.yml'}, then: "
               f"crisislearn check --study {folder}")  # fmt: skip


@click.command()
@where
def check(study: Path | None, out: Path | None) -> None:
    """Validate a study definition and its files without loading anything.

    Names every problem with file, row and next action; exit 1 if there is one.

    Example: crisislearn check --study surveys
    """
    from crisislearn.check import find_problems

    settings = settings_of(study, out)
    problems = find_problems(settings)
    for problem in problems:
        click.echo(str(problem) + "\n")
    if problems:
        click.secho(f"{len(problems)} problem(s)", err=True, fg="red")
        sys.exit(1)
    click.echo(f"{settings.study}: no problems")


@click.command()
@where
def doctor(study: Path | None, out: Path | None) -> None:
    """Say what is installed, what is missing, and how to get it.

    Example: crisislearn doctor
    """
    from crisislearn.doctor import examine

    for line in examine(settings_of(study, out)):
        click.echo(line)
