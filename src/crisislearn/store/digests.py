"""Digests that results are stored under: of values, of files and of the code itself.

Here: the two functions that keys are made with. Not here: what a result rests on, which
each stage says.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import crisislearn

PACKAGE = Path(crisislearn.__file__).parent


def digest(*parts: Any) -> str:
    """SHA-256 of values, as 64 hex digits.

    Args:
        *parts: JSON-like values, bytes, or paths (hashed by their content, in a list,
            too).

    Returns:
        The same digest for the same values, on every machine.
    """
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            with part.open("rb") as file:  # which may be too large to hold
                sha.update(b"file\0" + hashlib.file_digest(file, "sha256").digest())
        elif isinstance(part, bytes):
            sha.update(b"bytes\0" + part)
        else:
            text = json.dumps(
                part, sort_keys=True, ensure_ascii=False, default=_stand_in
            )
            sha.update(b"json\0" + text.encode())
        sha.update(b"\1")
    return sha.hexdigest()


def _stand_in(value: object) -> str:
    """What stands in JSON for a value that JSON cannot hold."""
    return digest(value) if isinstance(value, Path) else str(value)


@cache
def code_version(*packages: str) -> str:
    """Hash of the source and data files of subpackages and modules.

    Args:
        *packages: Names under ``crisislearn``: ``"barriers"``, ``"study.py"``.

    Returns:
        16 hex digits that change with any line of any file named.
    """
    files: list[Path] = []
    for name in packages:
        path = PACKAGE / name
        found = [path] if path.is_file() else path.rglob("*")
        files += [f for f in found if f.is_file() and "__pycache__" not in f.parts]
    return digest(
        *[[str(f.relative_to(PACKAGE)), _file_hash(f)] for f in sorted(files)]
    )[:16]


@cache
def _file_hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
