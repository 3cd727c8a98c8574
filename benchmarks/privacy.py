"""Personal data: recall and precision on the gold sets, and words a second.

Run as ``python benchmarks/privacy.py [GOLD.jsonl ...]``; without files, on those
of ``data/gold/privacy``. The throughput is that of everything but the language pass, on
one core: the pipeline reads the texts first, and only then does the clock start.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from crisislearn.privacy import Pseudonymiser, StudyKey
from crisislearn.privacy.evaluate import (
    ALL,
    DIRECT,
    Score,
    everything,
    pipeline_alone,
    score,
)
from crisislearn.privacy.reading import read

GOLD = Path(__file__).parents[1] / "data/gold/privacy"
SAMPLE = Path(__file__).parents[1] / "data/sample/source"


def show(name: str, found: Score) -> None:
    """One set: recall by kind and tag, and precision."""
    print(f"{name}: precision {found.precision():.3f} ({found.replaced[ALL]} findings)")
    for key in [ALL, DIRECT, *sorted(set(found.marked) - {ALL, DIRECT})]:
        share = f"{found.recall(key):.3f}  {found.found[key]} of {found.marked[key]}"
        print(f"  {key:24} {share}")


def sample_texts() -> list[str]:
    """Open answers, interviews and cases of the sample study, as people wrote them."""
    texts: list[str] = []
    for file in sorted(SAMPLE.glob("answers_*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            texts += [v for v in json.loads(line).values() if isinstance(v, str)]
    for file in sorted([*SAMPLE.glob("interviews/*"), *SAMPLE.glob("cases/*")]):
        texts += file.read_text("utf-8").splitlines()
    return [text for text in texts if " " in text]


def throughput() -> None:
    """Words a second beyond the language pass."""
    texts = sample_texts()
    words = sum(len(text.split()) for text in texts)
    start = time.process_time()
    reading = read(texts, "da", "da_crisislearn")
    passed = time.process_time() - start
    names = [(f"Person{n} Navn{n}", "person", "") for n in range(300)]
    tool = Pseudonymiser(StudyKey("benchmark"), names)
    tool = tool.reading("da", reading.entities())
    tool.replace("Mette ringede på 20 30 40 50.")  # loads the tables
    start = time.process_time()
    for text in texts:
        tool.replace(text)
    once = time.process_time() - start
    start = time.process_time()
    for text in reading.docs:
        reading.carried(text, tool.replaced(text))
    carried = time.process_time() - start - once
    print(f"{words:,} words, 300 known people; words a second on one core:")
    print(f"  language pass with names {words / passed:,.0f}")
    print(f"  finding and replacing    {words / once:,.0f}")
    print(f"  carrying tags over       {words / max(carried, 1e-9):,.0f}")


if __name__ == "__main__":
    for path in [Path(a) for a in sys.argv[1:]] or sorted(GOLD.glob("*.jsonl")):
        show(f"{path.name}, everything", score(path, everything))
        show(f"{path.name}, names of the pipeline", score(path, pipeline_alone))
    throughput()
