"""The commands, thin.

Here: options, calling one plain function, and showing its result or its error. Not
here: anything that a flow or a notebook would also want. Heavy imports stand inside
the commands, so that help answers at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import crisislearn
from crisislearn.cli_backup import backup, restore
from crisislearn.cli_coding import (
    evaluate,
    import_,
    lens,
    workbook_options,
    write_workbook,
)
from crisislearn.cli_fielding import (
    crisis_study_options,
    lay_out,
    power,
    write_instruments,
)
from crisislearn.cli_options import F, warn_of_rows
from crisislearn.cli_options import settings_of as _settings
from crisislearn.cli_options import where as _where
from crisislearn.cli_refi import write_refi
from crisislearn.cli_release import deliver, report
from crisislearn.cli_review import review
from crisislearn.cli_serve import serve
from crisislearn.cli_vault import vault
from crisislearn.errors import CrisisLearnError, trace_of, unforeseen

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from crisislearn.pipeline import Receipt
    from crisislearn.warehouse.answers import Answer

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
EXPORTS = click.Choice(
    ["ddi", "datapackage", "parquet", "workbook", "refi", "codebook", "instrument"]
)
FORMATS = click.Choice(["table", "csv", "json", "parquet"])


class Commands(click.Group):
    """Shows errors as one clear message; with ``--debug`` the traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; exit 1 with the message of an error a user can put right."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            raise  # whoever reads along has read enough; click ends quietly
        except Exception as error:
            if ctx.params.get("debug"):
                click.echo(trace_of(error), err=True, nl=False)
            known = isinstance(error, CrisisLearnError)
            told = error if known else unforeseen(error)
            click.secho(f"Error: {told}", err=True, fg="red")
            ctx.exit(1)


@click.group(cls=Commands, context_settings=HELP)
@click.version_option(crisislearn.__version__)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def main(debug: bool) -> None:
    """Which barriers disappeared, held or came back in a crisis.

    From raw surveys, interviews and cases to a DuckDB warehouse and a report.

    Example: crisislearn run --study surveys --out out
    """
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")


def _strict(command: F) -> F:
    """The option of commands that read sources."""
    text = "Exit 1 if any row or file was rejected."
    return click.option("--strict", is_flag=True, help=text)(command)


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


@main.command()
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


@main.command()
@_where
def check(study: Path | None, out: Path | None) -> None:
    """Validate a study definition and its files without loading anything.

    Names every problem with file, row and next action; exit 1 if there is one.

    Example: crisislearn check --study surveys
    """
    from crisislearn.check import find_problems

    settings = _settings(study, out)
    problems = find_problems(settings)
    for problem in problems:
        click.echo(str(problem) + "\n")
    if problems:
        click.secho(f"{len(problems)} problem(s)", err=True, fg="red")
        sys.exit(1)
    click.echo(f"{settings.study}: no problems")


@main.command()
@_where
@_strict
@click.option("--fresh", is_flag=True, help="Ignore what the store already holds.")
def run(study: Path | None, out: Path | None, fresh: bool, strict: bool) -> None:
    """Do everything: ingest, analyse, publish and report.

    Only what changed is computed again.

    Example: crisislearn run --study surveys --out out
    """
    from crisislearn import pipeline, progress

    settings = _settings(study, out)
    with progress.bars() as shown:
        receipt = pipeline.run(settings, shown, fresh)
    _tell(receipt, strict)


@main.command()
@_where
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
        came_in = pipeline.ingest(_settings(study, out), shown, fresh)
    click.echo(f"{came_in.line()}.  Next: crisislearn analyse")
    _rejected(len(came_in.rejects), strict, came_in.told())


def _draft(file: Path, folder: Path) -> None:
    from crisislearn.draft import draft_study

    for path in draft_study(file, folder):
        click.echo(f"wrote {path}")
    click.echo(f"Next: correct {folder / 'study.yml'} and the instrument, then: "
               f"crisislearn check --study {folder}")  # fmt: skip


@main.command()
@_where
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

        for line in explore(asked, _settings(study, out), file):
            click.echo(line)
        return
    with progress.bars() as shown:
        receipt = pipeline.analyse(_settings(study, out), shown, fresh, refit)
    _tell(receipt)


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--text", "column", required=True, help="Column with the texts.")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path),
              help="Where to write: .csv, .xlsx or .parquet.")  # fmt: skip
@click.option("--id", "id_column", help="Column that becomes text_id.")
@click.option("--date", help="Day all of it was said, as 2020-06-10.")
@click.option("--date-column", help="Column with the day it was said.")
@click.option("--question", help="What was asked, of all of it.")
@click.option("--question-column", help="Column with what was asked.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    default=("barrier",),
    show_default=True,
    help="barrier, driver, innovation, harm, lens; repeat for more.",
)
def code(file: Path, output: Path, **options: Any) -> None:
    """Code the barriers in any table of Danish texts: one row per coding.

    Example: crisislearn code answers.xlsx --text svar --date 2020-06-10 -o codings.csv
    """
    from crisislearn.barriers.files import code_file

    number = code_file(file, output, **options)
    click.echo(f"{number} codings in {output}")


