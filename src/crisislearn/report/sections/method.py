"""Method and limitations: how it was done, and what the material cannot carry.

Here: measurement, recall, tests, weighting and machine coding. Not here: dates and
response (``about``), and what a study answers for itself (``integrity``).
"""

from __future__ import annotations

from crisislearn.report import grammar
from crisislearn.report.facts import Facts
from crisislearn.report.language import tell
from crisislearn.report.model import Block, Inline, Section, say
from crisislearn.report.sections import integrity
from crisislearn.report.sections.quotes import Quotes
from crisislearn.report.sections.validation import said
from crisislearn.report.sections.weighting import weighting

_DESIGNS = {
    "panel": (
        "på organisationer, der er spurgt i to runder",
        "in organisations asked in two waves",
    ),
    "same_sitting": (
        "på organisationer, der svarede om begge tidspunkter i samme besvarelse",
        "in organisations that answered about both times in the same sitting",
    ),
    "cross_section": (
        "på forskellige organisationer på de to tidspunkter",
        "in different organisations at the two points in time",
    ),
}
_UNKNOWN = (
    "En hindring, der er blevet mindre uden at forsvinde, tæller som til "
    "stede. En følsomhedsberegning, hvor den tæller som forsvundet, ligger i "
    "datagrundlaget. Et spørgsmål, der ikke er stillet, ikke er besvaret eller "
    "er besvaret med »ved ikke«, er ukendt og tæller aldrig som nej.",
    "A hindrance that has become smaller without disappearing counts as present. A "
    "sensitivity analysis in which it counts as gone is in the underlying data. A "
    "question that was not asked, not answered or answered with “don’t know” is "
    "unknown and never counts as a no.",
)
_CHANGED = (
    "{changed} spørgsmål om modtryk er ikke stillet på samme måde som i "
    "runden før: ordlyd, svarmuligheder eller spørgsmålstype er ændret. "
    "Hvilke det er, står i datagrundlaget (core.items). En forskel mellem "
    "de to runder kan skyldes ændringen.",
    "{changed} of the questions on barriers were not asked in the same way as in the "
    "wave before: wording, answer options or type of question has changed. Which they "
    "are is recorded in the underlying data (core.items). A difference between the "
    "two waves may be due to the change.",
)
_SLICE = (
    "Undersøgelsens hovedprøver gælder hele området. Prøverne for det "
    "udsnit, rapporten handler om, er eksplorative og bør læses med større "
    "varsomhed.",
    "The study’s main tests concern the whole field. The tests for the part that this "
    "report is about are exploratory and should be read with greater caution.",
)
_BIAS = (
    "Intervallerne rummer den tilfældige usikkerhed, ikke den skævhed, der opstår, "
    "hvis de organisationer, som svarede, adskiller sig fra dem, der lod være. Det "
    "er ofte den største usikkerhed.",
    "The intervals cover the random uncertainty, not the bias that arises if the "
    "organisations that answered differ from those that did not. That is often the "
    "greatest uncertainty.",
)


def build(facts: Facts, quotes: Quotes) -> Section:
    """The section."""
    measured = tell("Måling og erindring", "Measurement and recall")
    tested = tell("Prøver og usikkerhed", "Tests and uncertainty")
    coded = tell("Tekst og maskinel kodning", "Text and machine coding")
    found = [
        Section("maaling", measured, _measurement(facts)),
        Section("proever", tested, _tests(facts)),
        Section("tekst", coded, _coding(facts)),
        *integrity.build(facts, quotes),
    ]
    title = tell("Metode og forbehold", "Method and limitations")
    return Section("metode", title, (), tuple(found))


