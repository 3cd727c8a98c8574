"""The summary: the answer first, on one page.

Here: what fell, what stayed away and what came back. Not here: how sure that is
(``certainty``) and anything that needs more than a page; a claim here is one that
``barriers`` also makes.
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import grammar
from crisislearn.report.courses import Course
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import tell
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
from crisislearn.report.sections.certainty import certainty
from crisislearn.report.sections.rebound import headline

RETURNED = (Outcome.BACK, Outcome.PARTLY_BACK)


def build(facts: Facts) -> Section:
    """The section."""
    blocks: list[Block] = []
    if facts.group.refused:
        blocks.append(Note(tell(*_WHOLE), (facts.group.refused,)))
    rated = [c for c in facts.courses if c.outcome is not Outcome.HIDDEN]
    if rated:
        blocks += headline(facts)
        blocks.append(say(*_answer(facts, rated), kind="lead"))
        blocks += [KeyFigures(_key_figures(facts, rated)), Listing(_families(rated))]
        blocks.append(certainty(facts, rated))
    else:
        blocks.append(say(tell(*_NOTHING), kind="lead"))
    return Section("sammenfatning", tell("Sammenfatning", "Summary"), tuple(blocks))


_WHOLE = ("Hele området vises", "The whole field is shown")
_NOTHING = (
    "Undersøgelsen har endnu ikke svar nok på de lukkede spørgsmål til at sige, hvilke "
    "modtryk der forsvandt, bestod eller kom igen. Rapporten viser derfor kun, hvad "
    "organisationerne fortæller med egne ord.",
    "The study does not yet have enough answers to the closed questions to say which "
    "barriers disappeared, persisted or came back. The report therefore shows only "
    "what the organisations tell in their own words.",
)


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
    count, one = grammar.count(len(rated), neuter=True), len(rated) == 1
    of = tell(
        f"{'det' if one else 'de'} {count} modtryk, organisationerne blev spurgt om,",
        f"the {count} {'barrier' if one else 'barriers'} that organisations were asked "
        "about",
    )
    fell = _fell(facts, rated)
    if fell is None:
        text = tell(
            f"Ingen af {of} faldt under krisen mere, end tilfældigheder kan forklare.",
            f"None of {of} fell during the crisis by more than chance can explain.",
        )
        return text, {}
    values: dict[str, Inline] = {"fell": _capital(fell)}
    text = tell(
        f"{{fell}} af {of} gav efter under krisen.",
        f"{{fell}} of {of} gave way during the crisis.",
    )
    told = []
    back = [c for c in rated if c.outcome in RETURNED]
    if back:
        values["back"] = verdicts(facts, back, ("during", "after"), "rose")
        came = grammar.plural(len(back), "has", "have")
        told.append(tell(
            "{back} er siden vendt helt eller delvist tilbage",
            f"{{back}} {came} since come back in full or in part",
        ))  # fmt: skip
    gone = [c for c in rated if c.outcome is Outcome.GONE]
    if gone:
        values["gone"] = verdicts(facts, gone, ("before", "after"), "fell")
        has = grammar.plural(len(gone), "has", "have")
        told.append(tell("{gone} er ikke kommet igen", f"{{gone}} {has} not come back"))
    open_ = [c for c in rated if c.outcome is Outcome.UNCLEAR_AFTER]
    if open_:
        count = grammar.count(len(open_), neuter=True)
        told.append(tell(
            f"for {count} kan materialet ikke afgøre det",
            f"for {count} the material does not allow a conclusion",
        ))  # fmt: skip
    if any(c.outcome is Outcome.GONE_SO_FAR for c in rated):
        if not told:
            text += tell(
                " Om de er kommet igen, ved ingen endnu: tiden efter krisen er ikke "
                "undersøgt.",
                " Whether they have come back, nobody knows yet: the time after the "
                "crisis has not been studied.",
            )
            return text, values
        told.append(tell(
            "for resten er tiden efter endnu ikke undersøgt",
            "for the rest the time after has not yet been studied",
        ))  # fmt: skip
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
        caption = tell(
            f"af {len(rated)} modtryk faldt sikkert under krisen",
            f"of {grammar.counted(len(rated), 'barrier', 'barriers')} fell with "
            "certainty during the crisis",
        )
        found.append(KeyFigure(_digits(fell), caption))
    back = [c for c in rated if c.outcome in RETURNED]
    if back:
        number = verdicts(facts, back, ("during", "after"), "rose")
        has = grammar.plural(len(back), "has", "have")
        caption = tell(
            "af dem er siden vendt helt eller delvist tilbage",
            f"of them {has} since come back in full or in part",
        )
        found.append(KeyFigure(_digits(number), caption))
    rate = response_rate(facts)
    caption = tell("organisationer har svaret", "organisations have answered")
    if rate:
        caption += f", {rate.text} {tell('af de inviterede', 'of those invited')}"
    found.append(KeyFigure(answered(facts), caption))
    if len(found) < 3 and rate:
        caption = tell(
            "af de inviterede organisationer har svaret",
            "of the invited organisations have answered",
        )
        found.append(KeyFigure(rate, caption))
    return tuple(found[:3])


def _digits(number: Number) -> Number:
    return Number(grammar.number(number.value), number.value, number.trace)


_LINES = tuple(
    (title, (outcome,))
    for title, outcome in (
        (
            ("Forsvandt og kom delvist igen", "Disappeared and came partly back"),
            Outcome.PARTLY_BACK,
        ),
        (
            ("Forsvandt og vendte tilbage", "Disappeared and came back"),
            Outcome.BACK,
        ),
    )
)
"""What came back, in two lines: far from all of it came all the way."""


def _families(rated: Sequence[Course]) -> tuple[tuple[Inline, ...], ...]:
    """One line a group: its barriers with shares before, during and after."""
    items = []
    for name, title, members in FAMILIES:
        lines: Sequence[tuple[str, tuple[Outcome, ...]]] = ((title, members),)
        if name == "tilbage":
            lines = [(tell(*words), outcomes) for words, outcomes in _LINES]
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
            f"{course.label} "
            f"({f'{grammar.NBSP}→ '.join(holes)}{grammar.percent_sign()})"
        )
    return parts(f"{{title}} {grammar.listing(told)}.", values)


def _bare(share: Number) -> Number:
    return Number(grammar.number(share.value * 100), share.value, share.trace)
