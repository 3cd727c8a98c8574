"""The vault in its keeper's hands: list, open, rekey; and what works without a key."""

import os
import signal
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner
from kept_study import FARAH, FILES, write_study

from crisislearn import pipeline
from crisislearn.cli import main
from crisislearn.errors import KeyMissingError, StoreError
from crisislearn.pipeline.context import Context
from crisislearn.pipeline.keeping import Keeper, held, open_originals, rekey
from crisislearn.pipeline.reading import open_vault
from crisislearn.privacy import Vault, load_key, make_key
from crisislearn.privacy.keys import write_key
from crisislearn.settings import Settings
from crisislearn.store import Journal

KEEPER = Keeper("gry", "2020-12-01T10:00:00+01:00")


@pytest.fixture
def study(tmp_path):
    settings = write_study(tmp_path / "study")
    pipeline.ingest(settings)
    return settings


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def call(settings, *arguments, **more):
    where = ["--study", str(settings.study), "--out", str(settings.out)]
    return CliRunner().invoke(main, ["vault", *map(str, arguments), *where], **more)


def test_the_list_shows_files_as_they_are_called(study):
    assert {one.file for one in held(study)} == set(FILES)
    shown = call(study, "list")
    assert shown.exit_code == 0
    assert "2028-01-01  as received      interviews/interview_1.txt" in shown.output


@pytest.mark.parametrize("by", ["source", "file"])
def test_one_original_as_it_was_received(study, tmp_path, by):
    one = next(o for o in held(study) if o.file == "cases/case_1.md")
    to = tmp_path / "new" / "copy.md"
    what = one.source_id if by == "source" else one.file
    assert open_originals(study, what, to, KEEPER) == [to]
    assert to.read_text("utf-8") == FILES["cases/case_1.md"]
    assert (mode(to), mode(to.parent)) == (0o600, 0o700)
    (entry,) = Journal(study.vault / "journal.jsonl").entries("open")
    assert entry["body"] == {"source_id": one.source_id}
    assert entry["who"] == "gry"
    with pytest.raises(StoreError, match="there is a file already"):
        open_originals(study, what, to, KEEPER)


def test_the_originals_of_a_participant(study, tmp_path):
    found = open_originals(study, FARAH, tmp_path / "farah", KEEPER)
    assert {path.name for path in found} == {"interview_1.txt", "svar.csv"}
    with pytest.raises(StoreError, match="vault list"):
        open_originals(study, "Bodil Ingensteds", tmp_path / "x", KEEPER)


def test_a_name_may_be_given_where_no_shell_keeps_it(study, tmp_path):
    done = call(study, "open", "-o", tmp_path / "o", input=f"{FARAH}\n")
    assert done.exit_code == 0, done.output
    assert len(list((tmp_path / "o").iterdir())) == 2


def test_everything_of_the_vault_is_for_its_owner(study):
    for path in [study.vault, *study.vault.rglob("*")]:
        assert mode(path) == (0o700 if path.is_dir() else 0o600), path


# -- the key ----------------------------------------------------------------------


def pseudonyms(settings):
    vault = open_vault(Context(settings))
    return vault.key.pseudonym("farah cramer"), vault.key.series


def test_a_new_key_opens_everything_and_the_old_one_nothing(study):
    old = load_key(Context(study).study, study)
    before, files = pseudonyms(study), held(study)
    number, path = rekey(study, None, KEEPER)
    assert number == len(FILES) and path == study.study / "study.key"
    assert mode(path) == 0o600
    new = load_key(Context(study).study, study)
    assert new != old
    assert pseudonyms(study) == before and held(study) == files
    assert all(one.state == "as received" for one in files)
    for sealed in study.vault.rglob("*.age"):
        with pytest.raises(StoreError):
            Vault(study.vault, old)._read(sealed)
    with pytest.raises(StoreError, match="another key"):
        _ = Vault(study.vault, old).index
    assert pipeline.ingest(study).read == 0


def test_a_key_of_the_environment_needs_a_file_for_the_new_one(study, tmp_path):
    old = load_key(Context(study).study, study)
    given = Settings(study=study.study, out=study.out, key=old.identity)
    with pytest.raises(StoreError, match="CRISISLEARN_KEY"):
        rekey(given, None, KEEPER)
    assert rekey(given, tmp_path / "new.key", KEEPER)[0] == len(FILES)
    text = (tmp_path / "new.key").read_text()
    new = next(line for line in text.splitlines() if not line.startswith("#"))
    assert len(held(Settings(study=study.study, out=study.out, key=new))) == len(FILES)


