"""The themes that the report is told by: which codes each of them holds.

Here: reading a file of themes and dealing out the codes of a codebook to them. Not
here: what is said of a theme (``sections.themes``) and the codes (``barriers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crisislearn.errors import StudyError
from crisislearn.report.language import label
from crisislearn.textfiles import parse_yaml

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "andre"


class Theme(BaseModel):
    """One theme of the report.

    Attributes:
        title_da: Heading of its chapter; ``title_en`` in an English report.
        about_da: What the chapter is about; ``about_en`` in an English report.
        families: Families of the codebook whose codes belong to it.
        codes: Codes that belong to it whatever their family.
        view: Whether it only looks again at codes that other themes own.
    """

    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title_da: str
    title_en: str = ""
    about_da: str
    about_en: str = ""
    families: list[str] = []
    codes: list[str] = []
    view: bool = False

    @property
    def title(self) -> str:
        """Its heading in the language of the report; Danish where there is no other."""
        return label(vars(self), "title")

    @property
    def about(self) -> str:
        """What it is about, in the language of the report or in Danish."""
        return label(vars(self), "about")


@dataclass(frozen=True)
class Dealt:
    """A theme with the rows of ``core.codes`` that it holds, in their order."""

    theme: Theme
    codes: tuple[dict[str, Any], ...]

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The codes of one kind: barrier, driver, innovation or harm."""
        return [row for row in self.codes if row["kind"] == kind]


def load_themes(path: Path) -> list[Theme]:
    """The themes of a file.

    Raises:
        StudyError: If the file is missing or not what it should be.
    """
    try:
        content = parse_yaml(path.read_text(encoding="utf-8"))
        themes = [Theme.model_validate(one) for one in content["themes"]]
    except (OSError, KeyError, TypeError, yaml.YAMLError, ValidationError) as error:
        raise StudyError(
            f"the themes cannot be read: {error}",
            where=str(path),
            remedy="write a list `themes`, each with id, title_da, about_da, and "
            "families or codes",
        ) from error
    ids = [theme.id for theme in themes]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice or OTHER in ids:
        raise StudyError(
            f"ids of themes stand twice or are taken: {', '.join(twice or [OTHER])}",
            where=str(path),
            remedy="give each theme an id of its own",
        )
    return themes


def deal(themes: Sequence[Theme], codes: Sequence[dict[str, Any]]) -> list[Dealt]:
    """Deal out codes to themes; barriers that nobody asked for get a last theme.

    Args:
        themes: In the order of the report.
        codes: Rows of ``core.codes``.
    """
    known = {row.get("built_in"): row["code"] for row in codes if row.get("built_in")}
    themes = [
        theme.model_copy(update={"codes": [known.get(c, c) for c in theme.codes]})
        for theme in themes
    ]
    owner: dict[str, str] = {}
    for theme in themes:
        if not theme.view:
            for code in theme.codes:
                owner.setdefault(code, theme.id)
    for theme in themes:
        if not theme.view:
            for row in codes:
                if row["family"] in theme.families:
                    owner.setdefault(row["code"], theme.id)
    found = [
        Dealt(
            theme,
            tuple(
                row
                for row in codes
                if (
                    row["code"] in theme.codes or row["family"] in theme.families
                    if theme.view
                    else owner.get(row["code"]) == theme.id
                )
            ),
        )
        for theme in themes
    ]
    rest = tuple(r for r in codes if r["kind"] == "barrier" and r["code"] not in owner)
    if rest:
        other = Theme(
            id=OTHER,
            title_da="Øvrige modtryk",
            title_en="Other barriers",
            about_da="Her står de modtryk, som ikke hører til et af temaerne.",
            about_en="Here are the barriers that belong to none of the themes.",
        )
        found.append(Dealt(other, rest))
    return found
