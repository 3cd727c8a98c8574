"""The commands ``sql``, ``search`` and ``schema``, thin: asking what was published.

Here: options and showing an answer. Not here: finding it (``warehouse``). Answers are
printed without pandas, which takes longer to import than most take to find.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crisislearn.cli_options import settings_of, where

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from crisislearn.warehouse.answers import Answer

FORMATS = click.Choice(["table", "csv", "json", "parquet"])


@click.command()
@click.argument("query")
@where
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.")
def sql(
    query: str, study: Path | None, out: Path | None, form: str, output: Path | None
) -> None:
    """Ask the published warehouse, read-only.

    Example: crisislearn sql "from mart.barrier_trajectories limit 5"
    """
    from crisislearn.warehouse import connect

    path = settings_of(study, out).warehouse
    if form == "parquet":
        _write_parquet(lambda: connect.query(query, path), output)
    else:
        _show(connect.answer(query, path), form, output)


@click.command("search")
@click.argument("words")
@where
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

    path = settings_of(study, out).warehouse
    if form == "parquet":
        _write_parquet(lambda: search(words, path, **filters), output)
    else:
        _show(find(words, path, **filters), form, output)


@click.command()
@click.argument("table", required=False)
@where
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

    click.echo(schema_text(table, settings_of(study, out).warehouse))


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
