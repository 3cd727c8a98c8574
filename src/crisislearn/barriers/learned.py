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

import numpy as np
import numpy.typing as npt

from crisislearn.barriers.mentions import Mention
from crisislearn.barriers.rules import STATUSES
from crisislearn.barriers.tokens import Parsed
from crisislearn.barriers.wordspace import (
    KINDS,
    Bag,
    WordSpace,
    bag_of,
    squares,
)

PATH = Path(__file__).parent / "model" / "sentences.npz"
TERM = 0.5
"""What a codebook term weighs in a row; a sentence without one has rows of length 1.4."""

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
        arrays = {
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
    return packed.tobytes().decode("utf-8").split("\n")


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
        statuses: (windows + 1, statuses) log-probabilities; the last row is the text.
        units: (tokens, codes) what each word adds to each code.
    """

    windows: tuple[tuple[int, int], ...]
    codes: Matrix
    statuses: Matrix
    units: Matrix

    def window_of(self, sentence: int) -> int:
        """The window that is one sentence."""
        return sentence


class Learned:
    """Scores texts; remembers each word it has met.

    Args:
        weights: Models over a word space.
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.place = {code: at for at, code in enumerate(weights.codes)}
        both = np.hstack([weights.code, weights.status])
        self._blocks: dict[str, Matrix] = {}
        start = 0
        for kind in KINDS:
            end = start + weights.space.width(kind)
            self._blocks[kind] = both[start:end]
            start = end
        self._terms = both[start:] * TERM
        self._bias = np.concatenate([weights.code_bias, weights.status_bias])
        self._scale = np.array(list(KINDS.values()))
        self._rows: dict[str, int] = {}
        self._sums = np.zeros((0, len(KINDS), both.shape[1]))
        self._squares = np.zeros((0, len(KINDS)))

    def meet(self, units: Iterable[str]) -> None:
        """Look up words and pairs, many at once, before texts are scored."""
        new = sorted(set(units) - self._rows.keys())
        if not new:
            return
        rows = self.weights.space.units(new)
        sums = np.stack([rows[k] @ self._blocks[k] for k in KINDS], axis=1)
        lengths = np.stack([squares(rows[k]) for k in KINDS], axis=1)
        for at, unit in enumerate(new, start=len(self._rows)):
            self._rows[unit] = at
        self._sums = np.concatenate([self._sums, sums])
        self._squares = np.concatenate([self._squares, lengths])

    def scores(self, parsed: Parsed, mentions: Sequence[Mention]) -> Scores:
        """Score each sentence of a text, and each two in a row."""
        bags = bags_of(parsed)
        self.meet(u for bag in bags for u in bag)
        n = len(bags)
        sums = np.zeros((n, len(KINDS), self._sums.shape[2]))
        lengths = np.zeros((n, len(KINDS)))
        for at, bag in enumerate(bags):
            rows = [self._rows[u] for u in bag]
            times = np.fromiter(bag.values(), float, len(bag))
            sums[at] = np.einsum("u,ukc->kc", times, self._sums[rows])
            lengths[at] = times @ self._squares[rows]
        named = np.zeros((n, len(self.weights.codes) - 1))
        for mention in mentions:
            place = self.place.get(mention.code.code)
            if place is not None:
                named[parsed.sentence_of(mention.first), place - 1] = 1
        windows = [(k, k + 1) for k in range(n)] + [(k, k + 2) for k in range(n - 1)]
        members = np.zeros((len(windows) + 1, n))
        for row, (a, b) in enumerate(windows):
            members[row, a:b] = 1
        members[-1] = 1
        length = np.sqrt(members @ lengths)
        scale = self._scale / np.where(length > 0, length, 1.0)
        total = np.einsum("wn,nkc,wk->wc", members, sums, scale)
        total += np.minimum(members @ named, 1.0) @ self._terms + self._bias
        split = len(self.weights.codes)
        return Scores(
            tuple(windows),
            np.exp(_log_softmax(total[:-1, :split])),
            _log_softmax(total[:, split:]),
            self._by_token(parsed),
        )

    def _by_token(self, parsed: Parsed) -> Matrix:
        known = self._rows
        rows = [known.get(t.lower, -1) if t.is_word else -1 for t in parsed.tokens]
        at = np.array(rows, int)
        found = np.zeros((len(rows), len(self.weights.codes)))
        if (at >= 0).any():
            met = at[at >= 0]
            length = np.sqrt(self._squares[met])
            scale = self._scale / np.where(length > 0, length, 1.0)
            sums = self._sums[met][:, :, : found.shape[1]]
            found[at >= 0] = np.einsum("tkc,tk->tc", sums, scale)
        return found


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


N_STATUSES = len(STATUSES)
