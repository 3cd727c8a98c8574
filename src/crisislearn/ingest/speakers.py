"""Turns and paragraphs as rows, without personal data.

Here: roles and pseudonyms of speakers, and the question before an answer. Not here:
reading the turns (``transcripts``, ``documents``).
"""

from __future__ import annotations

from typing import Any

from crisislearn.ingest.meta import Meta
from crisislearn.ingest.records import Problem, Script, Segment
from crisislearn.ingest.transcripts.labels import is_generic, role_of
from crisislearn.privacy import Pseudonymiser

Made = tuple[list[dict[str, Any]], int, list[Problem]]
"""Rows of segments, spans replaced, and problems."""


def spoken_rows(
    script: Script, meta: Meta, tool: Pseudonymiser, source_id: str
) -> Made:
    """Turns of a transcript as rows.

    Names of speakers are replaced in the words of all. The context of a turn is the
    interviewer's turn before it.
    """
    labels = sorted({s.speaker for s in script.segments if s.speaker})
    roles = {label: role_of(label, meta.roles) for label in labels}
    shown = {label: _shown(label, roles[label], tool, source_id) for label in labels}
    known = tool.knowing(
        [(label, "person", "") for label in labels
         if not is_generic(label) and not _subject(label, tool)]
    )  # fmt: skip
    rows: list[dict[str, Any]] = []
    replaced = 0
    question: str | None = None
    for number, segment in enumerate(script.segments):
        text, findings = known.replace(segment.text)
        replaced += len(findings)
        role = roles[segment.speaker] if segment.speaker else "other"
        row = _row(source_id, number, segment, text, meta)
        row |= {"kind": "turn", "role": role, "start_s": segment.start_s}
        row["speaker"] = shown[segment.speaker] if segment.speaker else None
        row["context"] = question if role == "interviewee" else None
        if role == "interviewer":
            question = text
        rows.append(row)
    problems = [] if "interviewer" in roles.values() else [_NO_INTERVIEWER]
    return rows, replaced, problems


def written_rows(
    script: Script, meta: Meta, tool: Pseudonymiser, source_id: str
) -> Made:
    """Paragraphs of a document as rows; headings are their context."""
    rows: list[dict[str, Any]] = []
    replaced = 0
    for number, segment in enumerate(script.segments):
        text, findings = tool.replace(segment.text)
        replaced += len(findings)
        row = _row(source_id, number, segment, text, meta)
        context = tool.replace(segment.context)[0] if segment.context else None
        row |= {"kind": "paragraph", "role": "author", "context": context}
        rows.append(row)
    return rows, replaced, []


_NO_INTERVIEWER = Problem(
    "nobody is known as the interviewer: questions may count as answers",
    "name the roles in the file or the source's sheet: NAME=interviewer",
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
    return tool.person(_subject(label, tool) or label)


def _subject(label: str, tool: Pseudonymiser) -> str | None:
    """Whom the study knows by a label, in whole."""
    for finding in tool.find(label):
        if finding.kind == "person" and (finding.start, finding.end) == (0, len(label)):
            return finding.subject
    return None
