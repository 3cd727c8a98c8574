import numpy as np
import pytest

from crisislearn.language.pieces import (
    LONGEST_PIECE,
    Pieces,
    cut_greedily,
    load_pieces,
    words,
    write_pieces,
)
from crisislearn.language.training.vectors import quantise

INDEX = {"▁krav": 0, "▁kra": 1, "ene": 2, "e": 3, "▁": 4, "▁a": 5, "n": 6}


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("▁kravene", [0, 2]),
        ("▁kraven", [0, 3, 6]),
        ("▁e", [3]),
        ("▁zen", [3, 6]),
        ("▁zzz", []),
        ("▁", []),
        ("", []),
    ],
)
def test_longest_piece_wins_and_unknown_letters_are_passed_over(text, rows):
    assert list(cut_greedily(text, INDEX)) == rows


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kravene, krav!", ["kravene", "krav"]),
        ("ÆØÅ é 2020", ["æøå", "é", "2020"]),
        ("f.eks.", ["f", "eks"]),
        ("... !?", []),
        ("", []),
    ],
)
def test_words(text, expected):
    assert words(text) == expected


def test_bundled_pieces_spell_any_danish_word():
    pieces = load_pieces()
    names = list(pieces.index)
    for word in ("dokumentationskravene", "ærø", "covid", "zzqxåw", "2020"):
        spelled = "".join(names[row] for row in pieces.cut(word))
        assert spelled.lstrip("▁") == word
    assert max(map(len, names)) <= LONGEST_PIECE
    assert all(name == name.lower() for name in names)


def test_bundled_vectors_fit_together():
    pieces = load_pieces()
    rows = len(pieces.index)
    assert pieces.vectors.shape == (rows, 128) and pieces.scale.shape == (rows,)
    assert np.isfinite(pieces.scale).all() and (pieces.scale > 0).all()
    assert np.linalg.norm(pieces.component) == pytest.approx(1, abs=1e-3)


def test_eight_bits_keep_a_vector_close():
    vectors = np.random.default_rng(1).normal(size=(50, 128)).astype(np.float32)
    small, scale = quantise(vectors)
    error = np.abs(small * scale[:, None] - vectors).max(axis=1)
    assert (error <= scale * 0.6).all()
    assert quantise(np.zeros((1, 4), np.float32))[0].tolist() == [[0, 0, 0, 0]]


def test_pieces_are_written_the_same_twice_and_read_back(tmp_path):
    pieces = Pieces(
        {"▁krav": 0, "e": 1},
        np.array([[1, -127], [127, 0]], np.int8),
        np.array([0.5, 0.25], np.float32),
        np.array([0.5, 0.0]),
        np.array([0.0, 1.0]),
    )
    write_pieces(tmp_path / "a.npz", pieces)
    write_pieces(tmp_path / "b.npz", pieces)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    again = load_pieces(tmp_path / "a.npz")
    assert again.index == pieces.index
    assert again.rows(np.array([1])).tolist() == [[31.75, 0.0]]
