"""People's work, kept for ever: an append-only file of entries.

Here: codings, topic edits, approvals and other decisions by named people, samples drawn
for them, releases and deliveries of reports, and what keepers did to the vault; one
JSON object a line, each holding the hash of the line before it, so that a change to an
old line shows. Only a withdrawal of consent takes lines out. Not here: anything a
program can compute again.

Several programs write to it at once: each entry is added under a lock of its own. A
last line that was cut off by a crash was never confirmed to anybody, and is dropped.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from crisislearn.errors import StoreError

FORMAT = 1
KINDS = (
    "coding", "sample", "topic", "approval", "finding", "codebook", "summary",
    "release", "delivery", "open", "rekey", "forget", "expire",
)  # fmt: skip
WAIT = 60.0
"""Seconds to wait for another program that adds to the same journal."""


class Journal:
    """The journal of one study.

    Args:
        path: The file; made by the first entry.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: list[dict[str, Any]] = []
        self._end = 0
        self._file: tuple[int, int] | None = None

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
        with self._alone():
            self._follow()
            before = self._held[-1]["hash"] if self._held else ""
            said = {"format": FORMAT, "kind": kind, "who": who, "when": when}
            lines = []
            for body in bodies:
                entry = said | {"body": body}
                before = entry["hash"] = _link(before, entry)
                lines.append(_line(entry))
            self._add("".join(lines).encode())

    def entries(self, kind: str | None = None) -> list[dict[str, Any]]:
        """All entries in order, or those of one kind; every line is checked.

        Raises:
            StoreError: If a line does not follow from the line before it.
        """
        self._held, self._end = [], 0
        self._follow()
        return [dict(e) for e in self._held if kind in (None, e["kind"])]

    def since(self, number: int) -> list[dict[str, Any]] | None:
        """Entries after the first ``number``; None where those are others by now.

        For who shows the journal while it grows: only what came since is read and
        checked. What is given is not to be changed.
        """
        if not self._follow():
            return None
        return self._held[number:]

    def _follow(self) -> bool:
        """Read what came since; whether what was read before still stands."""
        if not self.path.exists():
            stands = not self._held
            self._held, self._end, self._file = [], 0, None
            return stands
        with self.path.open("rb") as file:
            state = os.fstat(file.fileno())
            same = (state.st_dev, state.st_ino)
            stands = self._file in (None, same) and state.st_size >= self._end
            if not stands or state.st_size == self._end == 0:
                self._held, self._end = [], 0
            self._file = same
            file.seek(self._end)
            new = file.read()
        self._take(new)
        return stands

    def _take(self, content: bytes) -> None:
        """Check lines that follow those held, and hold them, too."""
        before = self._held[-1]["hash"] if self._held else ""
        found: list[dict[str, Any]] = []
        end = 0
        for line in content.splitlines(keepends=True):
            number = len(self._held) + len(found) + 1
            if line == b"\n":
                end += 1
                continue
            try:
                entry = json.loads(line)
                stated = entry.pop("hash")
            except (ValueError, KeyError, AttributeError) as error:
                if not line.endswith(b"\n"):
                    break  # cut off by a crash: never confirmed
                raise self._broken(number) from error
            if stated != _link(before, entry) or entry.get("format", 0) > FORMAT:
                raise self._broken(number)
            before = entry["hash"] = stated
            found.append(entry)
            end += len(line)
        self._held += found
        self._end += end

    def _add(self, content: bytes) -> None:
        """Write after what is held, and wait until it is on the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            file.truncate(self._end)
            if self._end:
                file.seek(self._end - 1)
                content = (b"" if file.read(1) == b"\n" else b"\n") + content
            file.seek(self._end)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else adds to the journal meanwhile."""
        from filelock import FileLock, Timeout

        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.path.with_suffix(".lock"), WAIT, mode=0o600):
                yield
        except Timeout as error:
            raise StoreError(
                "another program is writing to the journal",
                where=str(self.path),
                remedy="try again; if nothing else runs, restart the machine",
            ) from error

    def rewrite(
        self, change: Callable[[dict[str, Any]], dict[str, Any] | None]
    ) -> None:
        """Put every entry through a function; None takes it out.

        For what must not be kept after a withdrawal of consent, and ids that change
        with it; the lines are linked anew.
        """
        with self._alone():
            lines, before = [], ""
            for entry in self.entries():
                entry.pop("hash")
                changed = change(entry)
                if changed is not None:
                    before = changed["hash"] = _link(before, changed)
                    lines.append(_line(changed))
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


def _line(entry: dict[str, Any]) -> str:
    return json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n"


def _link(before: str, entry: dict[str, Any]) -> str:
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()
