"""Running Danish as sentences, for word vectors and for labels of a teacher.

Here: joining lines that a page broke, cutting text into sentences and words, leaving
out every sentence that shares six words in a row with UD dev or test. Not here: what is
learned from them (``wordvectors``, ``model``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from crisislearn.language.training.gold import running_text
from crisislearn.language.training.treebanks import Shingles, is_fresh

SOURCES = (
    "tatoeba_dan_eng",
    "common_voice",
    "leipzig_wiki30k",
    "ntrex_da",
    "folketing_2022_2024",
    "law",
)
WORD = re.compile(r"\w+(?:[-'’.:]\w+)*|[^\w\s]")
# A mark, then what looks like a beginning; not after one letter or a number.
END = re.compile(r"(?<=[a-zæøå\d)»”\"]{2}[.!?])\s+(?=[A-ZÆØÅ»”\"(–-])")
BROKEN = re.compile(r"(?<=[a-zæøå])-\n(?=[a-zæøå])")
LONGEST = 80
"""Longer runs of words are tables and lists, not sentences."""


def sentences(danish: Path, name: str, held: Shingles) -> Iterator[list[str]]:
    """Sentences of one source as words; what UD dev or test holds is left out."""
    for paragraph in _paragraphs(danish, name):
        for sentence in END.split(paragraph):
            words: list[str] = WORD.findall(sentence)
            if 0 < len(words) <= LONGEST and is_fresh(words, held):
                yield words


def _paragraphs(danish: Path, name: str) -> Iterator[str]:
    if name == "leipzig_wiki30k":
        for line in running_text(danish, name):
            yield line.partition("\t")[2]
    elif name == "folketing_2022_2024":
        text = BROKEN.sub("", "\n".join(running_text(danish, name)))
        for paragraph in text.split("\n\n"):
            yield paragraph.replace("\n", " ")
    else:
        yield from running_text(danish, name)
