"""What was measured of the bundled language data, for ``ops.models`` and ``doctor``.

Here: reading the cards that were written when the data was built. Not here: measuring
(``training``).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from crisislearn.language.encoders import BUNDLED

MODELS = Path(__file__).parent / "models"
CARD = MODELS / "card.json"
PIPELINE = MODELS / "da_crisislearn" / "card.json"

MEASURES = {
    "upos": ("Danish parts of speech", "accuracy of parts of speech"),
    "lemma": ("Danish lemmas", "lemma accuracy"),
    "names_f": ("Danish names", "F1 of names"),
    "PER_r": ("Danish names", "recall of names of persons"),
}
"""Figures of the pipeline's card that are shown: task and measure."""
SPELLINGS = {"as written": "", "lower case, ae/oe/aa": ", hasty spelling"}


def measured_quality(embedding_model: str = BUNDLED) -> list[dict[str, Any]]:
    """Rows of ``ops.models``: model, task, measure, value, measured_on.

    Args:
        embedding_model: The setting; what was measured of the bundled embeddings is
            left out where another model takes their place.
    """
    rows: list[dict[str, Any]] = json.loads(CARD.read_text(encoding="utf-8"))
    kept = [
        row
        for row in rows
        if embedding_model == BUNDLED or row["task"] != "sentence embeddings"
    ]
    return [*_pipeline_rows(), *kept]


def _pipeline_rows() -> list[dict[str, Any]]:
    """The pipeline's figures on test, as written and as typed in a hurry."""
    card = json.loads(PIPELINE.read_text(encoding="utf-8"))
    return [
        {
            "model": f"{card['model']} {card['version']}",
            "task": task,
            "measure": measure + suffix,
            "value": round(card["test"]["scores"][spelling][name], 3),
            "measured_on": "UD Danish DDT test",
        }
        for spelling, suffix in SPELLINGS.items()
        for name, (task, measure) in MEASURES.items()
    ]
