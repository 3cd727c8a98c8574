"""The model under an embedding space: the bundled one, or one that the user names.

Here: finding a model2vec or sentence-transformers model and its vectors of whole texts.
Not here: what is taken from these vectors and joined with them (``embeddings``), and
how the bundled model was made (``training.vectors``). A folder never touches the
network; a name is looked up on this disk, and fetched only if the user says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from crisislearn.errors import CrisisLearnError
from crisislearn.language.lexicon import MODELS

BUNDLED = "bundled"
BUNDLED_NAME = "potion-multilingual-128M, pruned, int8"
FOLDER = MODELS / "embeddings"
LAYOUTS = ("model.safetensors", "0_StaticEmbedding/model.safetensors")
TABLES = {"embeddings", "embedding.weight"}
"""What the table of a static model is called, by model2vec or sentence-transformers."""
UNUSED = ("*.onnx", "onnx/*", "openvino/*", "*.h5", "*.msgpack", "*.ot", "*.tflite")


@dataclass(frozen=True)
class Encoder:
    """A model that gives a text its vector; read when it is first needed.

    Attributes:
        name: What people call it, in ``ops.models`` and ``doctor``.
        folder: Where its files are.
    """

    name: str
    folder: Path

    @cached_property
    def id(self) -> str:
        """Hash of the model's files, 32 hex digits."""
        sha = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            place = path.relative_to(self.folder)
            if path.is_file() and not any(p.startswith(".") for p in place.parts):
                # A model of another machine is the same model.
                sha.update(f"{place.as_posix()}\0".encode())
                with path.open("rb") as file:
                    sha.update(hashlib.file_digest(file, "sha256").digest())
        return sha.hexdigest()[:32]

    @cached_property
    def is_static(self) -> bool:
        """Whether it is a table of vectors (model2vec), not a transformer."""
        from safetensors import safe_open

        for path in (self.folder / name for name in LAYOUTS):
            if path.is_file():
                with safe_open(path, framework="numpy") as tensors:
                    return bool(TABLES & set(tensors.keys()))
        return False

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """The vectors of texts.

        Args:
            texts: n texts.

        Returns:
            (n, d) vectors of any length; zeros for a text that has no piece in a static
            model.

        Raises:
            CrisisLearnError: If the folder holds no model that can be read, or what
                reads it is not installed.
        """
        # An empty text keeps the width where there are no texts at all.
        given = [*texts, ""]
        if self.is_static:
            vectors = self._model.encode(given, use_multiprocessing=False)
        else:
            vectors = self._model.encode(given, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float64)[:-1]

    def encode_words(self, words: Sequence[str]) -> npt.NDArray[np.float64]:
        """The vectors of m single words by a static model.

        Returns:
            (m, d) mean vectors of the pieces of each word.
        """
        given = [*words, ""]
        vectors = self._model.encode(given, normalize=False, use_multiprocessing=False)
        return np.asarray(vectors, np.float64)[:-1]

    def pieces(self, words: Sequence[str]) -> npt.NDArray[np.int64]:
        """Of how many pieces a static model makes each of m words: (m,)."""
        return np.array([len(found) for found in self._model.tokenize(words)], np.int64)

    @cached_property
    def _model(self) -> Any:
        try:
            if self.is_static:
                from model2vec import StaticModel

                return StaticModel.from_pretrained(self.folder)
            return _transformer(self.folder)
        except (OSError, ValueError, KeyError) as error:
            raise CrisisLearnError(
                f"no embedding model could be read here ({error})",
                where=str(self.folder),
                remedy="name a folder that model2vec or sentence-transformers wrote",
            ) from error


def _transformer(folder: Path) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise CrisisLearnError(
            "this embedding model is no model2vec model, and sentence-transformers is "
            "not installed",
            where=str(folder),
            remedy='pip install "sentence-transformers>=5" in .venv (pulls torch), or '
            "name a model2vec model",
        ) from error
    return SentenceTransformer(str(folder), local_files_only=True)


def find_encoder(model: str = BUNDLED, fetch: bool = False) -> Encoder:
    """Find an embedding model, without reading it.

    Args:
        model: ``bundled``, a folder, or the name of a model on the Hugging Face hub.
        fetch: Whether a name that is not on this disk may be fetched.

    Returns:
        The encoder.

    Raises:
        CrisisLearnError: If there is no such model here, or it could not be fetched.
    """
    if model == BUNDLED:
        return bundled()
    folder = Path(model).expanduser()
    if model and folder.is_dir():
        return Encoder(folder.resolve().name, folder)
    from huggingface_hub import snapshot_download

    try:
        found = snapshot_download(
            model, local_files_only=not fetch, ignore_patterns=list(UNUSED)
        )
    except (OSError, ValueError) as error:
        raise CrisisLearnError(
            "the embedding model could not be fetched"
            if fetch
            else "the embedding model is neither a folder nor among the models that "
            "were fetched to this machine",
            where=model,
            remedy="check the name and the network"
            if fetch
            else "give its folder, or set CRISISLEARN_FETCH_MODELS=true to fetch it "
            "once from huggingface.co",
        ) from error
    return Encoder(model, Path(found))


def bundled() -> Encoder:
    """The bundled model, read once a process."""
    return _BUNDLED


_BUNDLED = Encoder(BUNDLED_NAME, FOLDER)
