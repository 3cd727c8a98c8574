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
from crisislearn.report.model import Inline, Table, Trace
from crisislearn.report.outcomes import SHORT, Outcome
from crisislearn.report.sections.detail import mentions_sql

KINDS = ("turn", "paragraph")
_NOTE = (
    "Før, under og efter er andele i spørgeskemaet. Ved interview og cases står "
    "antal organisationer, der nævner modtrykket, og hvad de fleste siger om det, "
    "hvor mindst {k} siger noget om en ændring. Teksterne er kodet maskinelt, og "
    "sidste søjle følger en fast regel; se »Sådan holdes tal og ord sammen« under "
    "Metode og forbehold."
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
        title=f"{title}: tal og ord holdt sammen",
        columns=("Modtryk", "Før", "Under", "Efter", "Spørge\u00adskema", "Interview",
                 "Cases", "Samlet"),
        rows=tuple(rows),
        align="lrrrllll",
        widths=(3.6, 1.1, 1.25, 1.1, 2.7, 2.3, 2.1, 1.9),
        note=_NOTE.format(k=grammar.count(facts.k)),
        trace=Trace(mentions_sql(facts)),
    )  # fmt: skip


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
        grammar.capital(row["label_da"]),
        *shares,
        SHORT[outcome] if outcome else "Ikke spurgt",
        *(_cell(facts, one) for one in told),
        made.value,
    )


def _cell(facts: Facts, one: Words) -> Inline:
    """How many speak of it and what they say; small counts in words."""
    count = int(one.mentions.value)
    if not count:
        return "ingen"
    if count < facts.k:
        return f"under {facts.k}"
    direction = one.direction(facts.k)
    text = grammar.number(count) + (f": {direction}" if direction else "")
    return replace(one.mentions, text=text)
