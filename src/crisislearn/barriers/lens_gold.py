"""The lenses on a file of statements coded with their elements, with intervals.

Here: such a file in the shape in which barriers are scored, polarity in the place of
status; how far two coders of it agree, and what both gave. Not here: counting
(``scoring``), intervals (``gold``), alpha (``agreement``) and coding (``lenses``).

A file holds a statement a line: ``id``, ``text``, ``codings`` with code and polarity,
and ``also_ok``, codes that are neither required nor wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crisislearn.barriers import gold
from crisislearn.barriers.agreement import Floats, alpha, contingency, estimate
from crisislearn.barriers.codebook import lens_codes
from crisislearn.barriers.lenses import NEGATIVE, POSITIVE, load_lenses
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


NOTHING = "-"
_VALUES = (NOTHING, POSITIVE, NEGATIVE, f"{NEGATIVE}+{POSITIVE}")


def agreement(first: Sequence[Item], second: Sequence[Item], seed: int) -> pd.DataFrame:
    """How far two coders agree, whether an element is there and whether it was done.

    Args:
        first: The statements as one coder coded them.
        second: The same by the other, in any order; what only one coded is left out.
        seed: Of the intervals.

    Returns:
        A row a lens, and ``all``: ``lens``, ``first``, ``second`` and ``both`` (codings
        given), ``f1`` of the codes that both gave, and Krippendorff's ``alpha`` over
        statement × element with its interval ``low``, ``high`` by statement.
    """
    others = {item["id"]: _given(item) for item in second}
    pairs = {
        item["id"]: (_given(item), others[item["id"]])
        for item in first
        if item["id"] in others
    }
    codes = lens_codes(load_lenses())
    rows = []
    for lens in (*load_lenses(), "all"):
        mine = [c.code for c in codes if lens in (c.family, "all")]
        tables = contingency(
            (
                (name, one.get(code, NOTHING), two.get(code, NOTHING))
                for name, (one, two) in pairs.items()
                for code in mine
            ),
            _VALUES,
        )
        rows.append({"lens": lens} | _agreed(tables, seed))
    return pd.DataFrame(rows)


def _agreed(tables: Floats, seed: int) -> dict[str, float | None]:
    total = tables.sum(axis=0)
    one, two, both = total[1:].sum(), total[:, 1:].sum(), total[1:, 1:].sum()
    found = estimate(tables, alpha, seed)
    return {
        "first": int(one),
        "second": int(two),
        "both": int(both),
        "f1": float(2 * both / (one + two)) if one + two else np.nan,
        "alpha": found.value,
        "low": found.low,
        "high": found.high,
    }


def agreed(first: Sequence[Item], second: Sequence[Item]) -> list[Item]:
    """Statements with what both coders gave; the rest is neither required nor wrong.

    A coding that only one gave, or with another polarity than the other, becomes
    ``also_ok``, beside what each held for possible.

    Args:
        first: The statements as one coder coded them.
        second: The same by the other; what only one coded is left out.
    """
    others = {item["id"]: item for item in second}
    found = []
    for item in first:
        if item["id"] not in others:
            continue
        other = others[item["id"]]
        one, two = _given(item), _given(other)
        both = [code for code in sorted(one) if one[code] == two.get(code)]
        also = {*one, *two, *item["also_ok"], *other["also_ok"]} - set(both)
        codings = [
            {"code": code, "polarity": polarity}
            for code in both
            for polarity in one[code].split("+")
        ]
        found.append(dict(item) | {"codings": codings, "also_ok": sorted(also)})
    return found


def _given(item: Item) -> dict[str, str]:
    """Code → polarity, or both joined by a plus where a text tells of both."""
    found: dict[str, set[str]] = {}
    for coding in item["codings"]:
        found.setdefault(coding["code"], set()).add(coding["polarity"])
    return {code: "+".join(sorted(told)) for code, told in found.items()}
