"""A run and its workers that share no disk: what they need goes by way of one place.

Here: what is put there for a stage and taken away after it, and the folder that a
worker has instead of the run's. Not here: the place (``store.shared``), and giving out
work (``spread``). Originals, the vault and the key never go there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crisislearn.errors import StoreError
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.spread import Result, context_there, forget_run
from crisislearn.settings import Settings
from crisislearn.store.shared import Shared

NOTE = "shared.txt"
"""File of the store: addresses where this study has put results, one a line."""

_own: dict[str, tempfile.TemporaryDirectory[str]] = {}
_at_work: set[str] = set()
_over: set[str] = set()


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
    store = context.store
    shared = Shared(context.settings.shared).within(context.name)
    store.root.mkdir(parents=True, exist_ok=True)
    with (store.root / NOTE).open("a", encoding="utf-8") as note:
        note.write(f"{shared.address}\n")
    try:
        shared.open()
        for stage, key, tables in needs:
            folder = store.there(stage, key)
            shared.give(folder, f"{stage}/{folder.name}", tables)
        store.shared = shared
        yield shared.address
    finally:
        store.shared = None
        # What cannot be taken away now, the next run takes away.
        with suppress(StoreError):
            shared.clear()


def clear_left(context: Context) -> None:
    """Take away what runs have left in places that they shared; under the study's lock.

    One that cannot be reached now is tried again by the next run.
    """
    note = context.store.root / NOTE
    if not note.is_file():
        return
    left = []
    for address in sorted(set(note.read_text("utf-8").split("\n")) - {""}):
        try:
            Shared(address).clear()
        except StoreError:
            left.append(f"{address}\n")
    note.write_text("".join(left), "utf-8")


@contextmanager
def joined(settings: Settings, run: str) -> Iterator[Settings]:
    """Work for a run with which this process shares no disk.

    Args:
        settings: As the run gave them, with the address of what is shared.
        run: Name of the run.

    Yields:
        The same with a folder of this process's own.
    """
    if run not in _own:
        where = _folder_of_worker()
        _own[run] = tempfile.TemporaryDirectory(prefix="crisislearn-", dir=where)
    out = Path(_own[run].name)
    settings = settings.model_copy(update={"out": out, "vault": out / "vault"})
    _at_work.add(run)
    try:
        context_there(settings, run).store.shared = Shared(settings.shared)
        yield settings
    finally:
        _at_work.discard(run)
        if run in _over:
            leave(run)


def leave(run: str) -> None:
    """Delete what this process holds of a run, as soon as it does nothing for it."""
    _over.add(run)
    if run in _own and run not in _at_work:
        _own.pop(run).cleanup()
        forget_run(run)
        _over.discard(run)


def _folder_of_worker() -> str | None:
    """Where Dask clears up after a worker that was killed."""
    from distributed import get_worker

    try:
        found: str = get_worker().local_directory
    except ValueError:  # no worker
        return None
    return found
