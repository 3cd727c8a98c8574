"""Who receives reports: foundations, their people, and their part of the field.

Here: the models of ``foundations.yml``. Not here: reading it (``study``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, SecretStr, model_validator

from crisislearn.definition import Part


class Recipient(Part):
    """Somebody at a foundation who gets its report by mail.

    Name and address are personal data: they are secrets to everything but the mail.
    """

    name: SecretStr = SecretStr("")
    email: SecretStr

    @model_validator(mode="before")
    @classmethod
    def _address_alone(cls, given: Any) -> Any:
        return {"email": given} if isinstance(given, str) else given

    @model_validator(mode="after")
    def _is_address(self) -> Recipient:
        address, name = self.email.get_secret_value(), self.name.get_secret_value()
        if not _ADDRESS.fullmatch(address) or not name.isprintable():
            raise ValueError("a recipient needs an email such as navn@fond.dk")
        return self


_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+", re.ASCII)


class Foundation(Part):
    """Who receives which part of the field.

    Attributes:
        filter: Frame column → value or values; empty is the whole field.
        grant_holders: Only organisations that the foundation funds: ids in the frame
            (or values of its column ``cvr``), a CSV file beside study.yml with them in
            its first column, or ``true`` for those whose ``grant_holder_of`` names the
            foundation. Loaded, it is a list of ids.
        emphasis: Ids of chapters that come first after the summary and "Om
            undersøgelsen".
        field_da: What its part is called in a Danish sentence.
        field_en: The same in an English one; the Danish words where it is empty.
        language: That its report is written in.
        logo: SVG or PNG beside study.yml, for the front page.
        recipients: Who gets the report by mail: ``name`` and ``email``.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str
    filter: dict[str, Any] = Field(default_factory=dict)
    field_da: str = "hele socialområdet"
    field_en: str = ""
    grant_holders: bool | str | list[str] = Field(default_factory=list)
    emphasis: list[str] = Field(default_factory=list)
    language: Literal["da", "en"] = "da"
    logo: str = ""
    recipients: list[Recipient] = Field(default_factory=list)

    @model_validator(mode="after")
    def _is_no_language(self) -> Foundation:
        if self.id.rpartition("-")[2] in ("da", "en"):
            raise ValueError("an id cannot end in -da or -en: file names of reports do")
        return self

    @property
    def is_own(self) -> bool:
        """Whether its part of the field is its own grant holders."""
        return bool(self.grant_holders) or "grant_holder_of" in self.filter

    @property
    def is_group(self) -> bool:
        """Whether it is one value of one column: a group of the marts by itself."""
        if self.is_own:
            return False
        values = list(self.filter.values())
        return len(values) == 1 and len(spellings(values[0])) == len(
            spellings(_first(values[0]))
        )

    def takes(self, organisation: Mapping[str, Any]) -> bool:
        """Whether an organisation belongs to the part."""
        held = self.grant_holders
        if (
            isinstance(held, list)
            and held
            and organisation["organisation_id"] not in held
        ):
            return False
        return all(
            str(organisation.get(column)).strip().lower() in spellings(value)
            for column, value in self.filter.items()
        )


def spellings(value: Any) -> list[str]:
    """A value or values as they may be written; yes and no in every spelling."""
    values = value if isinstance(value, list | tuple) else [value]
    found: set[str] = set()
    for one in values:
        text = str(one).strip().lower()
        found.add(text)
        for same in ({"1", "true", "ja"}, {"0", "false", "nej"}):
            if text in same:
                found |= same
    return sorted(found)


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list | tuple) and value else value
