"""The command line, given nonsense: one clear message, no unforeseen error."""

import io
import tarfile

import pytest
from click.testing import CliRunner
from hypothesis import strategies as st

from crisislearn.cli import main
from crisislearn.pipeline.backup import back_up
from crisislearn.settings import Settings
from crisislearn.skeleton import write_skeleton
from hostile import MANY, attack, files

FEW = 6
UNTRIED = {"serve", "review", "deliver", "doctor", "power"}
"""Commands that start servers, send mail, or only show what the machine has."""

CSV = "id,tekst,dato\n1,Kravene forsvandt i marts.,2020-06-24\n2,Nej,24.06.2020\n"


def call(*arguments):
    found = CliRunner().invoke(main, [str(a) for a in arguments])
    told = found.output[-2000:]
    assert found.exit_code in (0, 1, 2), told
    assert found.exception is None or isinstance(found.exception, SystemExit), told
    assert "not foreseen" not in told, told
    if found.exit_code == 1:
        assert "Next:" in told or "problem(s)" in told, told


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz") / "study"
    write_skeleton(folder)
    return folder


def attack_study(study, name, count):
    path = study / name
    sound = path.read_bytes()

    def body(content):
        path.write_bytes(content)
        call("check", "--study", study)

    try:
        attack(body, files([sound]), count)
    finally:
        path.write_bytes(sound)


PARTS = ("study.yml", "frame.csv", "foundations.yml", "instruments/w1.xlsx")


def test_the_parts_are_the_skeletons(study):
    assert all((study / name).is_file() for name in PARTS)


@pytest.mark.parametrize("name", PARTS)
def test_a_few_studies(study, name):
    attack_study(study, name, FEW)


@pytest.mark.long
@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", PARTS)
def test_many_studies(study, name):
    attack_study(study, name, MANY)


def sound_backup(folder):
    write_skeleton(folder / "study")
    settings = Settings(study=folder / "study", out=folder / "out")
    (settings.store / "space" / "k").mkdir(parents=True)
    (settings.store / "space" / "k" / "a.parquet").write_bytes(b"x" * 500)
    back_up(settings, folder / "b.tar")
    return (folder / "b.tar").read_bytes()


def test_a_backup_is_an_archive(tmp_path):
    content = sound_backup(tmp_path)
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        assert "backup.json" in archive.getnames()


def attack_files(folder, count):
    """Files that commands take: a table to code or to draft from, a back-up."""
    path = folder / "f.csv"
    tar = folder / "f.tar"
    number = iter(range(10**9))

    def body(content):
        new = folder / f"new{next(number)}"
        path.write_bytes(content)
        tar.write_bytes(content)
        call("ingest", "--draft", path, "-o", new)
        call("restore", tar, "--out", new)
        call("code", path, "--text", "tekst", "-o", folder / "o.csv")

    attack(body, files([CSV.encode(), sound_backup(folder)]), count)


def test_a_few_files(tmp_path):
    attack_files(tmp_path, FEW)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_many_files(tmp_path):
    attack_files(tmp_path, MANY)


def attack_arguments(study, out, count):
    known = sorted(
        {o for c in main.commands.values() for p in c.params for o in p.opts}
    )
    word = st.one_of(
        st.sampled_from(known),
        st.sampled_from(
            ["list", "ddi", "refi", "table", "2020-99-99", "-1", "*", "/dev/null"]
        ),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    )
    commands = st.sampled_from(sorted(set(main.commands) - UNTRIED))

    def body(found):
        command, words = found
        call(
            command,
            *words,
            *(("--study", study, "--out", out) if len(words) % 2 else ()),
        )

    attack(body, st.tuples(commands, st.lists(word, max_size=5)), count)


def test_a_few_arguments(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    attack_arguments(study, tmp_path / "out", FEW * 2)


@pytest.mark.long
@pytest.mark.timeout(0)
def test_many_arguments(study, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    attack_arguments(study, tmp_path / "out", MANY)
