import datetime as dt

import pandas as pd
import pytest

from crisislearn.errors import StoreError
from crisislearn.store import PART, Store, code_version, digest
from crisislearn.store.pruning import clear_half_written


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def frame():
    return pd.DataFrame(
        {"id": ["a", "b"], "day": [dt.date(2020, 3, 11), None], "n": [1, 2]}
    )


def test_second_call_reads_what_the_first_wrote(store):
    calls = []

    def compute():
        calls.append(1)
        return {"t": frame()}

    first = store.tables("stage", "k" * 64, compute)
    second = store.tables("stage", "k" * 64, compute)
    assert calls == [1]
    pd.testing.assert_frame_equal(first["t"], second["t"])
    assert first["t"]["day"][0] == dt.date(2020, 3, 11)
    assert store.computed == store.reused == ["stage"]


def test_fresh_computes_once_and_then_trusts_itself(tmp_path):
    Store(tmp_path).put("stage", "key", {"t": frame()})
    store = Store(tmp_path)
    store.fresh = True
    calls = []

    def compute():
        calls.append(1)
        return {"t": frame()}

    store.tables("stage", "key", compute)
    store.tables("stage", "key", compute)
    assert calls == [1]


def test_failed_result_leaves_nothing_behind_that_counts(store):
    def write(folder):
        (folder / "half.parquet").write_bytes(b"x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.put_files("stage", "key", write)
    assert not store.has("stage", "key")
    clear_half_written(store)
    assert list(store.root.glob("*/*")) == []


def test_failed_result_leaves_the_old_one(store):
    store.put("stage", "key", {"t": frame()})

    def write(folder):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.put_files("stage", "key", write)
    assert len(store.read("stage", "key")["t"]) == 2


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (["a", "b"], ["ab"]),
        ([["a"], "b"], [["a", "b"]]),
        ([1], ["1"]),
        ([b"x"], ["x"]),
        ([None], [""]),
    ],
)
def test_digest_tells_values_apart(one, two):
    assert digest(*one) != digest(*two)


def test_digest_of_a_file_is_of_its_content(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("x")
    two.write_text("x")
    assert digest(one) == digest(two)
    two.write_text("y")
    assert digest(one) != digest(two)


def test_digest_of_a_list_of_files_is_of_their_content_too(tmp_path):
    path = tmp_path / "one"
    path.write_text("x")
    before = digest([path, "a"])
    path.write_text("y")
    assert digest([path, "a"]) != before


def test_digest_does_not_mind_the_order_of_keys():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_code_version_differs_by_package():
    assert code_version("store") != code_version("privacy")
    assert code_version("study.py") == code_version("study.py")


def test_a_result_that_somebody_removed_is_told(store):
    with pytest.raises(StoreError, match="removed") as error:
        store.read("ingest", "0" * 64)
    assert "crisislearn run" in str(error.value)


def test_a_part_is_read_without_the_others(store):
    said = pd.DataFrame({"text": [f"Nr. {n}" for n in range(PART + 1)], "no": 1})
    docs = pd.DataFrame({"docs": [b"first", b"second"]})
    store.put("cut", "k", {"statements": said, "docs": docs})
    for part, rows in enumerate((slice(0, PART), slice(PART, None))):
        found = store.read_part("cut", "k", part, "statements", "docs")
        whole = said[rows].reset_index(drop=True)
        pd.testing.assert_frame_equal(found["statements"], whole)
        assert found["docs"]["docs"].tolist() == [docs["docs"][part]]


def test_a_part_of_an_empty_table_has_its_columns(store):
    store.put("cut", "k", {"statements": pd.DataFrame({"text": ["a"]})[:0]})
    found = store.read_part("cut", "k", 0, "statements")["statements"]
    assert found.empty and list(found) == ["text"]
