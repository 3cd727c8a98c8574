"""Run after run with changing input: nothing grows that should not."""

import os
import shutil

import psutil
import pytest
from coded_study import write_study

from crisislearn import pipeline
from crisislearn.settings import Settings
from crisislearn.store import Journal

RUNS = int(os.environ.get("CRISISLEARN_SOAK", 200))
WARM = 10
"""Runs until everything is loaded and as many results are kept as will be."""
KEEP = 3
GROWTH = 2**20
"""Bytes of memory that a run may leave behind."""


def size_of(folder):
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def changed(lines, turn):
    """Forty answers that nobody gave before: each begins as one and ends as another."""
    head, rows = lines[0], [line.split(";") for line in lines[1:]]
    start = turn * 7 % (len(rows) - 40)
    return "\n".join([
        head,
        *(f"{who};{day};{spliced(said, rows[(at * 3 + turn) % len(rows)][2])}"
          for at, (who, day, said) in enumerate(rows[start : start + 40])),
        "",
    ])  # fmt: skip


def spliced(one, other):
    """The first words of one text and the last of another."""
    first, last = one.split(), other.split()
    return " ".join([*first[: len(first) // 2], *last[len(last) // 2 :]])


@pytest.mark.long
@pytest.mark.timeout(0)
def test_memory_files_and_disk_stay(tmp_path):
    study = write_study(tmp_path / "study").study
    answers = study / "data/surveys/svar.csv"
    lines = answers.read_text("utf-8").splitlines()
    out = tmp_path / "out"
    settings = Settings(
        study=study, out=out, workers=1, topic_min_statements=9999, keep_runs=KEEP
    )
    me, seen = psutil.Process(), []
    for turn in range(RUNS):
        answers.write_text(changed(lines, turn), "utf-8")
        pipeline.run(settings)
        vault = size_of(out / "vault")
        seen.append((me.memory_info().rss, me.num_fds(), size_of(out) - vault))
    (memory, files, disk), last = seen[WARM - 1], seen[-1]
    print(f"{RUNS} runs: {memory} {files} {disk} -> {last}")  # noqa: T201
    assert last[0] - memory < (RUNS - WARM) * GROWTH
    assert last[1] <= files + 2
    assert last[2] < disk * 1.2
    # Every original that ever came in is still in the vault.
    assert len(list((out / "vault").rglob("*.age"))) >= min(RUNS, len(lines) - 41) // 2


def test_what_the_last_runs_used_stays_and_people_lose_nothing(tmp_path):
    study = write_study(tmp_path / "study").study
    answers = study / "data/surveys/svar.csv"
    lines = answers.read_text("utf-8").splitlines()
    out = tmp_path / "out"
    settings = Settings(
        study=study, out=out, workers=1, topic_min_statements=9999, keep_runs=2
    )
    texts = [changed(lines, turn) for turn in range(3)]

    def run(text):
        answers.write_text(text, "utf-8")
        return pipeline.run(settings)

    run(texts[0])
    journal = Journal(settings.store / "journal.jsonl")
    journal.append("topic", "Anna", "2020-11-22T10:00:00", {"edit": "name"})
    shutil.copytree(out / "vault", tmp_path / "vault")
    run(texts[1])
    assert run(texts[0]).computed.get("ingest", 0) == 0, "still there"
    run(texts[2])
    again = run(texts[1])
    assert again.computed["ingest"] == 1, "of the run before the last two"
    assert [e["who"] for e in journal.entries("topic")] == ["Anna"]
    for path in (tmp_path / "vault").rglob("*.age"):
        assert (out / "vault" / path.relative_to(tmp_path / "vault")).is_file()
