"""Annotated Danish as the pipeline is trained and measured on it: UD tags and names.

Here: joining the gold files into sentences with one set of labels, and what counts as a
sentence of UD dev or test, which no training data may hold. Not here: how a tag of one
scheme becomes one of another (``tagmap``) and running text (``gold``).
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from crisislearn.language.training.gold import shingles
from crisislearn.language.training.tagmap import Row, TagMap

UD = "ud_danish_ddt/da_ddt-ud-{}.conllu"
UNER = "uner_danish_ddt/da_ddt-ud-{}.iob2"
UNIMORPH = "sigmorphon2019_danish_ddt/da_ddt-um-{}.conllu"
DANPLUS = "danplus/da_{}.tsv"
CHAT = ("twitter_dev", "arto_dev")
"""What people write to each other, of which only the names are annotated."""
PAROLE = "parole-dk.tsv.gz"

Shingles = set[tuple[str, ...]]


@dataclass(frozen=True)
class Gold:
    """One annotated sentence; every list is as long as ``forms``.

    Attributes:
        forms: Words as written.
        lemmas: Their dictionary forms.
        upos: UD parts of speech; empty where the source has one tag for a phrase.
        feats: UD features, ``Number=Sing|...`` or ``_``.
        names: IOB tags over PER, ORG, LOC and, to learn from, MISC; None where names
            are not annotated.
        spaced: Whether a space follows; None where the source does not say.
        shares: (n, labels) what teachers give each label of names; None where people
            annotated them.
    """

    forms: list[str]
    lemmas: list[str]
    upos: list[str]
    feats: list[str]
    names: list[str] | None = None
    spaced: list[bool] | None = None
    shares: npt.NDArray[np.float32] | None = None


def conllu(path: Path) -> Iterator[list[list[str]]]:
    """Rows of cells, sentence by sentence; comments and multiword ranges skipped."""
    rows: list[list[str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        cells = line.split("\t")
        if not line and rows:
            yield rows
            rows = []
        elif cells[0].isdigit():
            rows.append(cells)


def parole(path: Path) -> Iterator[list[Row]]:
    """Sentences of the PAROLE file; phrases like ``i_dag`` cut, their tags dropped."""
    rows: list[Row] = []
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    for line in [*text.splitlines(), ""]:
        cells = line.split("\t")
        if len(cells) == 3:
            form, lemma, tag = (cell.strip() for cell in cells)
            pieces = form.split("_") if len(form) > 1 else [form]
            if len(pieces) == 1:
                rows.append(Row(form, lemma, tag))
            else:
                rows += [Row(piece, "", "") for piece in pieces if piece]
        elif rows:
            yield rows
            rows = []


def measured(danish: Path, part: str) -> list[Gold]:
    """UD ``dev`` or ``test``, with the names that UNER marks in the same words."""
    names = {key(rows): rows for rows in conllu(danish / UNER.format(part))}
    found = []
    for rows in conllu(danish / UD.format(part)):
        found.append(
            Gold(
                forms=[row[1] for row in rows],
                lemmas=[row[2] for row in rows],
                upos=[row[3] for row in rows],
                feats=[row[5] for row in rows],
                names=_iob(names.get(key(rows)), len(rows)),
                spaced=["SpaceAfter=No" not in row[9] for row in rows],
            )
        )
    return found


def held_out(danish: Path) -> Shingles:
    """What no training sentence may share: six-word runs of UD dev and test."""
    held: Shingles = set()
    for part in ("dev", "test"):
        for rows in conllu(danish / UD.format(part)):
            held |= shingles([row[1] for row in rows])
    return held


def is_fresh(words: list[str], held: Shingles) -> bool:
    """Whether a sentence shares no run of six words with what is held out."""
    return not shingles(words) & held


def training(danish: Path) -> list[Gold]:
    """All annotated sentences to learn from, none of UD dev or test.

    DDT sentences have tags from UniMorph and names from UNER, the rest of the
    Copenhagen treebanks has tags from PAROLE and no names.
    """
    held = held_out(danish)
    ddt_map, parole_map = learn_maps(danish, held)
    ddt = [
        one for one in _unimorph(danish) if is_fresh([row.form for row in one], held)
    ]
    names = {key(rows): rows for rows in conllu(danish / UNER.format("train"))}
    misc = {"".join(forms): names for forms, names in danplus(danish, "news_train")}
    sentences = []
    for rows in ddt:
        letters = "".join(row.form for row in rows)
        found = _iob(names.get(letters), len(rows))
        if found:
            found = _with_misc(found, misc.get(letters, []))
        sentences.append(replace(_gold(rows, ddt_map), names=found))
    covered = set(held)
    for rows in ddt:
        covered |= shingles([row.form for row in rows])
    for rows in parole(danish / PAROLE):
        if is_fresh([row.form for row in rows], covered):
            sentences.append(_gold(rows, parole_map))
    return sentences


def learn_maps(danish: Path, held: Shingles) -> tuple[TagMap, TagMap]:
    """The maps from UniMorph and from PAROLE to UD.

    The first is learned on UD dev, which has both layers; the second on the DDT
    training sentences that PAROLE holds word for word, and on UD dev.
    """
    unimorph = {_text(rows): rows for rows in _unimorph(danish)}
    tagged = {_text(rows): rows for rows in parole(danish / PAROLE)}
    ddt_map, parole_map = TagMap(), TagMap()
    dev = [
        (rows, [(row[3], row[5]) for row in rows])
        for rows in conllu(danish / UD.format("dev"))
    ]
    for rows, labels in dev:
        ddt_map.learn(unimorph[_join(row[1] for row in rows)], labels)
    for text, theirs in unimorph.items():
        ours = tagged.get(text)
        if ours and is_fresh([row.form for row in theirs], held):
            parole_map.learn(ours, ddt_map.labels(theirs))
    for rows, labels in dev:
        ours = tagged.get(_join(row[1] for row in rows))
        if ours:
            parole_map.learn(ours, labels)
    return ddt_map, parole_map


def key(rows: Iterable[list[str]]) -> str:
    """What tells that two files hold the same sentence."""
    return "".join(row[1] for row in rows)


def _unimorph(danish: Path) -> Iterator[list[Row]]:
    for part in ("train", "dev", "test"):
        for rows in conllu(danish / UNIMORPH.format(part)):
            yield [Row(c[1], c[2], ";".join(sorted(c[5].split(";")))) for c in rows]


def _gold(rows: list[Row], tags: TagMap) -> Gold:
    labels = tags.labels(rows)
    return Gold(
        forms=[row.form for row in rows],
        lemmas=[row.lemma for row in rows],
        upos=[upos for upos, _ in labels],
        feats=[feats for _, feats in labels],
    )


def _iob(rows: list[list[str]] | None, length: int) -> list[str] | None:
    if rows is None or len(rows) != length:
        return None
    return [row[2] if row[2][2:] in ("PER", "ORG", "LOC") else "O" for row in rows]


def danplus(danish: Path, name: str) -> Iterator[tuple[list[str], list[str]]]:
    """Words and labels of a file of DaN+, sentence by sentence."""
    forms: list[str] = []
    labels: list[str] = []
    lines = (danish / DANPLUS.format(name)).read_text(encoding="utf-8").splitlines()
    for line in [*lines, ""]:
        cells = line.split("\t")
        if len(cells) >= 2:
            forms.append(cells[0])
            labels.append(cells[1])
        elif forms:
            yield forms, labels
            forms, labels = [], []


def chat(danish: Path) -> list[Gold]:
    """Twitter and Arto with names as UNER marks them, without tags."""
    held = held_out(danish)
    found = []
    for forms, labels in (one for name in CHAT for one in danplus(danish, name)):
        if is_fresh(forms, held):
            blank = [""] * len(forms)
            # Of a name in a compound UNER marks the whole; adjectives are no names.
            names = [
                "O" if label.endswith("deriv") else label.removesuffix("part")
                for label in labels
            ]
            found.append(Gold(forms, blank, blank, ["_"] * len(forms), names))
    return found


def _with_misc(names: list[str], misc: list[str]) -> list[str]:
    """UNER's labels, with DaN+'s MISC where UNER has none; adjectives left out."""
    if len(misc) != len(names):
        return names
    return [
        label[:6] if name == "O" and label[2:] in ("MISC", "MISCpart") else name
        for name, label in zip(names, misc, strict=True)
    ]


def _text(rows: list[Row]) -> str:
    return _join(row.form for row in rows)


def _join(forms: Iterable[str]) -> str:
    # With blanks: the words, not only the letters, must be the same.
    return " ".join(forms).replace("”", '"')
