"""What is installed, what is missing, and how to get it.

Here: looking around without changing anything. Not here: the study's content
(``check``).
"""

from __future__ import annotations

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version

from crisislearn import __version__
from crisislearn.errors import CrisisLearnError
from crisislearn.settings import Settings

NEEDED = (
    "pandas",
    "duckdb",
    "spacy",
    "model2vec",
    "bertopic",
    "prefect",
    "typst",
    "pyrage",
)
OPTIONAL = {"sentence-transformers": "bigger sentence encoders"}
PROGRAMS = {
    "pdftoppm": "only tests look at pages; Debian: apt-get install poppler-utils",
}


def examine(settings: Settings) -> list[str]:
    """Lines that say what is there and what to do about what is not."""
    lines = [f"crisislearn {__version__} on Python {platform.python_version()}"]
    for name in NEEDED:
        found = _version(name)
        lines.append(
            f"  ok       {name} {found}"
            if found
            else f"  missing  {name}: run make setup"
        )
    for name, use in OPTIONAL.items():
        found = _version(name)
        lines.append(f"  {'ok      ' if found else 'optional'} {name} {found or use}")
    for name, use in PROGRAMS.items():
        there = shutil.which(name)
        lines.append(f"  {'ok      ' if there else 'optional'} {name} {there or use}")
    lines += _models(settings)
    study = settings.study / "study.yml"
    lines.append(f"  {'ok      ' if study.is_file() else 'missing '} study {study}")
    published = settings.warehouse.is_file()
    lines.append(
        f"  ok       warehouse {settings.warehouse}"
        if published
        else f"  none     warehouse {settings.warehouse}: run crisislearn run"
    )
    return lines


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _models(settings: Settings) -> list[str]:
    from crisislearn.barriers.calibration import measured_coder
    from crisislearn.language.encoders import find_encoder
    from crisislearn.language.ladder import choice_rows, choose
    from crisislearn.language.quality import measured_quality

    name = settings.embedding_model
    try:
        encoder = find_encoder(name)
        lines = [f"  ok       embedding model {encoder.name} ({encoder.id[:12]})"]
    except CrisisLearnError as error:
        lines = [f"  missing  embedding model {name}: {error.remedy}"]
    rows = [*choice_rows(choose(settings.pipeline)), *measured_quality(name)]
    rows += measured_coder()
    return lines + [
        f"  model    {row['model']} ({row['task']}): {row['measure']}"
        + (f" {row['value']}" if row["value"] is not None else "")
        for row in rows
    ]
