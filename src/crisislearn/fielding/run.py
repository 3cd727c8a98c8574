"""Writing all that a study takes to the field.

Here: the one function that ``export instrument`` calls. Not here: the single formats.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.errors import CrisisLearnError, StudyError

if TYPE_CHECKING:
    from crisislearn.fielding.form import Form
    from crisislearn.study import Study

LANGUAGES = ("da", "en")
PAPERS = "papers"


@dataclass
class Fielded:
    """What was written.

    Attributes:
        files: In order.
        problems: Formats that an instrument cannot have, each with its reason.
    """

    files: list[Path] = field(default_factory=list)
    problems: list[CrisisLearnError] = field(default_factory=list)


def write_fielding(study: Study, folder: Path) -> Fielded:
    """Write every instrument and paper of a study in the forms that people use.

    An instrument is the xlsx file that the study reads by: KoboToolbox and ODK take it
    as it is. Beside it come a LimeSurvey file and a printed form in each language; each
    Markdown file in ``papers/`` comes along, and as Word.

    Args:
        study: The study; ``instruments/*.xlsx`` and those its waves name are written.
        folder: Where; made if missing, and an earlier export there is replaced.

    Raises:
        StudyError: If there is no instrument, or one is none.
    """
    from crisislearn.fielding.form import read_form

    done = Fielded()
    folder.mkdir(parents=True, exist_ok=True)
    for path in instruments(study):
        form = read_form(path)
        copied = folder / path.name
        if copied.resolve() != path.resolve():
            shutil.copyfile(path, copied)
        done.files.append(copied)
        _derived(form, study, folder / path.stem, done)
    _papers(study.folder / PAPERS, folder, done)
    return done


def instruments(study: Study) -> list[Path]:
    """The instruments of a study: of its waves, and others beside them.

    Raises:
        StudyError: If there is none.
    """
    named = {study.folder / wave.instrument for wave in study.file.waves}
    found = sorted(named | {*(study.folder / "instruments").glob("[!.~]*.xlsx")})
    if not found:
        raise StudyError(
            "the study has no instrument",
            where=str(study.folder),
            remedy="make one: crisislearn init --template crisis-study DIR",
        )
    return found


def _derived(form: Form, study: Study, stem: Path, done: Fielded) -> None:
    from crisislearn.fielding.limesurvey import write_limesurvey
    from crisislearn.fielding.printed import write_printed
    from crisislearn.report.typst import UNDATED

    try:
        done.files.append(write_limesurvey(form, stem.with_suffix(".txt")))
    except StudyError as error:
        done.problems.append(error)
    waves = study.file.waves
    used = [w.opened for w in waves if Path(w.instrument).stem == stem.name]
    day = min(used or [w.opened for w in waves], default=UNDATED)
    for language in LANGUAGES:
        path = stem.with_name(f"{stem.name}-{language}.pdf")
        author = study.file.controller
        done.files.append(write_printed(form, language, author, day, path))


def _papers(source: Path, folder: Path, done: Fielded) -> None:
    from crisislearn.fielding.papers import write_word

    for path in sorted(source.glob("[!.~]*.md")) if source.is_dir() else []:
        target = folder / PAPERS / path.name
        target.parent.mkdir(exist_ok=True)
        if target.resolve() != path.resolve():
            shutil.copyfile(path, target)
        done.files += [target, write_word(path, target.with_suffix(".docx"))]
