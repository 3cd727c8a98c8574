"""The joint display of a theme: the survey beside interviews and cases.

Here: the table. Not here: the rule it follows (``report.joint``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crisislearn.report import grammar
from crisislearn.report.courses import POSITIONS, Course
from crisislearn.report.facts import Facts
from crisislearn.report.joint import Held, Words, held, words
from crisislearn.report.language import current, label, tell
from crisislearn.report.model import Inline, Table, Trace
from crisislearn.report.outcomes import SHORT, Outcome
from crisislearn.report.sections.detail import mentions_sql

KINDS = ("turn", "paragraph")
_COLUMNS = (
    ("Modtryk", "Barrier"),
    ("Før", "Before"),
    ("Under", "During"),
    ("Efter", "After"),
    ("Spørge\u00adskema", "Survey"),
    ("Interview", "Inter\u00adviews"),
    ("Cases", "Cases"),
    ("Samlet", "Overall"),
)
_WIDTHS = {
    "da": (3.6, 1.1, 1.25, 1.1, 2.7, 2.3, 2.1, 1.9),
    "en": (3.4, 1.4, 1.4, 1.1, 2.6, 2.2, 2.1, 1.9),
}
_NOTE = (
    "Før, under og efter er andele i spørgeskemaet. Ved interview og cases står "
    "antal organisationer, der nævner modtrykket, og hvad de fleste siger om det, "
    "hvor mindst {k} siger noget om en ændring. Teksterne er kodet maskinelt. "
    "Sidste søjle ser på interview og cases under ét og følger en fast regel; se "
    "»Sådan holdes tal og ord sammen« under Metode og forbehold.",
    "Before, during and after are shares in the survey. For interviews and cases the "
    "number of organisations that mention the barrier is given, and what most of them "
    "say about it where at least {k} say something about a change. The texts were "
    "coded by machine. The last column takes interviews and cases as one and follows a "
    "fixed rule; see “How figures and words are compared” under Method and "
    "limitations.",
)


def joint_table(
    facts: Facts, theme: str, title: str, barriers: Sequence[dict[str, Any]]
) -> Table | None:
    """The table; None where nothing is said of any barrier of the theme.

    Args:
        facts: The warehouse.
        theme: Id of the theme.
        title: Its title.
        barriers: Its barriers, rows of ``core.codes``.
    """
    courses = {course.barrier: course for course in facts.courses}
    order = [*courses, *sorted(r["code"] for r in barriers if r["code"] not in courses)]
    rows = []
    for row in sorted(barriers, key=lambda r: order.index(r["code"])):
        course = courses.get(row["code"])
        told = [words(facts, row["code"], kind) for kind in KINDS]
        many = any(one.mentions.value >= facts.k for one in told)
        if course or many:
            rows.append(_row(facts, row, course, told))
    if not rows:
        return None
    return Table(
        id=f"tabel-samlet-{theme}",
        title=tell(
            f"{title} – tal og ord holdt sammen",
            f"{title} – figures and words compared",
        ),
        columns=tuple(tell(*pair) for pair in _COLUMNS),
        rows=tuple(rows),
        align="lrrrllll",
        widths=_WIDTHS[current()],
        note=tell(*_NOTE).format(k=grammar.count(facts.k)),
        trace=Trace(mentions_sql(facts)),
    )


def verdict(
    facts: Facts, course: Course | None, told: Sequence[Words]
) -> tuple[Outcome | None, Held]:
    """The survey's outcome, and what interviews and cases together make of it."""
    said: dict[str, frozenset[str]] = {}
    for one in told:
        for organisation, says in one.said.items():
            said[organisation] = said.get(organisation, frozenset()) | says
    outcome = course.outcome if course else None
    return outcome, held(outcome, said.values(), facts.k)


def _row(
    facts: Facts, row: dict[str, Any], course: Course | None, told: Sequence[Words]
) -> tuple[Inline, ...]:
    shares: list[Inline] = []
    for at in POSITIONS:
        point = course.points.get(at) if course else None
        shares.append(point.share if point and point.share else "–")
    outcome, made = verdict(facts, course, told)
    return (
        grammar.capital(label(row)),
        *shares,
        SHORT[outcome] if outcome else tell("Ikke spurgt", "Not asked"),
        *(_cell(facts, one) for one in told),
        made.words,
    )


def _cell(facts: Facts, one: Words) -> Inline:
    """How many speak of it and what they say; small counts in words."""
    count = int(one.mentions.value)
    if not count:
        return tell("ingen", "none")
    if count < facts.k:
        return f"under {facts.k}"
    direction = one.direction(facts.k)
    text = grammar.number(count) + (f": {direction}" if direction else "")
    return replace(one.mentions, text=text)
