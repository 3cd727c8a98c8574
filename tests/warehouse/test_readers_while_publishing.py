"""Readers never block the writer, nor the other way round, and see no half state."""

from __future__ import annotations

import subprocess
import sys
import time

from fabricated import filled

from crisislearn.settings import Settings
from crisislearn.warehouse.publish import publish

READERS, PUBLICATIONS = 4, 10

# A reader opens, asks twice and closes, over and over, until the writer is done. Each
# publication has as many statements as its number, all saying that number.
READER = """
import sys
import time
from pathlib import Path
from crisislearn.warehouse.connect import open_warehouse
file, done = Path(sys.argv[1]), Path(sys.argv[2])
seen = []
while True:
    last = done.exists()
    with open_warehouse(file) as connection:
        count = connection.execute("SELECT count(*) FROM core.statements").fetchone()[0]
        low, high, words = connection.execute(
            "SELECT min(text), max(text), count(DISTINCT statement_id) "
            "FROM core.statements JOIN core.statement_words USING (statement_id)"
        ).fetchone()
    state = (count, low, high, words)
    assert low == high == f"nummer {count}" and words == count, state
    seen.append(count)
    if last:
        break
    time.sleep(0.02)
assert seen == sorted(seen), seen
print(len(seen), len(set(seen)), seen[-1])
"""


def frames_of(number, frames):
    """The tables of one publication."""
    rows = [
        {"statement_id": f"S{n}", "text": f"nummer {number}"} for n in range(number)
    ]
    return {
        "ops.runs": frames["ops.runs"],
        "core.statements": filled("core.statements", *rows),
    }


def test_four_readers_hammer_while_ten_publications_come(tmp_path, frames):
    settings = Settings(out=tmp_path / "out")
    publish(frames_of(1, frames), settings, "1")
    done = tmp_path / "done"
    command = [sys.executable, "-c", READER, str(settings.warehouse), str(done)]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(READERS)
    ]
    try:
        for number in range(2, PUBLICATIONS + 2):
            assert publish(frames_of(number, frames), settings, str(number))
            time.sleep(0.05)
    finally:
        done.touch()
        told = [reader.communicate(timeout=120) for reader in readers]
    assert [reader.returncode for reader in readers] == [0] * READERS, told
    opened = [[int(n) for n in out.split()] for out, _ in told]
    assert all(last == PUBLICATIONS + 1 for *_, last in opened)
    assert sum(different for _, different, _ in opened) > READERS, "nobody saw a change"
