"""The coder on a file of coded statements, with intervals.

Here: figures, labels and disagreements of one such file. Not here: reading and counting
it (``scoring``), and people's codings of a study (``validation``).

Each statement of such a file is drawn as a document of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.agreement import Floats, draws, interval
from crisislearn.barriers.measured import Measured, Unit, measure
from crisislearn.barriers.rules import STATUSES
from crisislearn.barriers.scoring import Item, Score, Tally, score

FIGURES = ("measure", "value", "low", "high", "n")
LABELS = (
    "facet", "label", "n", "wanted", "found", "precision", "precision_low",
    "precision_high", "recall", "recall_low", "recall_high", "f1", "f1_low", "f1_high",
)  # fmt: skip
WRONG = ("id", "question", "text", "wanted", "found", "allowed")


def figures(items: Sequence[Item], codings: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The figures of ``Score``, each with its interval and the number behind it."""
    whole = score(items, codings)
    of_text = {int(str(n)): part for n, part in codings.groupby("text_id")}
    none = codings.iloc[:0]
    parts = [
        score([item], of_text.get(n, none).assign(text_id=0))
        for n, item in enumerate(items)
    ]
    weights = draws(len(parts), seed)
    rows = []
    for name, drawn, number in _drawn(whole, parts, weights):
        low, high = interval(drawn)
        rows.append((name, whole.figures()[name], low, high, number))
    return pd.DataFrame(rows, columns=list(FIGURES))


def _drawn(
    whole: Score, parts: Sequence[Score], weights: Floats
) -> list[tuple[str, Floats, int]]:
    """Each figure in every draw, and how many labels or statements it rests on."""

    def tally(of: Callable[[Score], Tally]) -> tuple[Floats, Floats, int]:
        total = of(whole)
        wanted = sorted(total.hits.keys() | total.misses.keys())
        every = sorted({*wanted, *total.alarms})
        table = np.array([[_counts(of(p), x) for x in every] for p in parts])
        table = table.reshape(len(parts), len(every), 3)
        drawn = np.tensordot(weights, table, 1)
        known = [n for n, label in enumerate(every) if label in wanted]
        micro, each = _f1(drawn.sum(1)), _f1(drawn[:, known])
        number = total.hits.total() + total.misses.total()
        return micro, _mean(each), number

    def share(of: Callable[[Score], tuple[int, int]]) -> tuple[Floats, int]:
        table = np.array([of(p) for p in parts], dtype=float).reshape(len(parts), 2)
        drawn = weights @ table
        under = np.where(drawn[:, 1] > 0, drawn[:, 1], np.nan)
        return drawn[:, 0] / under, of(whole)[1]

    codes, codes_macro, n_codes = tally(lambda s: s.codes)
    _, statuses, n_statuses = tally(lambda s: s.statuses)
    pairs, _, n_pairs = tally(lambda s: s.pairs)
    return [
        ("code micro-F1", codes, n_codes),
        ("code macro-F1", codes_macro, n_codes),
        ("status macro-F1, code right", statuses, n_statuses),
        ("code + status micro-F1", pairs, n_pairs),
        ("time right, where the text gives one", *share(lambda s: s.times)),
        ("time right, unspecified counted", *share(lambda s: s.all_times)),
        ("no barrier, left uncoded", *share(lambda s: s.empty)),
    ]


def _counts(tally: Tally, label: str) -> tuple[float, float, float]:
    return tally.hits[label], tally.alarms[label], tally.misses[label]


def _f1(table: Floats) -> Floats:
    hits, others = 2 * table[..., 0], table[..., 1] + table[..., 2]
    whole = hits + others
    found: Floats = np.where(whole > 0, hits / np.where(whole > 0, whole, 1), np.nan)
    return found


def _mean(each: Floats) -> Floats:
    """Mean over the labels that a draw holds."""
    there = ~np.isnan(each)
    number = there.sum(-1)
    total = np.where(there, each, 0).sum(-1)
    found: Floats = np.where(number > 0, total / np.maximum(number, 1), np.nan)
    return found


def labels(items: Sequence[Item], codings: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Precision, recall and F1 of each code, and of each status of a right code."""
    found = _found(codings)
    units, statuses = [], []
    for number, item in enumerate(items):
        mine = found.get(number, set())
        wanted, allowed = _pairs(item["codings"]), _pairs(item.get("also_ok", ()))
        document = f"{number:06d}"
        units.append(Unit(document, _codes(mine), _codes(wanted), _codes(allowed)))
        for code in sorted(_codes(mine) & _codes(wanted)):
            one, two, also = (_statuses(p, code) for p in (mine, wanted, allowed))
            statuses.append(Unit(document, one, two, also))
    codes = sorted({code for u in units for code in u.found | u.wanted})
    rows = [_row("code", m) for m in measure(units, codes, seed)]
    rows += [_row("status", m) for m in measure(statuses, STATUSES, seed)]
    return pd.DataFrame(rows, columns=list(LABELS))


def wrong(items: Sequence[Item], codings: pd.DataFrame) -> pd.DataFrame:
    """Statements with a wrong or missing code or status, with their words."""
    found = _found(codings)
    rows = []
    for number, item in enumerate(items):
        mine = found.get(number, set())
        wanted, allowed = _pairs(item["codings"]), _pairs(item.get("also_ok", ()))
        if mine - wanted - allowed or wanted - mine:
            name = item.get("id", str(number))
            told = (shown(wanted), shown(mine), shown(allowed))
            rows.append((name, item.get("question"), item["text"], *told))
    return pd.DataFrame(rows, columns=list(WRONG))


def confusion(whole: Score) -> pd.DataFrame:
    """Statuses of right codes that have one each: wanted, found, n."""
    pairs = [(w, f, whole.confusion[w, f]) for w in STATUSES for f in STATUSES]
    return pd.DataFrame(
        [row for row in pairs if row[2]], columns=["wanted", "found", "n"]
    )


def shown(pairs: set[tuple[str, str]]) -> str:
    """Codes and statuses as text."""
    return "; ".join(f"{code} {status}".strip() for code, status in sorted(pairs))


def _found(codings: pd.DataFrame) -> dict[int, set[tuple[str, str]]]:
    found: dict[int, set[tuple[str, str]]] = {}
    for row in codings[["text_id", "code", "status"]].to_dict("records"):
        found.setdefault(int(row["text_id"]), set()).add((row["code"], row["status"]))
    return found


def _pairs(codings: Any) -> set[tuple[str, str]]:
    return {(c["code"], c["status"]) for c in codings}


def _codes(pairs: set[tuple[str, str]]) -> frozenset[str]:
    return frozenset(code for code, _ in pairs)


def _statuses(pairs: set[tuple[str, str]], code: str) -> frozenset[str]:
    return frozenset(status for c, status in pairs if c == code)


def _row(facet: str, m: Measured) -> dict[str, Any]:
    row: dict[str, Any] = {"facet": facet, "label": m.label, "n": m.n}
    row |= {"wanted": m.wanted, "found": m.found}
    for name in ("precision", "recall", "f1"):
        figure = getattr(m, name)
        row |= {name: figure.value, f"{name}_low": figure.low}
        row[f"{name}_high"] = figure.high
    return row
