"""The options that every command on a study has.

Here: what the modules ``cli_*`` share. Not here: commands.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from crisislearn.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


def where(command: F) -> F:
    """The two options that every command on a study has."""
    folder = click.Path(path_type=Path, file_okay=False)
    for name, text in (
        ("--out", "Folder for everything generated.  [default: out]"),
        ("--study", "Folder that holds study.yml.  [default: surveys]"),
    ):
        command = click.option(name, type=folder, help=text)(command)
    return command


def settings_of(study: Path | None = None, out: Path | None = None) -> Settings:
    """Settings of one command; everything else from the environment."""
    from crisislearn.settings import Settings

    given = {"study": study, "out": out}
    return Settings.model_validate({k: v for k, v in given.items() if v is not None})


def warn_of_rows(text: str) -> None:
    """Say loudly what an export at unit level means."""
    click.secho(f"UNIT LEVEL: {text}", err=True, fg="red", bold=True)
