import json
import os
import subprocess
import sys
import types

import numpy as np
import pytest

from crisislearn.errors import CrisisLearnError
from crisislearn.language import embed
from crisislearn.language.embeddings import (
    fit_space,
    load_space,
    pool,
    static_space,
)
from crisislearn.language.encoders import BUNDLED_NAME, FOLDER, bundled, find_encoder
from crisislearn.language.training.vectors import make_model

PIECES = ["▁krav", "ene", "▁møde", "r", "▁ø", "▁k", "a"]
VECTORS = np.random.default_rng(4).normal(size=(len(PIECES), 6)).astype(np.float32)
TEXTS = [
    "Kravene forsvandt, og møderne blev kortere!",
    "Dokumentationskravene kom igen i 2021.",
    "The rules were suspended in spring.",
    "Barnehagen stengte, og vi savnet møtene.",
    "Förskolan stängde; mötena ställdes in.",
    "e-mail, a_b og f.eks. 10 %",
    "",
    "😀 漢字",
]


@pytest.fixture
def tiny(tmp_path):
    folder = tmp_path / "tiny-model"
    make_model(PIECES, VECTORS).save_pretrained(folder)
    return folder


# -- the bundle ---------------------------------------------------------------------


def test_the_bundle_is_in_the_format_of_model2vec():
    from model2vec import StaticModel

    stock = StaticModel.from_pretrained(FOLDER)
    assert stock.dim == 128 and stock.embedding_dtype == "int8"
    assert len(stock.tokens) == len(stock.embedding) > 30_000
    assert sum(f.stat().st_size for f in FOLDER.iterdir()) < 10_000_000
    assert stock.max_length is None


def test_stock_model2vec_gives_the_same_vectors():
    from model2vec import StaticModel

    stock = StaticModel.from_pretrained(FOLDER).encode(TEXTS)
    assert bundled().encode(TEXTS) == pytest.approx(stock, abs=1e-6)
    assert pool(TEXTS, bundled()) == pytest.approx(stock, abs=1e-4)


def test_stock_vectors_and_the_static_space_point_the_same_way():
    from model2vec import StaticModel

    stock = StaticModel.from_pretrained(FOLDER).encode(TEXTS[:5], normalize=True)
    assert static_space().transform(TEXTS[:5]) == pytest.approx(stock, abs=1e-5)


@pytest.mark.parametrize(
    "word",
    ["dokumentationskravene", "ærø", "sykehjemmet", "förskolan", "covid", "zzqxåw"],
)
def test_bundled_pieces_spell_any_word_of_the_four_languages(word):
    tokenizer = bundled()._model.tokenizer
    pieces = tokenizer.encode(word.upper(), add_special_tokens=False).tokens
    assert "".join(pieces) == f"▁{word}"


def test_letters_that_are_written_in_two_are_read_as_one():
    composed, decomposed = "åbent møde", "a\u030abent møde"
    assert (bundled().encode([composed]) == bundled().encode([decomposed])).all()


# -- finding a model ----------------------------------------------------------------


def test_the_bundled_model_is_the_default():
    assert find_encoder() is bundled() is find_encoder("bundled")
    assert bundled().name == BUNDLED_NAME and bundled().is_static


def test_a_folder_of_model2vec_takes_its_place(tiny):
    encoder = find_encoder(str(tiny))
    assert encoder.name == "tiny-model" and encoder.is_static
    rows = encoder.encode(["Kravene!", "Møder", "x"])
    assert rows[0] == pytest.approx(VECTORS[:2].mean(axis=0), abs=1e-6)
    assert rows[1] == pytest.approx(VECTORS[2:4].mean(axis=0), abs=1e-6)
    assert not rows[2].any()
    assert encoder.encode([]).shape == (0, 6)


def test_the_id_is_that_of_the_files_wherever_they_are(tiny, tmp_path):
    here = find_encoder(str(tiny)).id
    moved = tmp_path / "elsewhere" / "copy"
    moved.parent.mkdir()
    tiny.rename(moved)
    (moved / ".git").mkdir()
    (moved / ".git" / "config").write_text("x")
    assert find_encoder(str(moved)).id == here
    make_model(PIECES, VECTORS + 1).save_pretrained(moved)
    assert find_encoder(str(moved)).id != here != bundled().id


