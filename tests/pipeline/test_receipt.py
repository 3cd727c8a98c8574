"""The receipt as a page: short, readable whatever is in it, without values."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisislearn.pipeline.receipt import MOST_GROUPS, Receipt

COUNTS = {
    "organisations": 3, "answers": 12345, "statements": 20, "sources": 2,
    "codings": 7, "rejects": 0, "topics": 1,
}  # fmt: skip
OUTCOMES = {"disappeared": 1, "held": 2, "came_back": 3, "gone_so_far": 4}


def receipt(**more):
    return Receipt(Path("out/w.duckdb"), counts=COUNTS, outcomes=OUTCOMES, **more)


def reject(file="a.csv", line=1, reason="no date", **more):
    row = {"file": file, "line": line, "column": "x", "reason": reason}
    return row | {"next_action": "correct it"} | more


def rows_of(page, title):
    """Cells of the table under a heading that begins with title, head first."""
    section = page.split(f"## {title}")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [line.strip("| ").split(" | ") for line in lines if "---" not in line]


def test_counts_and_outcomes_stand_under_their_names():
    page = receipt().markdown()
    head, values = rows_of(page, "What came in")
    came_in = dict(zip(head, values, strict=True))
    assert came_in["answers"] == "12,345"
    assert "rejects" not in came_in
    head, values = rows_of(page, "What it says")
    outcomes = dict(zip(head, values, strict=True))
    assert outcomes["came back"] == "3" and outcomes["gone so far"] == "4"


def test_without_rejects_it_says_so():
    page = receipt().markdown()
    assert "## What was rejected: 0\n\nEverything could be used.\n" in page


def test_rejects_of_a_kind_share_a_row():
    rejects = [reject(line=n) for n in range(2, 10)] + [reject("b.csv", 4)]
    page = receipt(rejects=rejects).markdown()
    assert "## What was rejected: 9\n" in page
    assert rows_of(page, "What was rejected")[1:] == [
        ["a.csv", "no date", "8", "2, 3, 4, 5, 6 ...", "correct it"],
        ["b.csv", "no date", "1", "4", "correct it"],
    ]


@pytest.mark.parametrize(
    ("lines", "shown"),
    [([None], ""), ([None, 7], "7"), ([1, 2, 3], "1, 2, 3"), ([1200], "1200")],
)
def test_only_known_lines_are_named(lines, shown):
    page = receipt(rejects=[reject(line=n) for n in lines]).markdown()
    assert f"| {len(lines)} | {shown} |" in page


def test_a_long_list_is_cut_and_says_so():
    rejects = [reject(f"{n:03}.csv") for n in range(MOST_GROUPS + 3)]
    page = receipt(rejects=rejects).markdown()
    assert len(rows_of(page, "What was rejected")) == 1 + MOST_GROUPS
    assert "... and 3 more kinds." in page


def test_a_reason_cannot_break_the_table():
    page = receipt(rejects=[reject(reason="a|b\nc", file=None)]).markdown()
    assert "|  | a\\|b c | 1 | 1 | correct it |" in page


@pytest.mark.parametrize(("published", "said"), [(True, "new"), (False, "unchanged")])
def test_what_changed_counts_each_stage(published, said):
    done = receipt(published=published, computed={"b": 2}, reused={"a": 1, "b": 3})
    page = done.markdown()
    assert f"The warehouse is {said}." in page
    assert rows_of(page, "What changed")[1:] == [["a", "0", "1"], ["b", "2", "3"]]


def test_reports_are_listed_by_folder():
    files = {name: Path("out/reports") / name for name in ("r.pdf", "r.html")}
    page = receipt(reports=files).markdown()
    folder = Path("out/reports").resolve()
    assert f"Reports in `{folder}`:\n\n- r.pdf\n- r.html\n" in page
    assert "Reports in" not in receipt().markdown()


@pytest.mark.parametrize("synthetic", [True, False])
def test_sample_data_is_marked(synthetic):
    page = receipt(synthetic=synthetic).markdown()
    assert ("**Synthetic sample data:**" in page) == synthetic


def test_rejects_are_read_without_their_shape(warehouse):
    read = Receipt(Path("w.duckdb"))
    read.read(warehouse)
    assert len(read.rejects) == read.counts["rejects"] > 0
    assert set(read.rejects[0]) == {"file", "line", "column", "reason", "next_action"}
    assert read.synthetic


def test_an_old_embedding_space_is_told():
    old = receipt(advice="refit advised: crisislearn analyse --refit")
    assert "crisislearn analyse --refit; then open" in old.lines()[-1]
    assert "crisislearn analyse --refit" in old.markdown()
    assert "refit" not in receipt().lines()[-1] + receipt().markdown()
