"""How fast Danish text is read and placed: words and texts a second, on one core.

Here: timing the language library on the sample study's own answers. Not here: what it
gets right, which the model card and the tests say. Run it on a quiet machine:

    .venv/bin/python benchmarks/language.py
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

# One thread, set before any library that starts its own.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

SAMPLE = Path(__file__).parent.parent / "data" / "sample" / "source"
ROUNDS = 3


def answers() -> list[str]:
    """The open answers of the sample study."""
    texts: list[str] = []
    for path in sorted(SAMPLE.glob("answers_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for said in json.loads(line)["answers"].values():
                texts += said.values()
    return texts


def rate(work: Callable[[], object], units: int) -> float:
    """Units a second: the median of ``ROUNDS`` runs after one to warm up."""
    work()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return units / statistics.median(times)


def main() -> None:
    """Print one line a measurement."""
    from crisislearn.language import load_pipeline
    from crisislearn.language.embeddings import fit_space
    from crisislearn.language.pipeline import ENTITIES, NETWORK

    texts = answers()
    nlp = load_pipeline("da_crisislearn")
    words = sum(len(doc) for doc in nlp.tokenizer.pipe(texts))
    cases = {
        "all components": [],
        "without names": [ENTITIES],
        "rules only": list(NETWORK),
    }
    out = sys.stdout.write
    out(f"{len(texts)} answers, {words:,} words, one core\n")
    for label, without in cases.items():

        def read(without: list[str] = without) -> object:
            return [None for _ in nlp.pipe(texts, batch_size=256, disable=without)]

        out(f"pipeline, {label:16} {rate(read, words):>10,.0f} words a second\n")
    space = fit_space(texts, "da")
    placed = rate(lambda: space.transform(texts), len(texts))
    out(f"embedding space, placing   {placed:>10,.0f} texts a second\n")


if __name__ == "__main__":
    main()
