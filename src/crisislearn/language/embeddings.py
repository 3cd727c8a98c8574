"""Sentence embeddings: static vectors joined with a space fitted on a study's texts.

Here: pooling word pieces, fitting a space once and placing new texts in it. Not here:
the pieces (``pieces``) and what is done with the vectors (``topics``). Mean and first
principal component are removed from pooled vectors (Arora, Liang and Ma 2017, "A simple
but tough-to-beat baseline for sentence embeddings"); the fitted half is latent semantic
analysis of lemmas and character 4–5-grams. A row depends on its text and space only,
never on the rows beside it.
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

from crisislearn.language.lexicon import FORMS, MODELS, SUFFIXES
from crisislearn.language.pieces import Pieces, load_pieces, words
from crisislearn.language.terms import Block, fit_block, lemma_terms, letter_terms

Matrix = npt.NDArray[np.float64]

FORMAT = 1
MIN_TEXTS = 200
"""With fewer different texts a fitted space says more of chance than of words."""
AXES = 100
SEED = 0
BATCH = 10_000


def pool(texts: Sequence[str], pieces: Pieces) -> Matrix:
    """The mean vector of each text's pieces, (n, d); zeros for a text without any."""
    rows = [[row for word in words(text) for row in pieces.cut(word)] for text in texts]
    flat = np.array([r for row in rows for r in row], dtype=np.int64)
    used, columns = np.unique(flat, return_inverse=True)
    ends = np.cumsum([0, *(len(row) for row in rows)])
    shares = np.repeat([1 / max(len(row), 1) for row in rows], np.diff(ends))
    counts = sparse.csr_array(
        (shares, columns, ends), shape=(len(rows), max(len(used), 1))
    )
    counts.sum_duplicates()
    vectors = pieces.rows(used) if len(used) else np.zeros((1, len(pieces.mean)))
    return np.asarray(counts @ vectors)


def mean_and_component(pooled: Matrix) -> tuple[Matrix, Matrix]:
    """Mean and first principal component of pooled vectors, (d,) each."""
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
        mean: (d,) removed from pooled vectors.
        component: (d,) unit direction removed from pooled vectors.
        blocks: Lemmas and character n-grams with their weights; none if static only.
        axes: (columns of all blocks, k) directions of the fitted half.
    """

    lang: str
    mean: Matrix
    component: Matrix
    blocks: tuple[Block, ...]
    axes: Matrix

    @cached_property
    def id(self) -> str:
        """Hash of all that the space holds and of the bundled data it rests on."""
        pieces = load_pieces()
        sha = hashlib.sha256(json.dumps([FORMAT, self.lang, self._terms()]).encode())
        for array in [*self._arrays().values(), pieces.vectors, pieces.scale]:
            sha.update(np.ascontiguousarray(array).tobytes())
        sha.update("\n".join(pieces.index).encode())
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
        left = pool(texts, load_pieces()) - self.mean
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
        text = json.dumps({**about, "terms": self._terms()}, ensure_ascii=False)
        (folder / "space.json").write_text(text + "\n", encoding="utf-8")

    def _terms(self) -> list[list[str]]:
        return [list(block.columns) for block in self.blocks]

    def _arrays(self) -> dict[str, Matrix]:
        weights = {f"weights_{i}": block.idf for i, block in enumerate(self.blocks)}
        base = {"mean": self.mean, "component": self.component, "axes": self.axes}
        return {**base, **weights}


def load_space(folder: Path) -> Space:
    """Read a space that ``Space.save`` wrote."""
    about = json.loads((folder / "space.json").read_text(encoding="utf-8"))
    with np.load(folder / "space.npz") as arrays:
        blocks = tuple(
            Block({term: i for i, term in enumerate(terms)}, arrays[f"weights_{n}"])
            for n, terms in enumerate(about["terms"])
        )
        mean, component, axes = (arrays[k] for k in ("mean", "component", "axes"))
    return Space(about["lang"], mean, component, blocks, axes)


def static_space(lang: str = "da") -> Space:
    """The space that rests on nothing but the bundled vectors."""
    pieces = load_pieces()
    return Space(lang, pieces.mean, pieces.component, (), np.zeros((0, 0)))


def static(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Embeddings from the bundled vectors alone, (n, d) float32 unit rows."""
    return static_space().transform(texts)


def fit_space(texts: Iterable[str], lang: str) -> Space:
    """Fit a space on a study's texts.

    Args:
        texts: Texts in any order; repeated ones count once.
        lang: ``da``, or another language, whose words are then not lemmatised.

    Returns:
        The space; the static one if there are fewer than 200 different texts.
    """
    from sklearn.utils.extmath import randomized_svd
    from threadpoolctl import threadpool_limits

    # Sorted, so that the order of arrival cannot change a space.
    distinct = sorted(set(texts))
    if len(distinct) < MIN_TEXTS:
        return static_space(lang)
    blocks = (
        fit_block([lemma_terms(text, lang) for text in distinct]),
        fit_block([letter_terms(text) for text in distinct]),
    )
    weighed = _weigh(distinct, lang, blocks)
    count = min(AXES, min(weighed.shape) - 1)
    if count < 1:
        return static_space(lang)
    with threadpool_limits(1):
        _, _, axes = randomized_svd(weighed, count, random_state=SEED)
    mean, component = mean_and_component(pool(distinct, load_pieces()))
    kept = np.ascontiguousarray(_fix_sign(np.asarray(axes)).T)
    return Space(lang, mean, component, blocks, kept)


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
