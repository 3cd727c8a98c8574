"""The lenses on a file of statements coded with their elements, with intervals.

Here: such a file in the shape in which barriers are scored, polarity in the place of
status. Not here: counting (``scoring``), intervals (``gold``) and coding (``lenses``).

A file holds a statement a line: ``text``, ``codings`` with code and polarity, and
``also_ok``, codes that are neither required nor wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from crisislearn.barriers import gold
from crisislearn.barriers.lenses import NEGATIVE, POSITIVE
from crisislearn.barriers.scoring import Item
from crisislearn.barriers.texts import code_texts

_FIGURES = {
    "code micro-F1": "element micro-F1",
    "code macro-F1": "element macro-F1",
    "code + status micro-F1": "element + polarity micro-F1",
    "no barrier, left uncoded": "no element, left uncoded",
}


def is_lens_gold(items: Sequence[Item]) -> bool:
    """Whether a file is coded with elements of lenses, not with barriers."""
    return any("polarity" in coding for item in items for coding in item["codings"])


def evaluated(items: Sequence[Item], seed: int) -> dict[str, pd.DataFrame]:
    """Code the statements, and hold that against what they are coded with.

    Args:
        items: From ``scoring.read_gold``.
        seed: Of the intervals.

    Returns:
        ``figures``, ``error`` and ``wrong`` as of ``gold``; a status is a polarity.
    """
    wanted = [_as_scored(item) for item in items]
    found = code_texts([item["text"] for item in items], kinds=("lens",))
    found = found.assign(status=found["polarity"])
    figures = gold.figures(wanted, found, seed)
    figures = figures[figures["measure"].isin(list(_FIGURES))]
    labels = gold.labels(wanted, found, seed)
    return {
        "figures": figures.replace({"measure": _FIGURES}).reset_index(drop=True),
        "error": labels[labels["facet"] == "code"].reset_index(drop=True),
        "wrong": gold.wrong(wanted, found),
    }


def _as_scored(item: Item) -> Item:
    codings = [
        {"code": c["code"], "status": c["polarity"], "about_precision": "unspecified"}
        for c in item["codings"]
    ]
    also = [
        {"code": code, "status": polarity}
        for code in item.get("also_ok", ())
        for polarity in (POSITIVE, NEGATIVE)
    ]
    return dict(item) | {"codings": codings, "also_ok": also}
