"""Files into records: answers, turns and paragraphs, without personal data.

The names below are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crisislearn.ingest.run import ingest_file, ingest_inputs
    from crisislearn.ingest.surveys.instrument import read_instrument
    from crisislearn.ingest.surveys.items import items_frame

__all__ = ["ingest_file", "ingest_inputs", "items_frame", "read_instrument"]

_WHERE = {
    "ingest_file": "run",
    "ingest_inputs": "run",
    "items_frame": "surveys.items",
    "read_instrument": "surveys.instrument",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
