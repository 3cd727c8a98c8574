"""What was learned of coded statements, as it lies in its file.

Here: the weights that ship with the package. Not here: the features (``wordspace``),
how the weights came about (``training``) and what they say of a text (``learned``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from crisislearn.barriers.rules import STATUSES
from crisislearn.barriers.wordspace import LEAST, WordSpace

PATH = Path(__file__).parent / "model" / "statements.npz"
BACK = "back"
"""What was gone and has returned: a class of its own, as one story tells both."""

TOLD_OF = (*STATUSES, BACK)
"""Classes of the status model."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Steps:
    """A table of weights as its file has it, of which few rows are ever asked for.

    Attributes:
        steps: (rows, classes) whole steps.
        step: (classes,) what a step of each class is.
    """

    steps: npt.NDArray[np.int8]
    step: Matrix

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and classes."""
        return self.steps.shape

    def __getitem__(self, rows: slice | npt.NDArray[np.signedinteger[Any]]) -> Steps:
        return Steps(self.steps[rows], self.step)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Matrix:
        return self.steps * self.step


Table = Matrix | Steps


@dataclass(frozen=True)
class Weights:
    """Linear models over a word space: margins, above 0 for yes.

    Attributes:
        space: The features.
        codes: Classes of the code model.
        code: (width + codes, codes + 1) weights. After the columns of the space, one
            for each code that a term of the codebook names; the last class is that any
            barrier is spoken of.
        code_bias: (codes + 1,) intercepts.
        status: (told + asked, statuses) weights of a text and of its question, in the
            order of ``TOLD_OF``.
        status_bias: (statuses,) intercepts.
        text: (width, codes + 1 + statuses) weights of a whole text: for each code, for
            that any barrier is spoken of, and for each of ``TOLD_OF``.
        text_bias: (codes + 1 + statuses,) intercepts.
    """

    space: WordSpace
    codes: tuple[str, ...]
    code: Table
    code_bias: Matrix
    status: Table
    status_bias: Matrix
    text: Table
    text_bias: Matrix

    def save(self, path: Path) -> None:
        """Write the weights; the same weights give the same bytes."""
        arrays: dict[str, Any] = {
            "codes": packed(self.codes),
            "code_bias": self.code_bias.astype(np.float32),
            "status_bias": self.status_bias.astype(np.float32),
            "text_bias": self.text_bias.astype(np.float32),
        }
        tables = {"code": self.code, "status": self.status, "text": self.text}
        for name, table in tables.items():
            found = _stepped(np.asarray(table))
            arrays[name], arrays[f"{name}_step"] = found.steps, found.step
        arrays |= packed_space(self.space)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        path.write_bytes(buffer.getvalue())


def read_weights(path: Path = PATH) -> Weights:
    """Read what ``Weights.save`` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        tables = {
            name: Steps(arrays[name], arrays[f"{name}_step"].astype(float))
            for name in ("code", "status", "text")
        }
        bias = {name: arrays[f"{name}_bias"].astype(float) for name in tables}
        return Weights(
            unpacked_space(arrays),
            tuple(unpacked(arrays["codes"])),
            tables["code"],
            bias["code"],
            tables["status"],
            bias["status"],
            tables["text"],
            bias["text"],
        )


def _stepped(table: Matrix) -> Steps:
    """Weights as whole steps from -127 to 127, and the step of each class.

    A sum of hundreds of weights does not feel their last digit, and the file is a
    quarter as large. What lies between is cut off: weights beyond are few.
    """
    step = np.quantile(np.abs(table), 0.9999, axis=0) / 127
    step = np.where(step > 0, step, 1.0)
    return Steps(np.clip(np.rint(table / step), -127, 127).astype(np.int8), step)


def packed(words: Iterable[str]) -> npt.NDArray[np.uint8]:
    """Words as the bytes of their lines."""
    return np.frombuffer("\n".join(words).encode("utf-8"), np.uint8)


def unpacked(lines: npt.NDArray[np.uint8]) -> list[str]:
    """The words that ``packed`` was given."""
    text = lines.tobytes().decode("utf-8")
    return text.split("\n") if text else []


def packed_space(space: WordSpace) -> dict[str, npt.NDArray[Any]]:
    """The features of a word space and their weights, as arrays by name."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for kind, found in space.weights.items():
        arrays[f"{kind}_features"] = packed(found)
        arrays[f"{kind}_idf"] = np.array(list(found.values()), np.float32)
    return arrays


def unpacked_space(arrays: Mapping[str, npt.NDArray[Any]]) -> WordSpace:
    """The word space that ``packed_space`` was given."""
    weights: dict[str, Mapping[str, float]] = {}
    for kind in LEAST:
        features = unpacked(arrays[f"{kind}_features"])
        idf = arrays[f"{kind}_idf"].astype(float).tolist()
        weights[kind] = dict(zip(features, idf, strict=True))
    return WordSpace(weights)
