"""Metode og forbehold: how it was done, and what the material cannot carry.

Here: measurement, recall, tests, weighting and machine coding. Not here: dates and
response (``about``), and what a study answers for itself (``integrity``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.model import (
    Block,
    Inline,
    Section,
    say,
)
from crisislearn.report.sections import integrity
from crisislearn.report.sections.quotes import Quotes
from crisislearn.report.sections.validation import said
from crisislearn.report.sections.weighting import weighting

_DESIGNS = {
    "panel": "organisationer, der er spurgt i to runder",
    "same_sitting": "organisationer, der svarede om begge tidspunkter i samme "
    "besvarelse",
    "cross_section": "forskellige organisationer på de to tidspunkter",
}


def build(facts: Facts, quotes: Quotes) -> Section:
    """The section."""
    found = [
        Section("maaling", "Måling og erindring", _measurement(facts)),
        Section("proever", "Prøver og usikkerhed", _tests(facts)),
        Section("tekst", "Tekst og maskinel kodning", _coding(facts)),
        *integrity.build(facts, quotes),
    ]
    return Section("metode", "Metode og forbehold", (), tuple(found))


def _measurement(facts: Facts) -> tuple[Block, ...]:
    recalled = sorted(
        {p.label for c in facts.courses for p in c.points.values() if p.recalled}
    )
    blocks: list[Block] = []
    if recalled:
        phases = grammar.listing([grammar.quoted(label) for label in recalled])
        blocks.append(
            say(
                f"Svarene om {phases} er givet, efter at fasen var slut. "
                "Erindring trækker i retning af en tydeligere historie, end den var, "
                "især om tiden før. Sådanne svar er mærket, hvor de vises."
            )
        )
    blocks.append(
        say(
            "En hindring, der er blevet mindre uden at forsvinde, tæller som til "
            "stede. En følsomhedsberegning, hvor den tæller som forsvundet, ligger i "
            "datagrundlaget. Et spørgsmål, der ikke er stillet, ikke er besvaret eller "
            "er besvaret med »ved ikke«, er ukendt og tæller aldrig som nej."
        )
    )
    changed = facts.count(
        "SELECT count(*) FROM core.items WHERE changed IS NOT NULL "
        "AND barrier IS NOT NULL"
    )
    if changed.value:
        blocks.append(
            say(
                "{changed} spørgsmål om modtryk er ikke stillet på samme måde som i "
                "runden før: ordlyd, svarmuligheder eller spørgsmålstype er ændret. "
                "Hvilke det er, står i datagrundlaget (core.items). En forskel mellem "
                "de to runder kan skyldes ændringen.",
                {"changed": changed},
            )
        )
    if facts.group.refused:
        blocks.append(say(facts.group.refused))
    return tuple(blocks)


def _tests(facts: Facts) -> tuple[Block, ...]:
    designs = {c.design for course in facts.courses for c in course.changes.values()}
    blocks: list[Block] = []
    if designs:
        told = grammar.listing(
            [f"på {words}" for name, words in _DESIGNS.items() if name in designs]
        )
        blocks.append(
            say(
                f"Ændringer er målt {told}. Par af svar er prøvet med McNemars test "
                "(mid-p), intervallerne er Newcombes for parrede andele, og der er "
                "rettet for, at mange modtryk prøves på én gang (Benjamini-Hochberg). "
                "Hører flere organisationer til samme kommune, skal ændringen også stå "
                "klart, når de tælles under ét. "
                "»Uændret« skriver vi kun, når hele intervallet ligger inden for "
                f"{grammar.number(facts.same * 100)} procentpoint til hver side; kan "
                "materialet hverken vise en ændring eller udelukke en, skriver vi "
                "»usikkert«."
            )
        )
    if facts.group.kind != "all":
        blocks.append(
            say(
                "Undersøgelsens hovedprøver gælder hele området. Prøverne for det "
                "udsnit, rapporten handler om, er eksplorative og bør læses med større "
                "varsomhed."
            )
        )
    bias = (
        "Intervallerne rummer den tilfældige usikkerhed, ikke den skævhed, der opstår, "
        "hvis de organisationer, som svarede, adskiller sig fra dem, der lod være. Det "
        "er ofte den største usikkerhed."
    )
    blocks.append(say(f"{weighting(facts)} {bias}".strip()))
    return tuple(blocks)


def _coding(facts: Facts) -> tuple[Block, ...]:
    machine = facts.count(
        "SELECT count(*) FROM core.codings t JOIN core.organisations o "
        f"USING (organisation_id) WHERE t.coder_kind = 'model' AND "
        f"{facts.group.condition}"
    )
    people = facts.count(
        "SELECT count(*) FROM core.codings t JOIN core.organisations o "
        f"USING (organisation_id) WHERE t.coder_kind = 'person' AND "
        f"{facts.group.condition}"
    )
    undated = facts.count(
        "SELECT count(*) FROM core.codings t JOIN core.organisations o "
        "USING (organisation_id) WHERE t.kind = 'barrier' AND "
        f"t.about_precision = 'unspecified' AND {facts.group.condition}"
    )
    text = "{machine} steder i teksterne er kodet af et program"
    values: dict[str, Inline] = {"machine": machine}
    if people.value:
        values["people"] = people
        text += " og {people} af mennesker"
    text += ". "
    told, measured = said(facts)
    text += told
    values |= measured
    if undated.value:
        values["undated"] = undated
        text += (
            " {undated} kodninger siger ikke, hvilken tid de handler om. De er talt "
            "med, hvor der tælles omtaler, men siger intet om før, under og efter."
        )
    blocks: list[Block] = [say(text, values)]
    rejects = facts.count(
        "SELECT count(*) FROM ops.rejects",
        lambda count: grammar.capital(grammar.count(count)),
    )
    if rejects.value:
        what = (
            "række, replik eller fil kunne ikke bruges. Den"
            if rejects.value == 1
            else "rækker, replikker eller filer kunne ikke bruges. Hver af dem"
        )
        blocks.append(
            say(
                f"{{rejects}} {what} står med grund i datagrundlaget.",
                {"rejects": rejects},
            )
        )
    return tuple(blocks)
