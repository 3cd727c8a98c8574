"""What came back, and what could keep it away: what returned, and what people fear.

Here: what came back, what organisations want to keep and expect to stand in its way,
and what a person recommends. Not here: advice of the program's own, of which there is
none, and what became of each solution (``solutions``).
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import tell
from crisislearn.report.model import Block, Inline, Paragraph, Section, say
from crisislearn.report.outcomes import FELL, Outcome
from crisislearn.report.own_texts import read, untold
from crisislearn.report.sections.helping import drivers
from crisislearn.report.sections.questions import asked
from crisislearn.report.sections.quotes import Quotes

CONCEPTS = ("q_keep", "q_block")
"""Concepts of the questions on what to keep, and what may come to hinder it."""
NO_ADVICE = (
    "Undersøgelsen giver ingen anbefalinger. Dem må mennesker formulere: Tallene "
    "siger, hvad der skete, ikke hvad der bør gøres.",
    "The study makes no recommendations. Those are for people to make: the figures "
    "say what happened, not what ought to be done.",
)
_UNSTUDIED = (
    "Tiden efter krisen er ikke undersøgt. Rapporten siger derfor intet om, "
    "hvad der kom igen.",
    "The time after the crisis has not been studied. The report therefore says "
    "nothing about what came back.",
)
_RETURNED = (
    (Outcome.BACK, ("Kommet igen er {}.", "Back again: {}.")),
    (
        Outcome.PARTLY_BACK,
        (
            "Delvist tilbage, men fortsat sjældnere end før, er {}.",
            "Partly back, but still less common than before: {}.",
        ),
    ),
    (Outcome.GONE, ("Væk er fortsat {}.", "Still gone: {}.")),
    (Outcome.UNCLEAR_AFTER, ("Uvist er det for {}.", "Uncertain: {}.")),
)
_NONE_FELL = (
    "Ingen af de modtryk, der blev spurgt om, faldt sikkert under krisen, så "
    "intet kan siges at være kommet igen.",
    "None of the barriers that were asked about fell with certainty during the "
    "crisis, so nothing can be said to have come back.",
)


def build(facts: Facts, quotes: Quotes, foundation: str | None) -> Section:
    """The section with what a person recommends, or that nobody does."""
    blocks: list[Block] = [_returned(facts)]
    for block in (_named(facts), _expected(facts), drivers(facts)):
        if block:
            blocks.append(block)
    for quote in (
        quotes.of_statements(_asked(facts)),
        quotes.of_codes("innovation", ["I_KEPT"]),
        quotes.of_status("returned"),
    ):
        if quote:
            blocks.append(quote)
    heading = tell("Anbefalinger", "Recommendations")
    advice = Section("anbefalinger", heading, _advice(facts, foundation))
    title = tell(
        "Hvad kom igen, og hvad kunne holde det væk?",
        "What came back, and what could keep it away?",
    )
    return Section("fastholdelse", title, tuple(blocks), (advice,), opens=False)


def _returned(facts: Facts) -> Paragraph:
    courses = facts.courses
    if not any(c.points.get("after") for c in courses):
        return say(tell(*_UNSTUDIED), kind="lead")
    told = []
    for outcome, words in _RETURNED:
        labels = [c.label for c in courses if c.outcome is outcome]
        if labels:
            told.append(tell(*words).format(grammar.listing(labels)))
    if not any(c.outcome in FELL for c in courses):
        told = [tell(*_NONE_FELL)]
    return Paragraph((" ".join(told),), "lead")


def _items(facts: Facts) -> list[dict[str, Any]]:
    among = ", ".join(literal(one) for one in CONCEPTS)
    return facts.rows(
        "SELECT DISTINCT item_id, label_da, label_en, concept_id FROM core.items "
        f"WHERE concept_id IN ({among}) ORDER BY concept_id, item_id, label_da, "
        "label_en"
    )


def _asked_sql(facts: Facts) -> str:
    """Condition on ``core.statements s``: answers to the questions on keeping."""
    ids = sorted({row["item_id"] for row in _items(facts)})
    return f"s.item_id IN ({', '.join(literal(one) for one in ids) or 'NULL'})"


def _asked(facts: Facts) -> list[str]:
    rows = facts.rows(
        f"SELECT s.statement_id AS id FROM core.statements s WHERE {_asked_sql(facts)} "
        "ORDER BY s.words DESC, s.statement_id"
    )
    return [row["id"] for row in rows]


def _named(facts: Facts) -> Paragraph | None:
    """How many wrote what they want to keep, and the barriers they name there."""
    items = _items(facts)
    if not items:
        return None
    answered = facts.count(
        "SELECT count(DISTINCT s.organisation_id) FROM core.statements s JOIN "
        "core.organisations o USING (organisation_id) WHERE "
        f"{_asked_sql(facts)} AND {facts.group.condition}"
    )
    if answered.value < facts.k:
        return None
    word = tell("c.label_da", "coalesce(c.label_en, c.label_da)")
    sql = (
        f"SELECT t.code, any_value({word}) AS label, "
        "count(DISTINCT t.organisation_id) AS n FROM core.codings t "
        "JOIN core.statements s USING (statement_id) JOIN core.codes c ON c.code = "
        "t.code JOIN core.organisations o ON o.organisation_id = t.organisation_id "
        f"WHERE t.kind = 'barrier' AND t.counts IS NOT FALSE AND {_asked_sql(facts)} "
        f"AND t.code <> 'OTHER' AND {facts.group.condition} GROUP BY t.code "
        f"HAVING n >= {facts.k} ORDER BY n DESC, t.code"
    )
    values: dict[str, Inline] = {"answered": answered}
    told = []
    for row in facts.rows(sql):
        one = f"SELECT n FROM ({sql}) WHERE code = {literal(row['code'])}"
        values[row["code"]] = facts.count(one)
        told.append(f"{row['label']} ({{{row['code']}}})")
    values["question"] = asked(items[0])
    text = tell(
        "{answered} organisationer har svaret på {question} ",
        "{answered} organisations answered {question}. ",
    )
    named, few = grammar.listing(told), grammar.count(facts.k)
    if told:
        text += tell(
            f"De modtryk, som flest nævner i svarene, er {named}.",
            f"The barriers mentioned most often in the answers are {named}.",
        )
    else:
        text += tell(
            "Svarene peger mange veje: Intet enkelt modtryk nævnes i svarene af "
            f"{few} organisationer eller flere.",
            "The answers point in many directions: no single barrier is mentioned in "
            f"the answers of {few} organisations or more.",
        )
    return say(text, values)


def _expected(facts: Facts) -> Paragraph | None:
    """Barriers that organisations expect, in whatever they say."""
    condition = (
        "t.kind = 'barrier' AND t.status = 'expected' AND t.speaks_for = 'own' "
        "AND t.counts IS NOT FALSE"
    )
    afraid = facts.organisations("core.codings", condition)
    if afraid.value < facts.k:
        return None
    return say(
        tell(
            "Med egne ord siger {afraid} organisationer, at de venter et modtryk, der "
            "ikke er der nu. Det er forventninger, ikke målinger, og de er fundet "
            "maskinelt.",
            "In their own words {afraid} organisations say that they expect a barrier "
            "that is not there now. These are expectations, not measurements, and they "
            "were found by machine.",
        ),
        {"afraid": afraid},
    )


def _advice(facts: Facts, foundation: str | None) -> tuple[Block, ...]:
    names = ["anbefalinger", *([f"anbefalinger-{foundation}"] if foundation else [])]
    found = [block for name in names for block in read(facts.study, name)]
    found += untold(facts.study, *names)
    return tuple(found) or (say(tell(*NO_ADVICE)),)
