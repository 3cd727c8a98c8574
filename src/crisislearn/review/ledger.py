"""What the journal says now, entry by entry, and how each act is undone.

Here: following the journal while it grows, the state that it gives, and the entry that
takes an act back. Not here: which acts there are (``acts``) and the file
(``store.journal``).

Each entry says something of one thing: the reading of a statement by a coder, a
finding, an approval … What was said last of it is on top of its pile; undoing says the
one below again, as a new entry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from crisislearn.barriers.hand import TAKEN_BACK
from crisislearn.errors import CrisisLearnError
from crisislearn.store import Journal

Entry = dict[str, Any]
Thing = tuple[str, ...]

UNDOES = "undoes"
"""Key of an entry's body: hash of the entry that it takes back."""

UNDOABLE = ("coding", "finding", "approval", "codebook", "summary")

_KEYS = {
    "coding": ("statement_id", "coder", "sample"),
    "sample": ("sample", "statement_id"),
    "finding": ("source_id", "review_id"),
    "approval": ("purpose", "subject_id"),
    "codebook": (),
    "summary": ("organisation_id", "barrier"),
}


class ConflictError(CrisisLearnError):
    """Somebody else was faster."""


@dataclass
class Ledger:
    """The state that the journal gives.

    Attributes:
        journal: The file.
        entries: All entries, in order.
        piles: Thing → entries about it that were not undone, the last one on top.
        undone: Hashes of entries that were taken back.
        readings: Statement → coder and sample → the entry that counts.
    """

    journal: Journal
    entries: list[Entry] = field(default_factory=list)
    piles: dict[Thing, list[Entry]] = field(default_factory=dict)
    undone: set[str] = field(default_factory=set)
    readings: dict[str, dict[tuple[str, str], Entry]] = field(default_factory=dict)

    def follow(self) -> bool:
        """Take in what came since; whether anything did."""
        new = self.journal.since(len(self.entries))
        if new is None:
            self.entries, self.piles = [], {}
            self.undone, self.readings = set(), {}
            new = self.journal.since(0) or []
        for entry in new:
            self._take(entry)
        return bool(new)

    def add(self, kind: str, who: str, when: str, body: dict[str, Any]) -> Entry:
        """Write an entry; it is on the disk when this returns."""
        self.journal.append(kind, who, when, body)
        self.follow()
        mine = (e for e in reversed(self.entries) if e["who"] == who)
        return next(e for e in mine if e["body"] == body)

    def top(self, kind: str, *names: str) -> Entry | None:
        """What was said last of a thing, if it was not taken back."""
        pile = self.piles.get((kind, *names))
        return pile[-1] if pile else None

    def tops(self, kind: str) -> list[Entry]:
        """What stands of all things of a kind, in the order it was said."""
        piles = (p for key, p in self.piles.items() if key[:1] == (kind,))
        found = [pile[-1] for pile in piles if pile]
        return sorted(found, key=lambda entry: int(entry["at"]))

    def can_undo(self, entry: Entry, who: str) -> bool:
        """Whether somebody may take an entry back: their own, and nothing after it."""
        pile = self.piles.get(thing_of(entry), [])
        return (
            entry["kind"] in UNDOABLE
            and entry["who"] == who
            and bool(pile)
            and pile[-1]["hash"] == entry["hash"]
        )

    def undo(self, name: str, who: str, when: str) -> Entry:
        """Take an entry back.

        Args:
            name: Its hash.
            who: Who does; only one's own acts can be undone.
            when: ISO date and time.

        Returns:
            The entry that was taken back.

        Raises:
            ConflictError: If it is not theirs, or something came after it.
        """
        entry = next((e for e in reversed(self.entries) if e["hash"] == name), None)
        if entry is None or not self.can_undo(entry, who):
            raise ConflictError(
                "this cannot be undone: it is not yours, it was undone already, or "
                "something newer rests on it",
                remedy="undo what came after it first, on the page Log",
            )
        pile = self.piles[thing_of(entry)]
        alone = len(pile) == 1 or entry["kind"] == "codebook"
        body = _taken_back(entry) if alone else dict(pile[-2]["body"])
        self.add(entry["kind"], who, when, body | {UNDOES: name})
        return entry

    def last_reading(self, who: str) -> Entry | None:
        """What somebody coded last and can undo."""
        mine = (e for e in reversed(self.entries) if self.can_undo(e, who))
        return next((e for e in mine if e["kind"] == "coding"), None)

    def _take(self, entry: Entry) -> None:
        entry = entry | {"at": len(self.entries)}
        self.entries.append(entry)
        pile = self.piles.setdefault(thing_of(entry), [])
        undoes = entry["body"].get(UNDOES)
        if undoes and pile and pile[-1]["hash"] == undoes:
            self.undone.add(undoes)
            pile.pop()
        elif not undoes:
            pile.append(entry)
        if entry["kind"] == "coding":
            self._read(entry, pile)

    def _read(self, entry: Entry, pile: list[Entry]) -> None:
        body = entry["body"]
        mine = self.readings.setdefault(body["statement_id"], {})
        mine.pop((body["coder"], body["sample"]), None)
        if pile and not body.get(TAKEN_BACK):
            mine[body["coder"], body["sample"]] = pile[-1]


def thing_of(entry: Entry) -> Thing:
    """What an entry speaks of."""
    names = _KEYS.get(entry["kind"], ())
    return (entry["kind"], *(str(entry["body"].get(name, "")) for name in names))


def _taken_back(entry: Entry) -> dict[str, Any]:
    """Says of the thing that nothing is said of it any more."""
    body = dict(entry["body"])
    if entry["kind"] == "coding":
        body |= {"codings": [], "certainty": "", "memo": ""}
    if entry["kind"] == "codebook":
        # The file goes back to what it was before.
        body |= {"action": "undo", "before": body["after"], "after": body["before"]}
    return body | {TAKEN_BACK: True}
