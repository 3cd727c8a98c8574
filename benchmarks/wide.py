"""How long a wide survey export takes to load, and how much memory: to the store.

Here: what ``crisislearn ingest`` does with 100,000 respondents × 400 closed questions,
as csv (and, with ``parquet`` as argument, as Parquet), to 40 million answers stored as
Parquet. Not here: what the reader gets right, which the tests say. Run it on a quiet
machine; the study is made anew in a temporary folder each time:

    .venv/bin/python benchmarks/wide.py [csv|parquet] [respondents] [questions]
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from openpyxl import Workbook
from pydantic import SecretStr

RESPONDENTS, QUESTIONS, BLOCK = 100_000, 400, 5_000
CODES = np.array(["0", "1", "2", "3", "8", "9", ""])
LABELS = ("Slet ikke", "I mindre grad", "I nogen grad", "I høj grad", "Ved ikke",
          "Ikke relevant")  # fmt: skip
STUDY = """
study: wide
title_da: Bred
controller: Os
legal_basis: samtykke
delete_by: 2030-01-01
waves:
  - {{wave: w1, label_da: Juni, opened: 2020-06-01, closed: 2020-06-30,
     instrument: w1.xlsx}}
sources:
  - {{kind: survey, wave: w1, files: "w1.{kind}"}}
"""


def instrument(questions: int) -> bytes:
    """Ratings; one in ten is asked only of those who gave the one before it a 3."""
    book = Workbook()
    survey, choices = book.active, book.create_sheet("choices")
    assert survey is not None
    survey.title = "survey"
    survey.append(("type", "name", "label::Dansk (da)", "relevant"))
    for n in range(questions):
        relevant = f"${{q{n - 1}}} = '3'" if n % 10 == 9 else ""
        survey.append(("select_one rating", f"q{n}", f"Spørgsmål {n}", relevant))
    choices.append(("list_name", "name", "label::Dansk (da)", "state"))
    for code, label in zip(CODES, LABELS, strict=False):
        state = {"8": "dont_know", "9": "not_relevant"}.get(str(code), "")
        choices.append(("rating", str(code), label, state))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def make_study(folder: Path, kind: str, respondents: int, questions: int) -> Path:
    """A study folder with one export; returns the export."""
    (folder / "data").mkdir()
    (folder / "study.yml").write_text(STUDY.format(kind=kind), encoding="utf-8")
    (folder / "w1.xlsx").write_bytes(instrument(questions))
    export = folder / "data" / "w1.csv"
    chance = np.random.default_rng(7)
    with export.open("w", encoding="utf-8") as file:
        names = ["organisation_id", *(f"q{n}" for n in range(questions))]
        file.write(";".join(names) + "\n")
        for start in range(0, respondents, BLOCK):
            size = min(BLOCK, respondents - start)
            rows = CODES[chance.integers(0, len(CODES), (size, questions))].tolist()
            for number, row in enumerate(rows, start=start):
                file.write(f"O{number:06d};{';'.join(row)}\n")
    if kind == "parquet":
        import duckdb

        parquet = export.with_suffix(".parquet")
        duckdb.execute(
            f"COPY (FROM read_csv('{export}', all_varchar=true, delim=';')) "
            f"TO '{parquet}' (FORMAT parquet)"
        )
        export.unlink()
        return parquet
    return export


def load(folder: Path) -> None:
    """What ``crisislearn ingest`` does; prints seconds, peak memory and answers."""
    from crisislearn.pipeline.context import Context
    from crisislearn.pipeline.intake import intake
    from crisislearn.pipeline.sources import ingest_sources
    from crisislearn.privacy import make_key
    from crisislearn.settings import Settings

    start = time.perf_counter()
    key = SecretStr(make_key().identity)
    context = Context(Settings(study=folder, out=folder / "out", key=key))
    ingest_sources(context)
    found = intake(context)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    figures = {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu_seconds": round(time.process_time(), 1),
        "peak_gb": round(peak * (1 if sys.platform == "darwin" else 1024) / 1e9, 2),
        "answers": found.rows["answers"],
        "rejects": len(found.rejects),
    }
    print(json.dumps(figures))


def main(kind: str, respondents: int, questions: int) -> None:
    """Make the study, and load it in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        export = make_study(folder, kind, respondents, questions)
        print(f"{kind}: {respondents:,} × {questions}, "
              f"{export.stat().st_size / 1e6:.0f} MB", flush=True)  # fmt: skip
        subprocess.run([sys.executable, __file__, "--load", name], check=True)
        stored = (folder / "out").rglob("answers.parquet")
        print(f"stored: {sum(f.stat().st_size for f in stored) / 1e6:.0f} MB")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--load"]:
        load(Path(sys.argv[2]))
    else:
        said = [*sys.argv[1:], *("csv", RESPONDENTS, QUESTIONS)[len(sys.argv) - 1 :]]
        main(str(said[0]), int(said[1]), int(said[2]))