def _measurement(facts: Facts) -> tuple[Block, ...]:
    recalled = sorted(
        {p.label for c in facts.courses for p in c.points.values() if p.recalled}
    )
    blocks: list[Block] = []
    if recalled:
        phases = grammar.listing([grammar.quoted(label) for label in recalled])
        text = tell(
            f"Svarene om {phases} er givet, efter at fasen var slut. "
            "Erindringen gør historien tydeligere, end virkeligheden var, "
            "især om tiden før. Sådanne svar er mærket, hvor de vises.",
            f"The answers about {phases} were given after the phase had ended. Recall "
            "tends to make the story clearer than it was, especially about the time "
            "before. Such answers are marked where they are shown.",
        )
        blocks.append(say(text))
    blocks.append(say(tell(*_UNKNOWN)))
    changed = facts.count(
        "SELECT count(*) FROM core.items WHERE changed IS NOT NULL "
        "AND barrier IS NOT NULL"
    )
    if changed.value:
        blocks.append(say(tell(*_CHANGED), {"changed": changed}))
    if facts.group.refused:
        blocks.append(say(facts.group.refused))
    return tuple(blocks)


def _tests(facts: Facts) -> tuple[Block, ...]:
    designs = {c.design for course in facts.courses for c in course.changes.values()}
    blocks: list[Block] = []
    if designs:
        told = grammar.clauses(
            [tell(*words) for name, words in _DESIGNS.items() if name in designs]
        )
        same = grammar.number(facts.same * 100)
        text = tell(
            f"Ændringer er målt {told}. Par af svar er prøvet med McNemars test "
            "(mid-p), intervallerne er Newcombes for parrede andele, og der er "
            "rettet for, at mange modtryk prøves på én gang (Benjamini-Hochberg). "
            "Hører flere organisationer til samme kommune, skal ændringen også stå "
            "klart, når de tælles under ét. "
            "»Uændret« skriver vi kun, når hele intervallet ligger inden for "
            f"{same} procentpoint til hver side; kan materialet hverken vise en "
            "ændring eller udelukke en, skriver vi »usikkert«.",
            f"Changes were measured {told}. Pairs of answers were tested with "
            "McNemar’s test (mid-p), the intervals are Newcombe’s for paired shares, "
            "and a correction was made for testing many barriers at once "
            "(Benjamini-Hochberg). Where several organisations belong to the same "
            "municipality, the change must also be clear when they are counted as one. "
            "We write “unchanged” only when the whole interval lies within "
            f"{same} percentage points to either side; where the material can neither "
            "show a change nor rule one out, we write “uncertain”.",
        )
        blocks.append(say(text))
    if facts.group.kind != "all":
        blocks.append(say(tell(*_SLICE)))
    blocks.append(say(f"{weighting(facts)} {tell(*_BIAS)}".strip()))
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
    text = tell(
        "{machine} steder i teksterne er kodet af et program",
        "{machine} places in the texts were coded by a program",
    )
    values: dict[str, Inline] = {"machine": machine}
    if people.value:
        values["people"] = people
        text += tell(" og {people} af mennesker", " and {people} by people")
    text += ". "
    told, measured = said(facts)
    text += told
    values |= measured
    if undated.value:
        values["undated"] = undated
        text += tell(
            " {undated} kodninger siger ikke, hvilken tid de handler om. De er talt "
            "med, hvor der tælles omtaler, men siger intet om før, under og efter.",
            " {undated} codings do not say what time they are about. They are included "
            "where mentions are counted, but say nothing of before, during and after.",
        )
    unused = _unused(facts)
    return (say(text, values), *([unused] if unused else []))


def _unused(facts: Facts) -> Block | None:
    """How much of the material could not be used."""
    rejects = facts.count(
        "SELECT count(*) FROM ops.rejects",
        lambda count: grammar.capital(grammar.count(count)),
    )
    if not rejects.value:
        return None
    if rejects.value == 1:
        text = tell(
            "{rejects} række, replik eller fil kunne ikke bruges. Den er anført i "
            "datagrundlaget med begrundelse.",
            "{rejects} row, turn or file could not be used. It is listed in "
            "the underlying data with the reason.",
        )
    else:
        text = tell(
            "{rejects} rækker, replikker eller filer kunne ikke bruges. Hver af dem "
            "er anført i datagrundlaget med begrundelse.",
            "{rejects} rows, turns or files could not be used. Each of them is listed "
            "in the underlying data with the reason.",
        )
    return say(text, {"rejects": rejects})
