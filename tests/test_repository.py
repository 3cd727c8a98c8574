"""What must never be committed, and what must always be there."""

import re
import subprocess

import pytest


@pytest.fixture(scope="module")
def tracked(root):
    try:
        done = subprocess.run(
            ["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    names = done.stdout.decode().split("\0")
    return [root / n for n in names if n and (root / n).is_file()]


def texts(tracked):
    for path in tracked:
        try:
            yield path, path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def test_no_address_of_a_package_index(tracked, root):
    address = re.compile(
        r"--(?:extra-)?index-url|https?://[\w.-]*(?:pypi|pythonhosted|piwheels)"
    )
    found = [
        str(path.relative_to(root))
        for path, text in texts(tracked)
        if address.search(text) and path.name != "test_repository.py"
    ]
    assert found == []


def test_no_path_of_one_machine(tracked, root):
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
    found = [
        str(path.relative_to(root))
        for path, text in texts(tracked)
        if machine.search(text)
    ]
    assert found == []


def test_only_the_public_sample_key_is_a_key(tracked, root):
    found = [
        str(path.relative_to(root))
        for path, text in texts(tracked)
        if re.search(r"AGE-SECRET-KEY-1[A-Z0-9]{20}", text)
    ]
    assert found == ["surveys/PUBLIC-SAMPLE.key"]


def test_every_package_of_the_lock_is_pinned_and_hashed(root):
    text = (root / "requirements.lock").read_text("utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(blocks) > 150
    for block in blocks:
        assert re.match(r"[\w.\[\]-]+==\S+", block), block[:80]
        assert "--hash=sha256:" in block, block[:80]
    names = {re.match(r"[\w.-]+", block).group().lower() for block in blocks}
    assert not names & {"torch", "sentence-transformers", "transformers"}
    assert {"pandas", "spacy", "bertopic", "duckdb", "prefect", "jupyter"} <= names


def test_sample_study_is_built_from_its_written_texts(tracked, root):
    names = {str(path.relative_to(root)) for path in tracked}
    for needed in (
        "data/sample/surveys/w1_juni_2020.csv",
        "data/sample/surveys/w2_november_2020.xlsx",
        "data/sample/surveys/w3_september_2021.csv",
        "data/sample/source/answers_a.jsonl",
        "surveys/study.yml",
        "surveys/instruments/w1.xlsx",
    ):
        assert needed in names
