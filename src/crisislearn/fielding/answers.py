"""What a new crisis study has to be told, and what follows from it.

Here: the questions of ``init --template crisis-study``, checking the answers, and the
words and days that the templates are filled with. Not here: the templates.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crisislearn.errors import StudyError, UnknownValueError
from crisislearn.fielding.compose import filled
from crisislearn.textfiles import TEMPLATES, read_yaml

QUESTIONS = TEMPLATES / "crisis-study" / "questions.yml"
NONE = "-"
BASES = ("section_10", "consent")
_MONTHS = ("January February March April May June July August September October "
           "November December").split()  # fmt: skip
_ONE_DAY = dt.timedelta(days=1)
_ORDER = (
    ("begins", "rules_from"), ("begins", "w1_opened"), ("w1_opened", "w1_closed"),
    ("w1_closed", "w2_opened"), ("w2_opened", "w2_closed"), ("w2_closed", "delete_by"),
)  # fmt: skip
"""Which day may not lie after which."""
_APART = (
    ("begins", "eases"), ("eases", "over"), ("rules_from", "rules_until"),
    ("rules_from", "eases"),
)  # fmt: skip
"""Which day must lie before which: a phase lasts a day at least."""


@dataclass(frozen=True)
class Question:
    """One thing to be told.

    Attributes:
        key: What it is called in ``--answer KEY=VALUE``.
        kind: ``text``, ``id``, ``day``, ``day_or_none`` or ``basis``.
        ask: The question.
        default: Taken where nothing is said; '' for none. May hold ``<<key>>``.
    """

    key: str
    kind: str
    ask: str
    default: str = ""


def load_questions() -> list[Question]:
    """The questions, in the order they are asked."""
    return [Question(**row) for row in read_yaml(QUESTIONS)["questions"]]


def complete(
    given: Mapping[str, str],
    folder: str,
    ask: Callable[[Question, str], str] | None = None,
) -> dict[str, str]:
    """All answers, checked.

    Args:
        given: Key → answer, of those that are already known.
        folder: Name of the study's folder.
        ask: Asks for one that is not given, with its default; None takes the default.

    Raises:
        UnknownValueError: If an answer is given to what is not asked.
        StudyError: If one is missing, none of its kind, or a day lies after another
            that it must not lie after.
    """
    questions = load_questions()
    keys = [q.key for q in questions]
    for key in given:
        if key not in keys:
            raise UnknownValueError("answer", key, keys, "--answer")
    plain = re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-")
    answers: dict[str, str] = {"folder": plain or "crisis-study"}
    for question in questions:
        default = filled(question.default, answers, QUESTIONS.name)
        said = given.get(question.key)
        if said is None:
            said = ask(question, default) if ask else default
        answers[question.key] = _checked(question, said.strip())
    _check_order(answers)
    return answers


def _checked(question: Question, said: str) -> str:
    where = f"--answer {question.key}=…"
    if not said or any(mark in said for mark in '<>\n\t"\\'):
        what = "there is no answer" if not said else 'the answer holds < > " or \\'
        raise StudyError(what, where=where, remedy=f"give one: {question.ask}")
    if question.kind == "basis" and said not in BASES:
        raise UnknownValueError("legal basis", said, [*BASES], where)
    if question.kind == "id" and not re.fullmatch(r"[a-z0-9][a-z0-9-]*", said):
        raise StudyError(f"{said!r} is no id", where=where, remedy=question.ask)
    if question.kind.startswith("day") and said != NONE:
        _day(said, where)
    if said == NONE and question.kind != "day_or_none":
        raise StudyError("it cannot be left open", where=where, remedy=question.ask)
    return said


def _day(text: str, where: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise StudyError(
            f"{text!r} is not a day", where=where, remedy="write it as 2020-03-11"
        ) from error


def _check_order(answers: Mapping[str, str]) -> None:
    for one, two in (*_ORDER, *_APART):
        if NONE in (answers[one], answers[two]):
            continue
        same = answers[one] == answers[two] and (one, two) in _APART
        if answers[one] > answers[two] or same:
            raise StudyError(
                f"{one} ({answers[one]}) does not lie before {two} ({answers[two]})",
                where="--answer",
                remedy="correct one of the two; where no rules were suspended, leave "
                "rules_from and rules_until as they are proposed",
            )


def holes(answers: Mapping[str, str]) -> dict[str, str]:
    """What fills the templates: the answers, and the words and days that follow.

    The acute phase that respondents rate is cut to the days on which rules were
    suspended, so that a rating speaks of one phase in either calendar.
    """
    from crisislearn.report import grammar

    day = {k: dt.date.fromisoformat(v) for k, v in answers.items()
           if re.fullmatch(r"\d{4}-\d\d-\d\d", v)}  # fmt: skip
    acute_to = day["eases"] - _ONE_DAY
    rules_to = _eve(answers["rules_until"])
    during_to = min(acute_to, dt.date.fromisoformat(rules_to)) if rules_to else acute_to
    found: dict[str, str] = dict(answers)
    found |= read_yaml(QUESTIONS)["bases"][answers["basis"]]
    found |= {
        "version": answers["begins"].replace("-", ""),
        "crisis_cap": grammar.capital(answers["crisis_da"]),
        "begins_da": grammar.date(day["begins"]),
        "begins_en": _english(day["begins"]),
        "acute_da": grammar.date_range(day["begins"], acute_to),
        "acute_en": f"{_english(day['begins'])} to {_english(acute_to)}",
        "during_da": f"i den værste tid under {answers['crisis_da']}",
        "during_en": f"in the worst of {answers['crisis_en']}",
        "delete_by_da": grammar.date(day["delete_by"]),
        "before_to": str(day["begins"] - _ONE_DAY),
        "acute_to": str(acute_to),
        "eased_to": _eve(answers["over"]),
        "law_before_to": str(day["rules_from"] - _ONE_DAY),
        "law_to": rules_to,
        "during_from": answers["rules_from"],
        "during_to": str(during_to),
    }
    return found


def _eve(text: str) -> str:
    """The day before a day that may be open."""
    return "" if text == NONE else str(dt.date.fromisoformat(text) - _ONE_DAY)


def _english(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
