"""The files of a study, each read once, side by side where there are many.

Here: which files there are, which of them the store does not hold yet, and reading
those. Not here: the manifest of what was ingested (``sources``) and formats
(``ingest``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from crisislearn.definition import SourceSpec
from crisislearn.errors import StudyError
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.spread import FILE_BYTES, context_there, spread
from crisislearn.privacy import Vault, load_key
from crisislearn.store import code_version, digest

if TYPE_CHECKING:
    from crisislearn.ingest.cleaning import Care
    from crisislearn.ingest.gone import Withdrawn
    from crisislearn.privacy.index import Original
    from crisislearn.settings import Settings

CODE = (
    "ingest", "privacy", "language", "study.py", "definition.py", "textfiles.py",
    "calendars.py",
)  # fmt: skip


def open_vault(context: Context) -> Vault:
    """The vault of the study, with its key.

    Raises:
        KeyMissingError: If the study's key is not there.
        StoreError: If it is another one.
    """
    key = load_key(context.study, context.settings)
    public = context.study.file.synthetic
    return Vault(context.settings.vault, key, public)


def files_of(context: Context) -> list[tuple[SourceSpec, Path]]:
    """The files of the study, in the order of its sources."""
    study = context.study
    return [(s, path) for s in study.file.sources for path in study.files(s)]


def care_of(context: Context) -> Care:
    """How this run reads texts, and when it asks a person."""
    from crisislearn.ingest.cleaning import Care
    from crisislearn.language.ladder import choose

    knobs = context.settings
    return Care(choose(knobs.pipeline), knobs.processes, knobs.review_below)


def is_gone(gone: Withdrawn, path: Path, where: str) -> bool:
    """Whether a source as a whole was taken out and must not come back."""
    if not gone:
        return False
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return gone.is_marked("source", sha256) or gone.is_marked("file", where)


Job = tuple[int, str, str, str]
"""Number of a source, a file below the data folder, what it held when its key was made
(a digest), and that key."""


def read_one(
    context: Context, vault: Vault, care: Care, job: Job
) -> dict[str, Original]:
    """Read one file of a study and store what is in it.

    Returns:
        What the vault's list is to say of the files beside it.

    Raises:
        StudyError: If the file is gone or was changed, or the study's own files cannot
            be used.
    """
    from crisislearn.ingest.run import ingest_file

    number, where, content, name = job
    study = context.study
    spec, path = study.file.sources[number], study.data / where
    index = vault.index
    others, index.beside = index.beside, {}
    try:
        tables = ingest_file(path, spec, study, vault.key, vault, care)
        if digest(path) != content:  # what was read may not stand under this key
            raise _unsteady(spec, "was changed while it was read", "let it be")
        context.store.put("ingest", name, tables)
        return index.beside
    except FileNotFoundError as error:
        raise _gone(spec) from error
    finally:
        index.beside = others


def _gone(spec: SourceSpec) -> StudyError:
    remedy = "put it back, or leave it out of the study"
    return _unsteady(spec, "was there, and was gone when it was to be read", remedy)


def _unsteady(spec: SourceSpec, what: str, remedy: str) -> StudyError:
    # The name of a file may be that of a person.
    where = f"sources: {spec.kind}, files {spec.files}"
    return StudyError(f"a file {what}", where=where, remedy=f"{remedy}, and run again")


def _read_there(settings: Settings, run: str, job: Job) -> dict[str, Original]:
    context = context_there(settings, run)
    return read_one(context, open_vault(context), care_of(context), job)


class Reading:
    """Reads the files of a study in their order, and says where the store has them.

    Args:
        context: The run.
        vault: Where the originals are kept.
        files: What ``files_of`` says; a second look could see others.
    """

    def __init__(
        self, context: Context, vault: Vault, files: list[tuple[SourceSpec, Path]]
    ) -> None:
        self.context = context
        self._files = files
        self._vault = vault
        self._care = care_of(context)
        self._code = code_version(*CODE)
        self._contents: dict[Path, str] = {}
        self._keys: dict[Path, str] = {}

    def content(self, spec: SourceSpec, path: Path) -> str:
        """Digest of what a file of a source holds.

        Raises:
            StudyError: If it is gone.
        """
        if path not in self._contents:
            try:
                self._contents[path] = digest(path)
            except FileNotFoundError as error:
                raise _gone(spec) from error
        return self._contents[path]

    def read(
        self, spec: SourceSpec, path: Path, former: dict[str, str]
    ) -> dict[str, str]:
        """Read a file if the store does not hold it, and say where what it holds is.

        Args:
            spec: The source it belongs to.
            path: The file; called for in the order of ``files``.
            former: What the last run listed of it.
        """
        study, store = self.context.study, self.context.store
        name = self._key(spec, path)
        had = path not in self._missing and store.has("ingest", name)
        if path in self._missing:
            self._vault.index.beside.update(next(self._read))
            store.made("ingest", name)
        else:
            store.reused.append("ingest")
        if had and former.get("key") == name:
            kept = ("key", "result", "source", "file")
            return {part: former[part] for part in kept}
        source = store.read("ingest", name, "sources")["sources"].iloc[0]
        where = path.relative_to(study.data).as_posix()
        sha256, delete_by = source["sha256"], str(source["delete_by"])
        self._vault.note(sha256, source["source_id"], where, delete_by)
        return {
            "key": name,
            "result": store.digest("ingest", name),
            "source": source["source_id"],
            "file": source["file"],
        }

    @cached_property
    def _missing(self) -> dict[Path, Job]:
        """Files that the store does not hold, and how they are to be read."""
        from crisislearn.ingest.gone import Withdrawn

        study, store, vault = self.context.study, self.context.store, self._vault
        gone = Withdrawn(vault.key, vault.index.gone)
        sources = study.file.sources
        found: dict[Path, Job] = {}
        seen: set[str] = set()
        for spec, path in self._files:
            where = path.relative_to(study.data).as_posix()
            content = self.content(spec, path)
            if is_gone(gone, path, where) or content in seen:
                continue
            seen.add(content)
            key = self._key(spec, path)
            if not store.has("ingest", key):
                found[path] = (sources.index(spec), where, content, key)
        return found

    @cached_property
    def _read(self) -> Iterator[dict[str, Original]]:
        """Reads what is missing: what each file has beside it, for the vault's list."""
        # Taking words of people out of what is sealed is noted down in this process.
        alone = bool(self._vault.index.gone)
        size = sum(path.stat().st_size for path in self._missing)
        jobs = [*self._missing.values()]
        worth = size >= FILE_BYTES and not alone
        return spread(self.context, self._read_here, _read_there, jobs, worth)

    def _read_here(self, job: Job) -> dict[str, Original]:
        return read_one(self.context, self._vault, self._care, job)

    def _key(self, spec: SourceSpec, path: Path) -> str:
        """Digest of everything that the reading of a file rests on."""
        from crisislearn.ingest.run import ingest_inputs

        if path not in self._keys:
            vault, study = self._vault, self.context.study
            inputs = [*ingest_inputs(path, spec, study, vault.key, self._care)]
            inputs.append(self._code)
            if vault.index.marks:
                inputs.append(sorted(vault.index.marks))
            self._keys[path] = digest(*inputs)
        return self._keys[path]
