"""Which pipeline reads Danish: the one asked for, or the best that is installed.

Here: names, versions and the scores a package states of itself. Not here: loading a
pipeline (``pipeline``) and the scores of the bundled one (``quality``). Nothing here
imports spaCy, so that a run that computes nothing stays light.
"""

from __future__ import annotations

import json
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path
from typing import Any

from crisislearn.errors import UnknownValueError
from crisislearn.language.lexicon import MODELS

AUTO = "auto"
BUNDLED = "da_crisislearn"
# Best first; not the small package of spaCy, as the bundled pipeline scores higher.
RUNGS = (
    "da_dacy_large_*",
    "da_dacy_medium_*",
    "da_dacy_small_*",
    "da_core_news_lg",
    "da_core_news_md",
)
STATED = {
    "pos_acc": "accuracy of parts of speech",
    "lemma_acc": "lemma accuracy",
    "ents_f": "F1 of names",
}
"""Keys of ``performance`` in a package's ``meta.json``, and what they measure."""


def choose(wanted: str = AUTO) -> str:
    """The Danish pipeline that a setting names.

    Args:
        wanted: ``auto``, ``da_crisislearn``, an installed package, or the folder of a
            spaCy pipeline.

    Returns:
        The same name; for ``auto`` the highest rung that is installed, otherwise the
        bundled one.

    Raises:
        UnknownValueError: If it is neither installed nor a folder.
    """
    if wanted == BUNDLED:
        return wanted  # looking through what is installed takes a second
    there = _installed()
    if wanted == AUTO:
        ranked = [name for rung in RUNGS for name in there if fnmatch(name, rung)]
        return ranked[0] if ranked else BUNDLED
    if wanted in there or (Path(wanted) / "meta.json").is_file():
        return wanted
    raise UnknownValueError(
        "Danish pipeline",
        wanted,
        [AUTO, BUNDLED, *there, "the folder of a spaCy pipeline"],
        where="setting CRISISLEARN_PIPELINE",
    )


def version_of(name: str) -> str:
    """Version of a chosen pipeline, as part of what results rest on.

    Args:
        name: From ``choose``.
    """
    return str(_meta(name).get("version", ""))


def choice_rows(name: str) -> list[dict[str, Any]]:
    """Rows of ``ops.models`` that say which pipeline read Danish, and how good it is.

    The scores of one that is not bundled are those its package states; those of the
    bundled one were measured (``quality``).
    """
    scores = _meta(name).get("performance", {}) if name != BUNDLED else {}
    stated = [
        (measure, round(float(scores[key]), 3), "as the package states")
        for key, measure in STATED.items()
        if isinstance(scores.get(key), int | float)
    ]
    read: tuple[str, float | None, str] = ("read the Danish texts", None, "this study")
    return [
        {
            "model": f"{name} {version_of(name)}".strip(),
            "task": "Danish language pipeline",
            "measure": measure,
            "value": value,
            "measured_on": where,
        }
        for measure, value, where in [read, *stated]
    ]


def _installed() -> list[str]:
    """Installed packages that hold a Danish spaCy pipeline, by name."""
    names = {(d.metadata["Name"] or "").replace("-", "_") for d in distributions()}
    return sorted(name for name in names if name.startswith("da_"))


def _meta(name: str) -> dict[str, Any]:
    """``meta.json`` of a folder or a package; empty where there is none."""
    folder = MODELS / BUNDLED if name == BUNDLED else Path(name)
    if not (folder / "meta.json").is_file():
        try:
            files = distribution(name.replace("_", "-")).files or []
        except PackageNotFoundError:
            return {}
        found = [file for file in files if file.name == "meta.json"]
        # The package has one beside its code and one with the data; either will do.
        folder = Path(str(found[0].locate())).parent if found else folder
    path = folder / "meta.json"
    if not path.is_file():
        return {}
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
