"""The statements of one source, and which of all statements say the same.

Here: open answers, turns and paragraphs become rows of ``core.statements``. Not here:
reading files (``ingest``) and what statements say (``barriers``, ``topics``).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pandas as pd

from crisislearn.calendars import Calendars
from crisislearn.language.annotate import annotate, cut, lemmas_of, pack_parts, unpack
from crisislearn.privacy.reading import reader_of
from crisislearn.statements.non_answers import is_non_answer
from crisislearn.statements.split import group_sentences, sentences_of

if TYPE_CHECKING:
    from spacy.tokens import Doc

COLUMNS = (
    "statement_id", "source_id", "organisation_id", "respondent_id", "wave", "item_id",
    "kind", "role", "speaker", "segment", "start", "end", "text", "context", "asked_on",
    "asked_phase", "language", "words", "non_answer", "duplicate_of",
)  # fmt: skip


def build_statements(
    tables: dict[str, pd.DataFrame],
    items: pd.DataFrame,
    calendars: Calendars,
    danish: str = "auto",
    workers: int = 1,
) -> dict[str, pd.DataFrame]:
    """Cut the open answers, turns and paragraphs of one source into statements.

    Args:
        tables: What ingest made of the source: ``sources`` (one row), ``respondents``,
            ``answers``, ``segments`` and ``docs``, the texts as read when they came in;
            only what another pipeline read, or none, is read again.
        items: Items of all instruments (``core.items``).
        calendars: To name the phase something was said in.
        danish: Name of the pipeline for Danish (``load_pipeline``).
        workers: Processes for reading many texts.

    Returns:
        ``statements``, rows of ``core.statements`` with ``duplicate_of`` still empty;
        ``words``, the lemmas of each; and ``docs``, a row for each ``PART`` of them
        with the packed Docs in the same order, so that no stage after this reads the
        text again.
    """
    source = tables["sources"].iloc[0]
    language = source["language"]
    pieces = [*_open_answers(tables, items, language), *_segments(tables["segments"])]
    docs = _docs([piece["text"] for piece in pieces], tables, language, danish, workers)
    rows, parts = [], []
    for piece, doc in zip(pieces, docs, strict=True):
        prefix = f"{source['source_id']}-{piece['segment']:05d}"
        said = _day(piece["asked_on"])
        phase = calendars.phase_on(said, "general") if said else None
        spans = group_sentences(piece["text"], sentences_of(doc))
        for number, (start, end) in enumerate(spans):
            text = piece["text"][start:end]
            parts.append(cut(doc, start, end))
            rows.append(
                piece
                | {
                    "statement_id": f"{prefix}-{number}",
                    "source_id": source["source_id"],
                    "start": start,
                    "end": end,
                    "text": text,
                    "asked_on": said,
                    "asked_phase": phase,
                    "language": language,
                    "words": len(text.split()),
                    "non_answer": is_non_answer(text),
                    "duplicate_of": None,
                }
            )
    lemmas = [
        (r["statement_id"], lemmas_of(d)) for r, d in zip(rows, parts, strict=True)
    ]
    return {
        "statements": pd.DataFrame(rows, columns=list(COLUMNS)),
        "words": pd.DataFrame(lemmas, columns=["statement_id", "lemmas"]),
        "docs": pd.DataFrame({"docs": pack_parts(parts)}),
    }


def empty_statements() -> pd.DataFrame:
    """``core.statements`` without a row."""
    return pd.DataFrame([], columns=list(COLUMNS))


def _docs(
    texts: list[str],
    tables: dict[str, pd.DataFrame],
    language: str,
    danish: str,
    workers: int,
) -> list[Doc]:
    pipeline, reader = reader_of(language, danish)
    read: dict[str, Doc] = {}
    for row in tables["docs"].to_dict("records") if "docs" in tables else ():
        if row["reader"] == reader:
            read |= {doc.text: doc for doc in unpack(row["docs"])}
    missing = list(dict.fromkeys(text for text in texts if text not in read))
    read |= zip(missing, annotate(missing, pipeline, workers), strict=True)
    return [read[text] for text in texts]


def mark_duplicates(statements: pd.DataFrame) -> pd.DataFrame:
    """Name for each statement the first one (by id) with the same words.

    Args:
        statements: ``core.statements`` of all sources.

    Returns:
        The same, sorted by id, with ``duplicate_of`` filled where words recur.
    """
    ordered = statements.sort_values("statement_id", ignore_index=True)
    # One text at a time: lists of all words of all texts fill the memory.
    same = pd.Series([" ".join(t.casefold().split()) for t in ordered["text"]])
    first = ordered.groupby(same)["statement_id"].transform("first")
    ordered["duplicate_of"] = first.where(first != ordered["statement_id"], None)
    return ordered


def _open_answers(
    tables: dict[str, pd.DataFrame], items: pd.DataFrame, language: str
) -> list[dict[str, Any]]:
    answers = tables["answers"]
    if answers.empty:
        return []
    label = "label_da" if language == "da" else "label_en"
    wordings = items.loc[items["type"] == "text", ["wave", "item_id", label]]
    spoken = answers[answers["state"] == "answered"].merge(
        wordings, on=["wave", "item_id"], validate="m:1"
    )
    said = tables["respondents"].set_index("respondent_id")["answered_on"]
    spoken = spoken.sort_values(["respondent_id", "item_id"], kind="stable")
    return [
        {
            "organisation_id": row["organisation_id"],
            "respondent_id": row["respondent_id"],
            "wave": row["wave"],
            "item_id": row["item_id"],
            "kind": "open_answer",
            "role": "respondent",
            "speaker": None,
            "segment": number,
            "text": row["text"],
            "context": row[label] or None,
            "asked_on": said.get(row["respondent_id"]),
        }
        for number, row in enumerate(spoken.to_dict("records"))
        if isinstance(row["text"], str) and row["text"].strip()
    ]


def _segments(segments: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "organisation_id": _text(row["organisation_id"]),
            "respondent_id": None,
            "wave": None,
            "item_id": None,
            "kind": row["kind"],
            "role": row["role"],
            "speaker": _text(row["speaker"]),
            "segment": int(row["segment"]),
            "text": row["text"],
            "context": _text(row["context"]),
            "asked_on": row["asked_on"],
        }
        for row in segments.sort_values("segment").to_dict("records")
    ]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _day(value: object) -> dt.date | None:
    if isinstance(value, dt.datetime):  # pandas.NaT is one, too
        return None if pd.isna(value) else value.date()
    return value if isinstance(value, dt.date) else None