# Dies as a killed process does, when the vault or the key is written the n-th time.
KILL = """
import os, signal, sys
from pathlib import Path
count = 0
def counted(whole):
    def put(*args, **kwargs):
        global count
        count += 1
        if count == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(*args, **kwargs)
    return put
from crisislearn.pipeline import keeping
from crisislearn.privacy import vault
from crisislearn.settings import Settings
Path.replace = counted(Path.replace)
vault.shutil.rmtree = counted(vault.shutil.rmtree)
settings = Settings(study=Path(sys.argv[1]), out=Path(sys.argv[2]))
keeping.rekey(settings, None, keeping.Keeper("x", "2020-12-01"))
"""


# 4 originals, the list, the folder, the key, and the old folder that goes.
@pytest.mark.parametrize("step", range(1, 9))
def test_killed_half_way_the_key_in_use_opens_everything(study, step):
    before = pseudonyms(study)
    place = [str(study.study), str(study.out), str(step)]
    killed = subprocess.run(
        [sys.executable, "-c", KILL, *place], env=os.environ, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-2000:]
    fresh = Settings(study=study.study, out=study.out)
    assert pseudonyms(fresh) == before
    assert {one.state for one in held(fresh)} == {"as received"}
    assert rekey(fresh, None, KEEPER)[0] == len(FILES)
    assert pseudonyms(fresh) == before
    assert len([p for p in study.vault.iterdir() if p.is_dir()]) == 1


def test_the_secret_of_pseudonyms_is_random_and_no_part_of_the_key(tmp_path):
    key = make_key()
    one, two = Vault(tmp_path / "a", key), Vault(tmp_path / "b", key)
    assert one.key.secret != two.key.secret
    assert one.key.pseudonym("x") == Vault(tmp_path / "a", key).key.pseudonym("x")
    public = [Vault(tmp_path / name, key, public=True) for name in "cd"]
    assert public[0].key == public[1].key
    for secret in (one.key.secret, public[0].key.secret):
        assert secret not in repr(one.key) and secret not in key.identity


def test_a_key_file_is_never_written_over_by_chance(tmp_path):
    path = write_key(tmp_path / "study.key", make_key())
    with pytest.raises(StoreError, match="it may be a key"):
        write_key(path, make_key())
    assert "rekey" in path.read_text() and mode(path) == 0o600


def test_init_makes_a_key_that_git_ignores_and_says_what_to_do(tmp_path):
    shown = CliRunner().invoke(main, ["init", str(tmp_path / "s")])
    assert "Keep a copy of" in shown.output and "study.key" in shown.output
    key = (tmp_path / "s/study.key").read_text().splitlines()[-1]
    assert key not in shown.output
    subprocess.run(["git", "init", "-q", tmp_path / "s"], check=True)
    listed = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=tmp_path / "s",
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "study.yml" in listed
    assert "study.key" not in listed and "data/" not in listed


def test_without_the_key_everything_works_but_ingest(study):
    pipeline.analyse(study)
    (study.study / "study.key").unlink()
    with pytest.raises(KeyMissingError, match="analyse, report and sql work"):
        pipeline.ingest(study)
    assert not pipeline.analyse(study).published
    assert pipeline.report(study).reports
    shown = CliRunner().invoke(
        main, ["sql", "select count(*) as n from core.sources", "--out", str(study.out)]
    )
    assert shown.exit_code == 0 and "4" in shown.output
    for command in (["list"], ["forget", "x"], ["expire"], ["rekey"]):
        shown = call(study, *command)
        assert shown.exit_code == 1 and "key is not there" in shown.output


@pytest.mark.parametrize("name", ["list", "open", "rekey", "forget", "expire"])
def test_every_command_of_the_vault_has_an_example(name):
    shown = CliRunner().invoke(main, ["vault", name, "--help"])
    assert f"Example: crisislearn vault {name}" in shown.output


def test_the_vault_may_lie_elsewhere(tmp_path):
    settings = write_study(tmp_path / "study")
    apart = Settings(study=settings.study, out=settings.out, vault=tmp_path / "safe")
    pipeline.ingest(apart)
    assert list((tmp_path / "safe").rglob("*.age"))
    assert not (settings.out / "vault").exists()
