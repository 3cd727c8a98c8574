"""How long 200,000 codings by hand take to come in from another program.

Here: timing the reading of a project of 2,000 statements that 50 people gave two codes
each, one of the whole statement and one of marked words, as NVivo for Windows writes
it. Not here: what is taken over, which the tests say.
Run it on a quiet machine:

    .venv/bin/python benchmarks/refi.py
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parent.parent / "tests" / "exchange"
STATEMENTS, PEOPLE = 2000, 50


def main() -> None:
    """Print seconds for the way out and the way in."""
    sys.path.insert(0, str(TESTS))
    from refi_material import BOOK, CALENDARS, STUDY, coding, material, reading
    from refi_vendors import PROGRAMS, written_by

    from crisislearn.barriers.entries import KINDS
    from crisislearn.barriers.marking import mark
    from crisislearn.exchange.coding_words import Words
    from crisislearn.exchange.refi.build import build_project
    from crisislearn.exchange.refi.read import read_project
    from crisislearn.exchange.refi.readings import Ours, readings_of
    from crisislearn.exchange.refi.write import project_bytes

    texts = [f"Udsagn {n} om skemaer 🫐.\r\nDet var væk." for n in range(STATEMENTS)]
    words = [{"evidence": mark(text, (8, text.index("\r")))} for text in texts]
    readings = [
        reading(f"S-{n:05d}-0", [coding("DOC", "gone"),
                                 coding("LAW", "eased") | words[n]], f"P{who}")
        for n in range(STATEMENTS)
        for who in range(PEOPLE)
    ]  # fmt: skip
    study = material(texts, readings, codings=[])
    begun = time.perf_counter()
    content = project_bytes(build_project(study)[0])
    print(f"out: {time.perf_counter() - begun:.0f} s, {len(content) / 1e6:.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "p.qdpx"
        file.write_bytes(written_by(PROGRAMS["nvivo"], content))
        begun, worked = time.perf_counter(), time.process_time()
        project, losses = read_project(file)
        words = Words(BOOK, CALENDARS, KINDS)
        ours = Ours(STUDY, words, study.statements, "rules-1", (), {})
        bodies = readings_of(project, ours, losses)
        took, worked = time.perf_counter() - begun, time.process_time() - worked
    number = sum(len(body["codings"]) for body in bodies)
    print(f"in: {took:.0f} s ({worked:.0f} s of one core), {number} codings")


if __name__ == "__main__":
    main()
