"""Hvad kom igen, og hvad kunne holde det væk: what returned, and what people fear.

Here: what came back, what organisations want to keep and expect to stand in its way,
and what a person recommends. Not here: advice of the program's own, of which there is
none, and what became of each solution (``solutions``).
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.model import Block, Inline, Paragraph, Section, Strong, say
from crisislearn.report.outcomes import FELL, Outcome
from crisislearn.report.own_texts import read
from crisislearn.report.sections.quotes import Quotes
from crisislearn.report.sections.themes import listed

CONCEPTS = ("q_keep", "q_block")
"""Concepts of the questions on what to keep, and what may come to hinder it."""
SURE = 0.05
"""Largest q-value at which a driver is said to go with a barrier's going away."""
NO_ADVICE = (
    "Undersøgelsen giver ingen anbefalinger. Dem må mennesker formulere: Tallene "
    "siger, hvad der skete, ikke hvad der bør gøres."
)


def build(facts: Facts, quotes: Quotes, foundation: str | None) -> Section:
    """The section with what a person recommends, or that nobody does."""
    blocks: list[Block] = [_returned(facts)]
    for block in (_named(facts), _expected(facts), _drivers(facts)):
        if block:
            blocks.append(block)
    for quote in (
        quotes.of_statements(_asked(facts)),
        quotes.of_codes("innovation", ["I_KEPT"]),
        quotes.of_status("returned"),
    ):
        if quote:
            blocks.append(quote)
    advice = Section("anbefalinger", "Anbefalinger", _advice(facts, foundation))
    title = "Hvad kom igen, og hvad kunne holde det væk?"
    return Section("fastholdelse", title, tuple(blocks), (advice,), opens=False)


def _returned(facts: Facts) -> Paragraph:
    courses = facts.courses
    if not any(c.points.get("after") for c in courses):
        return say(
            "Tiden efter krisen er ikke undersøgt. Rapporten siger derfor intet om, "
            "hvad der kom igen.",
            kind="lead",
        )
    told = []
    for outcome, words in (
        (Outcome.BACK, "Tilbage er {}."),
        (Outcome.PARTLY_BACK, "Delvist tilbage, men fortsat sjældnere end før, er {}."),
        (Outcome.GONE, "Væk er fortsat {}."),
        (Outcome.UNCLEAR_AFTER, "Uvist er det for {}."),
    ):
        labels = [c.label for c in courses if c.outcome is outcome]
        if labels:
            told.append(words.format(grammar.listing(labels)))
    if not any(c.outcome in FELL for c in courses):
        told = [
            "Ingen af de modtryk, der blev spurgt om, faldt sikkert under krisen, så "
            "intet kan siges at være kommet igen."
        ]
    return Paragraph((" ".join(told),), "lead")


def _items(facts: Facts) -> list[dict[str, Any]]:
    among = ", ".join(literal(one) for one in CONCEPTS)
    return facts.rows(
        "SELECT DISTINCT item_id, label_da, concept_id FROM core.items "
        f"WHERE concept_id IN ({among}) ORDER BY concept_id, item_id, label_da"
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
    sql = (
        "SELECT t.code, any_value(c.label_da) AS label, "
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
    values["question"] = grammar.quoted(items[0]["label_da"])
    text = "{answered} organisationer har svaret på {question} "
    if told:
        text += f"De modtryk, som flest nævner i svarene, er {grammar.listing(told)}."
    else:
        text += (
            "Svarene peger mange veje: Intet enkelt modtryk nævnes i svarene af "
            f"{grammar.count(facts.k)} organisationer eller flere."
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
        "Med egne ord siger {afraid} organisationer, at de venter et modtryk, der ikke "
        "er der nu. Det er forventninger, ikke målinger, og de er fundet maskinelt.",
        {"afraid": afraid},
    )


def _drivers(facts: Facts) -> Paragraph | None:
    """What is said to have helped, and whether barriers stayed away where it did.

    For the whole field alone, and in words: a share on either side of a driver would
    be a figure of a small group.
    """
    codes = facts.rows("SELECT * FROM core.codes WHERE kind = 'driver' ORDER BY code")
    told, values = listed(facts, "driver", codes, 4)
    if not told:
        return None
    values["head"] = Strong("Det, der siges at have hjulpet.")
    many = "Den drivkraft" if len(told) == 1 else "De drivkræfter"
    text = (
        f"{{head}} {many}, som flest organisationer fortæller om, er "
        f"{grammar.listing(told)}."
    )
    if facts.group.kind != "all":
        return say(text, values)
    few = facts.study.file.disclosure.few
    tested = facts.count(
        "SELECT count(*) FROM mart.driver_association WHERE q_value IS NOT NULL AND "
        f"n_driver >= {few} AND n - n_driver >= {few}"
    )
    if not tested.value:
        return say(text, values)
    values["tested"] = tested
    sure = facts.rows(
        "SELECT DISTINCT d.label_da AS driver, b.label_da AS barrier, a.difference > 0 "
        "AS up FROM mart.driver_association a JOIN core.codes d ON d.code = a.driver "
        f"JOIN core.codes b ON b.code = a.barrier WHERE a.q_value <= {SURE} AND "
        f"a.n_driver >= {few} AND a.n - a.n_driver >= {few} ORDER BY ALL"
    )
    text += (
        " Vi har for {tested} par af drivkraft og modtryk set, om modtrykket oftere "
        "forsvandt hos de organisationer, der fortæller om drivkraften. "
    )
    if sure:
        pairs = [
            f"{row['driver']} og {row['barrier']} "
            f"({'oftere' if row['up'] else 'sjældnere'})"
            for row in sure
        ]
        values["pairs"] = grammar.listing(pairs)
        text += (
            "Forskellen er større, end tilfældigheder kan forklare, for {pairs}. En "
            "sammenhæng er ikke en årsag."
        )
    else:
        text += (
            "For ingen af dem er forskellen større, end tilfældigheder kan forklare. "
            "Det kan betyde, at sammenhængen ikke er der, eller at materialet er for "
            "lille til at vise den."
        )
    return say(text, values)


def _advice(facts: Facts, foundation: str | None) -> tuple[Block, ...]:
    names = ["anbefalinger", *([f"anbefalinger-{foundation}"] if foundation else [])]
    found = [block for name in names for block in read(facts.study, name)]
    return tuple(found) or (say(NO_ADVICE),)
