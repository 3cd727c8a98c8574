"""A study of a new crisis, laid out from the template ``crisis-study``.

Here: filling in instruments, calendars, papers and ``study.yml``. Not here: asking and
checking (``answers``), and the plain skeleton (``crisislearn.skeleton``).
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

from crisislearn.fielding.answers import NONE, holes
from crisislearn.fielding.compose import compose, filled, form_names, write_xlsform
from crisislearn.skeleton import (
    FOLDERS,
    SKELETON,
    make_key_file,
    require_empty,
    write_ignore,
)
from crisislearn.textfiles import TEMPLATES

TEMPLATE = TEMPLATES / "crisis-study"
_TABLES = ("phases.csv", "episodes.csv")


def write_crisis_study(folder: Path, answers: Mapping[str, str]) -> list[Path]:
    """Write a study folder that ``check`` finds no fault with.

    Args:
        folder: A folder that is not there yet, or is empty.
        answers: All of them, as ``answers.complete`` gives them.

    Returns:
        What was written, the key last.

    Raises:
        StudyError: If the folder holds anything.
    """
    require_empty(folder)
    words = holes(answers)
    for name in (*FOLDERS, "papers"):
        (folder / name).mkdir(parents=True)
    written = [_filled(name, words, folder) for name in ("study.yml", "frame.csv")]
    name = "foundations.yml"
    written.append(Path(shutil.copyfile(SKELETON / name, folder / name)))
    written += [_table(name, words, folder) for name in _TABLES]
    for form in form_names():
        path = folder / "instruments" / f"{form}.xlsx"
        written.append(write_xlsform(compose(form, words), path))
    written += write_papers(words, folder / "papers")
    return [*written, write_ignore(folder), make_key_file(folder / "study.key")]


def write_papers(words: Mapping[str, str], folder: Path) -> list[Path]:
    """The letters, guides and sheets, as Markdown to be gone through.

    A consent form comes along whatever the legal basis: who interviews on consent, or
    asks whether a case may be told by name, needs it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted(path.name for path in (TEMPLATE / "papers").glob("*.md"))
    return [_filled(f"papers/{name}", words, folder.parent) for name in names]


def _filled(name: str, words: Mapping[str, str], folder: Path) -> Path:
    text = (TEMPLATE / name).read_text(encoding="utf-8")
    path = folder / name
    path.write_text(filled(text, words, name), encoding="utf-8")
    return path


def _table(name: str, words: Mapping[str, str], folder: Path) -> Path:
    """A calendar, without the phases that have not begun."""
    text = filled((TEMPLATE / name).read_text("utf-8"), words, name)
    rows = list(csv.reader(io.StringIO(text)))
    unknown = {"after"} if words["over"] == NONE else set()
    unknown |= {"law_normal_1"} if words["rules_until"] == NONE else set()
    out = io.StringIO()
    kept = [row for row in rows if not unknown & {*row}]
    csv.writer(out, lineterminator="\n").writerows(kept)
    path = folder / name
    path.write_text(out.getvalue(), encoding="utf-8")
    return path
