"""How fast statements are coded: statements a second on one core, after the language.

Here: timing the coder on constructed statements that the language pipeline has read
before, by processor time. Not here: what it gets right, which ``crisislearn evaluate
--gold`` says. Run it on a quiet machine:

    .venv/bin/python benchmarks/coder.py
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

# One thread, set before any library that starts its own.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

DATA = Path(__file__).parent.parent / "data"
TIMES = 8
"""Each statement stands so often, as another text, so that setting up weighs little."""


def _seconds(work: Callable[[], object]) -> float:
    """Processor time of one run, after one to warm up: the median of three."""
    work()
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return sorted(times)[1]


def main() -> None:
    """Print the rate and what the statements are."""
    import pandas as pd

    from crisislearn.barriers import load_codebook
    from crisislearn.barriers.codebook import BUILT_IN
    from crisislearn.barriers.coder import Coder
    from crisislearn.barriers.scoring import read_gold
    from crisislearn.calendars import load_calendars
    from crisislearn.language.annotate import annotate

    gold = DATA / "gold" / "barriers"
    items = [i for p in ("train", "dev") for i in read_gold(gold / f"{p}.jsonl")]
    texts = [f"{i['text']} {n}." for n in range(TIMES) for i in items]
    docs = dict(zip(texts, annotate(texts, "da"), strict=True))
    folder = BUILT_IN.parent
    calendars = load_calendars(folder / "phases.csv", folder / "episodes.csv")
    coder = Coder(load_codebook(), calendars, kinds=("barrier",))
    statements = pd.DataFrame(
        {
            "statement_id": [f"{n:06d}" for n in range(len(texts))],
            "text": texts,
            "asked_on": [i["asked_on"] for i in items] * TIMES,
        }
    )
    statements["asked_on"] = pd.to_datetime(statements["asked_on"]).dt.date
    words = sum(len(text.split()) for text in texts) / len(texts)
    found = len(texts) / _seconds(lambda: coder.code(statements, docs=docs))
    sys.stdout.write(f"{found:,.0f} statements a second, {words:.0f} words each\n")


if __name__ == "__main__":
    main()
