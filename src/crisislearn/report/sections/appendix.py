"""Bilag: every barrier in every phase, and the tests behind the verdicts.

Here: the tables that let a reader check the report. Not here: wordings
(``questions``) and checklists.
"""

from __future__ import annotations

from collections.abc import Sequence

from crisislearn.report import grammar
from crisislearn.report.courses import Change, Course
from crisislearn.report.facts import Facts
from crisislearn.report.model import Inline, Number, Section, Table, Trace
from crisislearn.report.outcomes import Outcome
from crisislearn.report.sections import checklists, questions
from crisislearn.report.sections.quality import models_table
from crisislearn.warehouse.coarse import LEVELS, level

VERDICTS = {
    "fell": "faldt",
    "rose": "steg",
    "unchanged": "uændret",
    "uncertain": "usikkert",
}
_REASONS = {
    "fewer than": "for få par",
    "not clear once organisations": "når kommuner tælles samlet",
    "not clear of chance": "når alle prøver tælles med",
    "the interval holds": "intervallet er for bredt",
}
"""How a verdict's reason begins, and what it is in few words."""

_DESIGNS = {
    "panel": "panel",
    "same_sitting": "samme besvarelse",
    "cross_section": "tværsnit",
}
_STEPS = (
    (("before", "during"), "før → under"),
    (("during", "after"), "under → efter"),
    (("before", "after"), "før → efter"),
)


def build(facts: Facts, sections: Sequence[Section]) -> Section:
    """The section, with the checklists for all ``sections`` before it."""
    found = (_shares(facts), _tests(facts), models_table(facts))
    tables = [table for table in found if table]
    asked = questions.build(facts)
    parts = [asked] if asked else []
    parts.append(checklists.build(facts, [*sections, *parts]))
    return Section("bilag", "Bilag", tuple(tables), tuple(parts))


def _shares(facts: Facts) -> Table | None:
    shares = facts.rows(facts.prevalence_sql())
    rows: list[tuple[Inline, ...]] = []
    groups = []
    for course in facts.courses:
        groups.append((len(rows), grammar.capital(course.label)))
        for phase in facts.study.calendars.of(course.calendar):
            for row in shares:
                if (row["barrier"], row["phase"]) == (course.barrier, phase.phase):
                    point = facts.point(row)
                    ends = (
                        f"{grammar.number(point.low * 100)}–"
                        f"{grammar.number(point.high * 100)}"
                    )
                    rows.append((
                        point.label, point.n, point.share or "for få svar",
                        ends if point.share else "–", "ja" if point.recalled else "nej",
                    ))  # fmt: skip
    if not rows:
        return None
    return Table(
        id="bilag-faser",
        title="Alle modtryk i alle faser",
        columns=("Fase", "n", "Andel", "95 %-interval", "Erindret"),
        rows=tuple(rows),
        align="lrrrl",
        widths=(5, 2, 2, 2.6, 2),
        note="n er organisationer med kendt svar. Erindret: de fleste svar er givet, "
        "efter at fasen var slut.",
        trace=Trace(facts.prevalence_sql()),
        groups=tuple(groups),
    )


def _tests(facts: Facts) -> Table | None:
    rows: list[tuple[Inline, ...]] = []
    groups = []
    for course in facts.courses:
        if course.outcome is Outcome.HIDDEN or not course.changes:
            continue
        groups.append((len(rows), grammar.capital(course.label)))
        rows += [
            _row(course, pair, words)
            for pair, words in _STEPS
            if pair in course.changes
        ]
    if not rows:
        return None
    return Table(
        id="bilag-proever",
        title="Testene bag vurderingerne",
        columns=(
            "Ændring",
            "n",
            "Procentpoint",
            "95 %-interval",
            "q",
            "Målt på",
            "Vurdering",
        ),
        rows=tuple(rows),
        align="lrrrrll",
        widths=(2.5, 1.1, 2.1, 2.5, 1.4, 2.4, 3.4),
        note="n er organisationer, hvis svar om begge tidspunkter er kendt. q er "
        "p-værdien rettet for antallet af prøver, angivet ved nærmeste grænse. "
        "Forskelle er uvægtede og kan af hensyn til diskretion afvige med svarene fra "
        "et par organisationer; intervallerne er gjort bredere for at tage højde for "
        "det. Vurderingen bygger på de nøjagtige svar, så »uændret« kan stå ved et "
        "interval, der er bredere end grænsen.",
        trace=Trace(
            "SELECT c.* FROM mart.barrier_change c WHERE c.measure = 'rated' AND "
            f"{facts.here('c')} ORDER BY c.barrier, c.phase_from, c.phase_to, c.design"
        ),
        groups=tuple(groups),
    )


def _row(course: Course, pair: tuple[str, str], words: str) -> tuple[Inline, ...]:
    change = course.changes[pair]
    return (
        words,
        change.paired,
        _of(change, "difference", change.difference),
        f"{grammar.number(change.low * 100)} til {grammar.number(change.high * 100)}",
        _q(change),
        _DESIGNS.get(change.design, change.design),
        verdict_words(change),
    )


def verdict_words(change: Change) -> str:
    """The verdict, and why it is none."""
    reason = change.reason or ""
    why = (w for start, w in _REASONS.items() if reason.startswith(start))
    told = next(why, "")
    return VERDICTS[change.verdict] + (f": {told}" if told else "")


def _of(change: Change, column: str, value: float) -> Number:
    where = change.paired.trace.sql.split(" FROM ", 1)[1]
    text = grammar.number(value * 100)
    return Number(text, value, Trace(f"SELECT {column} FROM {where}"))


def _q(change: Change) -> Inline:
    if change.q_value is None:
        return "–"
    where = change.paired.trace.sql.split(" FROM ", 1)[1]
    # The research file knows it exactly; readers are told a level.
    steps = " ".join(f"WHEN q_value <= {one:g} THEN {one:g}" for one in LEVELS)
    sql = f"SELECT (CASE {steps} END)::DOUBLE FROM {where}"
    told = level(change.q_value) or LEVELS[-1]
    text = f"≤{grammar.NBSP}{grammar.number(told, 3 if told < 0.01 else 2)}"
    text = text if told < 1 else f">{grammar.NBSP}{grammar.number(LEVELS[-2], 2)}"
    return Number(text, told, Trace(sql))
