"""What every stage of one run shares: settings, study, store, progress.

Here: loading them once, and digests of what the study's definition says. Not here:
stages.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from crisislearn.errors import StoreError, StudyError
from crisislearn.privacy.disclosure.rules import Rules
from crisislearn.settings import Settings
from crisislearn.store import Journal, Store, digest
from crisislearn.study import Study, load_study
from crisislearn.topics.wishes import Wishes, read_wishes

T = TypeVar("T")

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""


def silent(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


@dataclass
class Context:
    """One run over one study.

    Attributes:
        settings: Paths and thresholds.
        progress: Told of every step that takes time.
        fresh: Whether stored results are ignored.
        refit: Whether the embedding space is fitted again.
    """

    settings: Settings
    progress: Progress = silent
    fresh: bool = False
    refit: bool = False
    store: Store = field(init=False)

    @cached_property
    def name(self) -> str:
        """A name that no other run has, so that helping processes tell runs apart."""
        return uuid.uuid4().hex

    def __post_init__(self) -> None:
        self.store = Store(self.settings.store)
        self.store.fresh = self.fresh

    @cached_property
    def study(self) -> Study:
        """The study definition."""
        return load_study(self.settings.study)

    @cached_property
    def wishes(self) -> Wishes:
        """What the researcher asks of the topics."""
        return read_wishes(self.settings.study)

    @property
    def rules(self) -> Rules:
        """What readers are not told."""
        own = [one.id for one in self.study.foundations if one.is_own]
        return Rules.of(self.settings.k_min, self.study.file.disclosure, own)

    @property
    def journal(self) -> Journal:
        """People's work on this study."""
        return Journal(self.settings.store / "journal.jsonl")

    @property
    def vault_journal(self) -> Journal:
        """What was done to the vault; names nobody but its keepers."""
        return Journal(self.settings.vault / "journal.jsonl")

    def removals(self) -> list[dict[str, Any]]:
        """What was taken out, in order: needs no key, and names nobody."""
        entries = self.vault_journal.entries()
        return [e["body"] for e in entries if e["kind"] in ("forget", "expire")]

    @property
    def manifest(self) -> Path:
        """File that lists what was ingested."""
        return self.settings.store / "manifest.json"

    def definition(self) -> str:
        """Digest of everything that defines the study but what was collected."""
        study = self.study
        files = [study.path(study.file.frame)] if study.file.frame else []
        files += [study.folder / w.instrument for w in study.file.waves]
        return digest(
            study.file.model_dump(mode="json"),
            *_there(files),
            *self._calendars(),
            *self._own_codes(),
        )

    def asked(self, wave: str) -> str:
        """Digest of what statements rest on: calendars, and what their wave asks.

        Args:
            wave: Id of the wave; empty for what was said outside all of them.
        """
        study = self.study
        found = study.wave(wave)
        instrument = [study.folder / found.instrument] if found else []
        said = found.model_dump(mode="json") if found else None
        return digest(said, *_there(instrument), *self._calendars())

    def codes(self) -> str:
        """Digest of the codes that barriers are coded with."""
        return digest(self.study.file.lenses, *self._own_codes())

    def _calendars(self) -> list[Path]:
        study = self.study
        phases = study.path(study.file.phases, "phases.csv")
        episodes = study.path(study.file.episodes, "episodes.csv")
        return _there([phases, episodes])

    def _own_codes(self) -> list[Path]:
        own = self.study.file.codebook
        return _there([self.study.folder / own] if own else [])

    def ingested(self) -> list[dict[str, str]]:
        """What was ingested: file and key of each source, in order.

        Raises:
            StoreError: If nothing was.
        """
        if not self.manifest.is_file():
            raise StoreError(
                "nothing has been ingested yet",
                where=str(self.settings.out),
                remedy="run: crisislearn ingest",
            )
        content: list[dict[str, str]] = json.loads(self.manifest.read_text("utf-8"))
        return content

    def steps(self, what: str, items: Iterable[T]) -> Iterator[T]:
        """Go through items and tell of progress."""
        known = list(items)
        for done, item in enumerate(known):
            self.progress(what, done, len(known))
            yield item
        self.progress(what, len(known), len(known))


def _there(files: list[Path]) -> list[Path]:
    """The files, all of which are there.

    Raises:
        StudyError: If one is not.
    """
    for path in files:
        if not path.is_file():
            raise StudyError("the file is missing", where=str(path), remedy="add it")
    return files