@main.command()
@click.argument("query")
@_where
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.")
def sql(
    query: str, study: Path | None, out: Path | None, form: str, output: Path | None
) -> None:
    """Ask the published warehouse, read-only.

    Example: crisislearn sql "from mart.barrier_trajectories limit 5"
    """
    from crisislearn.warehouse import connect

    path = _settings(study, out).warehouse
    if form == "parquet":
        _write_parquet(lambda: connect.query(query, path), output)
    else:
        _show(connect.answer(query, path), form, output)


@main.command("search")
@click.argument("words")
@_where
@click.option("--barrier", help="Only statements coded with this barrier.")
@click.option("--status", help="Only codings with this status.")
@click.option("--phase", help="Only what was said of this phase.")
@click.option("--organisation-type", help="Only organisations of this type.")
@click.option("--limit", default=20, show_default=True, help="Rows to show.")
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.")
def search_(
    words: str,
    study: Path | None,
    out: Path | None,
    form: str,
    output: Path | None,
    **filters: Any,
) -> None:
    """Search the statements for words, in any form of theirs, best first.

    End a word with * for all that begin so.

    Example: crisislearn search "dokumentation*" --status returned
    """
    from crisislearn.warehouse.search import find, search

    path = _settings(study, out).warehouse
    if form == "parquet":
        _write_parquet(lambda: search(words, path, **filters), output)
    else:
        _show(find(words, path, **filters), form, output)


@main.command()
@click.argument("table", required=False)
@_where
@click.option("--markdown", is_flag=True, help="The page docs/warehouse.md instead.")
def schema(
    table: str | None, study: Path | None, out: Path | None, markdown: bool
) -> None:
    """Show what the tables and columns mean, from the database's own comments.

    Example: crisislearn schema mart.barrier_change
    """
    if markdown:
        from crisislearn.warehouse.page import warehouse_page

        click.echo(warehouse_page(), nl=False)
        return
    from crisislearn.warehouse.schema import schema_text

    click.echo(schema_text(table, _settings(study, out).warehouse))


@main.command()
@click.argument("kind", type=EXPORTS)
@_where
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path),
              help="File, or folder (parquet, datapackage); replaces an "
              "export.")  # fmt: skip
@click.option("--unit-level", is_flag=True,
              help="Also the pseudonymised rows of single organisations.")  # fmt: skip
@workbook_options
def export(
    kind: str,
    study: Path | None,
    out: Path | None,
    output: Path,
    unit_level: bool,
    **coding: Any,
) -> None:
    """Hand on the published results, or what the study takes to the field.

    Results: codebook (DDI), Data Package or Parquet.

    Holds what the reader edition holds, small groups hidden. The kind workbook is for
    people of the research group who code statements: all of them, a blind sample, or
    those that the coder is least sure of.
    The kinds refi (a project with texts and codings, .qdpx) and codebook (its codes
    alone, .qdc) are for NVivo, ATLAS.ti, MAXQDA and QualCoder.

    Example: crisislearn export datapackage -o modtryk-2020

    The kind instrument writes what the study takes to the field: each questionnaire as
    XLSForm, LimeSurvey file and printed form, and the papers, also as Word.

    Example: crisislearn export workbook --sample 200 -o kodning.xlsx

    Example: crisislearn export refi --unit-level -o modtryk.qdpx

    Example: crisislearn export instrument --study my-study -o felt
    """
    settings = _settings(study, out)
    if kind == "instrument":
        if unit_level or any(coding.values()):
            raise click.UsageError("an instrument has no other options")
        write_instruments(settings, output)
        return
    if kind == "workbook":
        if unit_level:
            raise click.UsageError("--unit-level is not for workbooks")
        write_workbook(settings, output, **coding)
        return
    if any(coding.values()):
        raise click.UsageError("--sample, --uncertain, --seed, --strata, --suggest "
                               "and --kind are for workbooks")  # fmt: skip
    if kind in ("ddi", "codebook") and unit_level:
        raise click.UsageError(
            f"a codebook ({kind}) holds no rows: leave --unit-level out, or export "
            "datapackage, parquet or refi"
        )
    if kind in ("refi", "codebook"):
        write_refi(settings, kind, output, unit_level)
        return
    from crisislearn.exchange.run import export as write

    click.echo(write(kind, output, settings, unit_level, warn_of_rows))


@main.command()
@_where
def doctor(study: Path | None, out: Path | None) -> None:
    """Say what is installed, what is missing, and how to get it.

    Example: crisislearn doctor
    """
    from crisislearn.doctor import examine

    for line in examine(_settings(study, out)):
        click.echo(line)


def _show(found: Answer, form: str, output: Path | None) -> None:
    from crisislearn.warehouse.answers import to_text

    content = to_text(found, form)
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_text(content, encoding="utf-8")


def _write_parquet(found: Callable[[], pd.DataFrame], output: Path | None) -> None:
    if output is None:
        raise click.UsageError("--format parquet needs -o FILE")
    found().to_parquet(output, index=False)


def _tell(receipt: Receipt, strict: bool = False) -> None:
    for line in receipt.lines():
        click.echo(line)
    _rejected(len(receipt.rejects), strict)


main.add_command(backup)
main.add_command(deliver)
main.add_command(evaluate)
main.add_command(import_)
main.add_command(lens)
main.add_command(power)
main.add_command(report)
main.add_command(restore)
main.add_command(review)
main.add_command(serve)
main.add_command(vault)
