"""What cannot be computed again, in one file, and back from it.

Here: the vault, people's journal, the embedding space and topics that were published,
and what editions told. Not here: the study's definition and the files it reads, which
are the researchers' own, and its key, which must never lie beside the vault. The rest
of the store is computed again by a run.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from crisislearn.errors import StoreError
from crisislearn.pipeline.context import Context
from crisislearn.settings import Settings
from crisislearn.store import Journal, study_lock
from crisislearn.textfiles import parse_json

FORMAT = 1
LIST = "backup.json"
_CHUNK = 1 << 20


def kept_folders(settings: Settings) -> dict[str, Path]:
    """What a back-up holds: name in the file → place on this machine."""
    store = settings.store
    return {
        "vault": settings.vault,
        "editions": settings.editions,
        "store/journal.jsonl": store / "journal.jsonl",
        # Fitted on the texts that there were: a new fit would give other topics.
        "store/space": store / "space",
        "store/topicfit": store / "topicfit",
    }


def back_up(settings: Settings, target: Path) -> dict[str, str]:
    """Write a back-up and read it again.

    Equal content gives equal bytes. Originals in it are encrypted as they are in the
    vault; the journal holds names of coders, so that the file is for its owner only.

    Args:
        settings: The study that is backed up.
        target: The ``.tar`` to write.

    Returns:
        Path in the back-up → SHA-256 of every file in it.

    Raises:
        StoreError: If there is nothing to back up, or what was written cannot be read
            back as it was.
    """
    with study_lock(settings.out):
        files = dict(_files(settings))
        if not files:
            raise StoreError(
                "there is nothing to back up yet",
                where=str(settings.out),
                remedy="run: crisislearn ingest",
            )
        told = {name: _sha256(path) for name, path in files.items()}
        about = {"format": FORMAT, "study": Context(settings).study.file.study}
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = target.with_name(f"{target.name}.new")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            _write(file, {**about, "files": told}, files)
            file.flush()
            os.fsync(file.fileno())
    _check(aside, told)
    aside.replace(target)
    return told


def restore(settings: Settings, source: Path) -> dict[str, str]:
    """Put a back-up in place: all of it, or nothing.

    Args:
        settings: Where to; what is there already must be as it is in the back-up.
        source: A file that ``back_up`` wrote.

    Returns:
        Path in the back-up → SHA-256 of every file that was put in place.

    Raises:
        StoreError: If the file is no back-up, is damaged, is of another study or of a
            later version, or if what it holds would take the place of something.
    """
    with study_lock(settings.out):
        about = _about(source)
        study = Context(settings).study.file.study
        if about["study"] != study:
            raise StoreError(
                f"the back-up is of the study {about['study']!r}, this is {study!r}",
                where=str(source),
                remedy="name the study it belongs to: --study DIR",
            )
        there = dict(_files(settings))
        for name, path in there.items():
            # As it was before: a restoring that was killed half-way goes on.
            if about["files"].get(name) != _sha256(path):
                raise StoreError(
                    "there is something already where the back-up belongs",
                    where=str(path),
                    remedy="restore to a new folder: --out DIR",
                )
        aside = settings.out / "restore.new"
        shutil.rmtree(aside, ignore_errors=True)
        _unpack(source, about["files"], aside)
        Journal(aside / "store/journal.jsonl").entries()
        for name in about["files"]:
            path = _place(settings, name)
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(aside / name, path)
        shutil.rmtree(aside)
    told: dict[str, str] = about["files"]
    return told


def _files(settings: Settings) -> Iterator[tuple[str, Path]]:
    for name, place in kept_folders(settings).items():
        if place.is_file():
            yield name, place
        for path in sorted(place.rglob("*")):
            half = any(part.endswith(".new") for part in path.parts)
            if path.is_file() and not half:
                yield f"{name}/{path.relative_to(place).as_posix()}", path


def _place(settings: Settings, name: str) -> Path:
    """Where a file of a back-up belongs."""
    for folder, place in kept_folders(settings).items():
        if name == folder or name.startswith(f"{folder}/"):
            return place / name[len(folder) + 1 :] if name != folder else place
    raise ValueError(name)


def _write(file: io.BufferedWriter, about: object, files: dict[str, Path]) -> None:
    """A tar whose members have no owner, no date and one order."""
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        content = json.dumps(about, indent=1, sort_keys=True).encode()
        member = _member(LIST, len(content))
        archive.addfile(member, io.BytesIO(content))
        for name, path in files.items():
            with path.open("rb") as source:
                archive.addfile(_member(name, path.stat().st_size), source)


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _about(source: Path) -> dict[str, Any]:
    """The list at the beginning of a back-up."""
    try:
        with tarfile.open(source) as archive:
            first = archive.next()
            if first is None or first.name != LIST or first.size > _CHUNK * 64:
                raise ValueError(LIST)
            content = archive.extractfile(first)
            about: dict[str, Any] = parse_json(content.read() if content else b"")
            if about["format"] != FORMAT:
                raise StoreError(
                    "the back-up is of a later version",
                    where=str(source),
                    remedy="update crisislearn",
                )
            for name in about["files"]:
                _check_name(name)
            _ = about["study"]
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            "this is no back-up of crisislearn, or it is damaged",
            where=str(source),
            remedy="name a file that `crisislearn backup` wrote",
        ) from error
    return about


def _check_name(name: str) -> None:
    """Refuse a name that leads out of the folders that are kept.

    Raises:
        ValueError: If it does.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise ValueError(name)
    _place(Settings(), name)


def _unpack(source: Path, told: dict[str, str], folder: Path) -> None:
    """Write the files of a back-up below a folder, each held against its hash."""
    left = dict(told)
    with tarfile.open(source) as archive:
        for member in archive:
            if member.name == LIST:
                continue
            wanted = left.pop(member.name, None)
            content = archive.extractfile(member) if member.isfile() else None
            if wanted is None or content is None:
                raise _damaged(source, member.name)
            path = folder / member.name
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(content, file, _CHUNK)
            if _sha256(path) != wanted:
                raise _damaged(source, member.name)
    if left:
        raise _damaged(source, min(left))


def _check(path: Path, told: dict[str, str]) -> None:
    """Read a back-up that was just written, and hold every file against its hash."""
    found: dict[str, str] = {}
    with tarfile.open(path) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None and member.name != LIST:
                found[member.name] = _digest(content)
    for name in sorted(told.keys() | found.keys()):
        if told.get(name) != found.get(name):
            path.unlink()
            raise _damaged(path, name)


def _damaged(source: Path, name: str) -> StoreError:
    return StoreError(
        f"the back-up does not hold {name} as it was",
        where=str(source),
        remedy="use another copy of it",
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()
