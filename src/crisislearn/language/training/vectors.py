"""Recipe of the static vectors: potion-multilingual pieces of Danish and English.

Here: which pieces are kept, and how vectors become bytes. Not here: reading the sources
(``gold``) and the format of the result (``pieces``). Run as
``python -m crisislearn.language.training.vectors DATA OUT``.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crisislearn.language.embeddings import mean_and_component, pool
from crisislearn.language.pieces import (
    VECTORS,
    Pieces,
    cut_greedily,
    words,
    write_pieces,
)
from crisislearn.language.training.gold import (
    RUNNING,
    english_text,
    running_text,
    training_sentences,
)

LETTERS = "abcdefghijklmnopqrstuvwxyzæøåäöüéèáóíúàêôëïçñß0123456789"
MOST_PIECES = 72_000
"""Keeps the file under 10 MB."""
SAMPLE = 20_000
"""Sentences of each language that mean and first component are taken from."""


def texts(data: Path) -> Iterator[str]:
    """All Danish and English text that says which pieces are used."""
    for name in RUNNING:
        yield from running_text(data / "danish", name)
    for sentences in training_sentences(data / "danish"):
        for sentence in sentences:
            yield " ".join(token.form for token in sentence)
    yield from english_text(data)


def used_pieces(data: Path, index: dict[str, int]) -> list[str]:
    """The most used pieces and every single letter, in the order of the original."""
    seen: Counter[str] = Counter()
    for text in texts(data):
        seen.update(words(text))
    names = list(index)
    counts: Counter[str] = Counter()
    for word, count in seen.items():
        for row in cut_greedily("▁" + word, index):
            counts[names[row]] += count
    ranked = sorted(counts, key=lambda piece: (-counts[piece], index[piece]))
    kept = {mark + letter for mark in ("", "▁") for letter in LETTERS}
    kept = {piece for piece in kept if piece in index}
    kept |= set(ranked[: MOST_PIECES - len(kept)])
    return sorted(kept, key=index.__getitem__)


def quantise(
    vectors: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Rows as int8, and the scale of each that gives them back."""
    # float16 first: it is what the file holds.
    scale = (np.abs(vectors).max(axis=1) / 127).astype(np.float16).astype(np.float32)
    rounded = np.rint(vectors / np.maximum(scale, 1e-8)[:, None])
    return np.clip(rounded, -127, 127).astype(np.int8), scale


def build(data: Path, out: Path) -> None:
    """Prune, quantise and write the vectors.

    Args:
        data: Folder that holds ``models/potion_multilingual_128d`` and ``danish/``.
        out: Folder to write to.
    """
    model = data / "models/potion_multilingual_128d"
    lines = (model / "pieces.txt").read_text(encoding="utf-8").split("\n")
    index: dict[str, int] = {}
    for row, piece in enumerate(lines):
        index.setdefault(piece, row)
    original = np.load(model / "vectors.npy").astype(np.float32)
    kept = used_pieces(data, index)
    vectors, scale = quantise(original[[index[piece] for piece in kept]])
    width = np.zeros(vectors.shape[1])
    numbered = {piece: row for row, piece in enumerate(kept)}
    pieces = Pieces(numbered, vectors, scale, width, width)
    everyday = list(running_text(data / "danish", "tatoeba_dan_eng"))
    sample = [*everyday[:SAMPLE], *list(english_text(data))[:SAMPLE]]
    sample += list(running_text(data / "danish", "common_voice"))
    pieces.mean, pieces.component = mean_and_component(pool(sorted(sample), pieces))
    write_pieces(out / VECTORS, pieces)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
