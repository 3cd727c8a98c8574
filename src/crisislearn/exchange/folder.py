"""Putting an export in place as a whole.

Here: writing aside, file modes and the switch. Not here: what is written. A folder is
replaced, never added to: rows of an earlier export at unit level must not be left
behind in one that is passed on.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crisislearn.errors import CrisisLearnError
from crisislearn.exchange.leaving import Shipment

MARKER = "export.json"
"""Says what an export is; a folder with it may be replaced by a newer export."""


@contextmanager
def new_folder(target: Path, shipment: Shipment, kind: str) -> Iterator[Path]:
    """A folder aside to write to, which takes the place of ``target`` at the end.

    Raises:
        CrisisLearnError: If there is something at ``target`` that is no export.
    """
    _check(target)
    aside = target.with_name(f".{target.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700 if shipment.unit_level else 0o755)
    try:
        yield aside
        facts = {"kind": kind, **shipment.facts()}
        text = json.dumps(facts, ensure_ascii=False, indent=1)
        (aside / MARKER).write_text(text + "\n", encoding="utf-8")
        for path in aside.iterdir():
            path.chmod(0o600 if shipment.unit_level else 0o644)
        if target.is_dir():
            shutil.rmtree(target)
        aside.replace(target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def write_file(target: Path, content: bytes, mode: int = 0o644) -> None:
    """Write one file as a whole, with who may read it.

    Raises:
        CrisisLearnError: If there is a folder of that name.
    """
    if target.is_dir():
        raise CrisisLearnError(
            "this export is one file, and here is a folder",
            where=str(target),
            remedy=f"name a file: -o {target / 'codebook.xml'}",
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.new")
    aside.unlink(missing_ok=True)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    aside.replace(target)


def _check(target: Path) -> None:
    if target.is_dir() and ((target / MARKER).is_file() or not any(target.iterdir())):
        return
    if target.exists():
        raise CrisisLearnError(
            "here is something that is no export of crisislearn",
            where=str(target),
            remedy="name a new folder; an export replaces what is in its folder",
        )
