"""People's work, kept for ever: an append-only file of entries.

Here: codings, topic edits and approvals by named people, samples drawn for them, what
was delivered, and what keepers did to the vault; one JSON object a line, each holding
the hash of the line before it, so that a change to an old line shows. Only a withdrawal
of consent takes lines out. Not here: anything a program can compute again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crisislearn.errors import StoreError

FORMAT = 1
KINDS = (
    "coding", "sample", "topic", "approval", "delivery", "open", "rekey", "forget",
    "expire",
)  # fmt: skip


class Journal:
    """The journal of one study.

    Args:
        path: The file; made by the first entry.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, kind: str, who: str, when: str, body: dict[str, Any]) -> None:
        """Add one entry and wait until it is on the disk.

        Args:
            kind: One of ``KINDS``.
            who: Who did it.
            when: ISO date and time, given by the caller.
            body: What was done.

        Raises:
            StoreError: If the kind is unknown or the file was changed by hand.
        """
        self.extend(kind, who, when, [body])

    def extend(
        self, kind: str, who: str, when: str, bodies: list[dict[str, Any]]
    ) -> None:
        """Add entries as ``append`` does, and wait once: all of them or none.

        Raises:
            StoreError: If the kind is unknown or the file was changed by hand.
        """
        if kind not in KINDS:
            raise StoreError(
                f"a journal entry of kind {kind!r}",
                where=str(self.path),
                remedy=f"use one of: {', '.join(KINDS)}",
            )
        entries = self.entries()
        before = entries[-1]["hash"] if entries else ""
        said = {"format": FORMAT, "kind": kind, "who": who, "when": when}
        lines = []
        for body in bodies:
            entry = said | {"body": body}
            before = entry["hash"] = _link(before, entry)
            lines.append(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("".join(lines))
            file.flush()
            os.fsync(file.fileno())

    def entries(self, kind: str | None = None) -> list[dict[str, Any]]:
        """All entries in order, or those of one kind.

        Raises:
            StoreError: If a line does not follow from the line before it.
        """
        if not self.path.exists():
            return []
        found, before = [], ""
        lines = self.path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                entry = json.loads(line)
                stated = entry.pop("hash")
            except (ValueError, KeyError, AttributeError) as error:
                raise self._broken(number) from error
            if stated != _link(before, entry) or entry.get("format", 0) > FORMAT:
                raise self._broken(number)
            before = entry["hash"] = stated
            if kind in (None, entry["kind"]):
                found.append(entry)
        return found

    def rewrite(
        self, change: Callable[[dict[str, Any]], dict[str, Any] | None]
    ) -> None:
        """Put every entry through a function; None takes it out.

        For what must not be kept after a withdrawal of consent, and ids that change
        with it; the lines are linked anew.
        """
        lines, before = [], ""
        for entry in self.entries():
            entry.pop("hash")
            changed = change(entry)
            if changed is not None:
                before = changed["hash"] = _link(before, changed)
                text = json.dumps(changed, ensure_ascii=False, sort_keys=True)
                lines.append(text + "\n")
        aside = self.path.with_suffix(".new")
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self.path)

    def _broken(self, line: int) -> StoreError:
        return StoreError(
            f"line {line} does not follow from the line before it",
            where=str(self.path),
            remedy="restore the journal from a back-up; it must not be edited by hand",
        )


def _link(before: str, entry: dict[str, Any]) -> str:
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
