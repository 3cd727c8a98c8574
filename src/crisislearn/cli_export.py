"""The command ``export``, thin: everything that is handed on.

Here: which options go with which kind. Not here: what each kind holds (``exchange``,
``fielding``, ``pipeline.review``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crisislearn.cli_coding import workbook_options, write_workbook
from crisislearn.cli_fielding import write_instruments
from crisislearn.cli_options import settings_of, warn_of_rows, where
from crisislearn.cli_refi import write_refi

KINDS = click.Choice(
    ["ddi", "datapackage", "parquet", "workbook", "refi", "codebook", "instrument"]
)


@click.command()
@click.argument("kind", type=KINDS)
@where
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
    settings = settings_of(study, out)
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
