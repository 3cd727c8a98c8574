"""Sentence embeddings: the vectors of a model joined with a space fitted on a study.

Here: fitting a space once and placing new texts in it. Not here: the model
(``encoders``), terms and their weights (``terms``) and what is done with the vectors
(``topics``). Of a model's vectors the mean and the first principal component of the
study's texts are removed (Arora, Liang and Ma 2017, "A simple but tough-to-beat
baseline for sentence embeddings"); the fitted half is latent semantic analysis of
lemmas and character 4–5-grams, which also bring a compound close to its parts. Words
are not weighed by how rare they are in the study: questions gained nothing by it, and
statements scattered. A row depends on its text and space only, never on its neighbours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crisislearn.errors import CrisisLearnError
from crisislearn.language.encoders import Encoder, bundled
from crisislearn.language.lexicon import FORMS, MODELS, SUFFIXES
from crisislearn.language.terms import (
    WORD,
    Block,
    fit_block,
    lemma_terms,
    letter_terms,
)

Matrix = npt.NDArray[np.float64]

FORMAT = 2
MIN_TEXTS = 200
"""With fewer different texts a fitted space says more of chance than of words."""
AXES = 100
SEED = 0
BATCH = 10_000


def pool(texts: Sequence[str], encoder: Encoder) -> Matrix:
    """The vectors of texts by a model, as it gives them but for punctuation.

    Args:
        texts: n texts.
        encoder: A static model, each of whose words is looked up once and which so gets
            three times as fast, or a transformer, which reads whole texts.

    Returns:
        (n, d): each text's mean over the pieces of its words; zeros without any.
    """
    if not encoder.is_static:
        return encoder.encode(texts)
    said = [WORD.findall(text) for text in texts]
    known = {w: at for at, w in enumerate(sorted({w for ws in said for w in ws}))}
    vectors, pieces = encoder.encode_words(list(known))
    columns = np.array([known[w] for ws in said for w in ws], np.int64)
    ends = np.cumsum([0, *(len(ws) for ws in said)])
    shape = (len(said), len(known))
    shares = sparse.csr_array(
        (pieces[columns].astype(float), columns, ends), shape=shape
    )
    shares.sum_duplicates()
    total = np.asarray(shares.sum(axis=1)).reshape(-1, 1)
    return np.asarray(shares @ vectors) / np.where(total > 0, total, 1.0)


def mean_and_component(pooled: Matrix) -> tuple[Matrix, Matrix]:
    """Mean and first principal component of vectors, (d,) each."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    mean = pooled.mean(axis=0)
    with threadpool_limits(1):
        _, vectors = np.linalg.eigh((pooled - mean).T @ (pooled - mean))
    return mean, _fix_sign(vectors[:, -1:].T)[0]


