"""The program ``crisislearn``: its commands, and what they have in common.

Here: showing errors, and which commands there are. Not here: the commands, one module
of ``cli_*`` for each group of them. They are thin: options, calling one plain function,
and showing its result; what a flow or a notebook would also want is not in them.
Heavy imports stand inside the commands, so that help answers at once.
"""

from __future__ import annotations

import sys
from typing import Any

import click

import crisislearn
from crisislearn.cli_backup import backup, restore
from crisislearn.cli_coding import code, evaluate, import_, lens
from crisislearn.cli_export import export
from crisislearn.cli_fielding import power
from crisislearn.cli_query import schema, search_, sql
from crisislearn.cli_release import deliver, report
from crisislearn.cli_review import review
from crisislearn.cli_run import analyse, ingest, run
from crisislearn.cli_serve import serve
from crisislearn.cli_study import check, doctor, init
from crisislearn.cli_vault import vault
from crisislearn.errors import CrisisLearnError, trace_of, unforeseen

HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


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


for command in (
    analyse, backup, check, code, deliver, doctor, evaluate, export, import_,
    ingest, init, lens, power, report, restore, review, run, schema, search_, serve,
    sql, vault,
):  # fmt: skip
    main.add_command(command)
