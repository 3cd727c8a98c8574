"""A new study folder, commented and valid, to start from.

Here: copying the skeleton, building its instrument and making its key. Not here: what
the keys mean, which the skeleton's own comments say.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

from crisislearn.errors import StudyError
from crisislearn.textfiles import TEMPLATES

SKELETON = TEMPLATES / "skeleton"
PLAIN = ("study.yml", "frame.csv", "foundations.yml")
NOTICE = "oplysning.md"
FOLDERS = ("data/surveys", "data/interviews", "data/cases")


def write_skeleton(folder: Path) -> list[Path]:
    """Write a study folder that ``check`` finds no fault with.

    Args:
        folder: A folder that is not there yet, or is empty.

    Returns:
        What was written, the key last.

    Raises:
        StudyError: If the folder holds anything.
    """
    require_empty(folder)
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    written = []
    for name in PLAIN:
        shutil.copyfile(SKELETON / name, folder / name)
        written.append(folder / name)
    written.append(_instrument(folder / "instruments" / "w1.xlsx"))
    written.append(write_notice(folder))
    return [*written, write_ignore(folder), make_key_file(folder / "study.key")]


def require_empty(folder: Path) -> None:
    """See that a new study overwrites nothing.

    Raises:
        StudyError: If the folder holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise StudyError(
            "the folder is not empty",
            where=str(folder),
            remedy="name a folder that is not there yet",
        )


def write_notice(folder: Path) -> Path:
    """Write a letter to participants to start from."""
    return Path(shutil.copyfile(SKELETON / NOTICE, folder / NOTICE))


def write_ignore(folder: Path) -> Path:
    """Keep data and key on this machine unless somebody decides otherwise."""
    path = folder / ".gitignore"
    path.write_text("data/\nstudy.key\n*.key.new\nout/\n", encoding="utf-8")
    return path


def _instrument(path: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name in ("survey", "choices"):
        sheet = book.create_sheet(name)
        with (SKELETON / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter=";"):
                sheet.append([value or None for value in row])
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "default_language"])
    settings.append(["Modtryk i vores felt, w1", "w1", "Dansk (da)"])
    path.parent.mkdir(parents=True)
    book.save(path)
    return path


def make_key_file(path: Path) -> Path:
    """Write a new key of a study, readable by its owner only."""
    from crisislearn.privacy import make_key
    from crisislearn.privacy.keys import write_key

    return write_key(path, make_key())
