"""Organisations as cases, what is known of them and of texts as variables, and sets.

Here: everything of a project that groups its texts. Not here: codings (``build``).
Programs keep variables of cases and of sources apart, so each has names of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crisislearn.calendars import Calendars
from crisislearn.exchange.refi.documents import Document
from crisislearn.exchange.refi.facts import day
from crisislearn.exchange.refi.model import (
    Case,
    Selection,
    Source,
    SourceSet,
    Variable,
    guid,
)

ATTRIBUTES = {
    "organisation_type": "organisationstype", "sector": "sektor",
    "target_group": "målgruppe", "youth": "unge", "size": "størrelse",
    "region": "region",
}  # fmt: skip
"""Attributes of a case; town, owner and funders stay in the house: they single out."""

_CASES = {**ATTRIBUTES, "waves": "runder", "phases": "faser"}
_SOURCES = {
    "wave": "kilde: runde", "phase": "kilde: fase", "genre": "kilde: art",
    "said": "kilde: dato",
}  # fmt: skip

Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Units:
    """What groups the texts of a study.

    Attributes:
        study: Id of the study.
        calendars: For the names of phases.
        documents: The texts.
    """

    study: str
    calendars: Calendars
    documents: list[Document]

    def source(self, document: Document, selections: Iterable[Selection]) -> Source:
        """A text with its selections and values."""
        values = {"wave": document.wave, "phase": self._phase(document.phase),
                  "genre": document.genre, "said": day(document.said)}  # fmt: skip
        ordered = sorted(selections, key=lambda s: (s.start, s.end, s.guid))
        return Source(
            guid(self.study, "document", document.key),
            document.name,
            document.text,
            self._values("source", values),
            tuple(ordered),
        )

    def cases(self, organisations: Iterable[Mapping[Any, Any]]) -> list[Case]:
        """One case an organisation that speaks.

        Args:
            organisations: Rows of ``core.organisations``.
        """
        mine: dict[str, list[Document]] = {}
        for document in self.documents:
            if document.organisation:
                mine.setdefault(document.organisation, []).append(document)
        known = {row["organisation_id"]: row for row in organisations}
        return [
            self._case(name, known.get(name, {}), documents)
            for name, documents in sorted(mine.items())
        ]

    def _case(
        self, name: str, row: Mapping[Any, Any], documents: list[Document]
    ) -> Case:
        waves = sorted({d.wave for d in documents if d.wave})
        ordered = sorted(documents, key=lambda d: d.said or dt.date.max)
        phases = [self._phase(d.phase) or "" for d in ordered if d.phase]
        values = {a: _shown(row.get(a)) for a in ATTRIBUTES} | {
            "waves": "; ".join(waves), "phases": "; ".join(dict.fromkeys(phases)),
        }  # fmt: skip
        sources = tuple(guid(self.study, "document", d.key) for d in documents)
        own = guid(self.study, "case", name)
        return Case(own, name, self._values("case", values), sources)

    def variables(self) -> list[Variable]:
        """All variables, in the order of their values."""
        return [
            Variable(guid(self.study, "variable", of, key), name)
            for of, names in (("case", _CASES), ("source", _SOURCES))
            for key, name in names.items()
        ]

    def sets(self) -> list[SourceSet]:
        """Texts by the phase of the general calendar that they were said in."""
        mine: dict[str, list[str]] = {}
        for document in self.documents:
            if document.phase:
                own = guid(self.study, "document", document.key)
                mine.setdefault(document.phase, []).append(own)
        return [
            SourceSet(
                guid(self.study, "set", phase.phase),
                f"Sagt i fasen: {phase.label_da}",
                f"{phase.start or ''} – {phase.end or ''}".strip(),
                tuple(mine[phase.phase]),
            )
            for phase in self.calendars.of("general")
            if phase.phase in mine
        ]

    def _values(self, of: str, known: Mapping[str, str | None]) -> Values:
        return tuple(
            (guid(self.study, "variable", of, n), v) for n, v in known.items() if v
        )

    def _phase(self, phase: str | None) -> str | None:
        return self.calendars.label("general", phase) if phase else None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return value if isinstance(value, str) else ""
