import hashlib
import stat

import pytest

from crisislearn.definition import StudyFile
from crisislearn.errors import KeyMissingError, StoreError
from crisislearn.privacy import Vault, load_key, make_key
from crisislearn.settings import Settings
from crisislearn.study import Study

CONTENT = "Lone Kjærsgaard, 120367-1234".encode()
SHA = hashlib.sha256(CONTENT).hexdigest()


def test_sealed_file_opens_with_the_key_and_shows_nothing(tmp_path):
    vault = Vault(tmp_path / "vault", make_key())
    path = vault.seal(CONTENT, SHA)
    assert vault.open(SHA) == CONTENT
    assert b"120367" not in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_sealing_twice_writes_once(tmp_path):
    vault = Vault(tmp_path, make_key())
    first = vault.seal(CONTENT, SHA).read_bytes()
    assert vault.seal(CONTENT, SHA).read_bytes() == first
    assert len(list(tmp_path.iterdir())) == 1


def test_another_key_is_refused(tmp_path):
    Vault(tmp_path, make_key()).seal(CONTENT, SHA)
    with pytest.raises(StoreError, match="another key"):
        Vault(tmp_path, make_key()).open(SHA)


def test_missing_original_says_so(tmp_path):
    with pytest.raises(StoreError, match="does not hold"):
        Vault(tmp_path, make_key()).open(SHA)


def study(folder, key="study.key"):
    return Study(
        folder,
        StudyFile(
            study="t",
            title_da="T",
            controller="C",
            legal_basis="§ 10",
            delete_by="2030-01-01",
            key=key,
            sources=[],
        ),
    )


def test_key_comes_from_the_file_with_comments(tmp_path):
    key = make_key()
    (tmp_path / "study.key").write_text(f"# public: x\n{key.identity}\n")
    assert load_key(study(tmp_path), Settings(key=None)) == key


def test_key_of_the_environment_wins(tmp_path):
    key = make_key()
    (tmp_path / "study.key").write_text(make_key().identity)
    assert load_key(study(tmp_path), Settings(key=key.identity)) == key


@pytest.mark.parametrize("text", ["", "# only a comment", "hunter2", "A\nB"])
def test_something_else_is_no_key(tmp_path, text):
    (tmp_path / "study.key").write_text(text)
    with pytest.raises(KeyMissingError, match="not a key"):
        load_key(study(tmp_path), Settings(key=None))


def test_no_key_says_what_still_works(tmp_path):
    with pytest.raises(KeyMissingError, match="analyse, report and sql work"):
        load_key(study(tmp_path), Settings(key=None))


def test_the_key_never_shows():
    key = make_key()
    assert key.identity not in repr(key)
    assert key.fingerprint not in key.identity
