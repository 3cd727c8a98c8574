"""Files into records: answers, turns and paragraphs, without personal data.

The names below are imported when they are first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisislearn.lazy import on_first_use

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

__getattr__ = on_first_use(__name__, _WHERE)
