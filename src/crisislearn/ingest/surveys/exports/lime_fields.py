"""Columns that an export of a LimeSurvey questionnaire can have.

Here: questions of every kind as columns with a code, wordings and what they hold. Not
here: the questionnaire's file (``lss``) and the export's rows (``limesurvey``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crisislearn.ingest.surveys.exports.lss import Question, Words, read_questions
from crisislearn.ingest.surveys.items import Choice
from crisislearn.ingest.surveys.told import Told, make_choice

_FIXED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Y": (("Y", "Ja", "Yes"), ("N", "Nej", "No")),
    "G": (("M", "Mand", "Male"), ("F", "Kvinde", "Female")),
    "C": (("Y", "Ja", "Yes"), ("U", "Usikker", "Uncertain"), ("N", "Nej", "No")),
    "E": (("I", "Stiget", "Increase"), ("S", "Det samme", "Same"),
          ("D", "Faldet", "Decrease")),
    "5": tuple((str(n), str(n), str(n)) for n in range(1, 6)),
    "A": tuple((str(n), str(n), str(n)) for n in range(1, 6)),
    "B": tuple((str(n), str(n), str(n)) for n in range(1, 11)),
}  # fmt: skip
_PLAIN = {"N": "decimal", "D": "date", "S": "text", "T": "text", "U": "text",
          "I": "text", "*": "text", "K": "decimal", "Q": "text", ":": "decimal",
          ";": "text"}  # fmt: skip
_OTHER: Words = {"da": "Andet", "en": "Other"}
_COMMENT: Words = {"da": "Kommentar", "en": "Comment"}


@dataclass(frozen=True)
class Field:
    """A column that an export of the questionnaire can have.

    Attributes:
        code: Its heading as a code: ``kinds[SQ001]``.
        column: Its name in the database: ``435933X641X1933SQ001``.
        ids: The same from LimeSurvey 7 on: ``Q1933_S1934``.
        variable: Its name in equations: ``kinds_SQ001``.
        words: Question, subquestion … in each language, as full headings join them.
        told: What the questionnaire says of it.
        null_is_unasked: Whether an empty answer and none differ in the database.
        relevance: Equations that all have to hold for it to be shown.
    """

    code: str
    column: str
    words: tuple[Words, ...]
    told: Told
    null_is_unasked: bool = True
    ids: tuple[str, ...] = ()
    variable: str = ""
    relevance: tuple[str, ...] = ()


def read_fields(content: bytes, where: str) -> list[Field]:
    """The columns of a questionnaire's exports, in its order.

    Args:
        content: An lss file.
        where: Its name, for messages.

    Raises:
        ReadError: If it is cut off, no lss, or holds a DTD.
    """
    questions = read_questions(content, where)
    return [field for question in questions for field in _fields(question)]


def _fields(q: Question) -> Iterator[Field]:
    if q.kind in ("M", "P"):
        yield from _several(q)
    elif q.kind in ("L", "!", "O", "5", "Y", "G"):
        yield from _single(q)
    elif q.kind in ("F", "H", "A", "B", "C", "E", "1"):
        yield from _matrix(q)
    elif q.kind == "R":
        ranked = q.answers.get("0") or q.rows
        told = Told(type="select_one", choices=_from_words(ranked))
        for place in range(1, len(ranked) + 1):
            yield _field(q, str(place), ({"": f"Rank {place}"},), told)
    elif q.kind in (":", ";"):
        for row, words in q.rows:
            for column, more in q.columns:
                told = Told(type=_PLAIN[q.kind])
                yield _field(q, f"{row}_{column}", (words, more), told)
    elif q.kind in ("K", "Q"):
        for code, words in q.rows:
            yield _field(q, code, (words,), Told(type=_PLAIN[q.kind]))
    elif q.kind in _PLAIN:
        yield _field(q, "", (), Told(type=_PLAIN[q.kind]))


def _single(q: Question) -> Iterator[Field]:
    choices = _choices(q, "0")
    if q.other:
        choices += (Choice("-oth-", _OTHER["da"], _OTHER["en"]),)
    told = Told(type="select_one", choices=choices, states={"N/A": "no_answer"})
    yield _field(q, "", (), told)
    if q.other:
        yield _field(q, "other", (_OTHER,), Told(type="text"))
    if q.kind == "O":
        yield _field(q, "comment", (_COMMENT,), Told(type="text"))


def _matrix(q: Question) -> Iterator[Field]:
    for code, words in q.rows:
        if q.kind != "1":
            told = Told(type="select_one", choices=_choices(q, "0"))
            yield _field(q, code, (words,), told)
            continue
        for scale in ("0", "1"):
            told = Told(type="select_one", choices=_choices(q, scale))
            number = {"": str(int(scale) + 1)}
            yield _field(q, code, (words, number), told, scale)


def _several(q: Question) -> Iterator[Field]:
    for code, words in q.rows:
        told = Told(
            in_language(words, "da"),
            in_language(words, "en"),
            item=q.code,
            choice=code,
            item_label=in_language(q.words, "da"),
            states={"N/A": "not_asked"},
        )
        yield replace(_field(q, code, (words,), told), told=told)
        if q.kind == "P":
            yield _field(q, f"{code}comment", (words, _COMMENT), Told(type="text"))
    if q.other:
        yield _field(q, "other", (_OTHER,), Told(type="text"))
        if q.kind == "P":
            yield _field(q, "othercomment", (_OTHER, _COMMENT), Told(type="text"))


def _field(
    q: Question, part: str, more: tuple[Words, ...], told: Told, scale: str = ""
) -> Field:
    words = (q.words, *more)
    code = q.code + (f"[{part}]" if part else "")
    code += f"[{int(scale) + 1}]" if scale else ""
    item = "_".join(filter(None, (q.code, part, str(int(scale) + 1) if scale else "")))
    return Field(
        code,
        q.base + part + (f"#{scale}" if scale else ""),
        words,
        Told(_joined(words, "da"), _joined(words, "en"), told.type, told.choices,
             item=item, states=told.states),
        # Numbers and days that were left empty are NULL like those never shown.
        null_is_unasked=told.type not in ("decimal", "date"),
        ids=tuple(_ids(q, part, scale)),
        variable="_".join(filter(None, (q.code, part, scale))),
        relevance=(*q.relevance, *_row_relevance(q, part)),
    )  # fmt: skip


def _ids(q: Question, part: str, scale: str) -> Iterator[str]:
    """What LimeSurvey 7 calls a column: by numbers, whatever the codes."""
    base = f"Q{q.qid}"
    known = {code: f"_S{number}" for code, number in q.row_ids.items()}
    if q.kind == "R":
        place = int(part) - 1
        yield from (f"{base}_R{i}" for i in q.answer_ids[place : place + 1])
        yield from (f"{base}{n}" for n in list(known.values())[place : place + 1])
    elif part in ("other", "comment", "othercomment"):
        yield f"{base}_C{part}"
    elif q.kind == "P" and part not in known:
        yield f"{base}{known.get(part.removesuffix('comment'), '')}_Ccomment"
    elif q.kind in (":", ";"):
        row, _, column = part.partition("_")
        yield f"{base}{known.get(row, '')}{known.get(column, '')}"
    else:
        yield base + known.get(part, "") + (f"#{scale}" if scale else "")


def _row_relevance(q: Question, part: str) -> list[str]:
    """The equation of a subquestion, and of what belongs to it."""
    names = (part, part.removesuffix("comment"), part.partition("_")[0])
    found = (q.row_relevance.get(name) for name in names)
    return [text for text in dict.fromkeys(found) if text and q.kind != "R"]


def _choices(q: Question, scale: str) -> tuple[Choice, ...]:
    if q.kind in _FIXED:
        return tuple(Choice(*fixed) for fixed in _FIXED[q.kind])
    return _from_words(q.answers.get(scale, []))


def _from_words(pairs: list[tuple[str, Words]]) -> tuple[Choice, ...]:
    return tuple(
        make_choice(code, in_language(words, "da"), in_language(words, "en"))
        for code, words in pairs
    )


def in_language(words: Words, language: str) -> str:
    """A wording in a language, or else the one there is."""
    return words.get(language) or next(iter(words.values()), "")


def _joined(words: tuple[Words, ...], language: str) -> str:
    return " - ".join(filter(None, (in_language(part, language) for part in words)))
