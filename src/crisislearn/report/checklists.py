"""Checklists of reporting: what each asks, and where a report answers it.

Here: reading the built-in files and saying of each item where it is answered. Not here:
the table in the appendix (``sections.checklists``).
"""

from __future__ import annotations

from collections.abc import Collection

from pydantic import BaseModel, ConfigDict, model_validator

from crisislearn.report.language import label
from crisislearn.textfiles import TEMPLATES, parse_yaml

FOLDER = TEMPLATES / "checklists"
ORDER = ("aapor-ti", "cherries", "coreq", "srqr", "gramms")


class Item(BaseModel):
    """One item of a checklist.

    Attributes:
        item: Its number there.
        words_da: What it asks, in short words of our own.
        words_en: The same in English.
        section: Section of the report that answers it whatever the study writes.
        text: Section that answers it once the study's own text is in it; either one of
            the two, or none where neither can.
    """

    model_config = ConfigDict(extra="forbid")

    item: str
    words_da: str
    words_en: str
    section: str = ""
    text: str = ""

    @model_validator(mode="after")
    def _one_place(self) -> Item:
        if bool(self.section) == bool(self.text):
            raise ValueError("an item names a section or a text, and not both")
        return self

    @property
    def words(self) -> str:
        """What it asks, in the language of the report."""
        return label(vars(self), "words")

    def place(self, sections: Collection[str], texts: Collection[str]) -> str:
        """Id of the section that answers it; "" where it is open.

        Args:
            sections: Ids of the report's sections.
            texts: Ids of those that hold a text of the study's own.
        """
        if self.section:
            return self.section if self.section in sections else ""
        return self.text if self.text in texts else ""


class Checklist(BaseModel):
    """A checklist, its version and where it was published."""

    model_config = ConfigDict(extra="forbid")

    id: str
    name: str
    version: str
    source_da: str
    source_en: str = ""
    items: list[Item]

    @property
    def source(self) -> str:
        """Where it was published, in the language of the report."""
        return label(vars(self), "source")


def load_checklists() -> list[Checklist]:
    """The built-in checklists, in the order of the report."""
    return [
        Checklist.model_validate(
            parse_yaml((FOLDER / f"{name}.yml").read_text("utf-8"))
        )
        for name in ORDER
    ]
