"""A back-up holds what cannot be computed again, and comes back as it was."""

import io
import json
import shutil
import tarfile

import duckdb
import pytest
from coded_study import fill, first_coder, write_study

from crisislearn import pipeline
from crisislearn.errors import StoreError
from crisislearn.pipeline.backup import LIST, back_up, restore
from crisislearn.pipeline.coding import export_workbook, import_workbook


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A study with a vault, a person's codings, and an edition that was named."""
    settings = write_study(tmp_path_factory.mktemp("backup") / "study")
    answers = settings.study / "data/surveys/svar.csv"
    answers.write_text("\n".join(answers.read_text("utf-8").splitlines()[:41]), "utf-8")
    pipeline.run(settings)
    book = settings.study.parent / "book.xlsx"
    export_workbook(settings, book, size=12, strata=("wave",))
    filled = fill(book, settings.study.parent / "filled.xlsx", first_coder)
    assert import_workbook(settings, filled, "Ane").new == 12
    pipeline.run(settings)
    (settings.editions / "2020").mkdir(parents=True)
    (settings.editions / "2020/told.json").write_text("{}", "utf-8")
    return settings


@pytest.fixture
def tar(study, tmp_path):
    back_up(study, tmp_path / "study.tar")
    return tmp_path / "study.tar"


def elsewhere(study, out):
    return study.model_copy(update={"out": out, "vault": out / "vault"})


def files(settings):
    found = [settings.vault, settings.editions, settings.store / "journal.jsonl"]
    paths = [p for f in found for p in ([f] if f.is_file() else sorted(f.rglob("*")))]
    return {
        str(p.relative_to(settings.out)): p.read_bytes() for p in paths if p.is_file()
    }


def published(settings):
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return {
            table: connection.sql(f"from {table} order by all").fetchall()
            for table in ("core.codings", "core.hand_coded", "core.observations")
        }


def test_it_comes_back_as_it_was_and_the_rest_is_computed_again(study, tar, tmp_path):
    there = elsewhere(study, tmp_path / "out")
    told = restore(there, tar)
    assert files(there) == files(study) and len(told) >= 4
    assert not list(there.out.rglob("*.new"))
    pipeline.run(there)
    tables = published(there)
    assert tables == published(study) and len(tables["core.hand_coded"]) == 12


def test_the_same_study_gives_the_same_bytes_for_its_owner_only(study, tar, tmp_path):
    back_up(study, tmp_path / "again.tar")
    assert (tmp_path / "again.tar").read_bytes() == tar.read_bytes()
    assert tar.stat().st_mode & 0o777 == 0o600


def test_neither_originals_in_the_clear_nor_the_key_are_in_it(study, tar):
    content = tar.read_bytes()
    line = (study.study / "data/surveys/svar.csv").read_text("utf-8").splitlines()[1]
    assert line.split(";")[2].encode() not in content
    key = (study.study / "study.key").read_text("utf-8").split()[-1]
    assert key.encode() not in content


def test_restoring_again_changes_nothing(study, tar, tmp_path):
    there = elsewhere(study, tmp_path / "out")
    restore(there, tar)
    before = files(there)
    restore(there, tar)
    assert files(there) == before


def test_a_restoring_that_was_killed_goes_on(study, tar, tmp_path, monkeypatch):
    there, moved = elsewhere(study, tmp_path / "out"), []

    def move(source, target, real=shutil.move):
        if len(moved) == 2:
            raise KeyboardInterrupt
        moved.append(target)
        return real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "move", move)
        with pytest.raises(KeyboardInterrupt):
            restore(there, tar)
    restore(there, tar)
    assert files(there) == files(study)


def test_nothing_else_is_taken_the_place_of(study, tar, tmp_path):
    there = elsewhere(study, tmp_path / "out")
    journal = there.store / "journal.jsonl"
    journal.parent.mkdir(parents=True)
    journal.write_text("", "utf-8")
    with pytest.raises(StoreError, match="something already") as told:
        restore(there, tar)
    assert str(journal) in str(told.value.where) and not there.vault.exists()


def changed(tar, target, change):
    """A copy of a back-up whose members went through a function."""
    with tarfile.open(tar) as old, tarfile.open(target, "w") as new:
        for member in old:
            content = old.extractfile(member).read()
            for name, data in change(member.name, content):
                info = tarfile.TarInfo(name)
                info.size = len(data)
                new.addfile(info, io.BytesIO(data))
    return target


def flipped(name, content):
    journal = name == "store/journal.jsonl"
    yield name, content.replace(b"Ane", b"Bo ") if journal else content


def lacking(name, content):
    if name != "store/journal.jsonl":
        yield name, content


def doubled(name, content):
    yield name, content
    if name != LIST:
        yield name, content


def climbing(name, content):
    if name == LIST:
        about = json.loads(content)
        about["files"]["store/space/../../../out.txt"] = "0" * 64
        content = json.dumps(about).encode()
    yield name, content


def later(name, content):
    yield name, content.replace(b'"format": 1', b'"format": 2')


def other(name, content):
    yield name, content.replace(b'"study": "coded"', b'"study": "other"')


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (flipped, "as it was"), (lacking, "as it was"), (doubled, "as it was"),
        (climbing, "no back-up"), (later, "later version"), (other, "of the study"),
    ],
)  # fmt: skip
def test_a_damaged_or_foreign_file_is_refused_whole(
    study, tar, tmp_path, change, words
):
    there = elsewhere(study, tmp_path / "out")
    with pytest.raises(StoreError, match=words) as told:
        restore(there, changed(tar, tmp_path / "bad.tar", change))
    assert told.value.remedy and files(there) == {}


def listing(content):
    """A tar file of a list alone."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(LIST)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"no tar at all", b"\x00" * 10_240, listing(b'{"a":' * 30_000),
     listing(b"[1]")],
)  # fmt: skip
def test_what_is_no_back_up_is_refused(study, tmp_path, content):
    (tmp_path / "x.tar").write_bytes(content)
    with pytest.raises(StoreError, match="no back-up"):
        restore(elsewhere(study, tmp_path / "out"), tmp_path / "x.tar")


def test_a_study_without_anything_has_nothing_to_back_up(study, tmp_path):
    with pytest.raises(StoreError, match="nothing to back up"):
        back_up(elsewhere(study, tmp_path / "out"), tmp_path / "x.tar")
    assert not (tmp_path / "x.tar").exists()
