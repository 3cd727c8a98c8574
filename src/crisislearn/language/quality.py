"""What was measured of the bundled language data, for ``ops.models`` and ``doctor``.

Here: reading the card that was written when the data was built. Not here: measuring
(``training``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CARD = Path(__file__).parent / "models" / "card.json"


def measured_quality() -> list[dict[str, Any]]:
    """Rows of ``ops.models``: model, task, measure, value, measured_on."""
    rows: list[dict[str, Any]] = json.loads(CARD.read_text(encoding="utf-8"))
    return rows
