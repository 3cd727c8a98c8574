"""Commands of codings: by the machine, by people, and how well they agree.

Here: options and the lines that are shown. Not here: the work (``barriers.files``,
``pipeline.coding``, ``pipeline.evaluation``), and the other exports (``cli_export``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crisislearn.cli_options import F, settings_of, where
from crisislearn.cli_refi import read_codebook, read_refi

if TYPE_CHECKING:
    from crisislearn.report.language import Language
    from crisislearn.settings import Settings

STRATA = "wave,genre,code"


def workbook_options(command: F) -> F:
    """The options of ``export workbook``."""
    for option in (
        click.option("--kind", "kinds", multiple=True,
                     help="Workbook: barrier (the default), driver, innovation or "
                     "harm; repeat for more."),
        click.option("--suggest", is_flag=True,
                     help="Workbook: show what the machine would code; not with "
                     "--sample."),
        click.option("--strata", metavar="NAMES",
                     help="Workbook: what to draw by: wave, genre, code, coded.  "
                     f"[default: {STRATA}]"),
        click.option("--seed", type=int,
                     help="Workbook: seed of the draw.  [default: CRISISLEARN_SEED]"),
        click.option("--uncertain", type=click.IntRange(min=1), metavar="N",
                     help="Workbook: the N statements that the coder is least sure of "
                     "and nobody has coded; no sample to measure errors on."),
        click.option("--sample", "size", type=click.IntRange(min=1), metavar="N",
                     help="Workbook: draw N statements by stratum, to be coded blind."),
    ):  # fmt: skip
        command = option(command)
    return command


def write_workbook(
    settings: Settings,
    output: Path,
    size: int | None,
    seed: int | None,
    strata: str | None,
    suggest: bool,
    kinds: tuple[str, ...],
    uncertain: int | None = None,
) -> None:
    """Do ``export workbook`` and say what comes next."""
    if size and uncertain:
        raise click.UsageError("a sample is drawn by chance: --sample or --uncertain")
    if size and suggest:
        raise click.UsageError("a sample that measures agreement is coded blind: leave "
                               "--suggest out")  # fmt: skip
    if not size and (strata or seed is not None):
        raise click.UsageError("--seed and --strata are for --sample N")
    from crisislearn.pipeline.coding import export_workbook

    names = [name.strip() for name in (strata or STRATA).split(",") if name.strip()]
    number = export_workbook(
        settings, output, size or 0, seed, names, suggest, kinds or ("barrier",),
        uncertain or 0,
    )  # fmt: skip
    click.echo(f"{number} statements in {output}")
    click.echo(
        f"Next: code it, then: crisislearn import workbook {output} --coder NAME"
    )


@click.command("import")
@click.argument("kind", type=click.Choice(["workbook", "refi", "codebook"]))
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@where
@click.option("--coder", metavar="NAME",
              help="Who coded it: a name or initials, the same each time. For refi: "
              "who gave the codings that name nobody.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
              help="Codebook: file to write.  "
              "[default: codebook-imported.yml in the folder of --out]")  # fmt: skip
def import_(
    kind: str,
    file: Path,
    study: Path | None,
    out: Path | None,
    coder: str | None,
    output: Path | None,
) -> None:
    """Take people's codings over: from a workbook, or a project of another program.

    Of a workbook all is taken, or nothing: every cell is checked, and what cannot be
    used is named by cell. Of a REFI-QDA project (refi, .qdpx) what is taken over and
    what is not is told. Importing the same again changes nothing; a changed coding
    takes the place of the earlier one. A codebook (.qdc) becomes a codebook.yml for you
    to look through.

    Example: crisislearn import workbook kodning-anna.xlsx --coder Anna

    Example: crisislearn import refi modtryk.qdpx
    """
    settings = settings_of(study, out)
    if output and kind != "codebook":
        raise click.UsageError("-o is for codebooks")
    if kind == "codebook":
        read_codebook(settings, file, output)
    elif kind == "refi":
        read_refi(settings, file, coder or "")
    else:
        _read_workbook(settings, file, coder)


def _read_workbook(settings: Settings, file: Path, coder: str | None) -> None:
    from crisislearn.pipeline.coding import import_workbook

    if not coder:
        raise click.UsageError("say who coded it: --coder NAME")
    done = import_workbook(settings, file, coder)
    for reject in done.rejects:
        click.echo(str(reject))
    if done.rejects:
        click.secho(
            f"{len(done.rejects)} cell(s) cannot be used; nothing was taken over",
            err=True,
            fg="red",
        )
        click.get_current_context().exit(1)
    click.echo(f"{done.new} statements taken over, {done.same} were there already, "
               f"{done.open} rows not coded yet")  # fmt: skip
    click.echo("Next: crisislearn analyse, then crisislearn evaluate")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--lens", "lenses", multiple=True,
              help="leading, cocreation, strategy, wild or corona; repeat for more.  "
              "[default: all]")  # fmt: skip
def lens(file: Path, lenses: tuple[str, ...]) -> None:
    """Say which elements of the lenses a document holds, with the words that show it.

    Of --lens strategy: which of the seven questions a strategy document answers.

    Example: crisislearn lens strategi.docx --lens strategy
    """
    from crisislearn.pipeline.lens_profile import SEVEN, document_profile
    from crisislearn.warehouse.answers import to_text

    found = document_profile(file, lenses)
    click.echo(to_text(found, "table"), nl=False)
    if "strategy" in (lenses or ("strategy",)):
        click.echo(SEVEN)


@click.command()
@where
@click.option("--gold", type=click.Path(path_type=Path, dir_okay=False),
              help="Hold the coder against this file of coded statements "
              "instead.")  # fmt: skip
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False),
              help="Folder for the tables, the disagreements and a page in "
              "words.")  # fmt: skip
@click.option("--language", type=click.Choice(["da", "en"]), default="da",
              show_default=True, help="Of the page.")  # fmt: skip
def evaluate(
    study: Path | None,
    out: Path | None,
    gold: Path | None,
    output: Path | None,
    language: Language,
) -> None:
    """Say how well coders agree, and how well the machine codes, with intervals.

    Compares the people who coded the study's statements with each other and with the
    machine. The list of disagreements holds people's words: it stays in the house.

    Example: crisislearn evaluate -o kodekvalitet

    Example: crisislearn evaluate --gold data/gold/barriers/dev.jsonl
    """
    from crisislearn.pipeline import evaluation
    from crisislearn.report.evaluation import shown, write_evaluation
    from crisislearn.report.language import told_in

    settings = settings_of(study, out)
    with told_in(language):
        if gold:
            done = evaluation.evaluate_gold(gold, settings.seed)
        else:
            done = evaluation.evaluate(settings)
        click.echo(shown(done), nl=False)
        written = write_evaluation(done, output) if output else []
    if written:
        click.echo()
    for path in written:
        click.echo(f"wrote {path}")


@click.command()
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
