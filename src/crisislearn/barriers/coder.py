"""The coder: statements in, codings out.

Here: bringing mentions, claims, times, voices and question frames together for one
statement, and the table of codings. Not here: any of these by itself.

English statements are coded only where a term of the codebook happens to fit; the rules
are Danish.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from crisislearn.barriers.about import phases_of
from crisislearn.barriers.assemble import TextCoder
from crisislearn.barriers.codebook import BUILT_IN, Codebook, load_codebook
from crisislearn.barriers.codings import COLUMNS, Coding
from crisislearn.barriers.lenses import load_lenses
from crisislearn.barriers.questions import NO_FRAME, Frame, day_or_none, question_of
from crisislearn.calendars import Calendars, load_calendars

if TYPE_CHECKING:
    from spacy.tokens import Doc

CODER = "rules-1"
KINDS = ("barrier", "driver", "innovation", "harm", "lens")

_TEXT_COLUMNS = (
    "text_id", "kind", "code", "status", "polarity", "about_from", "about_to",
    "about_precision", "phase", "speaks_for", "status_source", "evidence", "start",
    "end", "confidence",
)  # fmt: skip

_READ = (
    "statement_id", "source_id", "organisation_id", "wave", "item_id", "role", "text",
    "context", "asked_on",
)  # fmt: skip
"""Columns of statements that coding depends on."""


class Coder:
    """Codes statements by a codebook and the status rules.

    Args:
        codebook: The codebook.
        calendars: The calendars that give time words and phases.
        language: Name of the language pipeline.
        kinds: Kinds of codes to look for.
    """

    def __init__(
        self,
        codebook: Codebook,
        calendars: Calendars,
        language: str = "da",
        kinds: Sequence[str] = KINDS,
    ) -> None:
        self.codebook = codebook
        self.calendars = calendars
        self._texts = TextCoder(codebook, calendars, language, kinds)

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
        frames = _item_frames(items)
        read_from = [c for c in _READ if c in statements]
        rows = statements[read_from].sort_values("statement_id").to_dict("records")
        texts = {str(r["text"]) for r in rows if _given(r["text"])}
        texts |= {question_of(_given(r.get("context"))) for r in rows}
        read = self._texts.read(texts - {""}, docs or {})
        known: dict[tuple[Any, ...], list[Coding]] = {}
        table: list[dict[str, Any]] = []
        for row in rows:
            text = _given(row["text"])
            if not text:
                continue
            item = (_given(row.get("wave")), _given(row.get("item_id")))
            asked_on = day_or_none(row.get("asked_on"))
            frame = frames.get(item, NO_FRAME)
            question = question_of(_given(row.get("context")))
            role, owner = _given(row.get("role")), _given(row.get("organisation_id"))
            key = (text, question, item, asked_on, role, owner is not None)
            if key not in known:
                known[key] = self._texts.codings(
                    read[text], read.get(question), frame, asked_on, role, owner
                )
            for coding in known[key]:
                table.append(self._row(row, coding, text, asked_on))
        return _typed(pd.DataFrame(table, columns=list(COLUMNS)))

    def _row(
        self, row: dict[Any, Any], c: Coding, text: str, asked_on: dt.date | None
    ) -> dict[str, Any]:
        calendar = c.code.calendar
        phases = phases_of(self.calendars, c.about, c.precision, calendar)
        statement = str(row["statement_id"])
        parts = (statement, c.code.code, c.status, c.about, c.start, c.end, CODER)
        return {
            "coding_id": hashlib.sha256(repr(parts).encode()).hexdigest()[:16],
            "statement_id": statement,
            "source_id": _given(row.get("source_id")),
            "organisation_id": _given(row.get("organisation_id")),
            "kind": c.code.kind,
            "code": c.code.code,
            "status": c.status,
            "polarity": c.polarity,
            "about_from": c.about[0],
            "about_to": c.about[1],
            "about_precision": c.precision,
            "phase": ";".join(phases) or None,
            "asked_on": asked_on,
            "speaks_for": c.voice,
            "status_source": c.source,
            "evidence": text[c.start : c.end],
            "start": c.start,
            "end": c.end,
            "confidence": c.confidence,
            "rule": c.rule,
            "coder": CODER,
            "coder_kind": "model",
        }

    # --- one text ---------------------------------------------------------------------


def code_texts(
    texts: Sequence[str],
    dates: Sequence[dt.date | str | None] | None = None,
    questions: Sequence[str | None] | None = None,
    kinds: Sequence[str] = ("barrier",),
    rules: bool = False,
) -> pd.DataFrame:
    """Code any Danish texts by the built-in codebook, all lenses and calendars.

    Args:
        texts: The texts.
        dates: The day each was said, as date or ``2020-06-24``.
        questions: What was asked before each.
        kinds: Kinds of codes to look for.
        rules: Whether the column ``rule`` is wanted, too: what gave each coding.

    Returns:
        One row a coding; ``text_id`` is the position in ``texts``.
    """
    texts = ["" if t is None or t != t else str(t) for t in texts]
    days = [_day(d) for d in dates] if dates is not None else [None] * len(texts)
    asked = list(questions) if questions is not None else [None] * len(texts)
    if not len(texts) == len(days) == len(asked):
        raise ValueError("texts, dates and questions must be of one length")
    folder = BUILT_IN.parent
    calendars = load_calendars(folder / "phases.csv", folder / "episodes.csv")
    codebook = load_codebook(lenses=load_lenses() if "lens" in kinds else ())
    coder = Coder(codebook, calendars, kinds=kinds)
    statements = pd.DataFrame(
        {
            "statement_id": [f"{n:09d}" for n in range(len(texts))],
            "text": pd.Series(texts, dtype=object),
            "context": pd.Series(asked, dtype=object),
            "asked_on": pd.Series(days, dtype=object),
        }
    )
    codings = coder.code(statements)
    codings.insert(0, "text_id", codings["statement_id"].astype("int64"))
    return codings[[*_TEXT_COLUMNS, *(("rule",) if rules else ())]]


def _day(value: dt.date | str | None) -> dt.date | None:
    return (
        dt.date.fromisoformat(value) if isinstance(value, str) else day_or_none(value)
    )


def _given(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _item_frames(items: pd.DataFrame | None) -> dict[tuple[Any, Any], Frame]:
    """Frames of the questions, by wave and item."""
    frames: dict[tuple[Any, Any], Frame] = {}
    for row in items.to_dict("records") if items is not None else []:
        kind, status = _given(row.get("frame_kind")), _given(row.get("frame_status"))
        interval = (
            day_or_none(row.get("about_from")),
            day_or_none(row.get("about_to")),
        )
        named = _given(row.get("about"))
        if kind or named:
            precision = named if named in ("before", "during", "now") else "phase"
            about = None if interval == (None, None) else interval
            frames[_given(row.get("wave")), _given(row.get("item_id"))] = Frame(
                kind, status, about, precision if about else "unspecified"
            )
    return frames


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    dates = ("about_from", "about_to", "asked_on")
    numbers = {"start": "int64", "end": "int64", "confidence": "float64"}
    texts = [c for c in table.columns if c not in (*dates, *numbers)]
    for column in dates:
        table[column] = table[column].astype(object).where(table[column].notna(), None)
    return table.astype(dict.fromkeys(texts, "str") | numbers)
