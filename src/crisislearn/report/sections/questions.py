"""The wording of the questions: every one of the study, in the words that were used.

Here: one row a question, however many rounds and rows of a battery it was asked in, and
how a question is quoted. In English a question stands as it was asked, in Danish, with
the study's English wording after it. Not here: answers.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.language import current, label, tell
from crisislearn.report.model import Inline, Section, Table, Trace

TITLE = ("Spørgsmålenes ordlyd", "Wording of the questions")
_FORMS = {
    "text": ("åbent", "open"),
    "select_multiple": ("flere svar", "several answers"),
    "select_one": ("ét svar", "one answer"),
}


def asked(row: Mapping[str, Any]) -> str:
    """A question in marks; in English with the study's own translation after it.

    Args:
        row: With ``label_da`` and, where the study has one, ``label_en``.
    """
    words, english = row.get("label_da") or "", row.get("label_en") or ""
    told = grammar.quoted(words) if words else ""
    translated = f" (in English: {grammar.quoted(english)})" if english else ""
    return told + tell("", translated)


def build(facts: Facts) -> Section | None:
    """The section; None where no instrument is known."""
    found = facts.rows(_sql())
    stems = Counter((r["wave"], r["label_da"].partition("? ")[0]) for r in found)
    names = {r["code"]: label(r) for r in facts.rows("SELECT * FROM core.codes")}
    questions: dict[tuple[str, str], dict[str, Any]] = {}
    for row in found:
        stem, _, about = row["label_da"].partition("? ")
        battery = about and stems[row["wave"], stem] > 1
        question = f"{stem}?" if battery else row["label_da"]
        english, topic = _translated(row, battery, names)
        form = row["type"] or ""
        form = tell(*_FORMS[form]) if form in _FORMS else form
        one = questions.setdefault(
            (question, form),
            {"about": [], "topics": [], "rounds": [], "english": english, "of": row},
        )
        told = (("about", about if battery else ""), ("topics", topic),
                ("rounds", row["round"]))  # fmt: skip
        for name, value in told:
            if value and value not in one[name]:
                one[name].append(value)
    if not questions:
        return None
    return Section("spoergsmaal", tell(*TITLE), (_table(questions),))


def _sql() -> str:
    wave, english = "w.label_da", ""
    if current() == "en":
        wave, english = "coalesce(w.label_en, w.label_da)", "i.label_en, "
    return (
        f"SELECT i.wave, i.item_id, i.type, i.label_da, {english}i.choices, "
        f"coalesce({wave}, i.wave) AS round "
        "FROM core.items i LEFT JOIN core.waves w USING (wave) "
        "WHERE i.label_da IS NOT NULL ORDER BY w.opened NULLS LAST, i.wave, i.rowid"
    )


def _translated(
    row: Mapping[str, Any], battery: Any, names: Mapping[str, str]
) -> tuple[str, str]:
    """The English question and what it asked about; empty where there is none.

    Args:
        row: A question.
        battery: Whether it is one of many with the same beginning.
        names: Code of the codebook → label, for studies that name a row by its code.
    """
    english = row.get("label_en") or ""
    stem, _, topic = english.partition("? ")
    if not (battery and topic):
        return english, ""
    return f"{stem}?", names.get(topic, topic)


def _table(questions: Mapping[tuple[str, str], Mapping[str, Any]]) -> Table:
    rows: list[tuple[Inline, ...]] = []
    listed: set[str] = set()
    for (question, form), one in questions.items():
        choices = _choices(one["of"]["choices"])
        answer = f"{form}: {' / '.join(choices)}" if choices else form
        topics = "; ".join(one["about"])
        again = topics in listed
        wording = _with_topics(question, topics, again)
        if one["english"]:
            wording += " – " + _with_topics(
                one["english"], "; ".join(one["topics"]), again
            )
        listed.add(topics)
        rows.append((wording, answer, ", ".join(one["rounds"])))
    return Table(
        id="bilag-spoergsmaal",
        title=tell("Spørgsmålene, som de blev stillet", "The questions as asked"),
        columns=(
            tell("Spørgsmål", "Question"),
            tell("Svar", "Answer"),
            tell("Runde", "Wave"),
        ),
        rows=tuple(rows),
        align="lll",
        widths=(6, 4.4, 2.2),
        note=tell(
            "I kantede parenteser står det, der blev spurgt om på én gang. Spørgsmål, "
            "hvis ordlyd er ændret mellem runder, står hver for sig.",
            "Questions are given as they were asked, in Danish, followed by the "
            "study’s English wording where there is one. Square brackets hold what was "
            "asked about at the same time. Questions whose wording changed between "
            "waves are listed separately.",
        ),
        trace=Trace(_sql()),
    )


def _with_topics(question: str, topics: str, again: bool) -> str:
    """A question with what it asked about, named once."""
    if not topics:
        return question
    same = tell("de samme emner", "the same topics")
    return f"{question} [{same if again else topics}]"


def _choices(text: str | None) -> list[str]:
    found = json.loads(text) if text else []
    labels = [label(c) or c.get("label") or c.get("code", "") for c in found]
    return [grammar.tidy(str(one)) for one in labels if one]
