"""Instruments and answers made by chance, and what ingest should make of them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass

from ingest_place import instrument

RATING = (("1", "Slet ikke", ""), ("2", "I nogen grad", ""), ("3", "I høj grad", ""),
          ("8", "Ved ikke", "dont_know"),
          ("9", "Ikke relevant", "not_relevant"))  # fmt: skip
KINDS = (("1", "Digital løsning", ""), ("2", "Ude, i det fri", ""),
         ("3", "Små hold (2–4)", ""), ("4", "Kan ikke svare", "dont_know"))  # fmt: skip
TOPICS = (("1", "Penge", ""), ("2", "Tid", ""), ("3", "Krav og kontrol", ""))
YESNO = (("1", "Ja", ""), ("2", "Nej", ""))
WORDS = (
    "Møderne", "Vi ringede; og skrev", 'Kravene, og "papiret"', "Først\nså det andet",
    "0012", "=1+1", "<b>Tak</b> & farvel", "’Ja’ – vist", "-", "3,5 eller 4",
    "\tfast\tplads", "Æbler|pærer", "'anført'", "nej;", "1;2", "50 %",
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A question of any kind: one, several, rank, integer, decimal, date or text."""

    name: str
    kind: str
    label: str
    choices: tuple[tuple[str, str, str], ...] = ()
    asked_if: tuple[str, str] | None = None
    stem: str = ""


@dataclass(frozen=True)
class Survey:
    """Questions, and for each person: question → answer; None where they left it.

    A question that routing kept from a person is no key. ``unknown`` stands for a
    number that was answered with "ved ikke".
    """

    questions: list[Question]
    people: dict[str, dict[str, object]]


UNKNOWN = "unknown"


def make_survey(seed, kinds, unknown=False, blank_sets=True):
    """A survey of some of these kinds of questions; the first is always answered.

    Args:
        seed: Seed of chance.
        kinds: Kinds of questions.
        unknown: Whether a number may be answered with "ved ikke".
        blank_sets: Whether a set of choices may be left as it was.
    """
    chance = random.Random(seed)
    questions = [Question("start", "one", "Har I sat noget nyt i gang?", YESNO)]
    for number in range(chance.randint(3, 7)):
        kind = chance.choice(kinds)
        questions += _questions(f"q{number}", kind, _condition(questions, chance))
    people = {}
    for number in range(chance.randint(2, 9)):
        said: dict[str, object] = {}
        for q in questions:
            if q.asked_if is None or _holds(q.asked_if, said):
                kept = q.name == "start" or (q.kind == "several" and not blank_sets)
                left = chance.random() < 0.2 and not kept
                said[q.name] = None if left else _answer(q, chance, unknown)
        people[f"O{number:03d}"] = said
    return Survey(questions, people)


def _questions(name, kind, asked_if):
    label = f"Spørgsmål {name}, æøå?"
    if kind == "matrix":
        return [
            Question(f"{name}_{n}", "one", f"{label} - {row}", RATING, asked_if, label)
            for n, row in enumerate(("Krav", "Tid til møder"), start=1)
        ]
    choices = {"one": RATING, "several": KINDS, "rank": TOPICS}.get(kind, ())
    return [Question(name, kind, label, choices, asked_if)]


def _condition(questions, chance):
    if chance.random() < 0.6:
        return None
    asked = [q for q in questions if q.kind in ("one", "several")]
    one = chance.choice(asked)
    return one.name, chance.choice(one.choices)[0]


def _holds(asked_if, said):
    name, code = asked_if
    found = said.get(name)
    return found is not None and (found == code or code in found)


def _answer(q, chance, unknown):
    codes = [code for code, _, _ in q.choices]
    if q.kind == "one":
        return chance.choice(codes)
    if q.kind == "several":
        known = [code for code, _, state in q.choices if not state]
        alone = [code for code in codes if code not in known]
        if chance.random() < 0.2:
            return (alone[0],)
        return tuple(sorted(chance.sample(known, chance.randint(1, len(known)))))
    if q.kind == "rank":
        return tuple(chance.sample(codes, len(codes)))
    if q.kind == "integer":
        known = str(chance.choice((0, 7, 12, 1200, -3)))
        return UNKNOWN if unknown and chance.random() < 0.3 else known
    if q.kind == "decimal":
        return chance.choice(("2.5", "1000.25", "0.1", "7", "-1.75"))
    if q.kind == "date":
        day = dt.date(2020, 1, 13) + dt.timedelta(chance.randint(0, 300))
        return day.isoformat()
    return chance.choice(WORDS)


def form(survey):
    """The survey's instrument, an XLSForm."""
    kinds = {"one": "select_one", "several": "select_multiple"}
    items, choices = [], {}
    for q in survey.questions:
        kind = kinds.get(q.kind, q.kind)
        if q.choices:
            choices[q.name] = [
                (q.name, code, label, label, state) for code, label, state in q.choices
            ]
            kind += f" {q.name}"
        relevant = ""
        if q.asked_if:
            relevant = "selected(${%s}, '%s')" % q.asked_if  # noqa: UP031
        items.append((kind, q.name, q.label, q.label, relevant))
    rows = [row for found in choices.values() for row in found]
    return instrument(items, rows)


def expected(survey, unknown=None):
    """(person, item, choice) → (state, code, label, text).

    Args:
        survey: The survey.
        unknown: Code by which the format writes a number that is not known.
    """
    found = {}
    for person, said in survey.people.items():
        for q in survey.questions:
            asked, answer = q.name in said, said.get(q.name)
            nothing = "no_answer" if asked else "not_asked"
            if q.kind == "several":
                found |= _several(person, q, answer, nothing)
                continue
            if q.kind == "rank":
                labels = {code: label for code, label, _ in q.choices}
                for place in range(len(q.choices)):
                    code = answer[place] if answer else None
                    found[person, f"{q.name}_{place + 1}", ""] = (
                        "answered" if code else nothing, code, labels.get(code), None
                    )  # fmt: skip
                continue
            found[person, q.name, ""] = _single(q, answer, nothing, unknown)
    return found


def _single(q, answer, nothing, unknown):
    if answer is None:
        return nothing, None, None, None
    if answer == UNKNOWN:
        return "dont_know", unknown, None, None
    if q.kind == "one":
        _, label, state = next(c for c in q.choices if c[0] == answer)
        return state or "answered", answer, label, None
    if q.kind == "text":
        return "answered", None, None, answer.strip()
    return "answered", answer, None, None


def _several(person, q, answer, nothing):
    states = {code: state for code, _, state in q.choices}
    alone = states[answer[0]] if answer and len(answer) == 1 else ""
    return {
        (person, q.name, code): (
            (alone or "answered", str(int(code in answer)), label, None)
            if answer
            else (nothing, None, label, None)
        )
        for code, label, _ in q.choices
    }
