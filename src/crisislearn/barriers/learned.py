"""What was learned from coded sentences: how likely each code and status is.

Here: the weights that ship with the package, and the scores of a text's sentences. Not
here: the features (``wordspace``), how the weights came about (``training``), and what
a score decides (``judging``).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.tokens import Parsed
from crisislearn.barriers.wordspace import (
    KINDS,
    TOLD,
    Bag,
    WordSpace,
    bag_of,
    squares,
)

PATH = Path(__file__).parent / "model" / "sentences.npz"
TERM = 0.5
"""What a codebook term weighs in a row; a row without one has length 1.4."""

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Weights:
    """Linear models over a word space.

    Attributes:
        space: The features.
        codes: Classes of the code model; the first is ``-``, no barrier.
        code: (width, codes) weights; term columns follow those of the space.
        code_bias: (codes,) intercepts.
        status: (width, statuses) weights.
        status_bias: (statuses,) intercepts.
    """

    space: WordSpace
    codes: tuple[str, ...]
    code: Matrix
    code_bias: Matrix
    status: Matrix
    status_bias: Matrix

    def save(self, path: Path) -> None:
        """Write the weights; the same weights give the same bytes."""
        arrays: dict[str, Any] = {
            "codes": _packed(self.codes),
            "code": self.code.astype(np.float16),
            "code_bias": self.code_bias.astype(np.float32),
            "status": self.status.astype(np.float16),
            "status_bias": self.status_bias.astype(np.float32),
        }
        for kind, found in self.space.weights.items():
            arrays[f"{kind}_features"] = _packed(found)
            arrays[f"{kind}_idf"] = np.array(list(found.values()), np.float32)
        path.parent.mkdir(parents=True, exist_ok=True)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **arrays)
        path.write_bytes(buffer.getvalue())


def _packed(words: Iterable[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\n".join(words).encode("utf-8"), np.uint8)


def _unpacked(packed: npt.NDArray[np.uint8]) -> list[str]:
    text = packed.tobytes().decode("utf-8")
    return text.split("\n") if text else []


def read_weights(path: Path = PATH) -> Weights:
    """Read what ``Weights.save`` wrote."""
    with np.load(path, allow_pickle=False) as arrays:
        weights = {}
        for kind in ("lemma", "letter", "pair"):
            features = _unpacked(arrays[f"{kind}_features"])
            idf = arrays[f"{kind}_idf"].astype(float).tolist()
            weights[kind] = dict(zip(features, idf, strict=True))
        return Weights(
            WordSpace(weights),
            tuple(_unpacked(arrays["codes"])),
            arrays["code"].astype(float),
            arrays["code_bias"].astype(float),
            arrays["status"].astype(float),
            arrays["status_bias"].astype(float),
        )


@dataclass(frozen=True)
class Scores:
    """What was learned of one text.

    Attributes:
        windows: (first, one after last) sentence of each window: every sentence, then
            every two in a row.
        codes: (windows, codes) probabilities; ``-`` is no barrier.
        statuses: (statuses,) log-probabilities in the whole text.
    """

    windows: tuple[tuple[int, int], ...]
    codes: Matrix
    statuses: Matrix


class Learned:
    """Scores texts; remembers each word it has met.

    Args:
        weights: Models over a word space.
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.place = {code: at for at, code in enumerate(weights.codes)}
        width = weights.space.width
        self._parts = (
            _Part(KINDS, [width(k) for k in KINDS], weights.code),
            _Part(TOLD, [width(k) for k in TOLD], weights.status),
        )
        self._terms = weights.code[sum(width(k) for k in KINDS) :] * TERM
        self._rows: dict[str, int] = {}

    def meet(self, units: Iterable[str]) -> None:
        """Look up words and pairs, many at once, before texts are scored."""
        new = sorted({unit for unit in units if unit not in self._rows})
        if not new:
            return
        rows = self.weights.space.units(new)
        for at, unit in enumerate(new, start=len(self._rows)):
            self._rows[unit] = at
        for part in self._parts:
            part.add(rows)

    def scores(self, parsed: Parsed, mentions: Sequence[Mention]) -> Scores:
        """Score each sentence of a text, and each two in a row."""
        bags = bags_of(parsed)
        self.meet(u for bag in bags for u in bag)
        n = len(bags)
        rows = [[self._rows[u] for u in bag] for bag in bags]
        times = [np.fromiter(bag.values(), float, len(bag)) for bag in bags]
        named = np.zeros((n, len(self.weights.codes) - 1))
        for mention in mentions:
            place = self.place.get(mention.code.code)
            if place is not None:
                named[parsed.sentence_of(mention.first), place - 1] = 1
        windows = [(k, k + 1) for k in range(n)] + [(k, k + 2) for k in range(n - 1)]
        members = np.zeros((len(windows), n))
        for row, (a, b) in enumerate(windows):
            members[row, a:b] = 1
        codes = self._parts[0].total(rows, times, members)
        codes += np.minimum(members @ named, 1.0) @ self._terms
        statuses = self._parts[1].total(rows, times, np.ones((1, n)))
        return Scores(
            tuple(windows),
            np.exp(_log_softmax(codes + self.weights.code_bias)),
            _log_softmax(statuses + self.weights.status_bias)[0],
        )

    def alone(self, parsed: Parsed, place: int) -> list[float]:
        """What each token by itself adds to a code; 0 for one that was not met."""
        weights, rows = self._parts[0].alone, self._rows
        return [
            float(weights[rows[t.lower], place]) if t.lower in rows else 0.0
            for t in parsed.tokens
        ]


