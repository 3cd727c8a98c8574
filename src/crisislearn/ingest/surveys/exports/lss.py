"""The structure of a LimeSurvey questionnaire (lss).

Here: questions, subquestions and answers of its XML. Not here: the columns they make
(``lime_fields``), an export's rows (``limesurvey``), and what relevance equations say
(``lime_relevance``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from crisislearn.errors import ReadError
from crisislearn.ingest.decode import clean
from crisislearn.ingest.surveys.told import plain_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Words = dict[str, str]
"""Language → wording."""

_ALL = ("", "1")
"""Equations that keep nobody out."""


@dataclass(frozen=True)
class Question:
    """A question with its parts.

    Attributes:
        qid: Its number in the database.
        code: Its code.
        kind: LimeSurvey's letter for its kind.
        base: Name of its column in the database.
        other: Whether "other" is offered.
        words: Its wording.
        rows: Subquestions: code and wording.
        columns: Subquestions across, of a matrix of numbers or texts.
        answers: Scale → answers: code and wording.
        relevance: Equations of its group and its own: who was shown it.
        row_relevance: Code of a subquestion → its equation.
        row_ids: Code of a subquestion → its number in the database.
        answer_ids: Numbers of the answers in the database, in their order.
    """

    qid: str
    code: str
    kind: str
    base: str
    other: bool
    words: Words
    rows: list[tuple[str, Words]]
    columns: list[tuple[str, Words]]
    answers: dict[str, list[tuple[str, Words]]]
    relevance: tuple[str, ...] = ()
    row_relevance: Mapping[str, str] = field(default_factory=dict)
    row_ids: Mapping[str, str] = field(default_factory=dict)
    answer_ids: tuple[str, ...] = ()


def read_questions(content: bytes, where: str) -> list[Question]:
    """The questions of an lss, in its order.

    Raises:
        ReadError: If the file is cut off, no lss, or holds a DTD (none is resolved:
            defusedxml refuses it).
    """
    root = parse_xml(content, where)
    if (root.findtext("LimeSurveyDocType") or "") != "Survey":
        raise ReadError(
            "the file is no structure of a LimeSurvey questionnaire",
            where=where,
            remedy="export the survey structure (.lss)",
        )
    try:
        return list(_questions(root))
    except KeyError as error:
        raise ReadError(
            f"a question or an answer of the questionnaire has no {error.args[0]}",
            where=where,
            remedy="export the survey structure (.lss) again",
        ) from error


def parse_xml(content: bytes, where: str) -> Element:
    """The root of an XML file of LimeSurvey.

    Raises:
        ReadError: If it is cut off or holds a DTD.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise ReadError(
            f"the file is not readable as XML ({type(error).__name__})",
            where=where,
            remedy="export it again from LimeSurvey",
        ) from error
    return root


def rows_of(root: Element, section: str) -> Iterator[dict[str, str]]:
    """The rows of a section; what is NULL in the database is no key."""
    for row in root.findall(f"{section}/rows/row"):
        yield {cell.tag: cell.text or "" for cell in row}


def _questions(root: Element) -> Iterator[Question]:
    groups = {row["gid"]: row for row in rows_of(root, "groups")}
    texts = _texts(root, "questions", "qid", "question")
    texts |= _texts(root, "subquestions", "qid", "question")
    texts |= _texts(root, "question_l10ns", "qid", "question")
    subs: dict[str, list[_Sub]] = {}
    for row in rows_of(root, "subquestions"):
        scale = str(_number(row, "scale_id"))
        place = _Sub(_number(row, "question_order"), row["qid"], row.get("title", ""),
                     scale, row.get("relevance", ""))  # fmt: skip
        if place not in subs.setdefault(row.get("parent_qid", ""), []):
            subs[row.get("parent_qid", "")].append(place)
    answers = _answers(root)
    ids = _answer_ids(root)
    seen: set[str] = set()
    for row in sorted(
        rows_of(root, "questions"),
        key=lambda r: (
            _number(groups.get(r.get("gid", ""), {}), "group_order"),
            _number(r, "question_order"),
        ),
    ):
        qid = row["qid"]
        if qid in seen:  # older files repeat a question for each language
            continue
        seen.add(qid)
        found = sorted(subs.get(qid, []), key=lambda sub: sub.order)
        rows, columns = (
            [(sub.code, texts.get(sub.qid, {})) for sub in found if sub.scale == one]
            for one in ("0", "1")
        )
        group = groups.get(row.get("gid", ""), {})
        equations = (group.get("grelevance", ""), row.get("relevance", ""))
        yield Question(
            qid, row.get("title", ""), row.get("type", ""),
            f"{row.get('sid', '')}X{row.get('gid', '')}X{qid}",
            row.get("other") == "Y", texts.get(qid, {}), rows, columns,
            answers.get(qid, {}), tuple(e for e in equations if e.strip() not in _ALL),
            {s.code: s.relevance for s in found if s.relevance.strip() not in _ALL},
            {s.code: s.qid for s in found}, tuple(ids.get(qid, ())),
        )  # fmt: skip


class _Sub(NamedTuple):
    """A subquestion."""

    order: int
    qid: str
    code: str
    scale: str
    relevance: str


def _number(row: dict[str, str], key: str) -> int:
    text = row.get(key, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _texts(root: Element, section: str, key: str, value: str) -> dict[str, Words]:
    found: dict[str, Words] = {}
    for row in rows_of(root, section):
        text = clean(plain_text(row.get(value, "")))
        if text and "language" in row:
            found.setdefault(row.get(key, ""), {})[row["language"]] = text
    return found


def _answer_ids(root: Element) -> dict[str, list[str]]:
    rows = sorted(rows_of(root, "answers"), key=lambda r: _number(r, "sortorder"))
    found: dict[str, list[str]] = {}
    for row in rows:
        if "aid" in row:
            found.setdefault(row["qid"], []).append(row["aid"])
    return found


def _answers(root: Element) -> dict[str, dict[str, list[tuple[str, Words]]]]:
    """Question → scale → codes with their wordings."""
    texts = _texts(root, "answer_l10ns", "aid", "answer")
    found: dict[str, dict[str, dict[str, Words]]] = {}
    rows = sorted(rows_of(root, "answers"), key=lambda r: _number(r, "sortorder"))
    for row in rows:
        scale = found.setdefault(row["qid"], {}).setdefault(
            str(_number(row, "scale_id")), {}
        )
        words = scale.setdefault(row.get("code", ""), {})
        words.update(texts.get(row.get("aid", ""), {}))
        if "language" in row and row.get("answer"):
            words[row["language"]] = clean(plain_text(row["answer"]))
    return {
        qid: {scale: list(codes.items()) for scale, codes in scales.items()}
        for qid, scales in found.items()
    }
