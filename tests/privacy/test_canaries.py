"""Identifiers let in through every format: none of them leaves the vault.

A run with --debug, a Prefect flow, check, exports and runs that fail; then everything
they wrote is opened and searched: warehouse, store, reports, receipts, what Prefect
keeps, temporary files, caches in the home folder, and what was shown.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from canaries import ACTIVE, MAKERS, Flock
from canary_study import DOCUMENTS, SURVEYS, TRANSCRIPTS, write_canary_study
from leaks import Found, search

import crisislearn

COMMAND = "import sys; from crisislearn.cli import main; main(sys.argv[1:])"
STUMBLE = """
import sys
from crisislearn.cli import main
from crisislearn.ingest import run
whole = run.spoken_rows
def stumble(script, *given):
    raise ValueError(f"cannot convert {script.segments[1].text!r}")
run.spoken_rows = stumble
main(sys.argv[1:])
"""


@dataclass
class LetOut:
    """A study with canaries, and where all that was run wrote.

    Attributes:
        shown: What was shown on the screen, by command.
    """

    flock: Flock
    folder: Path
    shown: dict[str, subprocess.CompletedProcess] = field(default_factory=dict)

    @property
    def study(self) -> Path:
        return self.folder / "study"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def call(self, name, *arguments, code=COMMAND, cwd=None, **more):
        done = subprocess.run(
            [sys.executable, *(["-c", code] if code else []), *map(str, arguments)],
            env=self.environment() | more,
            cwd=cwd or self.folder,
            capture_output=True,
        )
        self.shown[name] = done
        (self.folder / "screen").mkdir(exist_ok=True)
        (self.folder / "screen" / name).write_bytes(done.stdout + done.stderr)
        return done

    def environment(self):
        """No place to write to but in this folder."""
        named = {"HOME": "home", "TMPDIR": "temporary", "PREFECT_HOME": "prefect",
                 "XDG_CACHE_HOME": "cache"}  # fmt: skip
        for name in named.values():
            (self.folder / name).mkdir(exist_ok=True)
        kept = {k: v for k, v in os.environ.items()
                if not k.startswith(("PREFECT_", "CRISISLEARN_"))}  # fmt: skip
        source = str(Path(crisislearn.__file__).parents[1])
        return kept | {n: str(self.folder / d) for n, d in named.items()} | {
            "PYTHONPATH": source, "PYTHONDONTWRITEBYTECODE": "1", "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        }  # fmt: skip


@pytest.fixture(scope="module")
def let_out(tmp_path_factory, root):
    folder = tmp_path_factory.mktemp("canaries")
    made = LetOut(write_canary_study(folder / "study"), folder)
    where = ["--study", made.study, "--out", made.out]
    made.call("check", "--debug", "check", *where)
    made.call("run", "--debug", "run", *where)
    made.call("again", "run", "--strict", *where)
    unit_level = ["--unit-level", "-o", folder / "package"]
    made.call("datapackage", "export", "datapackage", *where, *unit_level)
    made.call("ddi", "export", "ddi", *where, "-o", folder / "codebook.xml")
    made.call(
        "flow", "-m", "flows.study", code=None, cwd=root,
        CRISISLEARN_STUDY=str(made.study), CRISISLEARN_OUT=str(made.out),
    )  # fmt: skip
    other = ["--study", made.study, "--out", folder / "out-2"]
    made.call("stumble", "--debug", "ingest", *other, code=STUMBLE)
    people = made.study / "data/people.csv"
    kept = people.read_text("utf-8")
    # Two columns that changed places: the kind is a name.
    name = made.flock.draw("person", "names.csv with its columns swapped")
    people.write_text(kept + f"person,{name}\n", encoding="utf-8")
    made.call("swapped", "--debug", "run", *other)
    people.write_text(kept, encoding="utf-8")
    return made


def test_there_are_about_three_hundred_of_every_kind_that_is_known(let_out):
    kinds = [canary.kind for canary in let_out.flock.placed]
    assert len(kinds) >= 300
    assert set(kinds) == set(ACTIVE) <= set(MAKERS)
    assert min(kinds.count(kind) for kind in ACTIVE) >= 20


def test_every_command_ended_as_it_should(let_out):
    codes = {name: done.returncode for name, done in let_out.shown.items()}
    failing = dict.fromkeys(["check", "again", "stumble", "swapped"], 1)
    for name, code in codes.items():
        shown = let_out.shown[name]
        assert code == failing.get(name, 0), (shown.stdout + shown.stderr)[-3000:]
    assert b"ValueError" in let_out.shown["stumble"].stderr
    assert b"line " in let_out.shown["swapped"].stderr


def test_every_format_was_read_and_its_canaries_replaced(let_out):
    with crisislearn.connect(let_out.out / "crisislearn.duckdb") as connection:
        read = connection.sql(
            "select kind, reader, max(names_replaced) from core.sources "
            "where rows_out > 0 group by all"
        ).fetchall()
    assert all(replaced >= 5 for *_, replaced in read), read
    kinds = [kind for kind, *_ in read]
    # Two of the surveys are csv; whisper's ending is json.
    assert kinds.count("survey") == len(SURVEYS) - 1
    assert kinds.count("interview") == len(TRANSCRIPTS)
    assert kinds.count("case") == len(DOCUMENTS)


def test_the_search_sees_every_canary_where_it_was_let_in(let_out):
    canaries = let_out.flock.placed
    seen = search([let_out.study]).leaks(canaries)
    gone = [place for place in canaries.values() if place.startswith("names.csv")]
    assert len(seen) == len(canaries) - len(gone), {
        canary.text: place for canary, place in canaries.items()
        if canary.text not in seen
    }  # fmt: skip


def test_the_search_sees_numbers_in_lists_and_none_in_decimals(tmp_path):
    import pandas as pd

    flock = Flock()
    flock.sentence("here")
    number = next(canary for canary in flock.placed if len(canary.digits) == 8)
    near = float(f"0.0112{number.digits}5")
    for lies, seen in ((float(number.digits), 1), (int(number.digits), 1), (near, 0)):
        rows = pd.DataFrame({"row": [[1.5, lies]]})
        rows.to_parquet(tmp_path / "x")
        assert len(search([tmp_path]).leaks([number])) == seen


@pytest.mark.parametrize("way", ["utf-8", "utf-16", "folded", "parquet", "zlib"])
def test_the_search_sees_through_spellings_and_packing(tmp_path, way):
    import zlib

    import pandas as pd

    flock = Flock()
    text = flock.sentence("here")
    if way == "parquet":
        pd.DataFrame({"x": [zlib.compress(text.encode())]}).to_parquet(tmp_path / "x")
    elif way == "zlib":
        (tmp_path / "x").write_bytes(zlib.compress(text.encode()))
    elif way == "folded":
        from canaries import folded

        (tmp_path / "x").write_text(folded(text), encoding="ascii")
    else:
        (tmp_path / "x").write_bytes(text.encode(way))
    assert len(search([tmp_path]).leaks(flock.placed)) == len(flock.placed)


def test_nothing_that_was_written_or_shown_holds_one(let_out):
    apart = [let_out.study, let_out.out / "vault", let_out.folder / "out-2/vault"]
    found = search([let_out.folder], apart)
    assert isinstance(found, Found)
    places = {canary.text: place for canary, place in let_out.flock.placed.items()}
    leaks = {
        f"{text} (let in by {places[text]})": where
        for text, where in found.leaks(let_out.flock.placed).items()
    }
    assert leaks == {}


def test_the_search_reached_what_prefect_keeps(let_out):
    names = {path.name for path in (let_out.folder / "prefect").rglob("*")}
    assert "prefect.db" in names
    found = search([let_out.folder / "prefect"])
    assert any("receipt" in word for word in found.words)


def test_the_vault_holds_the_originals_and_shows_none_of_them(let_out):
    sealed = list((let_out.out / "vault").rglob("*.age"))
    assert len(sealed) > 40
    assert search([let_out.out / "vault"]).leaks(let_out.flock.placed) == {}


def test_nothing_temporary_is_left(let_out):
    left = [p for p in (let_out.folder / "temporary").rglob("*") if p.is_file()]
    assert not [p for p in left if p.suffix in (".sav", ".dta", ".zsav")]
    shutil.rmtree(let_out.folder / "temporary", ignore_errors=True)


def test_notebooks_are_kept_without_what_they_showed(root):
    import json

    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        assert not any(cell.get("outputs") for cell in cells), path.name
