"""Lists of towns, countries and people's names, as the network reads them.

Here: telling of a word which lists it stands in. Not here: where the lists come from
(``training.gazetteer``) and the network (``network``). Only a number for each word is
kept, not the words: two words share one in a few cases of 100,000.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.strings import hash_string  # type: ignore[attr-defined]

KINDS = ("country", "Danish town", "town abroad", "first name", "last name")
SHORT = (1 << 32) - 1


class Gazetteer(NamedTuple):
    """Words and the lists each stands in.

    Attributes:
        words: (n,) uint32, the low half of the words' hashes, rising.
        lists: (n,) uint8, one bit for each of ``KINDS``.
    """

    words: npt.NDArray[np.uint32]
    lists: npt.NDArray[np.uint8]

    def find(self, word: str) -> int:
        """The lists a lower-case word stands in, one bit each; 0 for none."""
        key = np.uint32(hash_string(word) & SHORT)
        at = int(np.searchsorted(self.words, key))
        if at == len(self.words) or self.words[at] != key:
            return 0
        return int(self.lists[at])

    def lists_of(self, normed: str) -> int:
        """The lists of a word, of what stands before its hyphen, both without s.

        Args:
            normed: A word as ``features.norm`` spells it.
        """
        found = 0
        for one in (normed, normed.partition("-")[0]):
            for tried in {one, one.removesuffix("s"), one.removesuffix("'s")}:
                found |= self.find(tried) if len(tried) > 1 else 0
        return found


EMPTY = Gazetteer(np.zeros(0, np.uint32), np.zeros(0, np.uint8))


def pack(words: Mapping[str, int]) -> Gazetteer:
    """A gazetteer of words in lower case and their lists."""
    short: dict[int, int] = {}
    for word, lists in words.items():
        key = hash_string(word) & SHORT
        short[key] = short.get(key, 0) | lists
    keys = sorted(short)
    return Gazetteer(
        np.array(keys, dtype=np.uint32),
        np.array([short[key] for key in keys], dtype=np.uint8),
    )


def bits(lists: npt.NDArray[np.uint64]) -> npt.NDArray[np.float32]:
    """Lists as columns of 0 and 1, (n, kinds)."""
    places = np.arange(len(KINDS), dtype=np.uint64)
    return ((lists[:, None] >> places) & np.uint64(1)).astype(np.float32)
