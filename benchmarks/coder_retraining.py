"""What a study's own codings give the coder: 100 of the gold statements, or all.

Here: a simulation. Statements of the dev part of the gold stand for a study's, their
codes for what people gave; the coder learns from some, drawn a few times, and measured
on the rest, and on the test part, whose voices are others. Run it once for a state of
the coder:

    .venv/bin/python benchmarks/coder_retraining.py [test]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crisislearn.barriers.codebook import BUILT_IN, load_codebook
from crisislearn.barriers.coder import Coder
from crisislearn.barriers.own import Taught
from crisislearn.barriers.retraining import Chosen, Reading, retrain
from crisislearn.barriers.scoring import Item, read_gold, score
from crisislearn.calendars import load_calendars

GOLD = Path(__file__).parent.parent / "data" / "gold" / "barriers"
SIZES = (100,)
DRAWS = 3
MEASURES = ("code micro-F1", "code + status micro-F1", "no barrier, left uncoded")


def main() -> None:
    """Print what each number of codings gives."""
    dev = read_gold(GOLD / "dev.jsonl")
    frame = statements(dev)
    heard = coder(None).heard(frame)
    readings = [
        Reading(
            item["id"],
            heard[name],
            frozenset((c["code"], c["status"]) for c in item["codings"]),
        )
        for name, item in zip(frame["statement_id"], dev, strict=True)
    ]
    test = read_gold(GOLD / "test.jsonl") if "test" in sys.argv else []
    general = figures(test, None) if test else {}
    everything = list(range(len(dev)))
    for size in (*SIZES, len(dev)):
        rows = []
        for seed in range(DRAWS if size < len(dev) else 1):
            drawn = np.random.default_rng(seed).permutation(len(dev))
            mine = sorted(drawn[:size].tolist())
            rest = [dev[n] for n in everything if n not in set(mine)]
            chosen = retrain([readings[n] for n in mine])
            rows.append(gains(chosen, rest, None))
            if test:
                rows[-1] |= gains(chosen, test, general, "test: ")
        told(size, pd.DataFrame(rows))


def gains(
    chosen: Chosen, items: list[Item], general: Any, part: str = "rest: "
) -> dict[str, float]:
    """How much more the coder reaches with what it was taught."""
    found: dict[str, float] = {"taken": float(chosen.whole is not None)}
    whole = chosen.whole
    if items:
        before = general or figures(items, None)
        after = figures(items, Taught("x", whole)) if whole else before
        found |= {part + m: after[m] - before[m] for m in MEASURES}
    return found


def figures(items: list[Item], taught: Taught | None) -> dict[str, float]:
    """The figures of the coder on some statements."""
    codings = coder(taught).code(statements(items))
    codings.insert(0, "text_id", codings["statement_id"].astype("int64"))
    return score(items, codings).figures()


def coder(taught: Taught | None) -> Coder:
    """The coder of the built-in codebook."""
    folder = BUILT_IN.parent
    calendars = load_calendars(folder / "phases.csv", folder / "episodes.csv")
    return Coder(load_codebook(), calendars, kinds=("barrier",), taught=taught)


def statements(items: list[Item]) -> pd.DataFrame:
    """Gold statements as those of a study."""
    days = pd.to_datetime(pd.Series([i.get("asked_on") for i in items])).dt.date
    return pd.DataFrame(
        {
            "statement_id": [f"{n:09d}" for n in range(len(items))],
            "text": [i["text"] for i in items],
            "context": pd.Series([i.get("question") for i in items], dtype=object),
            "asked_on": days.astype(object).where(days.notna(), None),
        }
    )


def told(size: int, rows: pd.DataFrame) -> None:
    """Print mean, least and greatest gain."""
    sys.stdout.write(f"{size} codings, {len(rows)} draws\n")
    for name in rows:
        low, mean, high = rows[name].min(), rows[name].mean(), rows[name].max()
        sys.stdout.write(f"  {name}: {mean:+.3f} ({low:+.3f} to {high:+.3f})\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
