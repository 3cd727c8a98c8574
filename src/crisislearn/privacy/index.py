"""What the vault knows besides the originals, sealed like them.

Here: the shape of that list, and reading and writing it as text. Not here: sealing it
(``vault``), and who or what belongs on it (``pipeline``).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

FORMAT = 1


@dataclass(frozen=True)
class Original:
    """One sealed file.

    Attributes:
        source_id: Its id in the warehouse.
        file: Its path below the study's data folder, names and all.
        delete_by: ISO day by which it must be gone.
        redacted: Whether words were taken out of it since it was received.
    """

    source_id: str
    file: str
    delete_by: str
    redacted: bool = False


@dataclass(frozen=True)
class Gone:
    """Who or what was taken out and must not come back.

    Attributes:
        label: Pseudonym of the person, or id of the source.
        marks: Keyed hashes (``StudyKey.mark``) of names, of values such as an e-mail
            address, and of files: enough to know them again, too little to read them.
    """

    label: str
    marks: tuple[str, ...]


@dataclass
class Index:
    """The list of a vault.

    Attributes:
        secret: What the pseudonyms are made of.
        originals: SHA-256 of the file as received → what is known of it.
        beside: The same for files that only helped to read another one.
        gone: In the order in which they went.
    """

    secret: str
    originals: dict[str, Original] = field(default_factory=dict)
    beside: dict[str, Original] = field(default_factory=dict)
    gone: list[Gone] = field(default_factory=list)

    @property
    def marks(self) -> frozenset[str]:
        """All marks of all who are gone."""
        return frozenset(mark for entry in self.gone for mark in entry.marks)

    def to_text(self) -> str:
        """The list as JSON; the same list gives the same text."""
        content = {
            "format": FORMAT,
            "secret": self.secret,
            "originals": {k: asdict(v) for k, v in sorted(self.originals.items())},
            "beside": {k: asdict(v) for k, v in sorted(self.beside.items())},
            "gone": [{"label": g.label, "marks": sorted(g.marks)} for g in self.gone],
        }
        return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_text(cls, text: str) -> Index:
        """Read ``to_text``.

        Raises:
            ValueError: If it is of a later format.
        """
        content = json.loads(text)
        if content["format"] > FORMAT:
            raise ValueError("a later format")
        return cls(
            content["secret"],
            {k: Original(**v) for k, v in content["originals"].items()},
            {k: Original(**v) for k, v in content.get("beside", {}).items()},
            [Gone(g["label"], tuple(g["marks"])) for g in content["gone"]],
        )
