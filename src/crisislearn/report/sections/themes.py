"""The themes: a chapter each, with its barriers, what helped, a case and joint display.

Here: what a theme's chapter consists of. Not here: which codes it holds
(``report.themes``), the paragraph on one barrier (``wording``) and the joint display.
"""

from __future__ import annotations

from typing import Any

from crisislearn.report import grammar
from crisislearn.report.courses import Course
from crisislearn.report.facts import Facts
from crisislearn.report.group import literal
from crisislearn.report.language import label, tell
from crisislearn.report.model import (
    Block,
    Inline,
    Number,
    Paragraph,
    Section,
    Strong,
    say,
)
from crisislearn.report.outcomes import FAMILIES
from crisislearn.report.sections.detail import coded
from crisislearn.report.sections.joint_table import joint_table
from crisislearn.report.sections.quotes import Quotes
from crisislearn.report.sections.validation import is_validated
from crisislearn.report.sections.wording import barrier_text
from crisislearn.report.themes import OTHER, Dealt, deal, load_themes

MOST_QUOTES = 4
"""Quotes on rated barriers in a chapter; those on the least unsure come first."""
MOST_MENTIONED = 4


def dealt(facts: Facts) -> list[Dealt]:
    """The themes of the study with their codes; the rest only if it was rated."""
    study = facts.study
    themes = load_themes(study.path(study.file.themes, "themes.yml"))
    codes = facts.rows("SELECT * FROM core.codes ORDER BY rowid")
    rated = {course.barrier for course in facts.courses}
    found = []
    for one in deal(themes, codes):
        if one.theme.id == OTHER:
            mine = tuple(row for row in one.codes if row["code"] in rated)
            one = Dealt(one.theme, mine)
        if one.codes:
            found.append(one)
    return found


def build(facts: Facts, quotes: Quotes, theme: Dealt) -> Section | None:
    """The chapter; None where nothing was asked and too few speak of it."""
    mine = {row["code"] for row in theme.of("barrier")}
    courses = [course for course in facts.courses if course.barrier in mine]
    blocks: list[Block] = []
    if len(courses) > 2 or theme.theme.view:
        blocks += _answer(courses)
    if not theme.theme.view:
        blocks += _barriers(facts, quotes, courses)
    for block in (_mentioned(facts, theme, courses), _drivers(facts, theme)):
        if block:
            blocks.append(block)
    # What helped is coded too loosely to put words under before people have checked it.
    drivers = [row["code"] for row in theme.of("driver")]
    quote = quotes.of_codes("driver", drivers) if is_validated(facts) else None
    if quote:
        blocks.append(quote)
    blocks += _case(quotes, theme)
    title = theme.theme.title
    table = joint_table(facts, theme.theme.id, title, theme.of("barrier"))
    if table:
        blocks.append(table)
    if not blocks:
        return None
    about = Paragraph((theme.theme.about,), "lead")
    id_ = theme.theme.id if theme.theme.view else f"tema-{theme.theme.id}"
    return Section(id_, title, (about, *blocks), opens=False)


def _answer(courses: list[Course]) -> list[Block]:
    """What became of the theme's barriers, in the words of their outcomes."""
    pieces: list[Inline] = []
    for _, title, members in FAMILIES:
        labels = [c.label for c in courses if c.outcome in members]
        if labels:
            space = [" "] if pieces else []
            pieces += [*space, Strong(f"{title}:"), f" {grammar.listing(labels)}."]
    return [Paragraph(tuple(pieces))] if pieces else []


def _barriers(facts: Facts, quotes: Quotes, courses: list[Course]) -> list[Block]:
    blocks: list[Block] = []
    given = 0
    for course in courses:
        blocks.append(barrier_text(course, facts.k))
        quote = quotes.of_barrier(course) if given < MOST_QUOTES else None
        if quote:
            blocks.append(quote)
            given += 1
    return blocks


def mentioning(facts: Facts, kind: str, code: str) -> Number:
    """Organisations that speak of a code as their own."""
    return facts.organisations(
        "core.codings",
        f"t.kind = {literal(kind)} AND t.code = {literal(code)} "
        "AND t.speaks_for = 'own' AND t.counts IS NOT FALSE",
    )


def listed(
    facts: Facts, kind: str, codes: list[dict[str, Any]], most: int = 99
) -> tuple[list[str], dict[str, Inline]]:
    """Codes that enough organisations speak of, most first: phrases and numbers."""
    found = [(row, mentioning(facts, kind, row["code"])) for row in codes]
    found = [(row, number) for row, number in found if number.value >= facts.k]
    found.sort(key=lambda one: (-one[1].value, one[0]["code"]))
    values: dict[str, Inline] = {row["code"]: number for row, number in found[:most]}
    told = [f"{label(row)} ({{{row['code']}}})" for row, _ in found[:most]]
    return told, values


def _mentioned(facts: Facts, theme: Dealt, courses: list[Course]) -> Paragraph | None:
    """Barriers that were not rated, but that enough bring up themselves."""
    rated = {course.barrier for course in courses}
    rest = [row for row in theme.of("barrier") if row["code"] not in rated]
    told, values = listed(facts, "barrier", rest, MOST_MENTIONED)
    if not told:
        return None
    head = tell("Nævnt:", "Mentioned:")
    if courses:
        head = tell(
            "Nævnt, uden at der blev spurgt:", "Mentioned without being asked about:"
        )
    text = tell(
        "Tallene i parentes er antal organisationer, der selv har bragt det op; de kan "
        "ikke læses som andele.",
        "The figures in brackets are numbers of organisations that brought it up "
        "themselves; they cannot be read as shares.",
    )
    return say(
        f"{{head}} {grammar.listing(told)}. {text}", values | {"head": Strong(head)}
    )


def _drivers(facts: Facts, theme: Dealt) -> Paragraph | None:
    """What organisations say has helped."""
    told, values = listed(facts, "driver", theme.of("driver"), 5)
    if not told:
        return None
    values["head"] = Strong(tell("Det, der hjalp.", "What helped."))
    named = grammar.listing(told)
    text = tell(
        f"Af det, der fremmede nye løsninger, nævnes {named}. Tallene i parentes er "
        "antal organisationer.",
        f"Among the things that promoted new solutions, organisations mention {named}. "
        "The figures in brackets are numbers of organisations.",
    )
    return say(f"{{head}} {text} {coded(facts)}", values)


def _case(quotes: Quotes, theme: Dealt) -> list[Block]:
    """One organisation's words on several sides of the theme."""
    found = quotes.of_one_voice([row["code"] for row in theme.of("barrier")])
    if not found:
        return []
    labels = {row["code"]: label(row) for row in theme.codes}
    who, codes, told = found
    what = grammar.listing([labels[code] for code in codes])
    head = tell(f"Et sted i feltet: {who}", f"One place in the field: {who}")
    if told[0].named:
        head = tell(f"En case: {who}", f"A case: {who}")
    about = tell(f" – om {what}.", f" – on {what}.")
    return [Paragraph((Strong(head), about), "label"), *told]
