"""Sentence embeddings: the vectors of a model joined with a space fitted on a study.

Here: fitting a space once and placing new texts in it. Not here: the model
(``encoders``), what is fitted of terms (``views``) and what is done with the vectors
(``topics``). Of a model's vectors the mean and the first principal component of the
study's texts are removed (Arora, Liang and Ma 2017, "A simple but tough-to-beat
baseline for sentence embeddings"); joined with them is latent semantic analysis of
lemmas, compounds with their parts, and of character 4–5-grams. Words are not weighed by
how rare they are in a study: questions gained nothing by it, and statements scattered.
A row depends on its text and space only, never on its neighbours.
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
from crisislearn.language.terms import WORD, Block
from crisislearn.language.views import KINDS, Matrix, View, fit_view, fix_sign, unit

FORMAT = 2
MIN_TEXTS = 200
"""With fewer different texts a fitted space says more of chance than of words."""
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
    vectors, pieces = encoder.encode_words(list(known)), encoder.pieces(list(known))
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
    return mean, fix_sign(vectors[:, -1:].T)[0]


@dataclass(frozen=True)
class Space:
    """A fitted embedding space.

    Attributes:
        lang: Language of the texts; decides whether words are lemmatised.
        encoder: The model whose vectors are the static part.
        mean: (d,) removed from the model's vectors.
        component: (d,) unit direction removed from them.
        views: Lemmas and character n-grams as fitted; none if static only.
    """

    lang: str
    encoder: Encoder
    mean: Matrix
    component: Matrix
    views: tuple[View, ...]

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
        left = unit(left - along * self.component)
        rows = np.hstack([left, *(view.place(texts, self.lang) for view in self.views)])
        rows[~rows.any(axis=1), 0] = 1.0
        return unit(rows)

    def save(self, folder: Path) -> None:
        """Write the space as ``space.npz`` and ``space.json``; same bytes each time."""
        folder.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = self._arrays()
        np.savez_compressed(folder / "space.npz", **arrays)
        about = {"format": FORMAT, "id": self.id, "lang": self.lang}
        about |= {"model": self.encoder.name, "model_id": self.encoder.id}
        text = json.dumps({**about, "terms": self._terms()}, ensure_ascii=False)
        (folder / "space.json").write_text(text + "\n", encoding="utf-8")

    def _terms(self) -> dict[str, list[str]]:
        return {view.kind: list(view.block.columns) for view in self.views}

    def _arrays(self) -> dict[str, Matrix]:
        arrays = {"mean": self.mean, "component": self.component}
        for view in self.views:
            arrays[f"{view.kind}_weights"] = view.block.idf
            arrays[f"{view.kind}_axes"] = view.axes
        return arrays


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
        views = []
        for kind, terms in about["terms"].items():
            columns = {term: at for at, term in enumerate(terms)}
            block = Block(columns, arrays[f"{kind}_weights"])
            views.append(View(kind, block, arrays[f"{kind}_axes"]))
        mean, component = arrays["mean"], arrays["component"]
    return Space(about["lang"], encoder, mean, component, tuple(views))


def static_space(lang: str = "da", encoder: Encoder | None = None) -> Space:
    """The space that rests on nothing but a model, the bundled one if none is given."""
    encoder = encoder or bundled()
    nothing = np.zeros(encoder.encode([]).shape[1])
    return Space(lang, encoder, nothing, nothing, ())


def static(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Embeddings from the bundled vectors alone, (n, d) float32 unit rows."""
    return static_space().transform(texts)


def fit_space(texts: Iterable[str], lang: str, encoder: Encoder | None = None) -> Space:
    """Fit a space on a study's texts.

    Args:
        texts: Texts in any order; repeated ones count once.
        lang: ``da``, or another language, whose words are then not lemmatised.
        encoder: The model of the static part; the bundled one if none is given.

    Returns:
        The space; the static one if there are fewer than 200 different texts.
    """
    encoder = encoder or bundled()
    # Sorted, so that the order of arrival cannot change a space.
    distinct = sorted(set(texts))
    if len(distinct) < MIN_TEXTS:
        return static_space(lang, encoder)
    views = [fit_view(kind, distinct, lang) for kind in KINDS]
    fitted = tuple(view for view in views if view)
    if not fitted:
        return static_space(lang, encoder)
    mean, component = mean_and_component(pool(distinct, encoder))
    return Space(lang, encoder, mean, component, fitted)
