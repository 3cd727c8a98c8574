"""The codebook as REFI codes, and what a code of a file means here.

Here: names, colours and descriptions of codes, with each status of a barrier as a code
under it, and back. Not here: what a codebook of a file changes (``changes``).
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crisislearn.barriers.codebook import Code as Entry
from crisislearn.barriers.codebook import Codebook
from crisislearn.barriers.versions import carry
from crisislearn.exchange.coding_words import (
    NO_CODE,
    NO_CODE_SHOWN,
    STATUS_HELP,
    status_of,
)
from crisislearn.exchange.refi.model import Code, guid
from crisislearn.warehouse.views import STATUSES

KINDS = {
    "barrier": "Modtryk",
    "driver": "Drivkræfter",
    "innovation": "Træk ved nye løsninger",
    "harm": "Skader",
    "lens": "Analytiske begreber",
}
"""Codes that only hold the codes of a kind."""

COLORS = {
    "at_work": "#B3261E", "persisted": "#8C1D18", "eased": "#9CCC65", "gone": "#2E7D32",
    "returned": "#E65100", "emerged": "#AD1457", "worsened": "#6A1B1A",
    "absent": "#78909C", "expected": "#7E57C2",
}  # fmt: skip
"""One colour a status, the same under every barrier."""

LISTS = {
    "include_da": "Hører med:",
    "exclude_da": "Hører ikke med:",
    "examples_da": "Eksempler:",
}
_BETWEEN = re.compile(r"\s+[–—-]\s+")


@dataclass(frozen=True)
class Meaning:
    """What a code of a file means here.

    Attributes:
        code: The code; ``INGEN`` where it says that there is none.
        status: Its status, empty where the code tells none.
        was_split: Whether it is only the first of several that it may be.
    """

    code: str
    status: str = ""
    was_split: bool = False


def codes_of(study: str, book: Codebook) -> list[Code]:
    """The codebook as a tree: kind, code, and under a barrier its statuses."""
    nothing = Code(guid(study, "code", NO_CODE), NO_CODE_SHOWN, color="#BDBDBD")
    shelves = [
        Code(guid(study, "kind", kind), name, codable=False, children=codes)
        for kind, name in KINDS.items()
        if (codes := tuple(_codes(study, book.of(kind))))
    ]
    return [*shelves, nothing]


def _codes(study: str, entries: list[Entry]) -> Iterator[Code]:
    for number, entry in enumerate(entries):
        children = [
            Code(
                status_guid(study, entry.code, status),
                f"{entry.code} / {STATUSES[status]}",
                color=COLORS[status],
                description=STATUS_HELP[status],
            )
            for status in (STATUSES if entry.kind == "barrier" else ())
        ]
        yield Code(
            guid(study, "code", entry.code),
            name_of(entry),
            color=_color(number),
            description=description_of(entry),
            children=tuple(children),
        )


def name_of(entry: Entry) -> str:
    """What a code is called in other programs: ``DOC – dokumentationskrav``."""
    return f"{entry.code} – {entry.label_da}"


def status_guid(study: str, code: str, status: str) -> str:
    """Id of the code for a code with a status; without one that of the code."""
    return guid(study, "code", code, status) if status else guid(study, "code", code)


def _color(number: int) -> str:
    """Colours far apart: each turns the circle by the golden section."""
    parts = colorsys.hls_to_rgb(number * 0.618034 % 1, 0.42, 0.55)
    return "#" + "".join(f"{round(255 * part):02X}" for part in parts)


def description_of(entry: Entry) -> str:
    """Definition, then what belongs to it, what does not, and examples."""
    parts = [entry.definition_da] if entry.definition_da else []
    for key, head in LISTS.items():
        if lines := getattr(entry, key):
            parts.append("\n".join([head, *(f"• {line}" for line in lines)]))
    return "\n\n".join(parts)


def parts_of(description: str) -> dict[str, str | list[str]]:
    """What ``description_of`` was made of; words under no head are the definition."""
    heads = {head.casefold(): key for key, head in LISTS.items()}
    lists: dict[str, list[str]] = {key: [] for key in LISTS}
    definition: list[str] = []
    now = ""
    for line in description.splitlines():
        text = line.strip()
        now = heads.get(text.casefold(), now)
        if not text or text.casefold() in heads:
            continue
        if now:
            lists[now].append(" ".join(text.lstrip("•*- ").split()))
        else:
            definition.append(text)
    return {"definition_da": "\n".join(definition), **lists}


@dataclass(frozen=True)
class Known:
    """A code of a file with the names of those above it.

    Attributes:
        code: The code.
        path: Names from the top down, its own last.
    """

    code: Code
    path: tuple[str, ...]


def walk(codes: Iterable[Code], above: tuple[str, ...] = ()) -> Iterator[Known]:
    """All codes of a tree, each before those under it."""
    for code in codes:
        path = (*above, code.name)
        yield Known(code, path)
        yield from walk(code.children, path)


class Meanings:
    """Finds out what codes of a file mean.

    Args:
        study: Id of the study.
        book: Its codebook.
    """

    def __init__(self, study: str, book: Codebook) -> None:
        self.book = book
        self._by_guid = {guid(study, "code", NO_CODE): Meaning(NO_CODE)}
        for entry in book:
            for status in ("", *STATUSES):
                known = status_guid(study, entry.code, status)
                self._by_guid[known] = Meaning(entry.code, status)
        self._labels = {entry.label_da.casefold(): entry.code for entry in book}

    def of(self, known: Known) -> Meaning | None:
        """By id, else by name, alone or with those above it; None if it is not ours."""
        return self._by_guid.get(known.code.guid) or self._by_name(known.path)

    def _by_name(self, path: tuple[str, ...]) -> Meaning | None:
        # ATLAS.ti writes what stands above a code into its name.
        names = [part.strip() for name in path for part in name.split("::")]
        last = names[-1]
        if found := self._code(last):
            return found
        head, slash, tail = last.rpartition("/")
        above, word = (head, tail) if slash else (names[-2] if names[1:] else "", last)
        status = status_of(word)
        code = self._code(above.strip())
        return Meaning(code.code, status, code.was_split) if status and code else None

    def _code(self, name: str) -> Meaning | None:
        first = _BETWEEN.split(name, maxsplit=1)[0].strip()
        if first.upper() == NO_CODE:
            return Meaning(NO_CODE)
        if code := self._labels.get(name.casefold()):
            return Meaning(code)
        by_upper = {entry.code.upper(): entry.code for entry in self.book}
        if code := by_upper.get(first.upper()):
            return Meaning(code)
        today = carry(first, "0", self.book.changes)
        if today.code == first or today.code not in self.book:
            return None
        return Meaning(today.code, "", today.was_split)
