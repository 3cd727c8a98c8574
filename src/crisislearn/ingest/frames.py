"""The tables that ingest makes of a file, with the types they always have.

Here: names and types of columns, so that a file without rows gives the same table as
one with. Not here: what the columns mean (``warehouse/tables.yml``; a test holds the
two together).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_TEXT, _DAY, _NUMBER = "str", "object", "Int64"
# A text that many rows share: there may be forty million answers.
_SHARED = "category"

COLUMNS: dict[str, dict[str, str]] = {
    "sources": {
        "source_id": _TEXT, "kind": _TEXT, "file": _TEXT, "sha256": _TEXT,
        "size_bytes": _NUMBER, "reader": _TEXT, "dialect": _TEXT, "wave": _TEXT,
        "organisation_id": _TEXT, "asked_on": _DAY, "language": _TEXT,
        "legal_basis": _TEXT, "controller": _TEXT, "notice": _TEXT,
        "delete_by": _DAY, "synthetic": "bool", "quotable": "bool",
        "named_case": "bool", "rows_in": _NUMBER, "rows_out": _NUMBER,
        "rows_rejected": _NUMBER, "names_replaced": _NUMBER,
    },
    "respondents": {
        "respondent_id": _TEXT, "organisation_id": _TEXT, "wave": _TEXT,
        "source_id": _TEXT, "answered_on": _DAY, "items_asked": _NUMBER,
        "items_answered": _NUMBER,
    },
    "answers": {
        "respondent_id": _SHARED, "organisation_id": _SHARED, "wave": _SHARED,
        "item_id": _SHARED, "choice": _SHARED, "state": _SHARED, "code": _SHARED,
        "label": _SHARED, "text": _SHARED,
    },
    "segments": {
        "source_id": _TEXT, "segment": _NUMBER, "organisation_id": _TEXT,
        "speaker": _TEXT, "role": _TEXT, "kind": _TEXT, "start_s": "float64",
        "text": _TEXT, "context": _TEXT, "asked_on": _DAY,
    },
    "rejects": {
        "reject_id": _TEXT, "source_id": _TEXT, "file": _TEXT, "line": _NUMBER,
        "column": _TEXT, "reason": _TEXT, "shape": _TEXT, "next_action": _TEXT,
    },
    "beside": {
        "source_id": _TEXT, "part": _TEXT, "file": _TEXT, "sha256": _TEXT,
        "size_bytes": _NUMBER,
    },
    "review": {
        "review_id": _TEXT, "source_id": _TEXT, "place": _TEXT, "start": _NUMBER,
        "end": _NUMBER, "kind": _TEXT, "confidence": "float64", "replaced": "bool",
        "state": _TEXT,
    },
    "docs": {"reader": _TEXT, "docs": "object"},
    "orders": {
        "order_id": _TEXT, "source_id": _TEXT, "line": _NUMBER, "title": _TEXT,
        "issued_on": _DAY, "url": _TEXT,
    },
    "provisions": {
        "order_id": _TEXT, "position": _NUMBER, "chapter": _TEXT, "text": _TEXT,
    },
    "announced": {
        "order_id": _TEXT, "source_id": _TEXT, "line": _NUMBER, "event": _TEXT,
        "happened_on": _DAY, "told_by": _TEXT,
    },
    "items": {
        "wave": _TEXT, "item_id": _TEXT, "concept_id": _TEXT, "type": _TEXT,
        "label_da": _TEXT, "label_en": _TEXT, "choices": _TEXT, "barrier": _TEXT,
        "frame_kind": _TEXT, "frame_status": _TEXT, "about": _TEXT,
        "about_from": _DAY, "about_to": _DAY, "changed": _TEXT,
    },
}  # fmt: skip


def make_frame(table: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as a table of exactly its columns and types.

    Args:
        table: A name in ``COLUMNS``.
        rows: One mapping a row; a column left out is empty.
    """
    import pandas as pd

    types = COLUMNS[table]
    frame = pd.DataFrame(list(rows), columns=list(types), dtype="object")
    shared = pd.CategoricalDtype(pd.Index([], dtype="str"))
    return frame.astype({c: shared if t == _SHARED else t for c, t in types.items()})
