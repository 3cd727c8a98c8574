"""The vault as its keeper uses it: what is in it, one original back, another key.

Here: plain functions behind ``crisislearn vault list|open|rekey``; the last two leave a
line in the vault's journal. Not here: taking somebody out (``removal``), and sealing
(``privacy.vault``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from crisislearn.definition import SourceSpec
from crisislearn.errors import CrisisLearnError, StoreError
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.reading import files_of, open_vault
from crisislearn.privacy import Vault, make_key
from crisislearn.privacy.index import Gone
from crisislearn.privacy.keys import key_path, write_key
from crisislearn.settings import Settings
from crisislearn.store import study_lock

if TYPE_CHECKING:
    from crisislearn.ingest.file import SourceFile


@dataclass(frozen=True)
class Keeper:
    """Who does something to the vault, and when: for its journal.

    Attributes:
        who: Name of a person.
        when: ISO date and time.
    """

    who: str
    when: str


@dataclass(frozen=True)
class Held:
    """One original in the vault; its file may be called after somebody."""

    source_id: str
    file: str
    delete_by: str
    state: str


def held(settings: Settings) -> list[Held]:
    """What the vault holds, by the names that files have on disk."""
    with study_lock(settings.out):
        vault = open_vault(Context(settings))
        return sorted(
            (
                Held(o.source_id, o.file, o.delete_by, _state(vault, sha256))
                for sha256, o in vault.index.originals.items()
            ),
            key=lambda one: one.file,
        )


def _state(vault: Vault, sha256: str) -> str:
    if not vault.holds(sha256):
        return "missing"
    redacted = vault.index.originals[sha256].redacted
    return "words taken out" if redacted else "as received"


def open_originals(
    settings: Settings, what: str, to: Path, keeper: Keeper
) -> list[Path]:
    """Write one original, or those of a participant, to a place of the keeper's choice.

    Args:
        settings: Paths.
        what: Id of a source, path of a file below the data folder, or a person by name
            or pseudonym.
        to: A file that is not there yet or, for several, a folder.
        keeper: For the journal.

    Returns:
        What was written, mode 0600.

    Raises:
        StoreError: If the vault holds nothing of that, or a file is in the way.
    """
    context = Context(settings)
    with study_lock(settings.out):
        vault = open_vault(context)
        chosen = {
            sha256: o.file
            for sha256, o in vault.index.originals.items()
            if what in (o.source_id, o.file)
        } or _of_person(context, vault, what)
        if not chosen:
            raise StoreError(
                "the vault holds no source and nobody of that name",
                where=str(settings.vault),
                remedy="choose one that 'crisislearn vault list' shows",
            )
        written = []
        for sha256, file in sorted(chosen.items(), key=lambda item: item[1]):
            single = len(chosen) == 1 and not to.is_dir()
            path = to if single else to / PurePosixPath(file).name
            written.append(_put(path, vault.open(sha256)))
            source = vault.index.originals[sha256].source_id
            context.vault_journal.append(
                "open", keeper.who, keeper.when, {"source_id": source}
            )
        return written


def _put(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise StoreError(
            "there is a file already",
            where=str(path),
            remedy="name one that is not there yet",
        ) from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return path


def _of_person(context: Context, vault: Vault, who: str) -> dict[str, str]:
    from crisislearn.ingest.traces import find_traces
    from crisislearn.pipeline.people import person_of

    try:
        gone = person_of(context, vault, who)
    except CrisisLearnError:
        return {}
    return {
        file.sha256: file.where
        for file in source_files(context, vault, gone)
        if find_traces(file).rows and vault.holds(file.sha256)
    }


def source_files(
    context: Context, vault: Vault, gone: Gone | None = None
) -> Iterator[SourceFile]:
    """Every file of the study, and those that only the vault holds any more.

    Args:
        context: The run.
        vault: The vault.
        gone: Whom the files are to be searched for.
    """
    from crisislearn.ingest.file import SourceFile
    from crisislearn.ingest.gone import Withdrawn

    study, key = context.study, vault.key
    seen = set()

    def file(path: Path, spec: SourceSpec, content: bytes) -> SourceFile:
        known = Withdrawn(key, [gone] if gone else [])
        return SourceFile(path, content, spec, study, key, known)

    for spec, path in files_of(context):
        found = file(path, spec, path.read_bytes())
        if found.sha256 not in seen:
            seen.add(found.sha256)
            yield found
    for sha256, original in sorted(vault.index.originals.items()):
        path = study.data / original.file
        spec_or_none = _spec_of(context, original.file, original.redacted)
        if sha256 not in seen and spec_or_none and vault.holds(sha256):
            found = file(path, spec_or_none, vault.open(sha256))
            found.__dict__["sha256"] = sha256
            yield found


def _spec_of(context: Context, file: str, redacted: bool) -> SourceSpec | None:
    """The source that a file belongs or belonged to."""
    for spec in context.study.file.sources:
        if PurePosixPath(file).match(spec.files):
            if not redacted:
                return spec
            # What is kept of it is no file of its program any more.
            reader = "csv" if spec.kind == "survey" else "txt"
            return spec.model_copy(update={"reader": reader, "encoding": None})
    return None


def rekey(settings: Settings, to: Path | None, keeper: Keeper) -> tuple[int, Path]:
    """Make a new key and seal everything with it; pseudonyms stay as they are.

    Args:
        settings: Paths, and the key in use.
        to: File for the new key, where the old one came from the environment.
        keeper: For the journal.

    Returns:
        How many originals were sealed anew, and where the new key is.

    Raises:
        StoreError: If there is nowhere to put the new key.
    """
    context = Context(settings)
    with study_lock(settings.out):
        vault, new = open_vault(context), make_key()
        path = _place(context, settings, to)
        number = vault.rekey(new, lambda: write_key(path, new, again=to is None))
        body = {"originals": number, "key": new.fingerprint}
        context.vault_journal.append("rekey", keeper.who, keeper.when, body)
        return number, path


def _place(context: Context, settings: Settings, to: Path | None) -> Path:
    if to is not None:
        if to.exists():
            raise StoreError(
                "there is a file already",
                where=str(to),
                remedy="name one that is not there yet",
            )
        return to
    path = key_path(context.study)
    if settings.key is not None or path is None:
        raise StoreError(
            "the key in use comes from CRISISLEARN_KEY, which cannot be changed here",
            where="CRISISLEARN_KEY",
            remedy="name a file for the new key with -o, and set CRISISLEARN_KEY to "
            "what it holds",
        )
    return path
