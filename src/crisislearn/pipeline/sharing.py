"""A run and its workers that share no disk: what they need goes by way of one place.

Here: what is put there for a stage and taken away after it, and the folder that a
worker has instead of the run's. Not here: the place (``store.shared``), and giving out
work (``spread``). Originals, the vault and the key never go there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from crisislearn.errors import StoreError
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.spread import Result, context_there
from crisislearn.settings import Settings
from crisislearn.store.shared import Shared

RUN = "run"
"""Stage, as it were, of what a worker must know of a run: its manifest and journal."""

_own: list[tuple[str, tempfile.TemporaryDirectory[str]]] = []


@contextmanager
def sharing(context: Context, needs: Iterable[Result]) -> Iterator[str]:
    """Share results with workers while they work; nothing where there is a disk.

    Args:
        context: The run.
        needs: Results that the workers read.

    Yields:
        The address that workers are to be told; empty where they share a disk.

    Raises:
        StoreError: If the place cannot be used.
    """
    if not context.settings.shared:
        yield ""
        return
    store, note = context.store, context.settings.store / "shared.txt"
    shared = Shared(context.settings.shared).within(context.name)
    left = _left(note)
    store.root.mkdir(parents=True, exist_ok=True)
    note.write_text("\n".join([*left, shared.address]), "utf-8")
    try:
        store.put_files(RUN, context.name, lambda folder: _tell(context, folder))
        for stage, key in [*needs, (RUN, context.name)]:
            folder = store.there(stage, key)
            shared.give(folder, f"{stage}/{folder.name}")
        store.shared = shared
        yield shared.address
    finally:
        store.shared = None
        store.drop(RUN, context.name)
        shared.clear()
        note.write_text("\n".join(left), "utf-8")


def _left(note: Path) -> list[str]:
    """Take away what runs have left that were killed: the addresses that still hold it.

    One that cannot be reached now is tried again by the next run.
    """
    left = []
    for address in note.read_text("utf-8").splitlines() if note.is_file() else []:
        try:
            Shared(address).clear()
        except StoreError:
            left.append(address)
    return left


def _tell(context: Context, folder: Path) -> None:
    for file in _known(context):
        if file.is_file():
            shutil.copyfile(file, folder / file.name)


def _known(context: Context) -> tuple[Path, Path]:
    """The files that a worker must have before any result."""
    return context.manifest, context.journal.path


def join(settings: Settings, run: str) -> Settings:
    """Settings of a worker that shares no disk with the run.

    Args:
        settings: As the run gave them, with the address of what is shared.
        run: Name of the run.

    Returns:
        The same with a folder of the worker's own, which goes with the run.

    Raises:
        StoreError: If the place cannot be used.
    """
    if not _own or _own[0][0] != run:
        for _, old in _own:
            old.cleanup()
        _own[:] = [(run, tempfile.TemporaryDirectory(prefix="crisislearn-"))]
    out = Path(_own[0][1].name)
    settings = settings.model_copy(update={"out": out, "vault": out / "vault"})
    context = context_there(settings, run)
    if not context.store.shared:
        context.store.shared = Shared(settings.shared)
        told = context.store.there(RUN, run)
        for file in _known(context):
            if (told / file.name).is_file():
                shutil.copyfile(told / file.name, file)
    return settings
