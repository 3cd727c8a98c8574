"""A new study folder, commented and valid, to start from.

Here: copying the skeleton, building its instrument and making its key. Not here: what
the keys mean, which the skeleton's own comments say.
"""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path

from crisislearn.errors import StudyError
from crisislearn.study import TEMPLATES

SKELETON = TEMPLATES / "skeleton"
PLAIN = ("study.yml", "frame.csv", "foundations.yml")
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
    if folder.exists() and any(folder.iterdir()):
        raise StudyError(
            "the folder is not empty",
            where=str(folder),
            remedy="name a folder that is not there yet",
        )
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    written = []
    for name in PLAIN:
        shutil.copyfile(SKELETON / name, folder / name)
        written.append(folder / name)
    written.append(_instrument(folder / "instruments" / "w1.xlsx"))
    # The data and the key stay on this machine unless somebody decides otherwise.
    ignore = folder / ".gitignore"
    ignore.write_text("data/\nstudy.key\nout/\n", encoding="utf-8")
    return [*written, ignore, make_key_file(folder / "study.key")]


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

    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("# Keep a copy of this key in a safe place, apart from the data.\n")
        file.write(make_key().identity + "\n")
    return path
