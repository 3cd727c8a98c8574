"""Vectors of word forms from what stands beside them in running text.

Here: counting neighbours by place, positive pointwise mutual information, singular
value decomposition (Levy, Goldberg and Dagan 2015, "Improving distributional
similarity with lessons learned from word embeddings"). Not here: the text
(``running``). Neighbours are told apart by place, as that groups words by part of
speech and kind of name rather than by topic.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crisislearn.language.features import norm
from crisislearn.language.gazetteer import EMPTY, Gazetteer
from crisislearn.language.network import STEPS

PLACES = (-2, -1, 1, 2)
FORMS = 40_000
CONTEXTS = 6_000
MIN_COUNT = 3
NAME_WEIGHT = 4
"""How much rather a name is taken than another word as frequent: by frequency alone
half of the names in news have no vector."""
TRUST = 3
"""Vectors of words seen so often have half the full length."""
AXES = 64
SMOOTHING = 0.75
EXTRA = 3
"""Columns after the axes: share of capitals inside a sentence, frequency, known."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class WordVectors:
    """What the network knows of words beforehand.

    Attributes:
        forms: In order of frequency.
        table: (n, AXES + EXTRA) their vectors.
        gazetteer: Lists of names.
    """

    forms: list[str]
    table: npt.NDArray[np.int8]
    gazetteer: Gazetteer = EMPTY


def learn(sentences: Iterable[list[str]]) -> WordVectors:
    """Vectors of the most frequent forms.

    Args:
        sentences: Sentences as words.

    Returns:
        One row for each form seen at least ``MIN_COUNT`` times, at most ``FORMS``.
    """
    sentences = list(sentences)
    counts: Counter[str] = Counter(word for words in sentences for word in words)
    normed = _norms(counts)
    totals: Counter[str] = Counter()
    for word, count in counts.items():
        totals[normed[word]] += count
    capitals = _capitals(sentences, normed)
    weights = {
        form: count * (NAME_WEIGHT if capitals[form] > 0.6 else 1)
        for form, count in totals.items()
    }
    ranked = sorted(totals, key=lambda form: (-weights[form], form))
    forms = [form for form in ranked[:FORMS] if totals[form] >= MIN_COUNT]
    at = {form: row for row, form in enumerate(forms)}
    # 0 is the edge of a sentence, 1 any form that is not listed.
    ids = {word: at.get(form, -1) + 2 for word, form in normed.items()}
    stream = np.array(
        [i for words in sentences for i in (0, 0, *(ids[w] for w in words))] + [0, 0],
        dtype=np.int32,
    )
    seen = np.array([totals[form] for form in forms], dtype=np.float32)
    axes = _decompose(_information(stream, len(forms)))
    axes *= (seen / (seen + TRUST))[:, None]
    share = np.array([capitals[form] for form in forms], dtype=np.float32)
    extra = np.array([2 * share, np.log10(seen) / 3, np.ones_like(seen)])
    table = np.rint(np.hstack([axes, extra.T]) * STEPS)
    return WordVectors(forms, np.clip(table, -127, 127).astype(np.int8))


def _norms(counts: Counter[str]) -> dict[str, str]:
    known = {word.lower() for word, count in counts.items() if count >= MIN_COUNT}
    is_known: Callable[[str], bool] = known.__contains__
    return {word: norm(word, is_known) for word in counts}


def _information(stream: npt.NDArray[np.int32], forms: int) -> sparse.csr_array:
    """Positive pointwise mutual information of forms and placed neighbours."""
    width = min(CONTEXTS, forms) + 2
    blocks = []
    for place in PLACES:
        here, there = _shifted(stream, place)
        keep = here >= 2
        pairs = here[keep].astype(np.int64) - 2
        near = np.where(there[keep] < width, there[keep], 1)
        cells, n = np.unique(pairs * width + near, return_counts=True)
        block = sparse.csr_array(
            (n.astype(np.float64), (cells // width, cells % width)),
            shape=(forms, width),
        )
        blocks.append(_positive(block))
    joined: sparse.csr_array = sparse.hstack(blocks, format="csr")
    return joined


def _shifted(
    stream: npt.NDArray[np.int32], place: int
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    if place > 0:
        return stream[:-place], stream[place:]
    return stream[-place:], stream[:place]


def _positive(counts: sparse.csr_array) -> sparse.csr_array:
    rows = counts.sum(axis=1)
    columns = counts.sum(axis=0) ** SMOOTHING
    columns = columns / columns.sum()
    coo = counts.tocoo()
    expected = rows[coo.row] * columns[coo.col]
    values = np.maximum(np.log(coo.data / expected), 0)
    found = sparse.csr_array((values, (coo.row, coo.col)), shape=counts.shape)
    found.eliminate_zeros()
    return found


def _decompose(matrix: sparse.csr_array) -> Floats:
    """Rows on the first axes, weighted by the root of the singular values."""
    from sklearn.utils.extmath import randomized_svd

    left, values, _ = randomized_svd(matrix, AXES, n_iter=4, random_state=0)
    scaled = left * np.sqrt(values)
    lengths = np.linalg.norm(scaled, axis=1, keepdims=True)
    unit: Floats = (scaled / np.maximum(lengths, 1e-9)).astype(np.float32)
    return unit * np.float32(np.sqrt(AXES) / 2)


def _capitals(sentences: list[list[str]], normed: dict[str, str]) -> dict[str, float]:
    """The share of capitals among a form's uses inside sentences, smoothed."""
    inside: Counter[str] = Counter()
    for words in sentences:
        inside.update(words[1:])
    uses: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    for word, count in inside.items():
        uses[normed[word]] += count
        upper[normed[word]] += count * word[0].isupper()
    return {form: (upper[form] + 0.5) / (uses[form] + 1) for form in normed.values()}
