"""Sammenfatning: the answer first, on one page.

Here: what fell, what stayed away, what came back and how sure that is. Not here:
anything that needs more than a page; a claim here is one that ``barriers`` also makes.
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import grammar
from crisislearn.report.courses import Course
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.model import (
    Block,
    Inline,
    KeyFigure,
    KeyFigures,
    Listing,
    Note,
    Number,
    Section,
    Strong,
    parts,
    say,
)
from crisislearn.report.outcomes import FAMILIES, FELL, Outcome
from crisislearn.report.sections.rebound import headline

RETURNED = (Outcome.BACK, Outcome.PARTLY_BACK)


def build(facts: Facts) -> Section:
    """The section."""
    blocks: list[Block] = []
    if facts.group.refused:
        blocks.append(Note("Hele området vises", (facts.group.refused,)))
    rated = [c for c in facts.courses if c.outcome is not Outcome.HIDDEN]
    if rated:
        blocks += headline(facts)
        blocks.append(say(*_answer(facts, rated), kind="lead"))
        blocks += [KeyFigures(_key_figures(facts, rated)), Listing(_families(rated))]
        blocks.append(_certainty(facts, rated))
    else:
        blocks.append(
            say(
                "Undersøgelsen har endnu ikke svar nok på de lukkede spørgsmål til at "
                "sige, hvilke modtryk der forsvandt, bestod eller kom igen. Rapporten "
                "viser derfor kun, hvad organisationerne fortæller med egne ord.",
                kind="lead",
            )
        )
    return Section("sammenfatning", "Sammenfatning", tuple(blocks))


def answered(facts: Facts, condition: str = "TRUE") -> Number:
    """Organisations of the group that answered; of the invited, if there is a frame."""
    return facts.organisations(
        "core.respondents",
        f"{condition} AND {facts.invited if facts.framed else 'TRUE'}",
    )


def response_rate(facts: Facts, condition: str = "TRUE") -> Number | None:
    """Share of the invited that answered; None where nobody knows who was invited."""
    return facts.number(
        f"SELECT ({answered(facts, condition).trace.sql}) / nullif((SELECT count(*) "
        f"FROM core.organisations o WHERE {facts.invited}), 0)",
        grammar.percent,
    )


def verdicts(
    facts: Facts, courses: Sequence[Course], pair: tuple[str, str], verdict: str
) -> Number:
    """How many of the barriers have a verdict on one change."""
    keys = ", ".join(
        "(" + ", ".join(literal(c.changes[pair].key[name]) for name in _KEY) + ")"
        for c in courses
        if pair in c.changes
    )
    return facts.count(
        f"SELECT count(*) FROM mart.barrier_change c WHERE {facts.here('c')} AND "
        f"({', '.join(_KEY)}) IN ({keys}) AND verdict = {literal(verdict)}",
        lambda count: grammar.count(count, neuter=True),
    )


_KEY = ("barrier", "measure", "phase_from", "phase_to", "design")


def _fell(facts: Facts, rated: Sequence[Course]) -> Number | None:
    fell = [c for c in rated if c.outcome in FELL]
    return verdicts(facts, fell, ("before", "during"), "fell") if fell else None


def _answer(facts: Facts, rated: Sequence[Course]) -> tuple[str, dict[str, Inline]]:
    """The opening sentence with its numbers."""
    of = (
        f"{'det' if len(rated) == 1 else 'de'} {grammar.count(len(rated), neuter=True)}"
    )
    fell = _fell(facts, rated)
    if fell is None:
        return (
            f"Ingen af {of} modtryk, organisationerne blev spurgt om, faldt under "
            "krisen mere, end tilfældigheder kan forklare.",
            {},
        )
    values: dict[str, Inline] = {"fell": _capital(fell)}
    text = (
        f"{{fell}} af {of} modtryk, organisationerne blev spurgt om, gav efter under "
        "krisen."
    )
    told = []
    back = [c for c in rated if c.outcome in RETURNED]
    if back:
        values["back"] = verdicts(facts, back, ("during", "after"), "rose")
        told.append("{back} er siden vendt helt eller delvist tilbage")
    gone = [c for c in rated if c.outcome is Outcome.GONE]
    if gone:
        values["gone"] = verdicts(facts, gone, ("before", "after"), "fell")
        told.append("{gone} er ikke kommet igen")
    open_ = [c for c in rated if c.outcome is Outcome.UNCLEAR_AFTER]
    if open_:
        count = grammar.count(len(open_), neuter=True)
        told.append(f"for {count} kan materialet ikke afgøre det")
    if any(c.outcome is Outcome.GONE_SO_FAR for c in rated):
        if not told:
            return (
                f"{text} Om de er kommet igen, ved ingen endnu: tiden efter krisen er "
                "ikke undersøgt.",
                values,
            )
        told.append("for resten er tiden efter endnu ikke undersøgt")
    sentence = f" {grammar.capital(grammar.clauses(told))}." if told else ""
    return text + sentence, _sentence_case(values, told)


def _sentence_case(values: dict[str, Inline], told: list[str]) -> dict[str, Inline]:
    """Large first letter for the number that opens the second sentence."""
    if told and told[0].startswith("{"):
        name = told[0][1 : told[0].index("}")]
        value = values[name]
        if isinstance(value, Number):
            values[name] = _capital(value)
    return values


def _capital(number: Number) -> Number:
    return Number(grammar.capital(number.text), number.value, number.trace)


def _key_figures(facts: Facts, rated: Sequence[Course]) -> tuple[KeyFigure, ...]:
    found = []
    fell = _fell(facts, rated)
    if fell:
        found.append(
            KeyFigure(
                _digits(fell), f"af {len(rated)} modtryk faldt sikkert under krisen"
            )
        )
    back = [c for c in rated if c.outcome in RETURNED]
    if back:
        number = verdicts(facts, back, ("during", "after"), "rose")
        found.append(
            KeyFigure(
                _digits(number), "af dem er siden vendt helt eller delvist tilbage"
            )
        )
    rate = response_rate(facts)
    caption = "organisationer har svaret"
    if rate:
        caption += f", {rate.text} af de inviterede"
    found.append(KeyFigure(answered(facts), caption))
    if len(found) < 3 and rate:
        found.append(KeyFigure(rate, "af de inviterede organisationer har svaret"))
    return tuple(found[:3])


def _digits(number: Number) -> Number:
    return Number(grammar.number(number.value), number.value, number.trace)


_LINES = tuple(
    (title, (outcome,))
    for title, outcome in (
        ("Forsvandt og kom delvist igen", Outcome.PARTLY_BACK),
        ("Forsvandt og vendte tilbage", Outcome.BACK),
    )
)
"""What came back, in two lines: far from all of it came all the way."""


def _families(rated: Sequence[Course]) -> tuple[tuple[Inline, ...], ...]:
    """One line a group: its barriers with shares before, during and after."""
    items = []
    for name, title, members in FAMILIES:
        lines = _LINES if name == "tilbage" else ((title, members),)
        for words, outcomes in lines:
            courses = [c for c in rated if c.outcome in outcomes]
            if courses:
                items.append(_line(words, courses))
    return tuple(items)


def _line(title: str, courses: Sequence[Course]) -> tuple[Inline, ...]:
    values: dict[str, Inline] = {"title": Strong(f"{title}:")}
    told = []
    for i, course in enumerate(courses):
        holes = []
        for at, point in course.points.items():
            if point.share:
                values[f"{at}{i}"] = _bare(point.share)
                holes.append(f"{{{at}{i}}}")
        # An arrow never opens a line: it stays with the share before it.
        told.append(
            f"{course.label} ({f'{grammar.NBSP}→ '.join(holes)}{grammar.NBSP}%)"
        )
    return parts(f"{{title}} {grammar.listing(told)}.", values)


def _bare(share: Number) -> Number:
    return Number(grammar.number(share.value * 100), share.value, share.trace)


def _certainty(facts: Facts, rated: Sequence[Course]) -> Block:
    values: dict[str, Inline] = {"head": Strong("Hvor sikkert er det?")}
    text = (
        "{head} Tallene i parentes er andelen af organisationer, der oplevede "
        "modtrykket som en hindring før, under og efter krisen. "
    )
    into = _span(rated, (("before", "during"),), "into", values)
    since = _span(rated, (("during", "after"), ("before", "after")), "since", values)
    if into:
        text += (
            "Vi kalder kun en ændring et fald eller en stigning, når den er større, "
            "end tilfældigheder kan forklare. Ændringerne fra før til under krisen "
            f"bygger på {into} organisationer, der har svaret om begge tidspunkter"
        )
        text += f", og vurderingen af tiden efter på {since}. " if since else ". "
    unsure = [c for c in rated if c.outcome is Outcome.UNSURE]
    if unsure:
        count = grammar.count(len(unsure), neuter=True)
        text += f"For {count} modtryk kan vi ikke afgøre, om der skete en ændring. "
    if facts.group.kind != "all":
        text += (
            "Rapporten handler om et udsnit af området; prøverne af det er "
            "eksplorative og bør læses med større varsomhed. "
        )
    return say((text + _recalled(rated)).strip(), values, kind="small")


def _span(
    rated: Sequence[Course],
    pairs: Sequence[tuple[str, str]],
    name: str,
    values: dict[str, Inline],
) -> str:
    """Fewest and most organisations behind some changes; empty where none is tested."""
    paired = [c.changes[p].paired for c in rated for p in pairs if p in c.changes]
    if not paired:
        return ""
    few, many = min(paired, key=_value), max(paired, key=_value)
    values |= {f"{name}_few": few, f"{name}_many": many}
    if few.value == many.value:
        return f"{{{name}_few}}"
    return f"mellem {{{name}_few}} og {{{name}_many}}"


def _recalled(rated: Sequence[Course]) -> str:
    """Which times are told from memory."""
    before, during = (
        [c for c in rated if at in c.points and c.points[at].recalled]
        for at in ("before", "during")
    )
    if not before:
        return ""
    text = "Tiden før krisen er erindret, ikke målt dengang"
    if len(during) == len(rated):
        return f"{text}; det samme gælder tiden under den."
    if during:
        count = grammar.count(len(during), neuter=True)
        return f"{text}; for {count} af modtrykkene er også tiden under den erindret."
    return f"{text}."


def _value(number: Number) -> float:
    return number.value
