"""Whatever happens while a study runs: what was published is the old or the new one,
the next run finishes, and nothing that people did is lost.

The moments are those at which something becomes lasting (``os.replace``, ``rename``,
``fsync``). Every one of them is tried by the tests marked ``long``; those that always
run try a few spread over the run.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from coded_study import write_study

from crisislearn.store import Journal

HERE = Path(__file__).parent
TABLES = ("core.answers", "core.statements", "core.codings", "core.observations")


class Nursery:
    """Runs of a study in forks; see ``fault_nursery``."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "fault_nursery.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )

    def run(self, study, out, **told):
        line = {"study": str(study), "out": str(out), **told}
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="module")
def nursery():
    made = Nursery()
    yield made
    made.process.stdin.close()
    made.process.wait(30)


def tables(out):
    """What both published files say, or None where neither is there."""
    found = {}
    for name in ("crisislearn", "crisislearn-reader"):
        path = out / f"{name}.duckdb"
        if path.exists():
            with duckdb.connect(str(path), read_only=True) as connection:
                known = {
                    f"{schema}.{table}"
                    for schema, table in connection.sql(
                        "select table_schema, table_name from information_schema.tables"
                    ).fetchall()
                }
                found[name] = {
                    t: connection.sql(f"from {t} order by all").fetchall()
                    for t in TABLES
                    if t in known
                }
    return found


@pytest.fixture(scope="module")
def place(tmp_path_factory, nursery):
    """Two states of a study, what is published of each, and runs between them."""
    base = tmp_path_factory.mktemp("faults")
    study = write_study(base / "study").study
    answers = study / "data/surveys/svar.csv"
    lines = answers.read_text("utf-8").splitlines()
    texts = {"old": "\n".join(lines[:13]), "new": "\n".join([*lines[:13], lines[13]])}
    found = {"study": study, "answers": answers, "texts": texts}
    for name in ("old", "new"):
        answers.write_text(texts[name], "utf-8")
        done = nursery.run(study, base / name)
        assert done["code"] == 0, done
        found[name] = tables(base / name)
    assert found["old"] != found["new"]
    # From the old state to the new: what runs that something happens to start from.
    before = base / "before"
    shutil.copytree(base / "old", before, symlinks=True)
    found |= {"before": before, "writes": done["writes"], "base": base}
    probe = base / "probe"
    shutil.copytree(before, probe)
    found["writes"] = nursery.run(study, probe)["writes"]
    assert found["writes"] > 15 and tables(probe) == found["new"]
    return found


def start(place, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(place["before"], out, symlinks=True)
    Journal(out / "store/journal.jsonl").append(
        "open", "Ane", "2020-11-22", {"what": "an original"}
    )
    place["answers"].write_text(place["texts"]["new"], "utf-8")
    return out


def whole(place, out, nursery):
    """What was published is old or new; a run ends it; nothing of people's is gone."""
    stands = tables(out)
    # The two files are put in place one after the other.
    for name, content in stands.items():
        assert content in (place["old"].get(name), place["new"].get(name))
    again = nursery.run(place["study"], out)
    assert again["code"] == 0, again["words"]
    assert tables(out) == place["new"]
    (entry,) = Journal(out / "store/journal.jsonl").entries()
    assert entry["who"] == "Ane"
    assert [p for p in out.rglob("*.new") if p.name != "restore.new"] == []


def moments(writes, some):
    """Every write, or a few spread evenly."""
    return (
        range(1, writes + 1) if not some else range(2, writes, max(1, writes // some))
    )


@pytest.mark.parametrize("fault", ["killed before", "killed after", "disk full"])
def test_a_run_that_breaks_off_leaves_the_old_or_the_new(
    place, tmp_path, nursery, fault
):
    for at in moments(place["writes"], 2):
        out = start(place, tmp_path / str(at))
        done = nursery.run(place["study"], out, fault=fault, at=at)
        assert done["code"] == (-9 if fault.startswith("killed") else done["code"])
        assert done["code"] != 3, done["words"]
        whole(place, out, nursery)
        shutil.rmtree(out)


@pytest.mark.long
@pytest.mark.parametrize("fault", ["killed before", "killed after", "disk full"])
def test_at_every_single_write(place, tmp_path, nursery, fault):
    for at in moments(place["writes"], 0):
        out = start(place, tmp_path / str(at))
        nursery.run(place["study"], out, fault=fault, at=at)
        whole(place, out, nursery)
        shutil.rmtree(out)


def test_a_file_that_vanishes_while_it_is_read(place, tmp_path, nursery):
    out = start(place, tmp_path)
    done = nursery.run(place["study"], out, vanish="svar.csv")
    place["answers"].write_text(place["texts"]["new"], "utf-8")
    assert done["code"] == 1 and "was gone" in done["words"] and done["remedy"]
    whole(place, out, nursery)


@pytest.mark.parametrize("stage", ["ingest", "statements", "codings"])
def test_a_damaged_result_in_the_store_is_made_again(place, tmp_path, nursery, stage):
    out = start(place, tmp_path)
    assert nursery.run(place["study"], out)["code"] == 0
    for path in (out / "store" / stage).rglob("*.parquet"):
        path.write_bytes(path.read_bytes()[:100])
    (out / "published.json").unlink()
    first = nursery.run(place["study"], out)
    assert first["code"] in (0, 1), first["words"]
    assert first["code"] == 0 or "run again" in first["remedy"]
    whole(place, out, nursery)


@pytest.mark.parametrize("name", ["crisislearn.duckdb", "crisislearn-reader.duckdb"])
@pytest.mark.parametrize("content", [b"", b"no database", b"\x00" * 20_000])
def test_a_damaged_published_file_is_made_again(
    place, tmp_path, nursery, name, content
):
    out = start(place, tmp_path)
    assert nursery.run(place["study"], out)["code"] == 0
    (out / name).write_bytes(content)
    done = nursery.run(place["study"], out)
    assert done["code"] == 0, done["words"]
    assert tables(out) == place["new"]


def test_a_clock_that_goes_back_changes_nothing(place, tmp_path, nursery):
    out = start(place, tmp_path)
    for path in out.rglob("*"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    whole(place, out, nursery)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("room", ["1m", "3m"])
def test_a_disk_that_is_really_full(place, tmp_path, nursery, room):
    small, out = tmp_path / "small", start(place, tmp_path)
    shutil.move(out, small)
    size = sum(p.stat().st_size for p in small.rglob("*") if p.is_file())
    kilobytes = size // 1024 + int(room[:-1]) * 1024
    out.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(out)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a small disk")
    try:
        shutil.copytree(small, out, dirs_exist_ok=True)
        done = nursery.run(place["study"], out)
        assert done["code"] in (1, 2), done
        stands = tables(out)
        assert all(v in (place["old"][k], place["new"][k]) for k, v in stands.items())
        subprocess.run(["mount", "-o", "remount,size=1g", str(out)], check=True)
        whole(place, out, nursery)
        subprocess.run(["mount", "-o", "remount,ro", str(out)], check=True)
        told = nursery.run(place["study"], out)
        assert told["code"] in (0, 1, 2) and tables(out) == place["new"]
    finally:
        subprocess.run(["umount", "-l", str(out)], check=False)
