"""Recipe of the bundled model: potion-multilingual, pruned and quantised.

Here: which word pieces are kept, how words are cut into them, and what is taken from
their vectors. Not here: reading the sources (``gold``) and using the model
(``encoders``). The result is what ``model2vec.StaticModel.save_pretrained`` writes. Run
as ``python -m crisislearn.language.training.vectors DATA OUT``.

Kept are the lower-case pieces that Danish and English text is cut into, and every other
lower-case piece that consists of letters of Danish, English, Norwegian and Swedish, as
there is no text of the last two to count in: some of these pieces are of other
languages, and no word of the four lacks one that the original has. Words are cut by
greedy longest match, which on Danish questions served better than the likeliest
segmentation (nearest neighbour 0.66 against 0.64); punctuation is dropped. The mean of
everyday Danish and English sentences and their first principal component are removed
from each piece's vector, so that they are gone from the mean of any pieces, too.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from crisislearn.language.embeddings import mean_and_component
from crisislearn.language.encoders import FOLDER
from crisislearn.language.terms import words
from crisislearn.language.training.gold import (
    RUNNING,
    english_text,
    running_text,
    training_sentences,
)

if TYPE_CHECKING:
    from model2vec import StaticModel
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

START = "▁"
"""Opens the first piece of a word, as in SentencePiece."""
UNKNOWN = "[UNK]"
LETTERS = set("abcdefghijklmnopqrstuvwxyzæøåäöüé0123456789")
LONGEST_WORD = 1_000
MOST_KEPT = 99.99
"""Percentile of the values above which they are cut off."""
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


def make_tokenizer(pieces: Sequence[str]) -> Tokenizer:
    """Cuts the words of a text into pieces: always the longest that fits.

    Args:
        pieces: Lower-case pieces; those that open a word start with ``START``.

    Returns:
        A tokenizer whose id 0 is ``UNKNOWN``, given to a word that cannot be spelled,
        and whose id n is the n-th piece.
    """
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    numbered = {piece: at for at, piece in enumerate([UNKNOWN, *pieces])}
    # WordPiece is greedy longest match; here no mark says that a piece goes on.
    model = models.WordPiece(
        numbered,
        unk_token=UNKNOWN,
        continuing_subword_prefix="",
        max_input_chars_per_word=LONGEST_WORD,
    )
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase()]
    )
    word = Regex(r"[\p{L}\p{M}\p{N}]+")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(word, "removed", invert=True),
            pre_tokenizers.Metaspace(START, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


def used_pieces(data: Path, originals: Sequence[str]) -> list[str]:
    """The pieces that are kept, in the order of the original."""
    seen: Counter[str] = Counter()
    for text in texts(data):
        seen.update(words(text))
    lower = [p for p in originals if p == p.lower() and p.strip(START)]
    forms = sorted(seen)
    cut = make_tokenizer(lower).encode_batch_fast(forms, add_special_tokens=False)
    used = {piece for encoding in cut for piece in encoding.tokens}
    return [p for p in lower if p in used or set(p.lstrip(START)) <= LETTERS]


def spelled(pieces: list[str], vectors: Vectors) -> tuple[list[str], Vectors]:
    """Pieces and vectors, with a first piece for each letter that only has a later one.

    Without it a word that opens with this letter could not be spelled.
    """
    known = set(pieces)
    rows = [
        row for row, p in enumerate(pieces) if len(p) == 1 and START + p not in known
    ]
    more = [START + pieces[row] for row in rows]
    return [*pieces, *more], np.vstack([vectors, vectors[rows]])


def quantise(vectors: Vectors) -> npt.NDArray[np.int8]:
    """Vectors as int8, all on one scale; lengths of texts are set to 1 afterwards.

    The few largest values are cut off: the rest gain more than these lose.
    """
    largest = np.percentile(np.abs(vectors), MOST_KEPT)
    small = np.clip(np.rint(vectors / largest * 127), -127, 127)
    return np.asarray(small, np.int8)


def make_model(pieces: Sequence[str], vectors: npt.NDArray[Any]) -> StaticModel:
    """A model2vec model of pieces and their vectors; an unknown word has none."""
    from model2vec import StaticModel

    rows = np.vstack([np.zeros_like(vectors[:1]), vectors])
    return StaticModel(rows, make_tokenizer(pieces), max_length=None)


def write_model(model: StaticModel, folder: Path) -> None:
    """Write a model; the same bytes each time."""
    model.save_pretrained(folder)
    # The card it writes tells of a model on a hub; ../LICENCES.md tells of this one.
    (folder / "README.md").unlink()


def without_common(
    pieces: Sequence[str], vectors: Vectors, sample: Sequence[str]
) -> Vectors:
    """The vectors without the mean and first component of a sample of sentences."""
    pooled = make_model(pieces, vectors).encode(sample, use_multiprocessing=False)
    mean, component = mean_and_component(pooled.astype(np.float64))
    left = vectors - mean
    return np.asarray(left - (left @ component)[:, None] * component, np.float32)


def build(data: Path, out: Path) -> None:
    """Prune, quantise and write the model.

    Args:
        data: Folder that holds ``models/potion_multilingual_128d`` and ``danish/``.
        out: Folder of the bundled models; the model becomes a folder in it.
    """
    source = data / "models/potion_multilingual_128d"
    lines = (source / "pieces.txt").read_text(encoding="utf-8").split("\n")
    where = {piece: row for row, piece in reversed(list(enumerate(lines)))}
    original = np.load(source / "vectors.npy").astype(np.float32)
    kept = used_pieces(data, list(dict.fromkeys(lines)))
    pieces, vectors = spelled(kept, original[[where[piece] for piece in kept]])
    sample = list(running_text(data / "danish", "tatoeba_dan_eng"))[:SAMPLE]
    sample += list(english_text(data))[:SAMPLE]
    sample += running_text(data / "danish", "common_voice")
    vectors = without_common(pieces, vectors, sorted(sample))
    write_model(make_model(pieces, quantise(vectors)), out / FOLDER.name)


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
