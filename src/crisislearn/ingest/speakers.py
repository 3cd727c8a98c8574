"""Turns and paragraphs as rows, without personal data.

Here: roles and pseudonyms of speakers, and the question before an answer. Not here:
reading the turns (``transcripts``, ``documents``).
"""

from __future__ import annotations

from typing import Any

from crisislearn.ingest.cleaning import Cleaning
from crisislearn.ingest.meta import Meta
from crisislearn.ingest.names import Name
from crisislearn.ingest.records import Problem, Script, Segment
from crisislearn.ingest.transcripts.labels import is_generic, name_of, role_of
from crisislearn.privacy import Pseudonymiser

Made = tuple[list[dict[str, Any]], list[Problem]]
"""Rows of segments, and problems."""


def spoken_rows(script: Script, meta: Meta, cleaning: Cleaning, source_id: str) -> Made:
    """Turns of a transcript as rows.

    Names of speakers are replaced in the words of all. The context of a turn is the
    interviewer's turn before it. Where several speak and nobody is known to ask, who
    has no role is ``other``: a question must never become evidence.
    """
    texts = [segment.text for segment in script.segments]
    cleaning.read(texts)
    tool = cleaning.tool
    labels = sorted({s.speaker for s in script.segments if s.speaker})
    roles = _roles(labels, meta)
    shown = {label: _shown(label, roles[label], tool, source_id) for label in labels}
    names = [name_of(label) for label in labels if not is_generic(label)]
    known = tool.knowing(
        [(name, "person", "") for name in names if not tool.subject_of(name)]
    ).within(texts)
    rows: list[dict[str, Any]] = []
    question: str | None = None
    for number, segment in enumerate(script.segments):
        text = cleaning.clean(segment.text, f"segment {number}", known)
        role = roles[segment.speaker or ""]
        row = _row(source_id, number, segment, text, meta)
        row |= {"kind": "turn", "role": role, "start_s": segment.start_s}
        row["speaker"] = shown[segment.speaker] if segment.speaker else None
        row["context"] = question if role == "interviewee" else None
        if role == "interviewer":
            question = text
        rows.append(row)
    used = {row["role"] for row in rows}
    problems = [] if "interviewer" in used else [_NO_INTERVIEWER]
    return rows, problems


def speaker_names(script: Script, meta: Meta) -> list[Name]:
    """The people whom a script or what is said of it names as speakers."""
    labels = {s.speaker for s in script.segments if s.speaker} | set(meta.roles)
    names = {name_of(label).strip() for label in labels if not is_generic(label)}
    return [(name, "person", "") for name in sorted(names) if len(name) > 1]


def _roles(labels: list[str], meta: Meta) -> dict[str, str]:
    """Label → role; the empty label stands for whoever speaks without one."""
    said = {label: role_of(label, meta.roles) for label in labels}
    is_clear = "interviewer" in said.values() or len(said) < 2
    roles = {k: role or ("interviewee" if is_clear else "other")
             for k, role in said.items()}  # fmt: skip
    return roles | {"": role_of(None, meta.roles) or "other"}


def written_rows(
    script: Script, meta: Meta, cleaning: Cleaning, source_id: str
) -> Made:
    """Paragraphs of a document as rows; headings are their context."""
    texts = [segment.text for segment in script.segments]
    cleaning.read(texts)
    tool = cleaning.tool.within(texts)
    rows: list[dict[str, Any]] = []
    for number, segment in enumerate(script.segments):
        text = cleaning.clean(segment.text, f"segment {number}", tool)
        row = _row(source_id, number, segment, text, meta)
        context = tool.replace(segment.context)[0] if segment.context else None
        row |= {"kind": "paragraph", "role": "author", "context": context}
        rows.append(row)
    return rows, []


_NO_INTERVIEWER = Problem(
    "nobody is known as the interviewer: what a speaker without a role says is no "
    "evidence where several speak",
    "name the roles in the file, the source's sheet or its key speakers: "
    "NAME=interviewer; *=interviewee",
    column="speakers",
)


def _row(
    source_id: str, number: int, segment: Segment, text: str, meta: Meta
) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "segment": number,
        "organisation_id": meta.organisation_id,
        "text": text,
        "asked_on": segment.asked_on or meta.asked_on,
    }


def _shown(label: str, role: str, tool: Pseudonymiser, source_id: str) -> str:
    """What stands for a speaker: the pseudonym that stands for the name in texts."""
    if role == "interviewer":
        return "INTERVIEWER"
    if is_generic(label):
        # Two files have an informant each, and they are not the same person.
        return tool.person(f"{label} {source_id}")
    name = name_of(label)
    return tool.person(tool.subject_of(name) or name)
