"""Versions of the codebook: what a code of an earlier one is called today.

Here: reading the list ``changes`` of a codebook file, and following a code through it.
Not here: the codes (``codebook``) and the codings that people made (``hand``).

    changes:
      - version: "1.2"
        renamed: {BUR: BUREAUCRACY}
        merged: {PROF: ROLE, SCEP: ROLE}
        split: {LAW: [RULE, ACT]}

Nobody can know which of the new codes a coding of a split one would have got: it goes
to the first one named, and whoever measures agreement leaves it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crisislearn.errors import StudyError

KINDS = ("renamed", "merged", "split")


@dataclass(frozen=True)
class Change:
    """What became of one code in one version.

    Attributes:
        own: Whether it is of the study's codebook, not of the built-in one.
        version: The version that brought the change.
        old: The code before.
        new: What it is called now; several where it was split.
        kind: One of ``KINDS``.
    """

    own: bool
    version: str
    old: str
    new: tuple[str, ...]
    kind: str = "renamed"


@dataclass(frozen=True)
class Carried:
    """A code as it is called today.

    Attributes:
        code: Its name in the codebook of today.
        was_split: Whether it is only the first of several that it may be now.
    """

    code: str
    was_split: bool = False


def read_changes(path: Path, content: Any, own: bool) -> tuple[Change, ...]:
    """Read the list ``changes`` of a codebook file.

    Args:
        path: The file, for complaints.
        content: What stands under the key; None where there is no such key.
        own: Whether the file is the study's.

    Raises:
        StudyError: If an entry has no version, an unknown key, or names no code.
    """
    found: list[Change] = []
    for number, entry in enumerate(content or [], start=1):
        where = f"{path}, entry {number} of changes"
        if not isinstance(entry, dict) or not str(entry.get("version", "")).strip():
            raise StudyError(
                "a change has no version",
                where=where,
                remedy="write the version of the codebook that brought it",
            )
        unknown = sorted(set(entry) - {"version", *KINDS})
        if unknown:
            raise StudyError(
                f"unknown key {unknown[0]!r}",
                where=where,
                remedy=f"use one of: version, {', '.join(KINDS)}",
            )
        for kind in KINDS:
            for old, new in (entry.get(kind) or {}).items():
                names = _names(where, kind, new)
                version = str(entry["version"])
                found.append(Change(own, version, str(old), names, kind))
    return tuple(sorted(found, key=lambda c: order(c.version)))


def _names(where: str, kind: str, new: Any) -> tuple[str, ...]:
    names = new if isinstance(new, list) else [new]
    fitting = len(names) > 1 if kind == "split" else len(names) == 1
    if not fitting or not all(isinstance(n, str) and n for n in names):
        raise StudyError(
            f"{kind} does not say what the code became",
            where=where,
            remedy="write 'renamed: {OLD: NEW}', 'merged: {OLD: NEW}' or "
            "'split: {OLD: [ONE, TWO]}'",
        )
    return tuple(names)


def order(version: str) -> tuple[int, ...]:
    """A version as numbers, to sort by: 1.10 is later than 1.9."""
    return tuple(int(n) for n in re.findall(r"\d+", version))


def carry(code: str, version: str, changes: tuple[Change, ...]) -> Carried:
    """What a code of an earlier codebook is called today.

    Args:
        code: The code as the coder wrote it.
        version: The codebook it was written with: ``1.1``, or ``1.1+2`` with the
            version of the study's own one after the plus.
        changes: Of both codebooks, each in order of version.
    """
    built_in, _, own = version.partition("+")
    was_split = False
    for change in changes:
        since = order(own if change.own else built_in)
        if change.old == code and order(change.version) > since:
            code, was_split = change.new[0], was_split or len(change.new) > 1
    return Carried(code, was_split)


def refuse_dead_ends(
    path: Path, changes: tuple[Change, ...], codes: frozenset[str]
) -> None:
    """Every change leads to a code that there is, or to one that changed again.

    Raises:
        StudyError: If one does not.
    """
    left = {change.old for change in changes}
    for change in changes:
        for name in change.new:
            if name not in codes and name not in left:
                raise StudyError(
                    f"{change.old} became {name}, which is no code",
                    where=f"{path}, changes of version {change.version}",
                    remedy=f"add the code {name}, or correct the name",
                )
