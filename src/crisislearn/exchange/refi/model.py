"""What a REFI-QDA project is made of, as far as text goes.

Here: its parts, and ids that are the same in every export. Not here: XML (``write``,
``read``) and what the parts mean in a study (``build``, ``readings``).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

ORIGIN = "crisislearn"
"""What a file that this program wrote says it comes from."""

_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:crisislearn:refi-qda")
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def guid(*key: str) -> str:
    """An id that depends on the key alone: the same thing keeps it in every export."""
    return str(uuid.uuid5(_SPACE, "\x1f".join(key)))


def same_guid(text: str | None) -> str:
    """A GUID as we write it: lower case, without braces; empty where it is none."""
    found = (text or "").strip().strip("{}").lower()
    return found if _GUID.fullmatch(found) else ""


@dataclass(frozen=True)
class User:
    """Somebody who codes."""

    guid: str
    name: str


@dataclass(frozen=True)
class Code:
    """A code; one that only holds others is not codable."""

    guid: str
    name: str
    codable: bool = True
    color: str = ""
    description: str = ""
    children: tuple[Code, ...] = ()


@dataclass(frozen=True)
class Variable:
    """An attribute of cases or sources; all are texts."""

    guid: str
    name: str
    description: str = ""


@dataclass(frozen=True)
class Note:
    """A text that codings and selections refer to."""

    guid: str
    name: str
    text: str
    user: str = ""
    date: str = ""


@dataclass(frozen=True)
class Coding:
    """A code given to a selection.

    Attributes:
        guid: Its id.
        code: Id of the code.
        user: Id of the user, empty where unknown.
        date: When, as ``2020-11-22T00:00:00Z``; empty where unknown.
        notes: Ids of notes.
    """

    guid: str
    code: str
    user: str = ""
    date: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selection:
    """A piece of a text.

    Attributes:
        guid: Its id.
        start: First character.
        end: Character after the last one.
        name: The words, or their beginning.
        description: A comment on it.
        user: Id of the user.
        date: When it was made or changed.
        codings: Its codes.
        notes: Ids of notes.
    """

    guid: str
    start: int
    end: int
    name: str = ""
    description: str = ""
    user: str = ""
    date: str = ""
    codings: tuple[Coding, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A text with its selections.

    Attributes:
        guid: Its id.
        name: What it is called.
        text: Its words, as they stand in the file.
        values: Value by id of a variable.
        selections: In order.
        codings: Codes given to the source as a whole.
    """

    guid: str
    name: str
    text: str
    values: tuple[tuple[str, str], ...] = ()
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()


@dataclass(frozen=True)
class Case:
    """A unit of the study, with what is known of it and its sources."""

    guid: str
    name: str
    values: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceSet:
    """Sources that belong together."""

    guid: str
    name: str
    description: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    """A project.

    Attributes:
        name: Its name.
        origin: Program that wrote it.
        date: When it was last changed; empty where unknown.
        description: What it is.
        users: Who codes.
        codes: The codes at the top; others are their children.
        variables: Attributes.
        cases: Units.
        sources: Texts.
        notes: Notes.
        sets: Sets of sources.
    """

    name: str
    origin: str = ORIGIN
    date: str = ""
    description: str = ""
    users: Sequence[User] = ()
    codes: Sequence[Code] = ()
    variables: Sequence[Variable] = ()
    cases: Sequence[Case] = ()
    sources: Sequence[Source] = ()
    notes: Sequence[Note] = ()
    sets: Sequence[SourceSet] = ()


@dataclass(frozen=True)
class Loss:
    """Something that could not be carried over.

    Attributes:
        what: What, and why; never words of a source.
        where: Where in the file; empty where it is many places.
        remedy: What to do about it, empty where there is nothing.
        number: How many it stands for.
    """

    what: str
    where: str = ""
    remedy: str = ""
    number: int = 1


@dataclass
class Losses:
    """What could not be carried over, as it is met."""

    rows: list[Loss] = field(default_factory=list)

    def add(
        self, what: str, where: str = "", remedy: str = "", number: int = 1
    ) -> None:
        """Note one; none where the number is 0."""
        if number:
            self.rows.append(Loss(what, where, remedy, number))

    def summed(self) -> list[Loss]:
        """One row for each kind, with how many there are, in the order they came."""
        found: dict[tuple[str, str], list[Loss]] = {}
        for row in self.rows:
            found.setdefault((row.what, row.remedy), []).append(row)
        return [
            Loss(what, rows[0].where, remedy, sum(r.number for r in rows))
            for (what, remedy), rows in found.items()
        ]