class _Part:
    """One linear model: what each word or pair that was met adds, kind by kind.

    Args:
        kinds: Kind → length of its features in a text.
        widths: Columns of each kind.
        weights: (columns, classes), kinds one after another.
    """

    def __init__(
        self, kinds: dict[str, float], widths: Sequence[int], weights: Matrix
    ) -> None:
        self._lengths = np.array(list(kinds.values()))
        ends = np.cumsum(widths)
        self._blocks = {
            kind: weights[end - width : end]
            for kind, width, end in zip(kinds, widths, ends, strict=True)
        }
        self._sums = np.zeros((0, len(kinds), weights.shape[1]))
        self._squares = np.zeros((0, len(kinds)))
        self.alone = np.zeros((0, weights.shape[1]))

    def add(self, rows: dict[str, sparse.csr_array]) -> None:
        """Take up new units, in order, from their rows by kind."""
        sums = np.stack([rows[k] @ w for k, w in self._blocks.items()], axis=1)
        lengths = np.stack([squares(rows[k]) for k in self._blocks], axis=1)
        self._sums = np.concatenate([self._sums, sums])
        self._squares = np.concatenate([self._squares, lengths])
        root = np.sqrt(lengths)
        scale = self._lengths / np.where(root > 0, root, 1.0)
        alone = np.einsum("ukc,uk->uc", sums, scale)
        self.alone = np.concatenate([self.alone, alone])

    def total(
        self, rows: Sequence[Sequence[int]], times: Sequence[Matrix], members: Matrix
    ) -> Matrix:
        """Scores of windows: (windows, classes).

        Args:
            rows: Units of each of n sentences.
            times: How often each stands there.
            members: (windows, n) which sentences a window has.
        """
        kinds, classes = self._sums.shape[1:]
        sums = np.zeros((len(rows), kinds * classes))
        lengths = np.zeros((len(rows), kinds))
        for n, (some, count) in enumerate(zip(rows, times, strict=True)):
            if some:
                sums[n] = count @ self._sums[some].reshape(len(some), -1)
                lengths[n] = count @ self._squares[some]
        length = np.sqrt(members @ lengths)
        scale = self._lengths / np.where(length > 0, length, 1.0)
        found = (members @ sums).reshape(-1, kinds, classes)
        return np.asarray((found * scale[:, :, None]).sum(axis=1))


def bags_of(parsed: Parsed) -> list[Bag]:
    """Words and pairs of each sentence."""
    return [
        bag_of([t.lower for t in parsed.tokens[a:b] if t.is_word])
        for a, b in parsed.sentences
    ]


def _log_softmax(rows: Matrix) -> Matrix:
    top = rows.max(axis=1, keepdims=True)
    shifted = rows - top
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


@cache
def load_learned() -> Learned:
    """Read the weights that ship with the package."""
    return Learned(read_weights())


def codes_of(codes: Iterable[str]) -> tuple[str, ...]:
    """Classes of the code model for the barriers of a codebook."""
    return ("-", *codes)
