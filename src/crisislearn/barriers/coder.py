"""The coder: statements in, codings out.

Here: bringing mentions, claims, times, voices and question frames together for one
statement, and the table of codings. Not here: any of these by itself.

English statements are coded only where a term of the codebook happens to fit; the rules
are Danish.
"""

from __future__ import annotations

import datetime as dt
import gc
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from crisislearn.barriers.about import phases_of
from crisislearn.barriers.assemble import Asked, Heard, TextCoder
from crisislearn.barriers.codebook import Codebook
from crisislearn.barriers.codings import COLUMNS, Coding
from crisislearn.barriers.doubt import DOUBTS, doubt_of
from crisislearn.barriers.frames import given, item_frames
from crisislearn.barriers.judging import PATH as JUDGE
from crisislearn.barriers.own import Own, Taught
from crisislearn.barriers.questions import NO_FRAME, Frame, day_or_none, question_of
from crisislearn.barriers.reading import Text
from crisislearn.barriers.rules import PATH as RULES
from crisislearn.barriers.time_words import PATH as TIMES
from crisislearn.barriers.weights import PATH as WEIGHTS
from crisislearn.barriers.words import PATH as WORDS
from crisislearn.calendars import Calendars

if TYPE_CHECKING:
    from spacy.tokens import Doc

CODER = "rules+learned"
"""What the coder is; ``coder_name`` says which of its rules and models it has."""

KINDS = ("barrier", "driver", "innovation", "harm", "lens")

_READ = (
    "statement_id", "source_id", "organisation_id", "wave", "item_id", "role", "text",
    "context", "asked_on",
)  # fmt: skip
"""Columns of statements that coding depends on."""


def coder_name(taught: Taught | None = None) -> str:
    """Name of the coder, with fingerprints of its rules and of what it learned."""
    return _general_name() + (f"+study-{taught.version[:8]}" if taught else "")


@cache
def _general_name() -> str:
    sha = hashlib.sha256()
    for path in (RULES, WORDS, TIMES, WEIGHTS, JUDGE):
        sha.update(path.read_bytes())
    return f"{CODER}-{sha.hexdigest()[:8]}"


PART = 2000
"""Statements that are coded at a time, which bounds the memory."""


class _Said(NamedTuple):
    """One statement, to be read."""

    row: dict[Any, Any]
    text: str
    question: str
    frame: Frame
    asked_on: dt.date | None
    role: str | None
    owner: str | None
    own: Own | None

    @property
    def key(self) -> tuple[Any, ...]:
        """What its codings depend on."""
        item = given(self.row.get("wave")), given(self.row.get("item_id"))
        owned = self.owner is not None
        return (
            self.text, self.question, item, self.asked_on, self.role, owned,
            id(self.own),
        )  # fmt: skip

    def asked(self, read: Mapping[str, Text]) -> Asked:
        """The statement with its text read."""
        return Asked(
            read[self.text], read.get(self.question), self.frame, self.asked_on,
            self.role, self.owner, self.own,
        )  # fmt: skip


