"""Statements put together to the texts that people read and code.

Here: one text a respondent, interview, case or document, with a paragraph a statement,
and where each statement stands in it. Not here: codings (``build``).

Lines end in LF and text is in Unicode's composed form (NFC): what all programs count
alike.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crisislearn.barriers.hand import document_of

ROLES = {
    "respondent": "Svar", "interviewee": "Interviewet", "interviewer": "Interviewer",
    "author": "Forfatter", "other": "Anden",
}  # fmt: skip
GENRES = {"open_answer": "svar", "turn": "interview", "paragraph": "tekst"}
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\ufeff\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Document:
    """One text.

    Attributes:
        key: Respondent or source.
        name: What it is called.
        text: All of it.
        spans: First character and the one after the last, by id of a statement.
        organisation: Who speaks; None where it is no organisation.
        wave: Wave of the answers.
        genre: Kind of its statements.
        phase: Phase of the general calendar in which it was said.
        said: Day it was said.
    """

    key: str
    name: str
    text: str
    spans: dict[str, tuple[int, int]]
    organisation: str | None
    wave: str | None
    genre: str
    phase: str | None
    said: dt.date | None

    @cached_property
    def ordered(self) -> list[tuple[str, tuple[int, int]]]:
        """Statements with their spans, in the order they stand in."""
        return list(self.spans.items())

    @cached_property
    def ends(self) -> list[int]:
        """Where each statement ends."""
        return [span[1] for span in self.spans.values()]


def plain(text: str) -> str:
    """Text as all programs read it: NFC, LF, no control characters."""
    composed = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    return _FORBIDDEN.sub(" ", composed)


def documents_of(statements: Iterable[Mapping[Any, Any]]) -> list[Document]:
    """Put statements together.

    Args:
        statements: Rows of ``core.statements``. Those without words are left out.
    """
    grouped: dict[str, list[Mapping[Any, Any]]] = {}
    for row in sorted(statements, key=_place):
        if any(c != " " and c.isprintable() for c in plain(row["text"])):
            grouped.setdefault(document_of(row), []).append(row)
    return [_document(key, rows) for key, rows in sorted(grouped.items())]


def _place(row: Mapping[Any, Any]) -> tuple[str, int, int, str]:
    where = (int(row["segment"]), int(row["start"]))
    return (str(row["source_id"]), *where, row["statement_id"])


def _document(key: str, rows: list[Mapping[Any, Any]]) -> Document:
    lines: list[str] = []
    spans: dict[str, tuple[int, int]] = {}
    length, head = 0, ""
    for row in rows:
        told = _head(row)
        if told and told != head:
            lines += ["", told] if lines else [told]
            length = len("\n".join(lines)) + 1
        head = told
        text = plain(row["text"])
        spans[row["statement_id"]] = (length, length + len(text))
        lines.append(text)
        length += len(text) + 1
    first = rows[0]
    organisation, wave = text_of(first["organisation_id"]), text_of(first["wave"])
    said = first["asked_on"]
    said = said if isinstance(said, dt.date) and said == said else None
    genre = GENRES.get(first["kind"], first["kind"])
    known = [organisation, genre, wave or (said.isoformat() if said else None)]
    name = " · ".join([part for part in known if part] + [key])
    phase = text_of(first["asked_phase"])
    text = "\n".join(lines) + "\n"
    return Document(key, name, text, spans, organisation, wave, genre, phase, said)


def _head(row: Mapping[Any, Any]) -> str:
    """The line above statements: the question of an answer, who speaks in a talk."""
    if row["kind"] == "open_answer":
        return " ".join(plain(text_of(row["context"]) or "Svar").split())
    if row["kind"] == "turn":
        who = ROLES.get(row["role"], "Anden")
        speaker = text_of(row["speaker"])
        return " ".join(f"{who} {speaker}:".split()) if speaker else f"{who}:"
    return ""


def text_of(value: object) -> str | None:
    """A text of a table; None where there is none."""
    return value if isinstance(value, str) and value else None
