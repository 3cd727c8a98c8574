"""The bundled Danish word list: forms with lemma, kind and frequency, suffix rules.

Here: the two files' formats, reading and writing, and how a suffix rule is applied. Not
here: the order in which they are asked (``lemmas``) and how they are made
(``training.lemmas``).
"""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

MODELS = Path(__file__).parent / "models"
FORMS = "lemmas.tsv.gz"
SUFFIXES = "suffixes.tsv.gz"
LONGEST_SUFFIX = 7

Rules = Mapping[str, tuple[int, str]]
"""Suffix → (letters to cut, letters to add)."""


class Entry(NamedTuple):
    """What is known of a form.

    Attributes:
        lemma: Its most frequent lemma, lower case.
        kind: ``n`` noun, ``v`` verb, ``a`` adjective, ``p`` name, ``x`` anything else.
        frequency: How often the form was seen in annotated and running text.
    """

    lemma: str
    kind: str
    frequency: int


@dataclass(frozen=True)
class Lexicon:
    """Danish forms and the rules for those that are not among them.

    Attributes:
        entries: Form in lower case → entry.
        words: Rules for ordinary words.
        names: Rules for names, which hardly do more than drop a genitive s.
        lemmas: Lemma → its most frequent form's kind and the count of all its forms.
    """

    entries: dict[str, Entry]
    words: dict[str, tuple[int, str]]
    names: dict[str, tuple[int, str]]
    lemmas: dict[str, Entry]


def edit(form: str, lemma: str) -> tuple[int, str]:
    """Letters to cut from the end of ``form`` and to add, to get ``lemma``."""
    same = 0
    for ours, theirs in zip(form, lemma, strict=False):
        if ours != theirs:
            break
        same += 1
    return len(form) - same, lemma[same:]


def by_rule(rules: Rules, form: str) -> str:
    """The lemma that the longest matching suffix gives, ``form`` if none matches."""
    for length in range(min(LONGEST_SUFFIX, len(form)), -1, -1):
        found = rules.get(form[len(form) - length :])
        # A rule that eats the whole form was learned on an irregular word.
        if found is not None and found[0] < len(form):
            return form[: len(form) - found[0]] + found[1]
    return form


@cache
def load_lexicon(folder: Path = MODELS) -> Lexicon:
    """The bundled word list, read once a process."""
    words: dict[str, tuple[int, str]] = {}
    names: dict[str, tuple[int, str]] = {}
    for which, suffix, cut, add in _rows(folder / SUFFIXES):
        (words if which == "word" else names)[suffix] = (int(cut), add)
    entries: dict[str, Entry] = {}
    for form, lemma, kind, count in _rows(folder / FORMS):
        rules = names if kind == "p" else words
        entries[form] = Entry(lemma or by_rule(rules, form), kind, int(count))
    return Lexicon(entries, words, names, count_lemmas(entries))


def count_lemmas(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """Each lemma with the kind of its most frequent form and the count of all."""
    lemmas: dict[str, Entry] = {}
    most: dict[str, int] = {}
    for entry in entries.values():
        before = lemmas.get(entry.lemma, Entry(entry.lemma, entry.kind, 0))
        kind = entry.kind if entry.frequency > most.get(entry.lemma, 0) else before.kind
        most[entry.lemma] = max(most.get(entry.lemma, 0), entry.frequency)
        lemmas[entry.lemma] = Entry(
            entry.lemma, kind, before.frequency + entry.frequency
        )
    return lemmas


def write_lexicon(
    folder: Path, entries: Mapping[str, Entry], words: Rules, names: Rules
) -> None:
    """Write both files; a lemma that the rules give is left blank, to save room."""
    rules = [("word", *row) for row in _listed(words)]
    rules += [("name", *row) for row in _listed(names)]
    _write(folder / SUFFIXES, rules)
    rows = []
    for form, entry in sorted(entries.items()):
        given = by_rule(names if entry.kind == "p" else words, form)
        lemma = "" if given == entry.lemma else entry.lemma
        rows.append((form, lemma, entry.kind, str(entry.frequency)))
    _write(folder / FORMS, rows)


def _listed(rules: Rules) -> list[tuple[str, str, str]]:
    return [(suffix, str(cut), add) for suffix, (cut, add) in sorted(rules.items())]


def _rows(path: Path) -> Iterable[list[str]]:
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return (line.split("\t") for line in text.splitlines())


def _write(path: Path, rows: Iterable[tuple[str, ...]]) -> None:
    buffer = io.BytesIO()
    # mtime=0: the same rows give the same bytes.
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as file:
        file.write("".join("\t".join(row) + "\n" for row in rows).encode("utf-8"))
    path.write_bytes(buffer.getvalue())