class Coder:
    """Codes statements by a codebook, the status rules and what was learned.

    Args:
        codebook: The codebook.
        calendars: The calendars that give time words and phases.
        language: Name of the language pipeline.
        kinds: Kinds of codes to look for.
        taught: What people's codings of the study add.
    """

    def __init__(
        self,
        codebook: Codebook,
        calendars: Calendars,
        language: str = "da",
        kinds: Sequence[str] = KINDS,
        taught: Taught | None = None,
    ) -> None:
        self.codebook = codebook
        self.calendars = calendars
        self.name = coder_name(taught)
        self._taught = taught
        self._texts = TextCoder(codebook.as_learned(), calendars, language, kinds)
        self._names = {c.built_in or c.code: c.code for c in codebook}

    def code(
        self,
        statements: pd.DataFrame,
        items: pd.DataFrame | None = None,
        docs: Mapping[str, Doc] | None = None,
    ) -> pd.DataFrame:
        """Code a table of statements.

        Args:
            statements: Columns of ``core.statements``; every row is coded, also
                interviewers' turns (``speaks_for`` other) and repeated answers.
            items: Columns of ``core.items``, for the frames of open questions.
            docs: What the pipeline made of a text, where it has read it before.

        Returns:
            Columns of ``core.codings``, sorted by statement and place in the text.
        """
        return self.code_and_doubt(statements, items, docs)[0]

    def code_and_doubt(
        self,
        statements: pd.DataFrame,
        items: pd.DataFrame | None = None,
        docs: Mapping[str, Doc] | None = None,
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Code a table of statements, and say how unsure that is; see ``code``.

        Returns:
            Columns of ``core.codings``, and those of ``doubt.DOUBTS`` for every
            statement that a barrier was weighed for.
        """
        known: dict[tuple[Any, ...], tuple[list[Coding], dict[str, Any] | None]] = {}
        table: list[dict[str, Any]] = []
        doubts: list[dict[str, Any]] = []
        every = self._said(statements, items)
        for start in range(0, len(every), PART):
            part = every[start : start + PART]
            with _uncollected():
                self._code_new(part, known, docs or {})
            for said in part:
                statement = str(said.row["statement_id"])
                codings, doubt = known[said.key]
                table += [self._row(said, statement, c) for c in codings]
                if doubt is not None:
                    names = {k: self._names[doubt[k]] for k in ("code", "status_of")}
                    doubts.append(doubt | names | {"statement_id": statement})
        return (
            _typed(pd.DataFrame(table, columns=list(COLUMNS))),
            pd.DataFrame(doubts, columns=list(DOUBTS)),
        )

    def heard(
        self,
        statements: pd.DataFrame,
        items: pd.DataFrame | None = None,
        docs: Mapping[str, Doc] | None = None,
    ) -> dict[str, Heard]:
        """Each statement as the judge gets it, to learn from; arguments as ``code``."""
        every = self._said(statements, items)
        read = self._read(every, docs or {}, embedded=True)
        return {
            str(said.row["statement_id"]): self._texts.heard(said.asked(read))
            for said in every
        }

    def _code_new(
        self, part: Sequence[_Said], known: dict[Any, Any], docs: Mapping[str, Doc]
    ) -> None:
        """Code what was not said before in the same words to the same question."""
        new = {said.key: said for said in part if said.key not in known}
        read = self._read(new.values(), docs, self._taught is not None)
        coded = self._texts.codings([said.asked(read) for said in new.values()])
        for (key, said), one in zip(new.items(), coded, strict=True):
            statement = str(said.row["statement_id"])
            known[key] = one.codings, doubt_of(statement, one.weighed)

    def _read(
        self, some: Iterable[_Said], docs: Mapping[str, Doc], embedded: bool
    ) -> dict[str, Text]:
        texts = {text for said in some for text in (said.text, said.question)}
        return self._texts.read(texts - {""}, docs, embedded)

    def _said(
        self, statements: pd.DataFrame, items: pd.DataFrame | None
    ) -> list[_Said]:
        """The statements that have words, in order of their id."""
        frames = item_frames(items)
        read_from = [c for c in _READ if c in statements]
        rows = statements[read_from].sort_values("statement_id").to_dict("records")
        found = []
        for row in rows:
            if not (text := given(row["text"])):
                continue
            item = (given(row.get("wave")), given(row.get("item_id")))
            own = self._taught.of(str(row["statement_id"])) if self._taught else None
            found.append(
                _Said(
                    row, text, question_of(given(row.get("context"))),
                    frames.get(item, NO_FRAME), day_or_none(row.get("asked_on")),
                    given(row.get("role")), given(row.get("organisation_id")), own,
                )
            )  # fmt: skip
        return found

    def _row(self, said: _Said, statement: str, c: Coding) -> dict[str, Any]:
        row, text = said.row, said.text
        name, calendar = self._names[c.code.code], c.code.calendar
        phases = phases_of(self.calendars, c.about, c.precision, calendar)
        parts = (statement, name, c.status, c.about, c.start, c.end, CODER)
        return {
            "coding_id": hashlib.sha256(repr(parts).encode()).hexdigest()[:16],
            "statement_id": statement,
            "source_id": given(row.get("source_id")),
            "organisation_id": given(row.get("organisation_id")),
            "kind": c.code.kind,
            "code": name,
            "status": c.status,
            "polarity": c.polarity,
            "about_from": c.about[0],
            "about_to": c.about[1],
            "about_precision": c.precision,
            "phase": ";".join(phases) or None,
            "asked_on": said.asked_on,
            "speaks_for": c.voice,
            "status_source": c.source,
            "evidence": text[c.start : c.end],
            "start": c.start,
            "end": c.end,
            "confidence": c.confidence,
            "rule": c.rule,
            "coder": self.name,
            "coder_kind": "model",
        }


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage: what is read is many small things without cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    dates = ("about_from", "about_to", "asked_on")
    numbers = {"start": "int64", "end": "int64", "confidence": "float64"}
    texts = [c for c in table.columns if c not in (*dates, *numbers)]
    for column in dates:
        table[column] = table[column].astype(object).where(table[column].notna(), None)
    return table.astype(dict.fromkeys(texts, "str") | numbers)