@dataclass(frozen=True)
class Space:
    """A fitted embedding space.

    Attributes:
        lang: Language of the texts; decides whether words are lemmatised.
        encoder: The model whose vectors are the static half.
        mean: (d,) removed from the model's vectors.
        component: (d,) unit direction removed from them.
        blocks: Lemmas and character n-grams with their weights; none if static only.
        axes: (columns of all blocks, k) directions of the fitted half.
    """

    lang: str
    encoder: Encoder
    mean: Matrix
    component: Matrix
    blocks: tuple[Block, ...]
    axes: Matrix

    @cached_property
    def id(self) -> str:
        """Hash of all that the space holds and of the data it rests on."""
        base = [FORMAT, self.lang, self.encoder.id, self._terms()]
        sha = hashlib.sha256(json.dumps(base).encode())
        for array in self._arrays().values():
            sha.update(np.ascontiguousarray(array).tobytes())
        for name in (FORMS, SUFFIXES):
            sha.update((MODELS / name).read_bytes())
        return sha.hexdigest()[:32]

    def transform(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Place texts in the space.

        Args:
            texts: n texts.

        Returns:
            (n, d) float32 rows of length 1; a text without a word lies where the common
            mean puts it.
        """
        batches = [
            self._place(texts[start : start + BATCH])
            for start in range(0, max(len(texts), 1), BATCH)
        ]
        return np.vstack(batches).astype(np.float32)

    def _place(self, texts: Sequence[str]) -> Matrix:
        left = pool(texts, self.encoder) - self.mean
        along = (left * self.component).sum(axis=1, keepdims=True)
        left = _unit(left - along * self.component)
        if self.blocks:
            right = _weigh(texts, self.lang, self.blocks) @ self.axes
            left = np.hstack([left, _unit(np.asarray(right))])
        empty = ~left.any(axis=1)
        left[empty, 0] = 1.0
        return _unit(left)

    def save(self, folder: Path) -> None:
        """Write the space as ``space.npz`` and ``space.json``; same bytes each time."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = self._arrays()
        np.savez_compressed(folder / "space.npz", **arrays)
        about = {"format": FORMAT, "id": self.id, "lang": self.lang}
        about |= {"model": self.encoder.name, "model_id": self.encoder.id}
        text = json.dumps({**about, "terms": self._terms()}, ensure_ascii=False)
        (folder / "space.json").write_text(text + "\n", encoding="utf-8")

    def _terms(self) -> list[list[str]]:
        return [list(block.columns) for block in self.blocks]

    def _arrays(self) -> dict[str, Matrix]:
        weights = {f"weights_{i}": block.idf for i, block in enumerate(self.blocks)}
        base = {"mean": self.mean, "component": self.component, "axes": self.axes}
        return {**base, **weights}


def load_space(folder: Path, encoder: Encoder | None = None) -> Space:
    """Read a space that ``Space.save`` wrote.

    Args:
        folder: Where it was written.
        encoder: The model it was fitted with; the bundled one if none is given.

    Returns:
        The space.

    Raises:
        CrisisLearnError: If it was fitted with another model.
    """
    encoder = encoder or bundled()
    about = json.loads((folder / "space.json").read_text(encoding="utf-8"))
    if (about["format"], about["model_id"]) != (FORMAT, encoder.id):
        raise CrisisLearnError(
            f"the space was fitted with {about['model']}, not with {encoder.name}",
            where=str(folder),
            remedy="fit it again: crisislearn analyse --refit",
        )
    with np.load(folder / "space.npz") as arrays:
        blocks = tuple(
            Block({term: i for i, term in enumerate(terms)}, arrays[f"weights_{n}"])
            for n, terms in enumerate(about["terms"])
        )
        mean, component, axes = (arrays[k] for k in ("mean", "component", "axes"))
    return Space(about["lang"], encoder, mean, component, blocks, axes)


def static_space(lang: str = "da", encoder: Encoder | None = None) -> Space:
    """The space that rests on nothing but a model, the bundled one if none is given."""
    encoder = encoder or bundled()
    nothing = np.zeros(encoder.encode([]).shape[1])
    return Space(lang, encoder, nothing, nothing, (), np.zeros((0, 0)))


def static(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Embeddings from the bundled vectors alone, (n, d) float32 unit rows."""
    return static_space().transform(texts)


def fit_space(texts: Iterable[str], lang: str, encoder: Encoder | None = None) -> Space:
    """Fit a space on a study's texts.

    Args:
        texts: Texts in any order; repeated ones count once.
        lang: ``da``, or another language, whose words are then not lemmatised.
        encoder: The model of the static half; the bundled one if none is given.

    Returns:
        The space; the static one if there are fewer than 200 different texts.
    """
    from sklearn.utils.extmath import randomized_svd
    from threadpoolctl import threadpool_limits

    encoder = encoder or bundled()
    # Sorted, so that the order of arrival cannot change a space.
    distinct = sorted(set(texts))
    if len(distinct) < MIN_TEXTS:
        return static_space(lang, encoder)
    blocks = (
        fit_block([lemma_terms(text, lang) for text in distinct]),
        fit_block([letter_terms(text) for text in distinct]),
    )
    weighed = _weigh(distinct, lang, blocks)
    count = min(AXES, min(weighed.shape) - 1)
    if count < 1:
        return static_space(lang, encoder)
    with threadpool_limits(1):
        _, _, axes = randomized_svd(weighed, count, random_state=SEED)
    mean, component = mean_and_component(pool(distinct, encoder))
    kept = np.ascontiguousarray(_fix_sign(np.asarray(axes)).T)
    return Space(lang, encoder, mean, component, blocks, kept)


def _weigh(texts: Sequence[str], lang: str, blocks: Sequence[Block]) -> Any:
    lemmas, letters = blocks
    return sparse.hstack(
        [
            lemmas.weigh([lemma_terms(text, lang) for text in texts]),
            letters.weigh([letter_terms(text) for text in texts]),
        ],
        format="csr",
    )


def _unit(rows: Matrix) -> Matrix:
    """Rows of length 1; zero rows stay zero."""
    length = np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return rows / np.where(length > 0, length, 1.0)


def _fix_sign(axes: Matrix) -> Matrix:
    """Turn each row so that its largest entry is positive."""
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1)[:, None], axis=1)
    return np.asarray(axes * np.where(largest < 0, -1.0, 1.0))
