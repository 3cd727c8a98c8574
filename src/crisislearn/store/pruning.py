"""Which results of the store are kept.

Here: deleting what no run uses any more, and what a killed run left half written. Not
here: the results (``content``). Nothing but what can be computed again lies in the
folders of stages, and no clock decides what is old.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from crisislearn.store.content import Store


def prune(store: Store, keep: int) -> int:
    """Delete results that none of the last runs used; under the study's lock.

    Which results a run used stands in ``uses.json``, the latest last.

    Args:
        store: The store, after a run that has asked for all that it rests on.
        keep: How many runs count, this one among them; 0 keeps everything.

    Returns:
        How many results were deleted.
    """
    if not keep:
        return 0
    note = store.root / "uses.json"
    try:
        before = json.loads(note.read_text("utf-8"))
    except (OSError, ValueError):
        before = []
    own = sorted(str(f.relative_to(store.root)) for f in store.used)
    uses = [*before, own][-keep:]
    aside = note.with_suffix(".new")
    aside.write_text(json.dumps(uses), "utf-8")
    aside.replace(note)
    return _delete_all_but(store, {store.root / n for names in uses for n in names})


def sweep(store: Store) -> int:
    """Delete every result that this run did not use; returns how many."""
    return _delete_all_but(store, store.used)


def _delete_all_but(store: Store, kept: set[Path]) -> int:
    others = [f for f in store.root.glob("*/*") if f.is_dir() and f not in kept]
    for folder in others:
        shutil.rmtree(folder)
    return len(others)


def clear_half_written(store: Store) -> None:
    """Delete what a killed run left behind; only under the study's lock."""
    for folder in store.root.glob("*/*.new"):
        shutil.rmtree(folder, ignore_errors=True)
