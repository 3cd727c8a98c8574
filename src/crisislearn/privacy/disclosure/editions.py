"""What earlier editions told, and what that means for the next one.

Here: the list of an edition's figures, and holding a new one against it. Not here: when
an edition is published (``warehouse.publish``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from crisislearn.errors import WarehouseError
from crisislearn.privacy.disclosure.rules import Rules

Bounds = tuple[float, float]


class Told(Protocol):
    """Figures that are shown or hidden together."""

    told: dict[str, Bounds]
    secret: tuple[str, ...]
    hidden: bool

    @property
    def key(self) -> str:
        """What they are called in an edition."""


@dataclass(frozen=True)
class Edition:
    """The figures of an edition.

    Attributes:
        name: Name of the edition.
        told: Key of figures shown together → property → bounds.
    """

    name: str
    told: dict[str, dict[str, Bounds]] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, lines: Mapping[Any, Sequence[Told]]) -> Edition:
        """What is told now."""
        shown = [u for units in lines.values() for u in units if not u.hidden]
        return cls(name, {u.key: dict(u.told) for u in sorted(shown, key=_key)})

    def hold_against(self, lines: Mapping[Any, Sequence[Told]], rules: Rules) -> None:
        """Hide new figures whose difference from this edition's is of a few.

        What was told once cannot be unsaid: the same figure is no secret any more.
        """
        for units in lines.values():
            for unit in units:
                before = self.told.get(unit.key)
                if before is not None:
                    _hold(unit, before, rules)


def _key(unit: Told) -> str:
    return unit.key


def _hold(unit: Told, before: Mapping[str, Bounds], rules: Rules) -> None:
    if {p: before.get(p) for p in unit.told} == unit.told:
        exact = {prop for prop, (low, high) in before.items() if low == high}
        unit.secret = tuple(prop for prop in unit.secret if prop not in exact)
    elif abs(unit.told["n"][0] - before["n"][0]) < rules.few:
        unit.hidden = True
        unit.secret = tuple(dict.fromkeys((*unit.secret, "n")))


# -- the list --------------------------------------------------------------------------

INDEX = "editions.json"


def read_editions(folder: Path, rules: Rules) -> list[Edition]:
    """What editions with other names told.

    Args:
        folder: Where the lists lie: ``editions.json`` names them with their SHA-256.
        rules: Name of this edition, and which others must be there.

    Raises:
        WarehouseError: If a list is missing, or is not as it was written.
    """
    index = _index(folder)
    for name in rules.earlier:
        if name not in index and name != rules.edition:
            raise WarehouseError(
                f"what the edition {name!r} told is not on the list",
                where=str(folder / INDEX),
                remedy="put the folder back from a copy: without it, what was told "
                "then cannot be held against what is told now",
            )
    found = []
    for name, digest in index.items():
        path = folder / f"{name}.json"
        if name == rules.edition:
            continue
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != digest:
            raise WarehouseError(
                f"the list of what the edition {name!r} told is "
                + ("not as it was written" if content else "missing"),
                where=str(path),
                remedy="put the file back from a copy",
            )
        told = {
            key: {prop: (low, high) for prop, (low, high) in bounds.items()}
            for key, bounds in json.loads(content).items()
        }
        found.append(Edition(name, told))
    return found


def write_edition(folder: Path, edition: Edition) -> None:
    """Put an edition on the list; one without a name is not kept."""
    if not edition.name:
        return
    index = _index(folder)
    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps(edition.told, ensure_ascii=False, sort_keys=True).encode()
    _put(folder / f"{edition.name}.json", content)
    index[edition.name] = hashlib.sha256(content).hexdigest()
    _put(folder / INDEX, json.dumps(index, indent=1).encode())


def earlier_digest(folder: Path, rules: Rules) -> list[str]:
    """What stands on the list of other editions, for the key of a result."""
    return sorted(d for name, d in _index(folder).items() if name != rules.edition)


def _index(folder: Path) -> dict[str, str]:
    path = folder / INDEX
    if not path.is_file():
        if any(folder.glob("*.json")):
            raise WarehouseError(
                "the list of editions is missing, and what they told is there",
                where=str(path),
                remedy="put the file back from a copy",
            )
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise WarehouseError(
            "the list of editions cannot be read",
            where=str(path),
            remedy="put the file back from a copy",
        ) from error
    return {str(name): str(digest) for name, digest in found.items()}


def _put(path: Path, content: bytes) -> None:
    aside = path.with_name(f"{path.name}.new")
    aside.write_bytes(content)
    aside.replace(path)
