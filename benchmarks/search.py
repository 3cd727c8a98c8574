"""How long a search takes on a long study, with the file open and read before.

    python benchmarks/search.py --out out --statements 1000000

Repeats the statements of a published study until there are so many, with their words
and codings, in a copy of its file; asks twenty questions, each three times, and tells
the median and the slowest of each kind, in milliseconds of wall time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb

from crisislearn.warehouse.connect import open_warehouse
from crisislearn.warehouse.search import search

QUESTIONS = {
    "one word": ("sagsbehandling", "frivillige", "dokumentation", "unge", "kommunen"),
    "several words": (
        "hurtig sagsbehandling kommune", "frivillige unge telefon",
        "regler bevilling møde", "borgerne var hjemme i marts", "tillid kontrol",
    ),
    "beginnings": ("sagsbehandl*", "bureaukrat*", "dok* tids*", "frivil*", "kommun*"),
    "with a barrier": ("kommune", "regler", "borgere", "møder", "unge"),
}  # fmt: skip
"""Kind of question → what is asked."""

GROWN = """
CREATE OR REPLACE TABLE core.{table} AS
SELECT t.* REPLACE (CASE WHEN i = 0 THEN {key} ELSE {key} || '-' || i END AS {key})
FROM core.{table} t, range({times}) r(i) ORDER BY {order}
"""


def grow(path: Path, statements: int) -> int:
    """Repeat the statements of a file until there are so many; how many there are."""
    with duckdb.connect(str(path)) as connection:
        number = connection.execute("SELECT count(*) FROM core.statements").fetchone()
        times = -(-statements // number[0])
        for table, order in (
            ("statements", "statement_id"),
            ("codings", "statement_id"),
            ("statement_words", "word, statement_id"),
        ):
            sql = GROWN.format(table=table, key="statement_id", times=times,
                               order=order)  # fmt: skip
            connection.execute(sql)
        names = ("statements", '"count"')
        counts = ", ".join(f"{name} * {times} AS {name}" for name in names)
        connection.execute(
            f"CREATE OR REPLACE TABLE core.words AS SELECT * REPLACE ({counts}) "
            "FROM core.words ORDER BY word"
        )
        connection.execute("CHECKPOINT")
        return number[0] * times


def measure(path: Path) -> dict[str, dict[str, float]]:
    """Milliseconds of each kind of question: median and slowest."""
    told = {}
    with open_warehouse(path):  # read before, and held open, as in a notebook
        for kind, questions in QUESTIONS.items():
            barrier = "DOC" if kind == "with a barrier" else None
            times = []
            for words in questions:
                search(words, path, barrier=barrier)
                for _ in range(3):
                    began = time.perf_counter()
                    search(words, path, barrier=barrier)
                    times.append((time.perf_counter() - began) * 1000)
            told[kind] = {
                "median": round(statistics.median(times), 1),
                "slowest": round(max(times), 1),
            }
    return told


def main() -> None:
    """Grow a copy and search it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("out"))
    parser.add_argument("--statements", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crisislearn.duckdb"
        shutil.copy(given.out / path.name, path)
        number = grow(path, given.statements)
        told = {"statements": number, "bytes": path.stat().st_size}
        told["milliseconds"] = measure(path)
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