def test_a_space_rests_on_its_model(tiny, tmp_path):
    texts = [f"kravene {a} møder {b}" for a in "abcdefghij" for b in range(30)]
    encoder = find_encoder(str(tiny))
    space = fit_space(texts, "da", encoder)
    assert len(space.mean) == 6 and space.id != fit_space(texts, "da").id
    space.save(tmp_path / "space")
    again = load_space(tmp_path / "space", encoder)
    assert (again.transform(texts[:5]) == space.transform(texts[:5])).all()
    with pytest.raises(CrisisLearnError, match="tiny-model") as problem:
        load_space(tmp_path / "space")
    assert "refit" in problem.value.remedy


def test_the_setting_holds_for_embed(tiny, monkeypatch):
    monkeypatch.setenv("CRISISLEARN_EMBEDDING_MODEL", str(tiny))
    assert embed(TEXTS[:2]).shape == (2, 6)
    monkeypatch.setenv("CRISISLEARN_EMBEDDING_MODEL", "")
    assert embed(TEXTS[:2]).shape == (2, 128)


def test_doctor_names_the_model_or_says_how_to_get_it(tiny):
    from crisislearn.doctor import examine
    from crisislearn.settings import Settings

    assert f"  ok       embedding model {BUNDLED_NAME}" in "\n".join(
        examine(Settings())
    )
    lines = examine(Settings(embedding_model=str(tiny)))
    assert any("embedding model tiny-model" in line for line in lines)
    assert not any("potion" in line for line in lines)
    lines = examine(Settings(embedding_model="nobody/nothing"))
    assert any("missing  embedding model nobody/nothing" in line for line in lines)


# -- what goes wrong ----------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["nobody/nothing", "no/such/folder", "./none", " ", ""]
)
def test_a_model_that_is_not_here_is_a_clear_error(name, monkeypatch, tmp_path):
    monkeypatch.setattr("socket.socket.connect", None)
    with pytest.raises(CrisisLearnError) as problem:
        find_encoder(name)
    assert problem.value.where == name
    assert "CRISISLEARN_FETCH_MODELS" in problem.value.remedy


def test_fetching_without_a_network_is_a_clear_error():
    with pytest.raises(CrisisLearnError, match="could not be fetched"):
        find_encoder("nobody/nothing", fetch=True)


def test_a_fetched_name_is_found_without_the_network(tiny, tmp_path):
    """As the hub lays models out on disk; in a process of its own, as it reads HF_HOME
    when it is imported."""
    at = tmp_path / "hub" / "models--someone--small"
    (at / "refs").mkdir(parents=True)
    (at / "refs" / "main").write_text("abc123")
    (at / "snapshots").mkdir()
    tiny.rename(at / "snapshots" / "abc123")
    code = (
        "from crisislearn.language.encoders import find_encoder\n"
        "e = find_encoder('someone/small')\n"
        "print(e.name, e.encode(['krav']).shape[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"HF_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["someone/small", "6"]


def test_a_transformer_needs_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    (tmp_path / "modules.json").write_text("[]")
    with pytest.raises(CrisisLearnError, match="not installed") as problem:
        find_encoder(str(tmp_path)).encode(["a"])
    assert "pip install" in problem.value.remedy


def test_a_transformer_reads_whole_texts(tmp_path, monkeypatch):
    class SentenceTransformer:
        def __init__(self, path, **options):
            assert options == {"local_files_only": True}

        def encode(self, texts, **_):
            return np.array([[len(t), t.count("!"), 1] for t in texts], np.float32)

    module = types.SimpleNamespace(SentenceTransformer=SentenceTransformer)
    monkeypatch.setitem(sys.modules, "sentence_transformers", module)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    encoder = find_encoder(str(tmp_path))
    assert not encoder.is_static
    assert pool(["a!", "b!!"], encoder).tolist() == [[2, 1, 1], [3, 2, 1]]
    assert fit_space(["a", "b"], "da", encoder).transform(["a"]).shape == (1, 3)


@pytest.mark.parametrize("missing", ["tokenizer.json", "config.json"])
def test_a_broken_folder_is_a_clear_error(tiny, missing):
    (tiny / missing).unlink()
    with pytest.raises(CrisisLearnError, match="no embedding model") as problem:
        find_encoder(str(tiny)).encode(["a"])
    assert problem.value.where == str(tiny)
