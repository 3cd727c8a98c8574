import json
import stat
import subprocess
import sys

import pytest

from crisislearn.errors import StoreError
from crisislearn.store import Journal, study_lock


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal.jsonl")


def add(journal, n, kind="coding"):
    journal.append(kind, "coder-1", "2020-10-01T10:00:00", {"n": n})


def test_entries_come_back_in_order_and_by_kind(journal):
    add(journal, 1)
    add(journal, 2, "approval")
    add(journal, 3)
    assert [e["body"]["n"] for e in journal.entries()] == [1, 2, 3]
    assert [e["body"]["n"] for e in journal.entries("coding")] == [1, 3]


def test_no_file_is_no_entries(journal):
    assert journal.entries() == []


def test_unknown_kind_is_refused(journal):
    with pytest.raises(StoreError, match="coding, sample, topic, approval"):
        add(journal, 1, "rumour")


@pytest.mark.parametrize("change", ["value", "drop", "garbage"])
def test_a_change_by_hand_shows(journal, change):
    for n in range(3):
        add(journal, n)
    lines = journal.path.read_text().splitlines()
    if change == "value":
        entry = json.loads(lines[1])
        entry["body"]["n"] = 99
        lines[1] = json.dumps(entry, sort_keys=True)
    elif change == "drop":
        del lines[1]
    else:
        lines[1] = "{"
    journal.path.write_text("\n".join(lines))
    with pytest.raises(StoreError, match="line 2 does not follow"):
        journal.entries()


def test_only_the_owner_reads_it(journal):
    add(journal, 1)
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600


def test_two_runs_exclude_each_other(tmp_path):
    with (
        study_lock(tmp_path),
        pytest.raises(StoreError, match="another run"),
        study_lock(tmp_path, timeout=0.05),
    ):
        pass
    with study_lock(tmp_path, timeout=0.05):
        pass


def test_many_entries_are_linked_as_if_they_came_one_by_one(tmp_path):
    one, many = Journal(tmp_path / "one.jsonl"), Journal(tmp_path / "many.jsonl")
    bodies = [{"n": n} for n in range(4)]
    for body in bodies:
        one.append("coding", "Anna", "2020-11-22", body)
    many.extend("coding", "Anna", "2020-11-22", bodies[:1])
    many.extend("coding", "Anna", "2020-11-22", bodies[1:])
    assert many.path.read_bytes() == one.path.read_bytes()
    assert [e["body"]["n"] for e in many.entries()] == [0, 1, 2, 3]


def test_a_line_cut_off_by_a_crash_is_dropped_and_the_next_entry_stands(journal):
    for n in range(3):
        add(journal, n)
    whole = journal.path.read_bytes()
    journal.path.write_bytes(whole[:-20])
    assert [e["body"]["n"] for e in Journal(journal.path).entries()] == [0, 1]
    add(Journal(journal.path), 9)
    assert [e["body"]["n"] for e in Journal(journal.path).entries()] == [0, 1, 9]


def test_a_last_line_without_its_break_is_whole(journal):
    add(journal, 1)
    journal.path.write_bytes(journal.path.read_bytes().rstrip(b"\n"))
    add(Journal(journal.path), 2)
    assert [e["body"]["n"] for e in Journal(journal.path).entries()] == [1, 2]


def test_who_follows_a_journal_reads_what_others_add(journal):
    add(journal, 1)
    mine = Journal(journal.path)
    assert [e["body"]["n"] for e in mine.since(0)] == [1]
    add(journal, 2)
    assert [e["body"]["n"] for e in mine.since(1)] == [2]
    journal.rewrite(lambda e: None if e["body"]["n"] == 1 else e)
    assert mine.since(2) is None
    assert [e["body"]["n"] for e in mine.since(0)] == [2]


def test_two_programs_that_add_at_once_lose_nothing(tmp_path):
    path = tmp_path / "journal.jsonl"
    code = (
        "import sys; from pathlib import Path; from crisislearn.store import Journal\n"
        "j = Journal(Path(sys.argv[1]))\n"
        "for n in range(40): j.append('coding', sys.argv[2], 'd', {'n': n})\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(path), who])
            for who in ("Anna", "Bo")]  # fmt: skip
    assert [one.wait() for one in both] == [0, 0]
    entries = Journal(path).entries()
    for who in ("Anna", "Bo"):
        assert [e["body"]["n"] for e in entries if e["who"] == who] == list(range(40))


def test_nobody_else_sees_its_lock_either(journal):
    add(journal, 1)
    for path in journal.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
