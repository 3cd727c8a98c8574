"""The commands of the vault, thin: ``crisislearn vault list|open|rekey|forget|expire``.

Here: options and what is said at the end. Not here: what they do (``pipeline.keeping``,
``pipeline.removal``). They show names of files and may be given names of people, so
they are for whoever keeps the key.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crisislearn.cli_options import settings_of, where

if TYPE_CHECKING:
    import datetime as dt

    from crisislearn.pipeline.keeping import Keeper

_DAY = click.DateTime(["%Y-%m-%d"])


def _now() -> dt.datetime:
    import datetime as dt

    return dt.datetime.now().astimezone()


def _keeper() -> Keeper:
    import getpass

    from crisislearn.pipeline.keeping import Keeper

    return Keeper(getpass.getuser(), _now().isoformat(timespec="seconds"))


def _day(on: dt.datetime | None) -> dt.date:
    return (on or _now()).date()


@click.group()
def vault() -> None:
    """Keep the originals: list, open, rekey, forget a person, expire.

    Needs the study's key. Shows names that files have on disk.

    Example: crisislearn vault list --study my-study
    """


@vault.command("list")
@where
def list_(study: Path | None, out: Path | None) -> None:
    """List the originals: source, file, day to be deleted, state.

    Example: crisislearn vault list
    """
    from crisislearn.pipeline.keeping import held

    for one in held(settings_of(study, out)):
        click.echo(f"{one.source_id}  {one.delete_by}  {one.state:<15}  {one.file}")


@vault.command("open")
@click.argument("what", required=False)
@where
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path),
              help="File to write, or a folder for several.")  # fmt: skip
def open_(what: str | None, study: Path | None, out: Path | None, output: Path) -> None:
    """Write one original, or those of a participant, to a place you name.

    WHAT is a source's id, a file's path below the data folder, a name or a pseudonym
    ("[PERSON K7Q2]"); without it you are asked, so that no name stays in the history
    of your shell. The journal of the vault gets a line.

    Example: crisislearn vault open S1a2b3c4d5e -o original.docx
    """
    from crisislearn.pipeline.keeping import open_originals

    what = what or click.prompt("Which source or person")
    for path in open_originals(settings_of(study, out), what, output, _keeper()):
        click.echo(f"wrote {path}")
    click.echo("Delete it when you are done: it is not encrypted.")


@vault.command()
@where
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File for the new key, if the old one is in CRISISLEARN_KEY.",
)
def rekey(study: Path | None, out: Path | None, output: Path | None) -> None:
    """Make a new key and seal everything with it; the old one opens nothing any more.

    Pseudonyms stay as they are. Killed half-way, the key in use opens everything.

    Example: crisislearn vault rekey --study my-study
    """
    from crisislearn.pipeline import keeping

    number, path = keeping.rekey(settings_of(study, out), output, _keeper())
    click.echo(f"Sealed anew: {number} originals. The new key is in {path}")
    more = ", and set CRISISLEARN_KEY to the new one" if output else ""
    click.echo(f"Next: keep a copy apart from the data, destroy the old key{more}")


@vault.command()
@click.argument("person", required=False)
@where
@click.option("--on", type=_DAY, help="Day of the withdrawal.  [default: today]")
def forget(
    person: str | None, study: Path | None, out: Path | None, on: dt.datetime | None
) -> None:
    """Honour a withdrawal of consent: everywhere, and for good.

    PERSON is a name, a pseudonym ("[PERSON K7Q2]"), the id of a respondent or that of
    a source; without it you are asked, so that no name stays in the history of your
    shell. Own sources and rows go, other people's mentions are blanked ([SLETTET]),
    warehouse and reports are made anew, and a receipt says which reports had quoted
    the person.

    Example: crisislearn vault forget "[PERSON K7Q2]" --on 2020-12-01
    """
    from crisislearn import progress
    from crisislearn.pipeline.removal import forget as take_out

    person = person or click.prompt("Whom")
    settings, keeper = settings_of(study, out), _keeper()
    with progress.bars() as shown:
        removed = take_out(settings, person, _day(on), keeper, shown)
    for line in removed.lines():
        click.echo(line)


@vault.command()
@where
@click.option("--on", type=_DAY, help="Day that counts.  [default: today]")
def expire(study: Path | None, out: Path | None, on: dt.datetime | None) -> None:
    """Delete every source whose day to be deleted has come.

    The original, its rows and statements go; the receipt and ops.removals say so.

    Example: crisislearn vault expire --on 2031-01-01
    """
    from crisislearn import progress
    from crisislearn.pipeline.removal import expire as take_out

    settings, keeper = settings_of(study, out), _keeper()
    with progress.bars() as shown:
        removed = take_out(settings, _day(on), keeper, shown)
    for line in removed.lines():
        click.echo(line)
