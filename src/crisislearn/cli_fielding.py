"""Commands that go to the field: a study from the template, its forms, its size.

Here: options, asking, and the lines that are shown. Not here: the work (``fielding``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisislearn.cli_options import F

if TYPE_CHECKING:
    from crisislearn.fielding.answers import Question
    from crisislearn.settings import Settings

TEMPLATES = click.Choice(["crisis-study"])


def crisis_study_options(command: F) -> F:
    """The options of ``init --template``."""
    for option in (
        click.option("--no-input", is_flag=True,
                     help="Ask nothing: what is not given is taken as proposed."),
        click.option("--answer", "answers", multiple=True, metavar="KEY=VALUE",
                     help="Answer one of the template's questions; repeat for more."),
        click.option("--template", type=TEMPLATES, help="A study to field tomorrow."),
    ):  # fmt: skip
        command = option(command)
    return command


def lay_out(folder: Path, answers: tuple[str, ...], no_input: bool) -> list[Path]:
    """Do ``init --template crisis-study``: ask for what is not given, and write."""
    from crisislearn.fielding.answers import complete
    from crisislearn.fielding.template import write_crisis_study
    from crisislearn.skeleton import require_empty

    given = {}
    for answer in answers:
        key, sign, value = answer.partition("=")
        if not sign:
            raise click.UsageError(f"--answer {answer!r} is not KEY=VALUE")
        given[key.strip()] = value
    require_empty(folder)
    done = complete(given, folder.resolve().name, None if no_input else _ask)
    return write_crisis_study(folder, done)


def _ask(question: Question, default: str) -> str:
    said: str = click.prompt(question.ask, default=default or None)
    return said


def write_instruments(settings: Settings, folder: Path) -> None:
    """Do ``export instrument`` and say what it cannot write."""
    from crisislearn.fielding.run import write_fielding
    from crisislearn.study import load_study

    done = write_fielding(load_study(settings.study), folder)
    for path in done.files:
        click.echo(f"wrote {path}")
    for problem in done.problems:
        click.secho(f"not written: {problem}", err=True, fg="yellow")


@click.command()
@click.option(
    "--change",
    "changes",
    multiple=True,
    type=float,
    metavar="POINTS",
    default=(5, 10, 15, 20),
    show_default=True,
    help="Percentage points that the barrier falls by; repeat for more.",
)
@click.option(
    "--before",
    default=60.0,
    show_default=True,
    help="Percentage that has the barrier at first.",
)
@click.option(
    "--correlation",
    "correlations",
    multiple=True,
    type=float,
    default=(0.2, 0.4, 0.6),
    show_default=True,
    help="Correlation of an organisation's answers at both times; repeat for more.",
)
@click.option(
    "--power",
    "aim",
    default=80.0,
    show_default=True,
    help="Percentage chance of finding the change.",
)
@click.option(
    "--alpha", default=0.05, show_default=True, help="Two-sided level of the test."
)
@click.option(
    "--response",
    default=39.0,
    show_default=True,
    help="Percentage of the invited who answer; 39 is 900 of the 2,300 of June 2020.",
)
@click.option(
    "--retention",
    default=70.0,
    show_default=True,
    help="Percentage of a wave who answer the next one: an assumption.",
)
@click.option(
    "--usable",
    default=90.0,
    show_default=True,
    help="Percentage of pairs without don't know or not relevant: an assumption.",
)
@click.option(
    "--waves",
    type=click.IntRange(1, 12),
    default=2,
    show_default=True,
    help="Waves from the first to the last of the pair; 1 where both times "
    "are asked about at once.",
)
@click.option(
    "--groups",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Groups that are each to show the change by themselves.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False),
              help="Folder for power.csv and power.svg.")  # fmt: skip
def power(
    changes: tuple[float, ...],
    before: float,
    correlations: tuple[float, ...],
    aim: float,
    alpha: float,
    response: float,
    retention: float,
    usable: float,
    waves: int,
    groups: int,
    output: Path | None,
) -> None:
    """Say how many organisations a study has to ask to see a barrier fall.

    By Connor 1987 (Biometrics 43:207-211) for paired shares; the column power is the
    chance that the test of the reports, McNemar's with mid-p, finds it in so many.

    Example: crisislearn power --change 10 --before 60 --groups 3 -o power
    """
    from crisislearn.fielding import power_figure
    from crisislearn.fielding.power import Plan

    plan = Plan(
        before=before / 100, power=aim / 100, alpha=alpha, response=response / 100,
        retention=retention / 100, waves=waves, usable=usable / 100,
    )  # fmt: skip
    shares = sorted({abs(change) / 100 for change in changes})
    found = power_figure.sizes(shares, sorted(set(correlations)), plan)
    click.echo(power_figure.as_text(found, groups))
    if output:
        for path in power_figure.write_power(found, plan, groups, output):
            click.echo(f"wrote {path}")
