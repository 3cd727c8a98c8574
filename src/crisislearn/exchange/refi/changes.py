"""A codebook of another program as changes to the study's own.

Here: what differs from the codebook of today, as the content of a ``codebook.yml`` that
can take the place of the study's. Not here: reading the file (``read``). A code that is
not in the file stays: a codebook is added to, and people take codes out by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from crisislearn.barriers.codebook import Code as Entry
from crisislearn.barriers.codebook import Codebook
from crisislearn.exchange.coding_words import NO_CODE
from crisislearn.exchange.refi.book import (
    KINDS,
    Known,
    Meanings,
    description_of,
    name_of,
    parts_of,
    walk,
)
from crisislearn.exchange.refi.model import Code, Losses, guid

_NAMED = re.compile(r"([A-ZÆØÅ0-9_]{2,20})\s+[–—-]\s+(\S.*)")
_FIRST = "1"


@dataclass
class Changed:
    """What a codebook of a file would change.

    Attributes:
        version: Version of the study's codebook after it.
        entries: All entries of the study's own file by code, changed and new ones too.
        changes: Its list of changes of codes.
        new: Codes that are new.
        differ: Codes with another name or description, with what differs.
        renamed: Old id of a code → new id.
        losses: What is not taken over.
    """

    version: str
    entries: dict[str, dict[str, Any]]
    changes: list[Any]
    new: list[str] = field(default_factory=list)
    differ: dict[str, list[str]] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    losses: Losses = field(default_factory=Losses)

    def lines(self) -> list[str]:
        """What changes, for the person who imports; none where nothing does."""
        said = [f"new: {code}" for code in self.new]
        said += [f"renamed: {old} → {new}" for old, new in self.renamed.items()]
        return [*said, *(f"changed: {c} ({', '.join(w)})" for c, w in
                         self.differ.items())]  # fmt: skip

    def content(self) -> dict[str, Any]:
        """The file, to be written as YAML."""
        changes = list(self.changes)
        if self.renamed:
            changes.append({"version": self.version, "renamed": dict(self.renamed)})
        codes = [{"code": name, **entry} for name, entry in self.entries.items()]
        found: dict[str, Any] = {"version": self.version, "codes": codes}
        return found | ({"changes": changes} if changes else {})


def changes_of(
    codes: list[Code],
    study: str,
    book: Codebook,
    own: tuple[str, dict[str, dict[str, Any]], Any],
) -> Changed:
    """Hold the codes of a file against the codebook.

    Args:
        codes: The codes at the top of the file.
        study: Id of the study.
        book: Its codebook.
        own: Version, entries and changes of the study's own file, as
            ``entries.read_entries`` gives them; an empty version without one.
    """
    version, entries, changes = own
    found = Changed(_next(version), {k: dict(v) for k, v in entries.items()},
                    list(changes or []))  # fmt: skip
    reader = _Reader(study, book, found)
    for known in walk(codes):
        reader.take(known)
    left = {entry.code for entry in book} - reader.seen
    found.losses.add("a code of the study is not in the file: it stays",
                     number=len(left))  # fmt: skip
    return found


class _Reader:
    def __init__(self, study: str, book: Codebook, found: Changed) -> None:
        self.study, self.book, self.found = study, book, found
        self.meanings = Meanings(study, book)
        self.shelves = {guid(study, "kind", kind): kind for kind in KINDS}
        self.by_name = {name.casefold(): kind for kind, name in KINDS.items()}
        self.kinds: dict[tuple[str, ...], str] = {}
        self.seen: set[str] = set()

    def take(self, known: Known) -> None:
        """Take one code over: a shelf, a status, a known code or a new one."""
        code, path = known.code, known.path
        above = self.kinds.get(path[:-1], "")
        shelf = self.shelves.get(code.guid) or self.by_name.get(code.name.casefold())
        if shelf:
            self.kinds[path] = shelf
            return
        meaning = self.meanings.of(known)
        if meaning and meaning.code != NO_CODE:
            self.kinds[path] = self.book[meaning.code].kind
            if not meaning.status and not meaning.was_split:
                self.compare(self.book[meaning.code], code)
            return
        self.kinds[path] = above
        if meaning is None and code.codable and code.name:
            self.add(code, above, len(path))

    def compare(self, entry: Entry, code: Code) -> None:
        """Note what a file says otherwise of a code that there is."""
        if entry.code in self.seen:
            return
        self.seen.add(entry.code)
        values: dict[str, Any] = {}
        named = _NAMED.fullmatch(code.name)
        if code.name != name_of(entry):
            label = named[2] if named else code.name
            if label not in (entry.label_da, entry.code):
                values["label_da"] = label
        same = description_of(entry).split() == code.description.split()
        if code.description and not same:
            values |= {
                key: value
                for key, value in parts_of(code.description).items()
                if _words(value) != _words(getattr(entry, key))
            }
        name = self.rename(entry, named[1]) if named else entry.code
        if values:
            self.found.differ[name] = list(values)
            own = self.found.entries.setdefault(name, {})
            own.update(values)

    def rename(self, entry: Entry, new: str) -> str:
        """The id of a code after it; only the study's own codes can change theirs."""
        entries = self.found.entries
        if new == entry.code or new in self.book:
            return entry.code
        if not _is_own(entries.get(entry.code)):
            self.found.losses.add("a code that comes with the program keeps its id",
                                  entry.code, "change its label only")  # fmt: skip
            return entry.code
        self.found.renamed[entry.code] = new
        self.found.entries = {
            new if name == entry.code else name: value
            for name, value in entries.items()
        }
        return new

    def add(self, code: Code, kind: str, depth: int) -> None:
        """A code that there is not yet."""
        named = _NAMED.fullmatch(code.name)
        label = named[2] if named else code.name.rpartition("::")[2].strip()
        name = self.free(named[1] if named else label)
        if not kind:
            told = "a new code stands under no kind: it became a barrier"
            self.found.losses.add(told, name, "change its kind in the file")
        said = {k: v for k, v in parts_of(code.description).items() if v}
        term = " ".join(label.replace("*", " ").lower().split())
        self.found.entries[name] = {
            "kind": kind or "barrier", "label_da": label, **said, "terms": [term],
        }  # fmt: skip
        self.found.new.append(name)
        if depth > 2:
            self.found.losses.add("a code under a code became one beside it", name)

    def free(self, wish: str) -> str:
        """An id that no code has."""
        plain = re.sub(r"[^A-ZÆØÅ0-9]+", "_", wish.upper()).strip("_")[:20] or "NY"
        name, number = plain, 2
        while name in self.book or name in self.found.entries:
            name, number = f"{plain}_{number}", number + 1
        return name


def _is_own(entry: dict[str, Any] | None) -> bool:
    """Whether an entry defines a code, not only adds to one of the program's."""
    return bool(entry) and all(entry.get(k) for k in ("kind", "label_da", "terms"))  # type: ignore[union-attr]


def _words(value: Any) -> list[str]:
    parts = [value] if isinstance(value, str) else list(value)
    return [" ".join(part.split()) for part in parts if part.strip()]


def _next(version: str) -> str:
    """The version after one: 1.9 → 1.10."""
    head, dot, last = version.rpartition(".")
    if not version:
        return _FIRST
    return f"{head}{dot}{int(last) + 1}" if last.isdigit() else f"{version}.1"
