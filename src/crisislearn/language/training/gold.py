"""Reading annotated and running Danish text, without what models are measured on.

Here: the formats of the gold data, and leaving out every sentence of the UD Danish
development and test files, whole or in part. Not here: what is learned from it.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SHINGLE = 6
RUNNING = ("common_voice", "folketing_2022_2024", "law", "tatoeba_dan_eng")


class Token(NamedTuple):
    """One annotated word: as written, its lemma, and whether it is a name."""

    form: str
    lemma: str
    kind: str


Sentence = list[Token]


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Sentences of a CoNLL-U file, UD or UniMorph style; multiword ranges skipped."""
    sentence: Sentence = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split("\t")
        if not line and sentence:
            yield sentence
            sentence = []
        elif cells[0].isdigit():
            features = set(cells[5].split(";"))
            sentence.append(Token(cells[1], cells[2], _unimorph_kind(features)))


def read_parole(path: Path) -> Iterator[Sentence]:
    """Sentences of the PAROLE file: form, lemma and tag a line."""
    sentence: Sentence = []
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    for line in [*text.splitlines(), ""]:
        cells = line.split("\t")
        if len(cells) == 3:
            sentence.append(Token(cells[0], cells[1], _parole_kind(cells[2])))
        elif sentence:
            yield sentence
            sentence = []


def _parole_kind(tag: str) -> str:
    if tag.startswith("NP"):
        return "p"
    return {"N": "n", "V": "v", "A": "a"}.get(tag[0], "x")


def _unimorph_kind(features: set[str]) -> str:
    for name, kind in (("PROPN", "p"), ("N", "n"), ("V", "v"), ("ADJ", "a")):
        if name in features:
            return kind
    return "x"


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    """Runs of six words, or the whole if it is shorter: what two texts may share."""
    words = [w for w in (re.sub(r"\W+", "", word).lower() for word in words) if w]
    runs = {tuple(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    return runs or {tuple(words)}


def training_sentences(danish: Path) -> tuple[list[Sentence], list[Sentence]]:
    """PAROLE and UniMorph training sentences that share no text with UD dev and test.

    Args:
        danish: The folder of the Danish gold data.

    Returns:
        PAROLE sentences, and UniMorph sentences, whose lemmas follow UD.
    """
    held: set[tuple[str, ...]] = set()
    for part in ("dev", "test"):
        for sentence in read_conllu(danish / f"ud_danish_ddt/da_ddt-ud-{part}.conllu"):
            held |= shingles([token.form for token in sentence])

    def fresh(sentence: Sentence) -> bool:
        return not shingles([token.form for token in sentence]) & held

    unimorph = danish / "sigmorphon2019_danish_ddt/da_ddt-um-train.conllu"
    return (
        [s for s in read_parole(danish / "parole-dk.tsv.gz") if fresh(s)],
        [s for s in read_conllu(unimorph) if fresh(s)],
    )


def running_text(danish: Path, name: str) -> Iterator[str]:
    """Lines of one file of running Danish; page heads and attributions dropped."""
    path = danish / "text" / f"{name}.txt.gz"
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        if name == "tatoeba_dan_eng":
            line = line.split("\t")[1]
        elif line.startswith(("#", "   ")):
            continue
        yield line


def english_text(shared: Path) -> Iterator[str]:
    """Lines of English: everyday sentences, and answers and interviews if there."""
    path = shared / "danish/text/tatoeba_dan_eng.txt.gz"
    for line in gzip.decompress(path.read_bytes()).decode("utf-8").splitlines():
        yield line.split("\t")[0]
    for folder in ("surveys/toronto_agency_covid_survey", "interviews"):
        for file in sorted((shared.parent / "real" / folder).rglob("*")):
            if file.suffix in (".csv", ".md"):
                yield from file.read_text("utf-8", errors="replace").splitlines()
