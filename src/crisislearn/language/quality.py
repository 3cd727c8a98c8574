"""What was measured of the bundled language data, for ``ops.models`` and ``doctor``.

Here: reading the card that was written when the data was built. Not here: measuring
(``training``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crisislearn.language.encoders import BUNDLED

CARD = Path(__file__).parent / "models" / "card.json"


def measured_quality(embedding_model: str = BUNDLED) -> list[dict[str, Any]]:
    """Rows of ``ops.models``: model, task, measure, value, measured_on.

    Args:
        embedding_model: The setting; what was measured of the bundled embeddings is
            left out where another model takes their place.
    """
    rows: list[dict[str, Any]] = json.loads(CARD.read_text(encoding="utf-8"))
    return [
        row
        for row in rows
        if embedding_model == BUNDLED or row["task"] != "sentence embeddings"
    ]
